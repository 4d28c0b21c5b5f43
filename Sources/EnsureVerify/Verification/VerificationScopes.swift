import EnsureExplore
import EnsureModel

/// The scopes of a verification, the same in every world, so that one world's verdict can be compared with another's.
struct VerificationScopes {
  /// What is asked about: the default number of instances, and only such values as the user gives. Numbers of which
  /// nothing is said are unbounded, and time passes by any number of ticks.
  let asked: Scope
  /// The same, with values for everything: what can be searched state by state.
  let filled: Scope
  /// Whether the asked scope can be searched state by state.
  let isFinite: Bool
  /// The entities of which the user has said how many there are.
  let countedEntities: Set<EntityID>

  init(_ system: TransitionSystem, _ argument: ScopeArgument?) throws(VerificationError) {
    let everything = World(system, threats: Set(system.threats.indices.map { ThreatID($0) }))
    var filled = Scope.defaults(for: everything)
    var asked = Scope(instances: filled.instances)
    try argument?.apply(to: &filled, of: system)
    try argument?.apply(to: &asked, of: system)
    self.filled = filled
    self.asked = asked
    isFinite = Self.isFinite(system, asked) && !everything.hasArbitraryNumbers
    let names = Set(argument?.entries.map(\.name) ?? [])
    countedEntities = Set(
      system.entities.indices.filter { names.contains(system.entities[$0].name) }.map { EntityID($0) })
  }

  /// What is asked about, with so many more of each entity of which the user has not said how many there are.
  func wider(by more: Int, in system: TransitionSystem) -> Scope {
    var wider = asked
    for (index, entity) in system.entities.enumerated()
    where entity.keys.isEmpty && !countedEntities.contains(EntityID(index)) {
      wider.instances[index] += more
    }
    return wider
  }

  /// The same of things and messages only: that one person more makes a difference is rare.
  func widerThings(by more: Int, in system: TransitionSystem) -> Scope {
    var wider = wider(by: more, in: system)
    for (index, entity) in system.entities.enumerated() where entity.kind != .thing {
      wider.instances[index] = asked.instances[index]
    }
    return wider
  }

  /// What is asked about with one instance of each finite entity, of which there may be any number: what holds of three need not hold
  /// of one.
  func single(in system: TransitionSystem) -> Scope {
    var single = asked
    for (index, entity) in system.entities.enumerated()
    where entity.isFinite && !countedEntities.contains(EntityID(index)) {
      single.instances[index] = 1
    }
    return single
  }

  /// The same with one instance of everything: where fairness forces something upon each, a run that goes round is the shorter the fewer
  /// there are.
  func fewest(in system: TransitionSystem) -> Scope {
    var fewest = asked
    for (index, entity) in system.entities.enumerated()
    where entity.keys.isEmpty && !countedEntities.contains(EntityID(index)) {
      fewest.instances[index] = 1
    }
    return fewest
  }

  private static func isFinite(_ system: TransitionSystem, _ scope: Scope) -> Bool {
    if system.hasTime && scope.delays.ranges.isEmpty { return false }
    guard let layout = try? Layout(system, scope) else { return false }
    func isBounded(_ type: ValueType, _ name: String) -> Bool {
      type.sort == .instant || layout.domain(of: type, name: name) != nil
    }
    for action in system.actions {
      for parameter in action.parameters {
        let variable = system.bank.variables[parameter.variable.index]
        if !isBounded(variable.type, "\(action.name).\(variable.name)") { return false }
      }
    }
    for field in system.fields {
      if case .arbitrary = field.initial,
        !isBounded(field.type, "\(system.entities[field.entity.index].name).\(field.name)")
      {
        return false
      }
    }
    for global in system.globals {
      if case .arbitrary = global.initial, !isBounded(global.type, global.name) { return false }
    }
    return system.properties.allSatisfy { property in
      property.variables.allSatisfy { id in
        let variable = system.bank.variables[id.index]
        return isBounded(variable.type, "\(property.name).\(variable.name)")
      }
    }
  }
}

extension World {
  /// Whether a step of an attacker may meet a term without a value, which then is any number: of those a search state by state tries
  /// some.
  fileprivate var hasArbitraryNumbers: Bool {
    moves.contains { move in
      guard !move.isGenuine else { return false }
      let values = Statement.assignments(system.effects(of: move)).map(\.value)
      return (values + move.guards.map(\.clause.term)).contains { bank.mayBeUndefined($0) }
    }
  }
}
