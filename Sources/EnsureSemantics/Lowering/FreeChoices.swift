import EnsureModel

/// Whether some values of what may be chosen freely satisfy conditions, as one condition on the rest.
///
/// A truth value or a member of an enumeration is tried one by one. A number is taken out if each condition on it compares
/// it, by itself, with what is not chosen: it is the one that an equation names, or there is one between its bounds if no
/// lower bound exceeds an upper one. That is exact, since the factor is 1.
struct FreeChoices {
  /// The terms.
  private(set) var folding: Folding
  private let system: TransitionSystem

  init(_ folding: Folding, in system: TransitionSystem) {
    self.folding = folding
    self.system = system
  }

  /// The condition without these variables.
  ///
  /// - Throws: the first one that cannot be taken out.
  mutating func condition(_ condition: Term, without variables: [VariableID])
    throws(ActionPossibility.Obstacle) -> Term
  {
    guard let variable = variables.first else { return condition }
    let parts = folding.conjuncts(condition)
    let term = folding.bank.variable(variable)
    let open = parts.filter { folding.mentions($0, term) }
    let others = Array(variables.dropFirst())
    if open.isEmpty { return try self.condition(condition, without: others) }
    guard let cases = cases(open, of: variable, term) else {
      // Another one may say what this one is.
      let left = try self.condition(condition, without: others)
      if left == condition { throw .chosen(variable) }
      return try self.condition(left, without: [variable])
    }
    let otherTerms = others.map { folding.bank.variable($0) }
    let rest = parts.filter { !folding.mentions($0, term) }
    let linked = rest.filter { part in otherTerms.contains { folding.mentions(part, $0) } }
    var alternatives: [Term] = []
    for parts in cases {
      let whole = folding.bank.and(parts + linked)
      alternatives.append(try self.condition(folding.simplified(whole), without: others))
    }
    let some = folding.bank.or(alternatives)
    let all = folding.bank.and(rest.filter { !linked.contains($0) } + [some])
    return folding.simplified(all)
  }

  /// What has to hold instead of conditions on a variable, for one case each; nil if that cannot be said.
  private mutating func cases(_ conditions: [Term], of variable: VariableID, _ term: Term) -> [[Term]]? {
    let type = folding.bank.variables[variable.index].type
    switch type.sort {
    case .boolean:
      let values = [false, true].map { folding.bank.boolean($0) }
      return values.map { value in conditions.map { replacing(term, by: value, in: $0) } }
    case .enumeration(let enumeration):
      return system.enumerations[enumeration.index].members.indices.map { position in
        let value = folding.bank.member(enumeration, position)
        return conditions.map { replacing(term, by: value, in: $0) }
      }
    case .integer:
      let limits = Bounds(lower: type.lower.map { LinearForm($0) }, upper: type.upper.map { LinearForm($0) })
      if let value = namedValue(conditions, term) {
        let form = LinearForm(unknown: Int(value.index))
        return [
          conditions.map { replacing(term, by: value, in: $0) }
            + limits.all.map { $0.isLower ? atMost($0.form, form) : atMost(form, $0.form) }
        ]
      }
      return between(conditions, term, limits).map { [$0] }
    case .instant, .reference: return nil
    }
  }

  private mutating func replacing(_ term: Term, by value: Term, in condition: Term) -> Term {
    let replaced = folding.bank.replacing([term: value], in: condition)
    return folding.simplified(replaced)
  }

  /// What a condition says that the variable is.
  private func namedValue(_ conditions: [Term], _ term: Term) -> Term? {
    for case .equal(let left, let right) in conditions.map({ folding.bank[$0] }) {
      if left == term, !folding.mentions(right, term) { return right }
      if right == term, !folding.mentions(left, term) { return left }
    }
    return nil
  }

  // MARK: Bounds

  private struct Bounds {
    var lower: [LinearForm] = []
    var upper: [LinearForm] = []

    init(lower: LinearForm?, upper: LinearForm?) {
      if let lower { self.lower.append(lower) }
      if let upper { self.upper.append(upper) }
    }

    var all: [(form: LinearForm, isLower: Bool)] {
      lower.map { ($0, true) } + upper.map { ($0, false) }
    }
  }

  /// That some number satisfies conditions each of which is a bound.
  private mutating func between(_ conditions: [Term], _ term: Term, _ limits: Bounds) -> [Term]? {
    var bounds = limits
    for condition in conditions {
      switch folding.bank[condition] {
      case .equal(let left, let right):
        guard add(left, atMost: right, 0, term, &bounds), add(right, atMost: left, 0, term, &bounds) else {
          return nil
        }
      case .lessOrEqual(let left, let right):
        guard add(left, atMost: right, 0, term, &bounds) else { return nil }
      case .less(let left, let right):
        guard add(left, atMost: right, 1, term, &bounds) else { return nil }
      case .not(let operand):
        switch folding.bank[operand] {
        case .lessOrEqual(let left, let right):
          guard add(right, atMost: left, 1, term, &bounds) else { return nil }
        case .less(let left, let right):
          guard add(right, atMost: left, 0, term, &bounds) else { return nil }
        default: return nil
        }
      default: return nil
      }
    }
    return bounds.lower.flatMap { lower in bounds.upper.map { atMost(lower, $0) } }
  }

  /// Takes up the bound that `left + gap <= right` is.
  private func add(_ left: Term, atMost right: Term, _ gap: Integer, _ term: Term, _ bounds: inout Bounds)
    -> Bool
  {
    guard folding.bank.sort(left) == .integer, let left = folding.linear(left, in: system),
      let right = folding.linear(right, in: system)
    else { return false }
    let form = left - right + LinearForm(gap)
    let own = Int(term.index)
    let rest = form.without(own)
    // What is not looked into must not hide the variable.
    guard !rest.unknowns.contains(where: { folding.mentions(Term(index: Int32($0)), term) }) else {
      return false
    }
    switch form[own] {
    case 1: bounds.upper.append(rest.scaled(by: -1))
    case -1: bounds.lower.append(rest)
    default: return false
    }
    return true
  }

  private mutating func atMost(_ left: LinearForm, _ right: LinearForm) -> Term {
    let (lower, upper) = (folding.bank.term(left), folding.bank.term(right))
    let comparison = folding.bank.lessOrEqual(lower, upper)
    return folding.simplified(comparison)
  }
}
