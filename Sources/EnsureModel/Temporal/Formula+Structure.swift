extension Formula {
  /// The formula in which every action atom says which steps it means: one that triggers something means every step,
  /// one that promises something only genuine ones (SEMANTICS, rule 11). Polarity alone decides.
  ///
  /// - Parameter promises: whether the formula stands where something is promised; false below a negation, left of
  ///   an implication, and in an assumption.
  public func resolved(promises: Bool = true) -> Formula {
    func same(_ formula: Formula) -> Formula { formula.resolved(promises: promises) }
    func opposite(_ formula: Formula) -> Formula { formula.resolved(promises: !promises) }
    switch self {
    case .state, .stuck: return self
    case .action(let action, let arguments, .byPolarity):
      return .action(action, arguments, promises ? .genuine : .any)
    case .action: return self
    case .not(let operand): return .not(opposite(operand))
    case .and(let operands): return .and(operands.map(same))
    case .or(let operands): return .or(operands.map(same))
    case .implies(let left, let right): return .implies(opposite(left), same(right))
    case .iff(let left, let right):
      // Both sides are both; the front end asks for `any` or `genuine` there.
      return .and([same(.implies(left, right)), same(.implies(right, left))])
    case .always(let operand): return .always(same(operand))
    case .eventually(let operand, let bound): return .eventually(same(operand), within: bound)
    case .next(let operand): return .next(same(operand))
    case .previously(let operand): return .previously(same(operand))
    case .historically(let operand): return .historically(same(operand))
    case .once(let operand, let window): return .once(same(operand), window)
    case .earlier(let operand, let window): return .earlier(same(operand), window)
    case .until(let left, let right): return .until(same(left), same(right))
    case .unless(let left, let right): return .unless(same(left), same(right))
    case .since(let left, let right, let window): return .since(same(left), same(right), window)
    }
  }

  /// The formulas that it is directly made of.
  public var operands: [Formula] {
    switch self {
    case .state, .action, .stuck: []
    case .not(let operand), .always(let operand), .eventually(let operand, within: _), .next(let operand),
      .previously(let operand), .historically(let operand), .once(let operand, _), .earlier(let operand, _):
      [operand]
    case .and(let operands), .or(let operands): operands
    case .implies(let left, let right), .iff(let left, let right), .until(let left, let right),
      .unless(let left, let right), .since(let left, let right, _):
      [left, right]
    }
  }
}

extension Formula {
  /// What always holds, and what never does.
  public static let (truth, never) = (Formula.and([]), Formula.or([]))

  /// The negation, taken one operator inwards; nil where that would be no shorter to watch.
  public var negation: Formula? {
    switch self {
    case .not(let operand): operand
    case .and(let operands): .or(operands.map { .not($0) })
    case .or(let operands): .and(operands.map { .not($0) })
    case .implies(let left, let right): .and([left, .not(right)])
    case .eventually(let operand, within: nil): .always(.not(operand))
    case .always(let operand): .eventually(.not(operand), within: nil)
    case .next(let operand): .next(.not(operand))
    case .until(let hold, let release): .unless(.not(release), .and([.not(hold), .not(release)]))
    case .unless(let hold, let release): .until(.not(release), .and([.not(hold), .not(release)]))
    default: nil
    }
  }

  /// Whether some operator in it has a bound of time.
  public var isMetric: Bool {
    switch self {
    case .eventually(_, _?), .once(_, _?), .earlier(_, _?), .since(_, _, _?): true
    default: operands.contains(where: \.isMetric)
    }
  }

  /// Whether its value at a position hangs on that position and those before it only.
  public var looksBack: Bool {
    switch self {
    case .stuck, .always, .eventually, .next, .until, .unless: false
    default: operands.allSatisfy(\.looksBack)
    }
  }

  /// The longest bound of an operator, in ticks; nil if there is none.
  public var longestBound: Integer? {
    var bounds = operands.compactMap(\.longestBound)
    switch self {
    case .eventually(_, within: let bound?): bounds.append(bound)
    case .once(_, let window?), .earlier(_, let window?), .since(_, _, let window?): bounds.append(window.upper)
    default: break
    }
    return bounds.max()
  }

  /// Whether it speaks of instances that are stuck, which only a proof shows.
  public var mentionsStuck: Bool {
    if case .stuck = self { return true }
    return operands.contains(where: \.mentionsStuck)
  }

  /// Whether it is certainly false wherever time passes, or nothing happens: it asks for an action.
  public var failsAtTicks: Bool {
    switch self {
    case .action: return true
    case .and(let operands): return operands.contains(where: \.failsAtTicks)
    case .or(let operands): return operands.allSatisfy(\.failsAtTicks)
    default: return false
    }
  }

  /// Whether every run that violates it does so in a part that ends, however the run goes on; where this says no, some may.
  public var failsInPrefix: Bool {
    switch self {
    case .always(let operand): operand.failsInPrefix
    case .and(let operands): operands.allSatisfy(\.failsInPrefix)
    case .implies(let left, let right): left.looksBack && right.failsInPrefix
    case .eventually(let operand, within: .some): operand.looksBack
    default: looksBack
    }
  }
}

extension Property {
  /// What a run has to satisfy, fairness apart: the formula, if all formulas that are assumed hold; each action atom
  /// says which steps it means. Nil for an invariant.
  public var obligation: Formula? {
    guard case .temporal(let formula, let assumptions) = kind else { return nil }
    let assumed = assumptions.compactMap { assumption -> Formula? in
      guard case .formula(let formula) = assumption else { return nil }
      return formula
    }
    return assumed.isEmpty ? formula.resolved() : Formula.implies(.and(assumed), formula).resolved()
  }

  /// Whether it, or what it assumes, bounds time: then time passes, whatever the rest of the system knows of it.
  public var measuresTime: Bool {
    guard case .temporal(let formula, let assumptions) = kind else { return false }
    return formula.isMetric
      || assumptions.contains { assumption in
        if case .formula(let assumed) = assumption { assumed.isMetric } else { false }
      }
  }

  /// What a temporal property assumes; empty for an invariant.
  public var assumptions: [Assumption] {
    guard case .temporal(_, let assumptions) = kind else { return [] }
    return assumptions
  }
}

extension Property {
  /// Which of the variables stands for an instance that is never stuck, if that is what the property says.
  public func neverStuck(in bank: TermBank) -> (variable: Int, entity: EntityID)? {
    guard case .temporal(.always(.not(.stuck(let instance))), _) = kind,
      case .variable(let variable) = bank[instance], case .reference(let entity) = bank.sort(instance),
      let position = variables.firstIndex(of: variable)
    else { return nil }
    return (position, entity)
  }
}
