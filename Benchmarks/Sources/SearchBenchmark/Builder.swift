import EnsureModel

/// Builds the benchmarks' systems from terms.
struct Builder {
  var system: TransitionSystem
  let here = Origin(file: 0, start: 0, end: 0)

  init(_ name: String) { system = TransitionSystem(name: name) }

  mutating func enumeration(_ name: String, _ members: [String]) -> EnumerationID {
    system.enumerations.append(Enumeration(name: name, members: members))
    return EnumerationID(system.enumerations.count - 1)
  }

  mutating func entity(_ name: String, _ kind: Entity.Kind = .thing) -> EntityID {
    let id = EntityID(system.entities.count)
    let variable = system.bank.makeVariable("self", ValueType(.reference(id)))
    system.entities.append(Entity(name: name, kind: kind, initialVariable: variable, origin: here))
    return id
  }

  mutating func field(_ entity: EntityID, _ name: String, _ type: ValueType, _ initial: Term) -> FieldID {
    system.fields.append(
      Field(name: name, entity: entity, type: type, initial: .value(initial), origin: here))
    system.entities[entity.index].fields.append(FieldID(system.fields.count - 1))
    return FieldID(system.fields.count - 1)
  }

  mutating func get(_ field: FieldID, _ instance: Term) -> Term {
    system.bank.field(field, system.fields[field.index].type.sort, of: instance)
  }

  func set(_ field: FieldID, _ instance: Term, _ value: Term) -> Statement {
    .assign(.field(field, of: instance), value, here)
  }

  func clause(_ term: Term) -> Clause { Clause(term, here) }

  /// Declares variables for parameters.
  mutating func variables(_ parameters: [(String, ValueType)]) -> [VariableID] {
    parameters.map { system.bank.makeVariable($0.0, $0.1) }
  }

  mutating func action(
    _ name: String, _ parameters: [VariableID], by role: EntityID?, requires: [Term], honest: [Term] = [],
    _ body: [Statement]
  ) {
    var action = Action(name: name, parameters: parameters.map { Parameter($0, .declared) }, origin: here)
    if let role {
      let principal = system.bank.makeVariable("by", ValueType(.reference(role)))
      action.principal = (principal, RoleReference(role))
    }
    action.requires = requires.map(clause)
    action.honest = honest.map(clause)
    action.body = body
    system.actions.append(action)
  }

  mutating func invariant(_ name: String, _ variables: [VariableID], _ term: Term) -> PropertyID {
    system.properties.append(
      Property(name: name, variables: variables, kind: .invariant(term), origin: here, body: here))
    return PropertyID(system.properties.count - 1)
  }
}
