import EnsureModel

/// What matters of the first state: values that the spec leaves open, of the instances that take part, in fields
/// that the steps or the property read.
extension StoryTeller {
  private struct Instance: Hashable {
    let entity: EntityID
    let number: Int
  }

  func opening(property: Property?, _ failure: Violation.Failure?) -> [String] {
    openingSlots(property: property, failure).compactMap { slot in
      places.value(at: slot, in: trace.initial)
    }
  }

  /// The places whose first values the spec leaves open and the story depends on.
  func openingSlots(property: Property?, _ failure: Violation.Failure?) -> [Int] {
    let (fields, globals) = reads(property, failure)
    let instances = participants(property, failure)
    return interpreter.layout.places.indices.filter { slot in
      switch interpreter.layout.places[slot] {
      case .start: return false
      case .global(let id):
        guard case .arbitrary = system.globals[id.index].initial else { return false }
        return globals.contains(id)
      case .field(let id, let number):
        let field = system.fields[id.index]
        guard case .arbitrary = field.initial else { return false }
        return fields.contains(id) && instances.contains(Instance(entity: field.entity, number: number))
      }
    }
  }

  /// The fields and globals that the story's terms read.
  private func reads(_ property: Property?, _ failure: Violation.Failure?) -> (Set<FieldID>, Set<GlobalID>) {
    var roots: [Term] = []
    if case .invariant(let term)? = property?.kind { roots.append(term) }
    if case .temporal(let formula, _)? = property?.kind { roots += formula.terms }
    for step in trace.steps {
      guard case .action(let id, _, _) = step.event else { continue }
      for move in interpreter.world.moves where move.action == id { roots += move.guards.map(\.clause.term) }
      let action = system.actions[id.index]
      roots += action.honest.map(\.term) + action.commits.map(\.term) + Statement.terms(action.body)
    }
    var fields: Set<FieldID> = []
    var globals: Set<GlobalID> = []
    var seen: Set<Term> = []
    while let term = roots.popLast() {
      guard seen.insert(term).inserted else { continue }
      switch bank[term] {
      case .field(let field, _): fields.insert(field)
      case .global(let global): globals.insert(global)
      default: break
      }
      roots += bank.children(term)
    }
    return (fields, globals)
  }

  /// The instances that the story is about, with those that they lead to at first.
  private func participants(_ property: Property?, _ failure: Violation.Failure?) -> Set<Instance> {
    var found: Set<Instance> = []
    func add(_ value: Integer, _ type: ValueType) {
      guard case .reference(let entity) = type.sort, let number = value.asInt, number >= 0 else { return }
      guard found.insert(Instance(entity: entity, number: number)).inserted else { return }
      let keys = system.entities[entity.index].keys
      if !keys.isEmpty {
        for (key, value) in zip(keys, interpreter.layout.keys(of: number, in: entity)) {
          add(Integer(value), key.type)
        }
      }
      for id in system.entities[entity.index].fields {
        guard let slot = interpreter.layout.slot(id, number) else { continue }
        add(trace.initial.values[slot], system.fields[id.index].type)
      }
    }
    func add(_ variables: [VariableID], _ values: [Integer]) {
      for (variable, value) in zip(variables, values) { add(value, bank.variables[variable.index].type) }
    }
    for (position, step) in trace.steps.enumerated() {
      if case .action(let id, let arguments, _) = step.event {
        add(system.actions[id.index].parameters.map(\.variable), arguments)
      }
      if let principal = step.principal {
        add(Integer(principal.instance), ValueType(.reference(principal.entity)))
      }
      let old = before(position)
      for (slot, place) in interpreter.layout.places.enumerated()
      where old.values[slot] != step.state.values[slot] {
        if case .field(let id, let number) = place {
          add(Integer(number), ValueType(.reference(system.fields[id.index].entity)))
        }
      }
    }
    switch failure {
    case .property(let values)?, .temporal(let values)?, .propertyUndefined(let values, _)?,
      .stuck(let values, _)?:
      add(property?.variables ?? [], values)
    case .stepUndefined?, nil: break
    }
    // What ranges over all instances is about all of them.
    if case .invariant(let root)? = property?.kind {
      var open = [root]
      while let term = open.popLast() {
        open += bank.children(term)
        guard let variable = bank.boundVariable(term),
          case .reference(let entity) = bank.variables[variable.index].type.sort
        else { continue }
        for number in 0..<interpreter.layout.instances(of: entity) {
          add(Integer(number), ValueType(.reference(entity)))
        }
      }
    }
    return found
  }
}

extension TermBank {
  /// The variable that ranges over all instances in this term.
  func boundVariable(_ term: Term) -> VariableID? {
    switch self[term] {
    case .total(_, let variable, _), .count(let variable, _), .all(let variable, _, _),
      .exists(let variable, _):
      variable
    default: nil
    }
  }
}
