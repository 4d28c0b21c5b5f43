extension Interpreter {
  /// The initial states; there is at least one.
  ///
  /// - Parameter limit: how many combinations of values are tried for the globals, and for each instance.
  /// - Throws: why they cannot be enumerated, or that there is none.
  public func initialStates(limit: Int = 1 << 18) throws(InitialError) -> InitialStates {
    let persons = try personChoices(limit)
    var worlds: [(base: State, choices: [[InitialStates.Choice]])] = []
    var unsatisfied: EntityID?
    let blank = State(values: Array(repeating: 0, count: layout.count))
    let bases = try globalChoices(in: blank, limit)
    if bases.isEmpty { throw .unsatisfiable(nil) }
    for base in bases {
      var choices = persons.isEmpty ? [] : [persons]
      var isSatisfiable = true
      for index in world.system.entities.indices {
        let entity = EntityID(index)
        for instance in 0..<layout.instances(of: entity) {
          let found = try instanceChoices(entity, instance, in: base, limit)
          if found.isEmpty {
            isSatisfiable = false
            unsatisfied = entity
          }
          choices.append(found)
        }
      }
      if isSatisfiable { worlds.append((base, choices)) }
    }
    if worlds.isEmpty { throw .unsatisfiable(unsatisfied) }
    return InitialStates(worlds: worlds)
  }

  /// Whether `state` is one of the initial states of the scope, whatever ranges the scope gives to numbers (but
  /// no farther than the horizon counts on).
  public func isInitial(_ state: State) -> Bool {
    guard state.values.count == layout.count else { return false }
    var evaluator = Evaluator(world, layout, state)
    var persons: [Integer] = []
    for (slot, place) in layout.places.enumerated() {
      let value = state.values[slot]
      if let (type, isMutable) = declaration(of: place), !isMutable, horizon?.foresees(value, type) == false {
        return false
      }
      switch place {
      case .start: if value != 0 { return false }
      case .global(let id):
        let global = world.system.globals[id.index]
        let isNone = isReference(global.type) && value < 0 && !global.type.isOptional
        guard allows(global.initial, global.type, value, isNone: isNone, &evaluator) else { return false }
      case .field(let id, let instance):
        let field = world.system.fields[id.index]
        switch field.kind {
        case .rank:
          guard let rank = layout.rank(of: instance, in: field.entity), value == Integer(rank) else {
            return false
          }
        case .person, .parent:
          guard value >= 0, layout.contains(value, field.type) else { return false }
          if field.kind == .person { persons.append(value) }
        default:
          evaluator.environment[world.system.entities[field.entity.index].initialVariable] = Integer(instance)
          let isNone = isReference(field.type) && value < 0 && !field.type.isOptional
          guard allows(field.initial, field.type, value, isNone: isNone, &evaluator) else { return false }
        }
      }
    }
    return !world.system.personsAreDistinct || Set(persons).count == persons.count
  }

  private func declaration(of place: Layout.Place) -> (ValueType, isMutable: Bool)? {
    switch place {
    case .start: return nil
    case .global(let id):
      let global = world.system.globals[id.index]
      return (global.type, global.isMutable)
    case .field(let id, _):
      let field = world.system.fields[id.index]
      return (field.type, field.isMutable)
    }
  }

  private func isReference(_ type: ValueType) -> Bool {
    if case .reference = type.sort { return true }
    return false
  }

  /// Whether a place may hold `value` at first. A restriction without a value allows nothing.
  private func allows(
    _ initial: Initial, _ type: ValueType, _ value: Integer, isNone: Bool, _ evaluator: inout Evaluator
  ) -> Bool {
    switch initial {
    case .value(let term): return (try? evaluator.value(term)) == value
    case .arbitrary(where: let restriction):
      guard !isNone, layout.contains(value, type) else { return false }
      guard let restriction else { return true }
      return (try? evaluator.holds(restriction)) == true
    }
  }

  // MARK: Globals

  /// The states that differ in the globals only. Parameters come first, since given values may mention them.
  private func globalChoices(in blank: State, _ limit: Int) throws(InitialError) -> [State] {
    var states = [blank]
    var restrictions: [Term] = []
    let globals = world.system.globals.enumerated()
    for (index, global) in globals.filter({ !$0.element.isMutable }) + globals.filter({ $0.element.isMutable })
    {
      guard let slot = layout.slot(GlobalID(index)) else { continue }
      var next: [State] = []
      for state in states {
        for value in try values(global.initial, global.type, global.name, in: state) {
          var changed = state
          changed.values[slot] = value
          next.append(changed)
          if next.count > limit { throw .range(.tooMany(name: global.name)) }
        }
      }
      states = next
      if case .arbitrary(where: let restriction?) = global.initial { restrictions.append(restriction) }
    }
    return states.filter { state in
      var evaluator = Evaluator(world, layout, state)
      return restrictions.allSatisfy { (try? evaluator.holds($0)) == true }
    }
  }

  // MARK: Instances

  /// The values that the fields of one instance may have together.
  private func instanceChoices(_ entity: EntityID, _ instance: Int, in base: State, _ limit: Int)
    throws(InitialError) -> [InitialStates.Choice]
  {
    var choices: [InitialStates.Choice] = [[]]
    var restrictions: [Term] = []
    for id in world.system.entities[entity.index].fields {
      let field = world.system.fields[id.index]
      guard field.kind != .person, let slot = layout.slot(id, instance) else { continue }
      let name = world.system.entities[entity.index].name + "." + field.name
      let values: [Integer]
      if field.kind == .rank {
        values = [Integer(layout.rank(of: instance, in: entity) ?? 0)]
      } else {
        values = try self.values(field.initial, field.type, name, in: base).filter {
          field.kind != .parent || $0 >= 0
        }
      }
      if values.count > limit || choices.count * values.count > limit { throw .range(.tooMany(name: name)) }
      choices = choices.flatMap { choice in values.map { choice + [(slot, $0)] } }
      if case .arbitrary(where: let restriction?) = field.initial { restrictions.append(restriction) }
    }
    if restrictions.isEmpty { return choices }
    let variable = world.system.entities[entity.index].initialVariable
    return choices.filter { choice in
      var evaluator = Evaluator(world, layout, base, [variable: Integer(instance)])
      for (slot, value) in choice { evaluator.state.values[slot] = value }
      return restrictions.allSatisfy { (try? evaluator.holds($0)) == true }
    }
  }

  private func values(_ initial: Initial, _ type: ValueType, _ name: String, in state: State)
    throws(InitialError) -> [Integer]
  {
    switch initial {
    case .value(let term):
      do {
        return [try evaluate(term, in: state)]
      } catch {
        throw .undefined(error)
      }
    case .arbitrary:
      guard let domain = layout.domain(of: type, name: name) else { throw .range(.unbounded(name: name)) }
      if domain.count > Layout.limit { throw .range(.tooMany(name: name)) }
      return domain.values.map { Integer($0) }
    }
  }

  // MARK: Persons

  /// The ways in which principals can be persons, up to renaming of the persons.
  private func personChoices(_ limit: Int) throws(InitialError) -> [InitialStates.Choice] {
    let slots = layout.places.indices.filter { slot in
      guard case .field(let field, _) = layout.places[slot] else { return false }
      return world.system.fields[field.index].kind == .person
    }
    if slots.isEmpty { return [] }
    if world.system.personsAreDistinct {
      return [slots.enumerated().map { ($0.element, Integer($0.offset)) }]
    }
    var maps: [(persons: [Int], next: Int)] = [([], 0)]
    for _ in slots {
      maps = maps.flatMap { map in
        (0...map.next).map { (map.persons + [$0], max(map.next, $0 + 1)) }
      }
      if maps.count > limit { throw .range(.tooMany(name: "person")) }
    }
    return maps.map { map in zip(slots, map.persons).map { ($0, Integer($1)) } }
  }
}
