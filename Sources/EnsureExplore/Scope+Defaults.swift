public import EnsureModel

extension Scope {
  /// The scope that a search uses when nobody says anything else.
  ///
  /// - Two instances of each entity, three of a finite one. Of a role or actor whose principals are alike to every
  ///   step (only ranks are read) and whom nothing refers to, one of each rank; else two. Where instances are counted
  ///   and the count is compared with a constant c, one more than c, and at most four.
  /// - Of numbers, for each unit: -1, 0, 1 and 2, and c and c + 1 for each constant c that the system compares
  ///   numbers of that unit with (`amount <= 50.00 EUR` gives 5000 and 5001); at most eight values, smaller
  ///   constants first.
  /// - Of delays, if there is time: 1, and d and d + 1 for each duration d that the system compares with; at most
  ///   eight.
  ///
  /// The same world always has the same scope.
  public static func defaults(for world: World) -> Scope {
    let constants = ComparedConstants(world)
    let system = world.system
    let referenced = world.referencedEntities
    let instances = system.entities.enumerated().map { index, entity -> Int in
      if entity.isFinite { return 3 }
      if let limit = constants.counted[EntityID(index)], limit > 1 { return min(limit + 1, 4) }
      if entity.kind == .thing || referenced.contains(EntityID(index)) { return 2 }
      let isNamed = world.moves.contains { $0.principalRole == EntityID(index) && $0.principalUse == .identity }
      return isNamed ? 2 : 1
    }
    var values: [Unit: ValueSet] = [:]
    for unit in Set(world.units).union([.plain]) {
      values[unit] = ValueSet(choice([-1, 0, 1, 2], constants.byUnit[unit] ?? []).map { $0...$0 })
    }
    var delays: [Int] = []
    if system.hasTime {
      delays = choice([1], (constants.byUnit[.duration] ?? []).union(constants.timed)).filter { $0 > 0 }
    }
    return Scope(instances: instances, values: values, delays: ValueSet(delays.map { $0...$0 }))
  }

  /// How many values of one unit a default scope has.
  private static let most = 8

  private static func choice(_ first: [Int], _ constants: Set<Int>) -> [Int] {
    var chosen = first
    for constant in constants.sorted(by: { ($0.magnitude, -$0) < ($1.magnitude, -$1) }) {
      for value in [constant, constant &+ 1] where !chosen.contains(value) && chosen.count < most {
        chosen.append(value)
      }
    }
    return chosen
  }
}

/// The numbers that a world compares something with.
private struct ComparedConstants {
  var byUnit: [Unit: Set<Int>] = [:]
  /// Those that differences of instants are compared with.
  var timed: Set<Int> = []
  /// For entities that are counted: the largest number that the count is compared with.
  var counted: [EntityID: Int] = [:]

  init(_ world: World) {
    for term in world.allTerms {
      switch world.bank[term] {
      case .equal(let left, let right), .less(let left, let right), .lessOrEqual(let left, let right):
        var numbers: Set<Int> = []
        var units: Set<Unit> = []
        var isTimed = false
        collect(left, world, &numbers, &units, &isTimed)
        collect(right, world, &numbers, &units, &isTimed)
        for unit in units { byUnit[unit, default: []].formUnion(numbers) }
        if isTimed { timed.formUnion(numbers) }
        for entity in entitiesCounted(left, world) + entitiesCounted(right, world) {
          counted[entity] = max(counted[entity] ?? 0, numbers.max() ?? 0)
        }
      default: continue
      }
    }
  }

  /// The entities whose instances one side of a comparison counts.
  private func entitiesCounted(_ term: Term, _ world: World) -> [EntityID] {
    switch world.bank[term] {
    case .count(let variable, _):
      guard case .reference(let entity) = world.bank.variables[variable.index].type.sort else { return [] }
      return [entity]
    case .sum, .difference: return world.bank.children(term).flatMap { entitiesCounted($0, world) }
    default: return []
    }
  }

  /// Collects the numbers and units of one side of a comparison.
  private func collect(
    _ term: Term, _ world: World, _ numbers: inout Set<Int>, _ units: inout Set<Unit>, _ isTimed: inout Bool
  ) {
    func note(_ type: ValueType, _ initial: Initial?, isMutable: Bool) {
      if type.sort == .instant { isTimed = true }
      if type.sort == .integer { units.insert(type.unit) }
      if !isMutable, case .value(let value)? = initial, case .integer(let constant) = world.bank[value],
        let word = constant.asInt
      {
        numbers.insert(word)
      }
    }
    switch world.bank[term] {
    case .integer(let value): if let word = value.asInt { numbers.insert(word) }
    case .now: isTimed = true
    case .variable(let variable):
      note(world.bank.variables[variable.index].type, nil, isMutable: true)
    case .field(let field, _):
      let declared = world.system.fields[field.index]
      note(declared.type, declared.initial, isMutable: declared.isMutable)
    case .global(let global):
      let declared = world.system.globals[global.index]
      note(declared.type, declared.initial, isMutable: declared.isMutable)
    case .sum, .difference, .negated, .product, .choice:
      for child in world.bank.children(term) { collect(child, world, &numbers, &units, &isTimed) }
    case .total(let summand, _, _): collect(summand, world, &numbers, &units, &isTimed)
    default: break
    }
  }
}

extension World {
  /// All terms that guards, bodies, commits, restrictions and invariants are made of, each once.
  fileprivate var allTerms: [Term] {
    var roots = moves.flatMap { $0.guards.map(\.clause.term) + $0.commits.map(\.term) }
    for action in system.actions where action.threat.map(threats.contains) ?? true {
      roots += action.honest.map(\.term) + Statement.terms(action.body)
    }
    for case .arbitrary(where: let restriction?) in system.fields.map(\.initial) { roots.append(restriction) }
    for case .arbitrary(where: let restriction?) in system.globals.map(\.initial) { roots.append(restriction) }
    for case .invariant(let term) in system.properties.map(\.kind) { roots.append(term) }
    var seen: Set<Term> = []
    var found: [Term] = []
    while let term = roots.popLast() {
      guard seen.insert(term).inserted else { continue }
      found.append(term)
      roots += bank.children(term)
    }
    return found
  }

  /// The units of all numbers that the system declares.
  fileprivate var units: [Unit] {
    let types = system.fields.map(\.type) + system.globals.map(\.type) + bank.variables.map(\.type)
    return types.filter { $0.sort == .integer }.map(\.unit)
  }

  /// The entities that something other than an action's principal refers to.
  fileprivate var referencedEntities: Set<EntityID> {
    var principals = Set(system.actions.compactMap { $0.principal?.variable } + moves.compactMap(\.principal))
    principals.formUnion(system.entities.map(\.initialVariable))
    var types = system.fields.map(\.type) + system.globals.map(\.type)
    types += system.entities.flatMap { $0.keys.map(\.type) }
    // The system's own: those that the world adds stand for principals only.
    for (index, variable) in system.bank.variables.enumerated() where !principals.contains(VariableID(index)) {
      types.append(variable.type)
    }
    var found: Set<EntityID> = []
    for case .reference(let entity) in types.map(\.sort) { found.insert(entity) }
    return found
  }
}
