import EnsureModel

/// What terms come to.
extension CaseRun {
  /// The number that a term comes to; booleans are 0 and 1.
  mutating func number(_ term: Term, _ frame: inout Frame) -> LinearSum {
    switch value(term, &frame) {
    case .number(let number): number
    case .truth(let sentence): bank.number(sentence)
    }
  }

  /// Whether a boolean term holds.
  mutating func truth(_ term: Term, _ frame: inout Frame) -> Sentence {
    switch value(term, &frame) {
    case .number(let number): bank.holds(number)
    case .truth(let sentence): sentence
    }
  }

  private mutating func value(_ term: Term, _ frame: inout Frame) -> SymbolicValue {
    for (given, value) in frame.given where given == term { return value }
    // To look a small term up takes longer than to evaluate it.
    if terms.size(term) <= 4 { return evaluate(term, &frame) }
    if let known = frame.known[term] { return known }
    let before = arbitraries
    let value = evaluate(term, &frame)
    // Where defects are collected each occurrence has its own conditions.
    if defects == nil && arbitraries == before { frame.known[term] = value }
    return value
  }

  private mutating func evaluate(_ term: Term, _ frame: inout Frame) -> SymbolicValue {
    switch terms[term] {
    case .boolean(let value): return .truth(value ? .yes : .no)
    case .integer(let value): return .number(LinearSum(value))
    case .member(_, let position): return .number(LinearSum(Integer(position)))
    case .none: return .number(LinearSum(-1))
    case .now: return .number(frame.state.now)
    case .variable(let variable):
      guard let value = frame.environment[variable] else {
        // A variable that nobody has bound is arbitrary; nothing follows from that.
        return .number(arbitrary(of: terms.variables[variable.index].type))
      }
      return .number(value)
    case .global(let global): return .number(frame.state.globals[global.index])
    case .field(let field, let reference):
      guard let instance = instance(reference, &frame) else {
        return .number(arbitrary(of: termType(system.fields[field.index].type)))
      }
      return .number(instance.fields[field] ?? LinearSum(0))
    case .key(let position, let reference):
      guard let instance = instance(reference, &frame), position < instance.keys.count else {
        return .number(arbitrary(of: ValueType(terms.sort(term))))
      }
      return .number(instance.keys[position])
    case .keyed(let entity, let keys):
      let values = keys.map { number($0, &frame) }
      guard let found = found(entity, values, term) else {
        return .number(arbitrary(of: ValueType(.reference(entity))))
      }
      return .number(LinearSum(Integer(found)))
    case .untouched(let reference):
      guard case .reference(let entity) = terms.sort(reference), let number = named(reference, &frame) else {
        return .number(arbitrary(of: ValueType(.boolean)))
      }
      return .truth(isUntouched(entity, number, frame.state))
    case .not(let operand): return .truth(!truth(operand, &frame))
    case .and(let operands): return .truth(connective(operands, until: .no, &frame))
    case .or(let operands): return .truth(!connective(operands, until: .yes, &frame))
    case .implies(let left, let right):
      let condition = truth(left, &frame)
      if condition == .no { return .truth(.yes) }
      return .truth(bank.implies(condition, under(condition) { $0.truth(right, &frame) }))
    case .choice(let condition, let yes, let no):
      let condition = truth(condition, &frame)
      if condition == .yes { return value(yes, &frame) }
      if condition == .no { return value(no, &frame) }
      let first = under(condition) { $0.value(yes, &frame) }
      let second = under(!condition) { $0.value(no, &frame) }
      if case .truth(let first) = first, case .truth(let second) = second {
        return .truth(bank.choice(condition, first, second))
      }
      return .number(bank.choice(condition, asNumber(first), asNumber(second)))
    case .equal(let left, let right):
      if terms.sort(left) == .boolean {
        let (one, other) = (truth(left, &frame), truth(right, &frame))
        return .truth(bank.same(one, other))
      }
      let (one, other) = (number(left, &frame), number(right, &frame))
      return .truth(bank.equal(one, other))
    case .less(let left, let right):
      let (one, other) = (number(left, &frame), number(right, &frame))
      return .truth(bank.less(one, other))
    case .lessOrEqual(let left, let right):
      let (one, other) = (number(left, &frame), number(right, &frame))
      return .truth(bank.lessOrEqual(one, other))
    case .sum(let operands):
      var sum = LinearSum(0)
      for operand in operands { sum = sum + number(operand, &frame) }
      return .number(sum)
    case .difference(let left, let right):
      let one = number(left, &frame)
      return .number(one - number(right, &frame))
    case .negated(let operand): return .number(number(operand, &frame) * -1)
    case .product(let left, let right):
      let (one, other) = (number(left, &frame), number(right, &frame))
      return .number(bank.product(one, other))
    case .quotient(let left, let right):
      let (one, other) = (number(left, &frame), number(right, &frame))
      return .number(quotient(one, other))
    case .remainder(let left, let right):
      let (one, other) = (number(left, &frame), number(right, &frame))
      let whole = quotient(one, other)
      return .number(one - bank.product(whole, other))
    case .total, .count: return .number(total(term, &frame))
    case .exists: return .truth(bank.less(LinearSum(0), total(term, &frame)))
    case .all: return .truth(bank.equal(total(term, &frame), LinearSum(0)))
    }
  }

