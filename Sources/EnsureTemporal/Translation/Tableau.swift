/// Translates a formula of the future, in core form, to an automaton state by state (Couvreur, FM 1999; Duret-Lutz,
/// "LTL translation improvements in Spot", 2014).
///
/// A state is a set of formulas that have to hold. Each way to satisfy them is an edge; an edge has the mark of an
/// eventuality unless it puts that eventuality off.
struct Tableau {
  /// Whether ways that differ only in what comes next become one state, the disjunction: later decisions, and often an
  /// automaton that is nearer to a deterministic one.
  private let postponesDecisions: Bool
  private let limits: TranslationLimits
  private(set) var simplifier: Simplifier
  private var space: LabelSpace { simplifier.space }
  private var promiseNumbers: [TemporalFormula: Int] = [:]
  private var expansions: [TemporalFormula: [Alternative]] = [:]
  private var normalForms: [[TemporalFormula]: [TemporalFormula]?] = [:]
  private var work = 0

  /// Of more formulas not every one is compared with every other.
  private static let comparedFormulas = 24

  /// How many eventualities an edge can have marks of.
  static let maximalPromises = 64

  init(_ simplifier: Simplifier, postponesDecisions: Bool, limits: TranslationLimits) {
    self.simplifier = simplifier
    self.postponesDecisions = postponesDecisions
    self.limits = limits
  }

  /// The automaton of a formula; its sets are the formula's eventualities.
  mutating func automaton(_ formula: TemporalFormula) throws(TemporalError) -> GeneralisedBuchi {
    try numberPromises(formula)
    var states: [[TemporalFormula]: Int] = [:]
    // States with the same ways on are the same state.
    var byExpansion: [Set<Alternative>: Int] = [:]
    var result = GeneralisedBuchi(initial: 0, edges: [], setCount: 0)
    var pending: [(state: Int, alternatives: [Alternative])] = []

    func state(_ formulas: [TemporalFormula], _ tableau: inout Tableau) throws(TemporalError) -> Int {
      if let known = states[formulas] { return known }
      let alternatives = try tableau.expandAll(formulas)
      let key = Set(alternatives)
      let number = byExpansion[key] ?? result.edges.count
      states[formulas] = number
      if number == result.edges.count {
        byExpansion[key] = number
        result.edges.append([])
        pending.append((number, alternatives))
      }
      return number
    }

    result.initial = try state(normalised([formula]) ?? [simplifier.bank.falsity], &self)
    var edgeCount = 0
    while let (source, alternatives) = pending.popLast() {
      for alternative in alternatives {
        let target = try state(alternative.next, &self)
        result.edges[source].append(
          Edge(label: alternative.label, marks: alternative.promises, target: target))
        edgeCount += 1
        try limits.check(states: result.edges.count, edges: edgeCount)
      }
    }
    result.setCount = promiseNumbers.count
    for state in result.edges.indices {
      for index in result.edges[state].indices {
        let promises = result.edges[state][index].marks
        result.edges[state][index].marks = result.allMarks.subtracting(promises)
      }
    }
    return result
  }

  private mutating func numberPromises(_ formula: TemporalFormula) throws(TemporalError) {
    let bank = simplifier.bank
    for part in bank.subformulas(formula) {
      let promised: TemporalFormula
      switch bank.connective(part) {
      case .finally: promised = bank.first(part)
      case .until: promised = bank.second(part)
      default: continue
      }
      if promiseNumbers[promised] == nil { promiseNumbers[promised] = promiseNumbers.count }
    }
    if promiseNumbers.count > Self.maximalPromises {
      throw .tooManyEventualities(limit: Self.maximalPromises)
    }
  }

  /// All ways to satisfy a set of formulas.
  private mutating func expandAll(_ formulas: [TemporalFormula]) throws(TemporalError) -> [Alternative] {
    var result = [Alternative(label: .all, next: [], promises: [])]
    for formula in formulas { result = try product(result, try expand(formula)) }
    return postponesDecisions ? postponed(result) : result
  }

  private mutating func expand(_ formula: TemporalFormula) throws(TemporalError) -> [Alternative] {
    if let known = expansions[formula] { return known }
    let result = try makeExpansion(formula)
    expansions[formula] = result
    return result
  }

  private mutating func makeExpansion(_ formula: TemporalFormula) throws(TemporalError) -> [Alternative] {
    if simplifier.traits(formula).contains(.boolean) {
      return [Alternative(label: simplifier.label(formula), next: [], promises: [])].pruned(space)
    }
    let operands = Array(simplifier.bank.operands(formula))
    switch simplifier.bank.connective(formula) {
    case .and:
      var result = [Alternative(label: .all, next: [], promises: [])]
      for operand in operands { result = try product(result, try expand(operand)) }
      return result
    case .or:
      var result: [Alternative] = []
      for operand in operands { result += try expand(operand) }
      return result.pruned(space)
    case .next: return later([operands[0]], promises: [])
    case .globally: return try product(try expand(operands[0]), later([formula], promises: []))
    case .finally:
      return (try expand(operands[0]) + later([formula], promises: promise(operands[0]))).pruned(space)
    case .until:
      let waits = later([formula], promises: promise(operands[1]))
      return (try expand(operands[1]) + (try product(try expand(operands[0]), waits))).pruned(space)
    case .release:
      let goesOn = try expand(operands[0]) + later([formula], promises: [])
      return try product(try expand(operands[1]), goesOn.pruned(space))
    default: fatalError("the tableau works on formulas of the future in core form")
    }
  }

