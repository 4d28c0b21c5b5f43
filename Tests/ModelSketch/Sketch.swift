package import EnsureModel

/// Builds small systems by hand, in as few words as a spec would take; for the tests of model and search.
package final class Sketch {
  package init() {}

  package var system = TransitionSystem(name: "Test")
  package let here = Origin(file: 0, start: 0, end: 0)

  // MARK: Declarations

  package func enumeration(_ name: String, _ members: String...) -> EnumerationID {
    system.enumerations.append(Enumeration(name: name, members: members))
    return EnumerationID(system.enumerations.count - 1)
  }

  package func entity(_ name: String, _ kind: Entity.Kind = .thing, keys: [ValueType] = []) -> EntityID {
    let id = EntityID(system.entities.count)
    let variable = system.bank.makeVariable("self", ValueType(.reference(id)))
    var entity = Entity(name: name, kind: kind, initialVariable: variable, origin: here)
    entity.keys = keys.enumerated().map { ("k\($0.offset)", $0.element) }
    system.entities.append(entity)
    return id
  }

  /// A role with ranks from low to high, each higher than all before it if `ordered`.
  package func role(_ name: String, ranks: [String], ordered: Bool = true, mutable: Bool = false) -> EntityID {
    let id = entity(name, .role)
    system.enumerations.append(Enumeration(name: name, members: ranks))
    let enumeration = EnumerationID(system.enumerations.count - 1)
    let field = field(id, "rank", ValueType(.enumeration(enumeration)), any: nil, mutable: mutable, kind: .rank)
    system.entities[id.index].ranks = enumeration
    system.entities[id.index].rankField = field
    if ordered {
      for low in ranks.indices {
        for high in ranks.indices where low < high {
          system.entities[id.index].rankOrder.append((lower: low, higher: high))
        }
      }
    }
    return id
  }

  package func field(
    _ entity: EntityID, _ name: String, _ type: ValueType, _ value: Term, mutable: Bool = true,
    kind: Field.Kind = .declared
  ) -> FieldID {
    add(
      Field(
        name: name, entity: entity, type: type, initial: .value(value), isMutable: mutable, kind: kind,
        origin: here))
  }

  package func field(
    _ entity: EntityID, _ name: String, _ type: ValueType, any restriction: Term?, mutable: Bool = true,
    kind: Field.Kind = .declared
  ) -> FieldID {
    add(
      Field(
        name: name, entity: entity, type: type, initial: .arbitrary(where: restriction), isMutable: mutable,
        kind: kind, origin: here))
  }

  /// A mutable plain integer field that is 0 at first.
  package func number(_ entity: EntityID, _ name: String) -> FieldID {
    field(entity, name, Sketch.integer, int(0))
  }

  /// A mutable boolean field that is false at first.
  package func flag(_ entity: EntityID, _ name: String) -> FieldID {
    field(entity, name, Sketch.boolean, yes(false))
  }

  /// A mutable reference that is `none` at first.
  package func link(_ entity: EntityID, _ name: String, to target: EntityID) -> FieldID {
    field(entity, name, ValueType(.reference(target), isOptional: true), none(target))
  }

  private func add(_ field: Field) -> FieldID {
    system.fields.append(field)
    system.entities[field.entity.index].fields.append(FieldID(system.fields.count - 1))
    return FieldID(system.fields.count - 1)
  }

  package func global(_ name: String, _ type: ValueType, _ initial: Initial, mutable: Bool = true) -> GlobalID {
    system.globals.append(Global(name: name, type: type, initial: initial, isMutable: mutable, origin: here))
    return GlobalID(system.globals.count - 1)
  }

  /// An action of `role`; `fill` gives it guards and a body, with its parameters and its principal at hand.
  @discardableResult
  package func action(
    _ name: String, _ parameters: [(String, ValueType)] = [], by role: RoleReference? = nil,
    _ fill: (inout Action, _ parameters: [Term], _ principal: Term?) -> Void
  ) -> ActionID {
    let variables = parameters.map { system.bank.makeVariable($0.0, $0.1) }
    var action = Action(name: name, parameters: variables.map { Parameter($0, .declared) }, origin: here)
    var principal: Term?
    if let role {
      let variable = system.bank.makeVariable("by", ValueType(.reference(role.role)))
      action.principal = (variable, role)
      principal = system.bank.variable(variable)
    }
    fill(&action, variables.map { system.bank.variable($0) }, principal)
    system.actions.append(action)
    return ActionID(system.actions.count - 1)
  }

  @discardableResult
  package func threat(_ name: String, _ powers: Power...) -> ThreatID {
    system.threats.append(Threat(name: name, powers: powers, origin: here))
    return ThreatID(system.threats.count - 1)
  }

  package func corrupt(_ role: EntityID, rank: Int? = nil) -> Power {
    .corrupt(RoleReference(role, rank: rank), here)
  }

  package func attacker(
    _ action: ActionID, as role: RoleReference? = nil, withoutRequires: Bool = false,
    withoutPolicy: Bool = false,
    when: Term? = nil
  ) -> Power {
    .attacker(
      AttackerPower(
        action: action, impersonates: role, liftsRequires: withoutRequires, liftsPolicy: withoutPolicy,
        when: when.map(clause), origin: here))
  }

  package func permit(_ role: EntityID?, rank: Int? = nil, when condition: Term? = nil) -> PolicyRule {
    rule(.permit, role, rank, condition)
  }

  package func forbid(_ role: EntityID?, rank: Int? = nil, when condition: Term? = nil) -> PolicyRule {
    rule(.forbid, role, rank, condition)
  }

  private func rule(_ effect: PolicyRule.Effect, _ role: EntityID?, _ rank: Int?, _ condition: Term?)
    -> PolicyRule
  {
    PolicyRule(
      policy: "P", effect: effect, subject: role.map { RoleReference($0, rank: rank) }, condition: condition,
      origin: here)
  }

  package func invariant(_ name: String, over variable: VariableID? = nil, _ term: Term) -> PropertyID {
    system.properties.append(
      Property(
        name: name, variables: variable.map { [$0] } ?? [], kind: .invariant(term), origin: here, body: here))
    return PropertyID(system.properties.count - 1)
  }

  // MARK: Types

  package static let integer = ValueType(.integer)
  package static let boolean = ValueType(.boolean)
  package static let instant = ValueType(.instant)
  package func of(_ entity: EntityID) -> ValueType { ValueType(.reference(entity)) }
  package func range(_ lower: Int, _ upper: Int) -> ValueType {
    ValueType(.integer, lower: Integer(lower), upper: Integer(upper))
  }

  // MARK: Terms

  package func int(_ value: Integer) -> Term { system.bank.integer(value) }
  package func yes(_ value: Bool) -> Term { system.bank.boolean(value) }
  package func none(_ entity: EntityID) -> Term { system.bank.none(entity) }
  package func now() -> Term { system.bank.now() }
  package func get(_ field: FieldID, _ instance: Term) -> Term {
    system.bank.field(field, system.fields[field.index].type.sort, of: instance)
  }
  package func get(_ global: GlobalID) -> Term {
    system.bank.global(global, system.globals[global.index].type.sort)
  }
  package func eq(_ left: Term, _ right: Term) -> Term { system.bank.equal(left, right) }
  package func lt(_ left: Term, _ right: Term) -> Term { system.bank.less(left, right) }
  package func le(_ left: Term, _ right: Term) -> Term { system.bank.lessOrEqual(left, right) }
  package func not(_ term: Term) -> Term { system.bank.not(term) }
  package func and(_ terms: Term...) -> Term { system.bank.and(terms) }
  package func or(_ terms: Term...) -> Term { system.bank.or(terms) }
  package func implies(_ left: Term, _ right: Term) -> Term { system.bank.implies(left, right) }
  package func plus(_ terms: Term...) -> Term { system.bank.sum(terms) }
  package func minus(_ left: Term, _ right: Term) -> Term { system.bank.difference(left, right) }
  package func div(_ left: Term, _ right: Term) -> Term { system.bank.quotient(left, right) }
  package func mod(_ left: Term, _ right: Term) -> Term { system.bank.remainder(left, right) }
  package func untouched(_ term: Term) -> Term { system.bank.untouched(term) }

  /// A variable of the entity, and the term for it.
  package func variable(_ name: String, _ type: ValueType) -> (id: VariableID, term: Term) {
    let id = system.bank.makeVariable(name, type)
    return (id, system.bank.variable(id))
  }

  package func clause(_ term: Term) -> Clause { Clause(term, here) }
  package func set(_ field: FieldID, _ instance: Term, _ value: Term) -> Statement {
    .assign(.field(field, of: instance), value, here)
  }
  package func set(_ global: GlobalID, _ value: Term) -> Statement { .assign(.global(global), value, here) }

  // MARK: Worlds
}
