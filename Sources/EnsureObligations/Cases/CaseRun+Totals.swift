import EnsureModel

/// The totals that a case has spoken of. Each is an unknown integer in the state before the step; behind it, it is that
/// plus what the instances at hand contribute now, minus what they contributed before (SEMANTICS 25).
struct Totals: Sendable {
  /// A total of one group, reckoned from the state before the step or from the state behind a bulk effect.
  struct Key: Hashable, Sendable {
    let shape: TotalShape
    /// What its free variables stand for.
    let arguments: [LinearSum]
    /// 0, or the number of the bulk effect.
    let since: Int
  }

  /// The totals, with their values at that point, in the order in which they were spoken of.
  fileprivate(set) var known: [(key: Key, total: Total, value: LinearSum)] = []
  fileprivate var positions: [Key: Int] = [:]
  fileprivate var parts: [Term: Total?] = [:]
}

extension CaseRun {
  /// The number that an aggregate comes to; for "for all" how many instances speak against it.
  mutating func total(_ term: Term, _ frame: inout Frame) -> LinearSum {
    doubts += 1
    defer { doubts -= 1 }
    guard let total = takenApart(term), total.isLocal else {
      // Of one aggregate inside another nothing is known, but mostly that it has a value.
      return terms.surelyHasValue(term) ? arbitraryTotal() : unboundedTotal()
    }
    guard let arguments = arguments(of: total, &frame) else { return unboundedTotal() }
    // Whether all instances have something to contribute is asked of none of them.
    if total.mayLackValue { note(.yes) }
    return value(of: total, arguments, frame.state)
  }

  /// What a total comes to in a state, for one group.
  private mutating func value(of total: Total, _ arguments: [LinearSum], _ state: SymbolicState) -> LinearSum {
    let outer = defects
    defects = nil
    defer { defects = outer }
    let since = lastBulk(total, state)
    let key = Totals.Key(shape: total.shape, arguments: arguments, since: since)
    var sum = value(of: key, total)
    let start = since == 0 ? before : bulks[since - 1].behind
    let entity = total.shape.entity.index
    for number in 0..<min(atHand[entity], room[entity]) {
      if isSame(total, start.instances[entity][number], state.instances[entity][number]) { continue }
      let now = contribution(total, number, arguments, state)
      if sabotage == .formerOwnersKeep, now == LinearSum(0) { continue }
      var change = now - contribution(total, number, arguments, start)
      if sabotage == .totalsPerVariable { change = change * Integer(max(1, namings[entity][number])) }
      sum = sum + change
    }
    return sum
  }

  /// That nothing is in the group of an aggregate, if it is that of an instance at hand. Where the group is told by a reference
  /// that nobody has followed, this is all that is known of it.
  mutating func isEmptyIfAtHand(_ aggregate: Term, _ frame: inout Frame) -> Sentence {
    guard let total = takenApart(aggregate), total.isLocal, !total.mayLackValue else { return .yes }
    let outer = defects
    defects = nil
    defer { defects = outer }
    var arguments = total.arguments.map { number($0, &frame) }
    let open = total.arguments.indices.filter { position in
      if case .reference = terms.sort(total.arguments[position]) {
        arguments[position].known == nil
      } else {
        false
      }
    }
    guard open.count == 1, case .reference(let entity) = terms.sort(total.arguments[open[0]]) else {
      return .yes
    }
    let group = arguments[open[0]]
    var claims: [Sentence] = []
    for number in 0..<min(atHand[entity.index], room[entity.index]) {
      let candidate = LinearSum(Integer(number))
      arguments[open[0]] = candidate
      let isEmpty = bank.equal(value(of: total, arguments, frame.state), LinearSum(0))
      let isMeant = sabotage == .groupsAreOne ? .yes : bank.equal(group, candidate)
      claims.append(bank.implies(isMeant, isEmpty))
    }
    return bank.and(claims)
  }

  /// Whether nothing that a total reads of an instance has changed, so that what it contributes has not.
  private func isSame(_ total: Total, _ old: SymbolicState.Instance, _ new: SymbolicState.Instance) -> Bool {
    guard let reads = total.reads, !total.mayLackValue else { return false }
    return reads.allSatisfy { old.fields[$0] == new.fields[$0] }
  }

  /// Whether the group of an aggregate is known without following a reference.
  mutating func isGroupAtHand(_ aggregate: Term, _ frame: inout Frame) -> Bool {
    guard let total = takenApart(aggregate), total.isLocal else { return false }
    for term in total.arguments {
      if case .reference = terms.sort(term), number(term, &frame).known == nil { return false }
    }
    return true
  }

