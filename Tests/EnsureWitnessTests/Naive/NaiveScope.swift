import EnsureModel
import EnsureSemantics

/// A typed system in a scope: which instances there are, and what values anything ranges over.
struct NaiveScope: Sendable {
  let system: TypedSystem
  /// How many instances each entity has; of a role with ranks, how many of each rank.
  let counts: [String: Int]
  /// What an integer without bounds ranges over, whatever its unit.
  let numbers: [Int]
  /// How long time may pass in one step.
  let delays: [Int]
  private(set) var instances: [[NaiveInstance]] = []

  init(_ system: TypedSystem, counts: [String: Int], numbers: [Int], delays: [Int]) {
    self.system = system
    self.counts = counts
    self.numbers = numbers
    self.delays = delays
    instances = system.entities.map { _ in [] }
    for (position, entity) in system.entities.enumerated() where entity.keys.isEmpty {
      let ranks = entity.ranks.map { system.enumerations[$0.index].members.count } ?? 1
      let count = (counts[entity.name] ?? 0) * ranks
      instances[position] = (0..<count).map { NaiveInstance(entity: entity.name, identity: .number($0)) }
    }
    for position in system.entities.indices { fillKeyed(position) }
  }

  /// Makes one instance for each tuple of keys, those of its key entities first.
  private mutating func fillKeyed(_ position: Int) {
    let entity = system.entities[position]
    guard !entity.keys.isEmpty, instances[position].isEmpty else { return }
    var tuples: [[NaiveValue]] = [[]]
    for key in entity.keys {
      if let target = key.type.type.referent { fillKeyed(target.index) }
      let values = domain(key.type)
      tuples = tuples.flatMap { tuple in values.map { tuple + [$0] } }
    }
    instances[position] = tuples.map { NaiveInstance(entity: entity.name, identity: .keys($0)) }
  }

  func instances(of entity: EntityID) -> [NaiveInstance] { instances[entity.index] }

  func entity(of instance: NaiveInstance) -> TypedEntity {
    guard let entity = system.entities.first(where: { $0.name == instance.entity }) else {
      fatalError("an instance has an entity")
    }
    return entity
  }

  /// All principals, role by role.
  var principals: [NaiveInstance] {
    system.entities.indices.filter { system.entities[$0].kind != .thing }.flatMap { instances[$0] }
  }

  /// The rank that a principal has at first.
  func firstRank(_ instance: NaiveInstance) -> String? {
    let entity = entity(of: instance)
    guard let ranks = entity.ranks, case .number(let number) = instance.identity else { return nil }
    return system.enumerations[ranks.index].members[number / (counts[entity.name] ?? 1)]
  }

  // MARK: Values

  /// What a parameter, a choice or a key of that type ranges over: never `none`.
  func domain(_ type: DeclaredType) -> [NaiveValue] {
    switch type.type {
    case .boolean: return [.truth(false), .truth(true)]
    case .enumeration(let enumeration):
      return system.enumerations[enumeration.index].members.map { .member($0) }
    case .reference(let entity, _): return instances(of: entity).map { .instance($0) }
    case .anyMoney:
      return numbers.flatMap { number in system.currencies.map { .money(Integer(number), $0.code) } }
    case .integer, .zero:
      if let lower = type.lower?.asInt, let upper = type.upper?.asInt {
        return (lower...upper).map { .number(Integer($0)) }
      }
      return numbers.map { Integer($0) }.filter { contains($0, type) }.map { .number($0) }
    default: return []
    }
  }

  /// What a field of that type may hold at first, if nothing more is said: like `domain`, with `none` if optional.
  func initialDomain(_ type: DeclaredType) -> [NaiveValue] {
    if case .reference(_, isOptional: true) = type.type { return domain(type) + [.nothing] }
    return domain(type)
  }

  /// What an undefined term of that type may stand for in a forged step.
  func arbitrary(_ type: DeclaredType) -> [NaiveValue] {
    switch type.type {
    case .reference(let entity, _):
      if system.entities[entity.index].name.hasPrefix("(") { return persons.map { .number($0) } }
      return domain(type) + [.nothing]
    default: return domain(type)
    }
  }

  /// The numbers of the persons, and a number that is nobody's.
  private var persons: [Integer] { (-1..<principals.count).map { Integer($0) } }

  func contains(_ number: Integer, _ type: DeclaredType) -> Bool {
    if let lower = type.lower, number < lower { return false }
    if let upper = type.upper, upper < number { return false }
    return true
  }
}

extension SpecType {
  /// The entity whose instances a reference names.
  var referent: EntityID? {
    if case .reference(let entity, _) = self { return entity }
    return nil
  }
}