  private mutating func asNumber(_ value: SymbolicValue) -> LinearSum {
    switch value {
    case .number(let number): number
    case .truth(let sentence): bank.number(sentence)
    }
  }

  /// An undefined term is arbitrary in its sort, whatever bounds its type has.
  private func termType(_ type: ValueType) -> ValueType { ValueType(type.sort) }

  /// The Euclidean quotient. By 0 it has no value; by a number that is not known nothing is known of it.
  private mutating func quotient(_ dividend: LinearSum, _ divisor: LinearSum) -> LinearSum {
    guard let known = divisor.known else {
      let isZero = bank.equal(divisor, LinearSum(0))
      let quotient = bank.opaque(.quotient, dividend, divisor)
      if isZero == .no { return quotient }
      return bank.choice(isZero, under(isZero) { $0.arbitrary(of: ValueType(.integer)) }, quotient)
    }
    if known == 0 { return arbitrary(of: ValueType(.integer)) }
    return bank.quotient(dividend, by: known)
  }

  /// Evaluates where only `condition` lets the evaluation come.
  private mutating func under<Value>(_ condition: Sentence, _ evaluate: (inout CaseRun) -> Value) -> Value {
    doubts += 1
    defer { doubts -= 1 }
    if defects == nil { return evaluate(&self) }
    path.append(condition)
    defer { path.removeLast() }
    return evaluate(&self)
  }

  /// The conjunction of the operands (`decisive` is `no`), or that of their negations (`yes`): from left to right, and no
  /// further than the first one that is known to decide.
  private mutating func connective(_ operands: [Term], until decisive: Sentence, _ frame: inout Frame)
    -> Sentence
  {
    var found: [Sentence] = []
    let (depth, certain) = (path.count, doubts)
    defer {
      path.removeLast(path.count - depth)
      doubts = certain
    }
    for operand in operands {
      let sentence = truth(operand, &frame)
      found.append(sentence)
      if sentence == decisive { break }
      if sentence != !decisive { doubts = certain + 1 }
      if defects != nil { path.append(decisive == .no ? sentence : !sentence) }
    }
    return bank.and(decisive == .no ? found : found.map { !$0 })
  }

  // MARK: References

  /// The number of the instance that a reference names in the frame's state; nil for `none`.
  mutating func named(_ reference: Term, _ frame: inout Frame) -> Int? {
    guard case .reference(let entity) = terms.sort(reference) else { return nil }
    return followed(number(reference, &frame), of: entity, reference)
  }

  /// The number of the instance that a reference names; nil for `none`, or where a lemma follows a path.
  mutating func followed(_ value: LinearSum, of entity: EntityID, _ term: Term) -> Int? {
    do {
      return try follow(value, of: entity, term)
    } catch {
      refusal = refusal ?? error
      return nil
    }
  }

  private mutating func found(_ entity: EntityID, _ keys: [LinearSum], _ term: Term) -> Int? {
    do {
      return try find(entity, keys, term)
    } catch {
      refusal = refusal ?? error
      return nil
    }
  }

  private mutating func instance(_ reference: Term, _ frame: inout Frame) -> SymbolicState.Instance? {
    guard case .reference(let entity) = terms.sort(reference), let number = named(reference, &frame) else {
      return nil
    }
    let instances = frame.state.instances[entity.index]
    // Behind the room there is nothing; the run will be done again.
    return number < instances.count ? instances[number] : nil
  }

  /// Whether each field that steps may write has a value that it may have at first.
  mutating func isUntouched(_ entity: EntityID, _ number: Int, _ state: SymbolicState) -> Sentence {
    guard number < state.instances[entity.index].count else { return .yes }
    var parts: [Sentence] = []
    var frame = Frame(
      state, [system.entities[entity.index].initialVariable: LinearSum(Integer(number))])
    // What is given is reckoned from the start of the run.
    frame.state.now = LinearSum(0)
    for id in system.entities[entity.index].fields {
      let field = system.fields[id.index]
      guard field.isMutable, field.kind != .rank, let stored = state.instances[entity.index][number].fields[id]
      else { continue }
      switch field.initial {
      case .value(let initial): parts.append(bank.equal(self.number(initial, &frame), stored))
      case .arbitrary(where: let restriction):
        if let restriction { parts.append(truth(restriction, &frame)) }
      }
    }
    return bank.and(parts)
  }
}