  mutating func takenApart(_ term: Term) -> Total? {
    if let known = totals.parts[term] { return known }
    let total = Total(term, in: terms)
    totals.parts[term] = total
    return total
  }

  /// The values that make the group; nil if one of them is `none`, since infinitely many untouched instances may belong
  /// to that group.
  mutating func arguments(of total: Total, _ frame: inout Frame) -> [LinearSum]? {
    var arguments: [LinearSum] = []
    for term in total.arguments {
      var value = number(term, &frame)
      if case .reference(let entity) = terms.sort(term) {
        let number = followed(value, of: entity, term)
        guard let number else { return nil }
        value = LinearSum(Integer(number))
      }
      arguments.append(value)
    }
    return arguments
  }

  /// A total of which nothing is known, and which may have no value.
  private mutating func unboundedTotal() -> LinearSum {
    note(.yes)
    return arbitraryTotal()
  }

  /// A total of which nothing is known.
  private mutating func arbitraryTotal() -> LinearSum { LinearSum(bank.makeUnknown("some total")) }

  /// The number of the last bulk effect that may have changed what instances contribute; 0 if there was none.
  private func lastBulk(_ total: Total, _ state: SymbolicState) -> Int {
    if sabotage == .bulkIsLocal { return 0 }
    for bulk in state.bulks.reversed()
    where bulk.entity == total.shape.entity {
      if let reads = total.reads, bulk.fields.isDisjoint(with: reads) { continue }
      return bulk.position + 1
    }
    return 0
  }

  /// What an instance contributes in a state.
  mutating func contribution(_ total: Total, _ number: Int, _ arguments: [LinearSum], _ state: SymbolicState)
    -> LinearSum
  {
    contribution(total, LinearSum(Integer(number)), arguments, state)
  }

  private mutating func contribution(
    _ total: Total, _ instance: LinearSum, _ arguments: [LinearSum], _ state: SymbolicState
  ) -> LinearSum {
    var frame = Frame(state, [total.variable: instance])
    for (term, value) in zip(total.arguments, arguments) {
      frame.given.append((term, terms.sort(term) == .boolean ? .truth(bank.holds(value)) : .number(value)))
    }
    let passes = truth(total.filter, &frame)
    switch (total.shape.summand, total.body) {
    case (.term, let body?):
      if passes == .no { return LinearSum(0) }
      return bank.choice(passes, number(body, &frame), LinearSum(0))
    case (.one, let claim?):
      if passes == .no { return LinearSum(0) }
      return bank.number(bank.and([passes, !truth(claim, &frame)]))
    default: return bank.number(passes)
    }
  }

  /// What the total was at the point that it is reckoned from.
  mutating func value(of key: Totals.Key, _ total: Total) -> LinearSum {
    if let position = totals.positions[key] { return totals.known[position].value }
    let value =
      if key.since > 0, let known = behindBulk(key, total) {
        known
      } else if key.since == 0 && isInitial {
        atStart(total, key.arguments)
      } else {
        LinearSum(bank.makeUnknown("total"))
      }
    totals.positions[key] = totals.known.count
    totals.known.append((key, total, value))
    return value
  }

  /// What a total is behind a bulk effect: what it was in front of it, and the aggregates of that state by which it changes. Nil where
  /// that is not known.
  private mutating func behindBulk(_ key: Totals.Key, _ total: Total) -> LinearSum? {
    let effect = bulks[key.since - 1]
    let scope = BulkChange.Scope(effect.front.environment.numbers, key.arguments)
    guard let change = BulkChange(of: total, by: effect.statement, in: scope, system, &terms) else {
      return nil
    }
    var frame = Frame(effect.front.state, effect.front.environment)
    for (variable, value) in zip(change.arguments, key.arguments) { frame.environment[variable] = value }
    var sum = value(of: total, key.arguments, effect.front.state)
    for part in change.parts {
      guard let aggregate = takenApart(part.aggregate), aggregate.isLocal, !aggregate.mayLackValue else {
        return nil
      }
      var arguments: [LinearSum] = []
      for term in aggregate.arguments {
        let value = number(term, &frame)
        if case .reference = terms.sort(term) {
          guard let number = value.known, number >= 0 else { return nil }
        }
        arguments.append(value)
      }
      if sabotage == .bulksTakeNothingAway, part.factor < 0 { continue }
      sum = sum + value(of: aggregate, arguments, effect.front.state) * part.factor
    }
    return sum
  }

