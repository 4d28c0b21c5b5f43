/// Which instances of a scope are alike in every state of a trace, and named by none of its steps.
struct InstanceSymmetry {
  private let interpreter: Interpreter
  private let trace: Trace
  private let states: [State]

  private var system: TransitionSystem { interpreter.world.system }
  private var layout: Layout { interpreter.layout }

  init(_ interpreter: Interpreter, _ trace: Trace) {
    self.interpreter = interpreter
    self.trace = trace
    states = Array(Set([trace.initial] + trace.steps.map(\.state)))
  }

  /// How many instances of the entity a step of the move can mention: as parameters, as keys of parameters, and as
  /// its principal, if who he is makes a difference. One principal of each rank is as good as another if only the
  /// rank matters and is fixed.
  func mentions(of entity: EntityID, in move: Move) -> Int {
    guard !system.entities[entity.index].isFinite, system.entities[entity.index].keys.isEmpty else { return 0 }
    var count = 0
    for parameter in system.actions[move.action.index].parameters {
      count += mentions(of: entity, in: interpreter.world.bank.variables[parameter.variable.index].type)
    }
    if move.principalRole == entity, move.principalUse != .nothing {
      let known = system.entities[entity.index]
      let isFixed = known.rankField.map { !system.fields[$0.index].isMutable } ?? true
      if move.principalUse == .identity || !isFixed || layout.instances(of: entity) == 0 { count += 1 }
    }
    return count
  }

  private func mentions(of entity: EntityID, in type: ValueType) -> Int {
    guard case .reference(let named) = type.sort else { return 0 }
    if named == entity { return 1 }
    return system.entities[named.index].keys.map { mentions(of: entity, in: $0.type) }.reduce(0, +)
  }

  /// Whether so many instances of the entity (of each rank) are untouched by the trace and alike.
  func hasUntouched(_ number: Int, of entity: EntityID) -> Bool {
    var classes: [[Int]] = []
    var ranks: Set<Int> = []
    for instance in 0..<layout.instances(of: entity) {
      if isNamed(instance, of: entity) { continue }
      if let position = classes.firstIndex(where: { areAlike($0[0], instance, entity) }) {
        classes[position].append(instance)
      } else {
        classes.append([instance])
      }
    }
    for known in classes where known.count >= number {
      ranks.insert(layout.rank(of: known[0], in: entity) ?? 0)
    }
    let allRanks = system.entities[entity.index].ranks.map { system.enumerations[$0.index].members.count } ?? 1
    return ranks.count == allRanks
  }

  /// Whether a step of the trace names the instance, or it is in another than its initial state.
  private func isNamed(_ instance: Int, of entity: EntityID) -> Bool {
    for step in trace.steps {
      if step.principal == TraceStep.Principal(entity: entity, instance: instance) { return true }
      guard case .action(let action, let arguments, _) = step.event else { continue }
      for (parameter, value) in zip(system.actions[action.index].parameters, arguments)
      where interpreter.world.bank.variables[parameter.variable.index].type.sort == .reference(entity) {
        if value == Integer(instance) { return true }
      }
    }
    return states.contains { (try? interpreter.isUntouched(instance, of: entity, in: $0)) != true }
  }

  /// Whether exchanging the two instances, and perhaps the persons that they are, changes no state.
  private func areAlike(_ left: Int, _ right: Int, _ entity: EntityID) -> Bool {
    if layout.rank(of: left, in: entity) != layout.rank(of: right, in: entity) { return false }
    let exchange = Exchange(layout: layout, entity: entity, left: left, right: right)
    if states.allSatisfy({ exchange.keeps($0) }) { return true }
    guard
      let person = system.entities[entity.index].fields.first(where: { system.fields[$0.index].kind == .person }
      ),
      case .reference(let persons) = system.fields[person.index].type.sort,
      let first = layout.slot(person, left), let second = layout.slot(person, right)
    else { return false }
    guard let one = trace.initial.values[first].asInt, let other = trace.initial.values[second].asInt else {
      return false
    }
    let both = Exchange(
      layout: layout, entity: entity, left: left, right: right,
      persons: Exchange.Persons(entity: persons, left: one, right: other))
    return states.allSatisfy { both.keeps($0) }
  }

  /// The exchange of two instances, with what follows for instances whose keys mention them.
  private struct Exchange {
    struct Persons {
      let entity: EntityID
      let left: Int
      let right: Int
    }

    let layout: Layout
    let entity: EntityID
    let left: Int
    let right: Int
    var persons: Persons?

    /// What an instance is exchanged for.
    func image(_ instance: Int, _ of: EntityID) -> Int {
      if of == entity { return instance == left ? right : instance == right ? left : instance }
      if let persons, of == persons.entity {
        return instance == persons.left
          ? persons.right : instance == persons.right ? persons.left : instance
      }
      let keys = layout.system.entities[of.index].keys
      if keys.isEmpty { return instance }
      let images = zip(keys, layout.keys(of: instance, in: of)).map { key, value in
        if case .reference(let target) = key.type.sort { return image(value, target) }
        return value
      }
      return layout.instance(of: of, keys: images) ?? instance
    }

    func image(_ value: Integer, _ type: ValueType?) -> Integer {
      guard case .reference(let target)? = type?.sort, let instance = value.asInt, instance >= 0 else {
        return value
      }
      return Integer(image(instance, target))
    }

    /// Whether the state is its own image.
    func keeps(_ state: State) -> Bool {
      for (slot, place) in layout.places.enumerated() {
        switch place {
        case .start: continue
        case .global(let id):
          let type = layout.system.globals[id.index].type
          if image(state.values[slot], type) != state.values[slot] { return false }
        case .field(let id, let instance):
          let field = layout.system.fields[id.index]
          guard let other = layout.slot(id, image(instance, field.entity)) else { return false }
          if image(state.values[slot], field.type) != state.values[other] { return false }
        }
      }
      return true
    }
  }
}
