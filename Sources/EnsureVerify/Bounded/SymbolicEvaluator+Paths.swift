import EnsureModel
import EnsureSolver

/// Fields, keys and what is asked of instances.
extension SymbolicEvaluator {
  mutating func read(_ field: FieldID, of instance: Term) -> SymbolicValue {
    let declared = encoding.system.fields[field.index]
    let instances = cases(instance)
    var parts: [(condition: Proposition, value: SymbolicValue)] = []
    for one in instances where one.value >= 0 {
      switch encoding.layout.storage(field) {
      case .slots(let first): parts.append((one.condition, state[first + one.value]))
      case .rank:
        let rank = encoding.layout.rank(of: one.value, in: declared.entity) ?? 0
        parts.append((one.condition, context.one(rank)))
      case .fixed(let initial):
        if let value = under(one.condition, { $0.value(initial) }) { parts.append((one.condition, value)) }
      }
    }
    for one in instances where one.value < 0 {
      if encoding.sabotage == .noneIsFirst, let slot = encoding.layout.slot(field, 0) {
        parts.append((one.condition, state[slot]))
      } else if let value = undefined(one.condition, declared.type, isTerm: true) {
        parts.append((one.condition, value))
      }
    }
    return context.merge(parts, else: encoding.anything(declared.type.sort))
  }

  mutating func key(_ position: Int, of instance: Term, _ term: Term) -> SymbolicValue {
    guard case .reference(let entity) = encoding.world.bank.sort(instance) else {
      fatalError("only instances have keys")
    }
    let sort = encoding.world.bank.sort(term)
    var parts: [(condition: Proposition, value: SymbolicValue)] = []
    for one in cases(instance) {
      if one.value < 0 {
        if let value = undefined(one.condition, ValueType(sort), isTerm: true) {
          parts.append((one.condition, value))
        }
      } else {
        let key = encoding.layout.keys(of: one.value, in: entity)[position]
        parts.append((one.condition, constant(key, sort)))
      }
    }
    return context.merge(parts, else: encoding.anything(sort))
  }

  mutating func keyed(_ entity: EntityID, _ keys: [Term], _ term: Term) -> SymbolicValue {
    let types = encoding.system.entities[entity.index].keys.map(\.type)
    let values = keys.map { value($0) }
    var hasNone = context.no
    for (type, value) in zip(types, values) {
      switch value {
      case .cases(let cases):
        for one in cases where one.value < 0 { hasNone = context.or(hasNone, one.condition) }
      case .number(let number): hasNone = context.or(hasNone, context.not(encoding.isKey(number, type)))
      case .truth: break
      }
    }
    if encoding.layout.instances(of: entity) == 0 { hasNone = context.yes }
    var parts: [(condition: Proposition, value: SymbolicValue)] = []
    if let value = undefined(hasNone, ValueType(.reference(entity)), isTerm: true) {
      parts.append((hasNone, value))
    }
    var conditions: [Int: Proposition] = [:]
    for instance in 0..<encoding.layout.instances(of: entity) {
      let own = encoding.layout.keys(of: instance, in: entity)
      var condition = context.yes
      for (position, value) in values.enumerated() where condition != context.no {
        let key = constant(own[position], types[position].sort)
        condition = context.and(condition, context.equal(value, key))
      }
      if condition != context.no { conditions[instance] = condition }
    }
    guard parts.isEmpty else {
      return context.merge(parts + [(context.not(hasNone), context.cases(conditions))], else: context.one(-1))
    }
    return conditions.isEmpty ? context.one(-1) : context.cases(conditions)
  }

  /// A value that is known, in the encoding of `State`.
  func constant(_ value: Int, _ sort: Sort) -> SymbolicValue {
    switch sort {
    case .boolean: .truth(context.proposition(value != 0))
    case .integer, .instant: .number(.constant(Integer(value)))
    case .enumeration, .reference: context.one(value)
    }
  }

  // MARK: Untouched instances

  mutating func untouched(_ instance: Term) -> SymbolicValue {
    guard case .reference(let entity) = encoding.world.bank.sort(instance) else {
      fatalError("an instance is untouched")
    }
    var parts: [(condition: Proposition, value: SymbolicValue)] = []
    for one in cases(instance) {
      if one.value < 0 {
        if let value = undefined(one.condition, ValueType(.boolean), isTerm: true) {
          parts.append((one.condition, value))
        }
      } else if let holds = under(one.condition, { $0.isUntouched(one.value, of: entity) }) {
        parts.append((one.condition, .truth(holds)))
      }
    }
    return context.merge(parts, else: .truth(context.no))
  }

  /// Whether each mutable field of the instance has a value that it may have at first.
  mutating func isUntouched(_ instance: Int, of entity: EntityID) -> Proposition {
    let declaration = encoding.system.entities[entity.index]
    let (outerPresent, outer) = (present, environment[declaration.initialVariable])
    // Given instants are reckoned from the start of the run.
    present = encoding.layout.startSlot == nil ? now : 0
    environment[declaration.initialVariable] = context.one(instance)
    var sofar = context.yes
    for field in declaration.fields {
      let declared = encoding.system.fields[field.index]
      guard declared.isMutable, declared.kind != .rank, let slot = encoding.layout.slot(field, instance) else {
        continue
      }
      let stored = state[slot]
      let next: Proposition?
      switch declared.initial {
      case .value(let initial):
        next = under(sofar) { $0.context.equal($0.value(initial), stored) }
      case .arbitrary(where: let restriction?): next = under(sofar) { $0.truth(restriction) }
      case .arbitrary(where: nil): continue
      }
      guard let next else { break }
      sofar = context.and(sofar, next)
    }
    present = outerPresent
    environment[declaration.initialVariable] = outer
    return sofar
  }
}

extension Encoding {
  /// Whether a number is a key of that type.
  fileprivate func isKey(_ number: Number, _ type: ValueType) -> Proposition {
    let lower = type.lower.map { context.lessOrEqual(.constant($0), number) } ?? context.yes
    let upper = type.upper.map { context.lessOrEqual(number, .constant($0)) } ?? context.yes
    return context.and(lower, upper)
  }
}