  /// The total of an initial state. Of infinitely many instances it is 0, which `ProofRule` makes an obligation of its
  /// own; of finitely many it is known if they all contribute the same.
  private mutating func atStart(_ total: Total, _ arguments: [LinearSum]) -> LinearSum {
    let entity = total.shape.entity
    guard let size = sizes[entity], sabotage != .finiteTotalsStartAtZero else { return LinearSum(0) }
    var state = before
    let number = state.instances[entity.index].count
    state.instances[entity.index].append(makeInstance(entity, number))
    let each = contribution(total, LinearSum(Integer(number)), arguments, state)
    guard let known = each.known else { return LinearSum(bank.makeUnknown("total")) }
    // Who makes the group is at hand, and may contribute something else than all others.
    var sum = size * known
    for number in 0..<min(atHand[entity.index], room[entity.index]) {
      sum = sum + contribution(total, number, arguments, before) - each
    }
    return sum
  }

  // MARK: Bounds

  /// That each count is at least as large as the number of instances at hand which it counts.
  mutating func boundsOfCounts() -> [Sentence] {
    var bounds: [Sentence] = []
    // The totals of an initial state are what they are.
    if isInitial { return [] }
    for (key, total, value) in totals.known where total.shape.summand != .term {
      let start = key.since == 0 ? before : bulks[key.since - 1].behind
      var counted = LinearSum(0)
      for number in 0..<min(atHand[key.shape.entity.index], room[key.shape.entity.index]) {
        counted = counted + contribution(total, number, key.arguments, start)
      }
      bounds.append(bank.lessOrEqual(counted, value))
    }
    return bounds
  }

  /// What a combination of totals, each part of which is known to be at least 0, comes to at least: what the instances
  /// at hand contribute to it. Nothing where not all of these totals have been spoken of.
  ///
  /// - Parameter tuple: what the free variables of the combination stand for.
  mutating func bound(_ combination: TotalCombination, at tuple: [LinearSum], in state: SymbolicState)
    -> Sentence?
  {
    guard let (sum, counted) = parts(combination, at: tuple, in: state) else { return nil }
    return bank.lessOrEqual(counted, sum)
  }

  /// The combination, and what the instances at hand contribute to it.
  private mutating func parts(_ combination: TotalCombination, at tuple: [LinearSum], in state: SymbolicState)
    -> (sum: LinearSum, counted: LinearSum)?
  {
    var frame = Frame(state, Valuation(combination.variables, tuple))
    var (sum, counted) = (LinearSum(0), LinearSum(0))
    for part in combination.parts {
      guard let total = takenApart(part.total), total.isLocal, total.shape.entity == combination.entity,
        lastBulk(total, state) == 0, let arguments = arguments(of: total, &frame)
      else { return nil }
      let key = Totals.Key(shape: total.shape, arguments: arguments, since: 0)
      if totals.positions[key] == nil { return nil }
      sum = sum + self.total(part.total, &frame) * part.coefficient
      for number in 0..<min(atHand[total.shape.entity.index], room[total.shape.entity.index]) {
        counted = counted + contribution(total, number, arguments, state) * part.coefficient
      }
    }
    return (sum, counted)
  }

  /// For tests: that the combination is at least 0 in the state, whatever the instances at hand contribute there.
  mutating func nonnegativity(_ combination: TotalCombination, at tuple: [LinearSum], in state: SymbolicState)
    -> Sentence?
  {
    parts(combination, at: tuple, in: state).map { bank.lessOrEqual(LinearSum(0), $0.sum) }
  }

  /// What one instance contributes to a combination in the state before the step; nil if that is not known.
  mutating func contribution(_ combination: TotalCombination, at tuple: [LinearSum], of instance: LinearSum)
    -> LinearSum?
  {
    var sum = LinearSum(0)
    for part in combination.parts {
      guard let each = contribution(part.total, combination.variables, at: tuple, of: instance) else {
        return nil
      }
      sum = sum + each * part.coefficient
    }
    return sum
  }

  /// What one instance contributes to an aggregate in the state before the step; nil if that is not known.
  mutating func contribution(
    _ aggregate: Term, _ variables: [VariableID], at tuple: [LinearSum], of instance: LinearSum
  ) -> LinearSum? {
    var frame = Frame(before, Valuation(variables, tuple))
    guard let total = takenApart(aggregate), total.isLocal, let arguments = arguments(of: total, &frame) else {
      return nil
    }
    return contribution(total, instance, arguments, before)
  }
}