  private func promise(_ formula: TemporalFormula) -> Marks {
    promiseNumbers[formula].map { Marks.set($0) } ?? []
  }

  private mutating func later(_ next: [TemporalFormula], promises: Marks) -> [Alternative] {
    normalised(next).map { [Alternative(label: .all, next: $0, promises: promises)] } ?? []
  }

  private mutating func product(
    _ left: [Alternative], _ right: [Alternative]
  ) throws(TemporalError) -> [Alternative] {
    // Most products begin with the one alternative that asks for nothing.
    if left.count == 1, left[0].asksForNothing { return right }
    var result: [Alternative] = []
    for first in left {
      for second in right {
        work += 1 + first.next.count + second.next.count
        let label = space.intersection(first.label, second.label)
        guard label != .none, let next = joined(first.next, second.next) else { continue }
        result.append(
          Alternative(label: label, next: next, promises: first.promises.union(second.promises)))
      }
      try limits.check(states: 0, edges: result.count)
      if work > limits.work { throw .tooMuchWork(limit: limits.work) }
    }
    return result.pruned(space)
  }

  /// The conjuncts of two lists of them, each of which is normalised; `nil` if they exclude one another.
  private mutating func joined(_ left: [TemporalFormula], _ right: [TemporalFormula]) -> [TemporalFormula]? {
    if left.isEmpty { return right }
    return right.isEmpty ? left : normalised(left + right)
  }

  /// Joins alternatives with the same letters and promises: whoever follows one of the joined ways has kept the same
  /// promises.
  private mutating func postponed(_ alternatives: [Alternative]) -> [Alternative] {
    var groups: [Group: [[TemporalFormula]]] = [:]
    var order: [Group] = []
    for alternative in alternatives {
      let group = Group(label: alternative.label, promises: alternative.promises)
      if groups[group] == nil { order.append(group) }
      groups[group, default: []].append(alternative.next)
    }
    var result: [Alternative] = []
    for group in order {
      let choices = groups[group] ?? []
      var next = choices.first ?? []
      if choices.count > 1 {
        // Not simplified any further: another eventuality that means the same would be another promise, and a run could
        // break each of them in turn.
        let parts = choices.map { simplifier.bank.conjunction($0) }
        let choice = simplifier.bank.disjunction(parts)
        next = simplifier.summands(choice, .conjunction)
      }
      result.append(Alternative(label: group.label, next: next, promises: group.promises))
    }
    return result.pruned(space)
  }

  private struct Group: Hashable {
    let label: Label
    let promises: Marks
  }

  /// The conjuncts of what has to hold, sorted, without those that the others make superfluous; `nil` if they exclude
  /// one another.
  ///
  /// An eventuality is left out only if a `G` among the others demands it at every position: it is promised there
  /// anew each time, while another formula that implies it could in turn be left out for it.
  private mutating func normalised(_ formulas: [TemporalFormula]) -> [TemporalFormula]? {
    var parts: [TemporalFormula] = []
    for formula in formulas {
      if formula == simplifier.bank.falsity { return nil }
      if formula == simplifier.bank.truth { continue }
      if simplifier.bank.connective(formula) == .and {
        parts += simplifier.bank.operands(formula)
      } else {
        parts.append(formula)
      }
    }
    parts.sort()
    var sorted: [TemporalFormula] = []
    for part in parts where sorted.last != part { sorted.append(part) }
    guard sorted.count > 1 else { return sorted }
    if let known = normalForms[sorted] { return known }
    let result = withoutSuperfluous(sorted)
    normalForms.updateValue(result, forKey: sorted)
    return result
  }

  /// What `normalised` makes of different formulas without conjunctions.
  private mutating func withoutSuperfluous(_ sorted: [TemporalFormula]) -> [TemporalFormula]? {
    var always: Set<TemporalFormula> = []
    for part in sorted where simplifier.bank.connective(part) == .globally {
      always.formUnion(simplifier.summands(simplifier.bank.first(part), .conjunction))
    }
    var kept = sorted.filter { !always.contains($0) }
    guard kept.count <= Self.comparedFormulas else { return kept }
    for part in kept where simplifier.traits(part).contains(.safety) {
      if kept.contains(where: { $0 != part && simplifier.implies($0, part) }) { kept.removeAll { $0 == part } }
    }
    for (index, left) in kept.enumerated() {
      for right in kept[(index + 1)...] where simplifier.excludes(left, right) { return nil }
    }
    return kept
  }
}
