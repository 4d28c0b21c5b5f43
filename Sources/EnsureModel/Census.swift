/// Counts the instances of a scope: those of a keyed entity follow from its keys, persons from principals.
struct Census {
  let system: TransitionSystem
  let scope: Scope
  private(set) var counts: [Int?]
  private(set) var keyDomains: [[ClosedRange<Int>]]

  init(system: TransitionSystem, scope: Scope) {
    self.system = system
    self.scope = scope
    counts = Array(repeating: nil, count: system.entities.count)
    keyDomains = Array(repeating: [], count: system.entities.count)
  }

  /// Fills in `counts` and `keyDomains`.
  mutating func count() throws(LayoutError) {
    guard scope.instances.count == counts.count, scope.instances.allSatisfy({ $0 >= 0 }) else {
      throw .instances
    }
    for (index, entity) in system.entities.enumerated()
    where entity.isFinite && entity.keys.isEmpty && scope.instances[index] == 0 {
      throw .instances
    }
    let persons = Set(
      system.fields.compactMap { field -> EntityID? in
        guard field.kind == .person, case .reference(let person) = field.type.sort else { return nil }
        return person
      })
    for (index, entity) in system.entities.enumerated()
    where entity.keys.isEmpty && !persons.contains(EntityID(index)) {
      let ranks = entity.ranks.map { system.enumerations[$0.index].members.count } ?? 1
      counts[index] = try Census.product(scope.instances[index], ranks)
    }
    var principals = 0
    for (index, entity) in system.entities.enumerated() where entity.kind != .thing {
      principals += counts[index] ?? 0
    }
    if principals > Layout.limit { throw .tooLarge }
    for person in persons { counts[person.index] = principals }
    for index in system.entities.indices { _ = try count(EntityID(index), within: []) }
  }

  /// The number of instances of an entity, `outer` being the keyed ones whose keys are being counted.
  private mutating func count(_ entity: EntityID, within outer: [EntityID]) throws(LayoutError) -> Int {
    if let known = counts[entity.index] { return known }
    var number = 1
    var domains: [ClosedRange<Int>] = []
    for (position, key) in system.entities[entity.index].keys.enumerated() {
      var domain: ClosedRange<Int>?
      var size = 0
      switch key.type.sort {
      case .boolean: (domain, size) = (0...1, 2)
      case .enumeration(let id): size = system.enumerations[id.index].members.count
      case .reference(let target):
        if target == entity || outer.contains(target) { throw .infiniteKeys(entity, key: position) }
        size = try count(target, within: outer + [entity])
      case .integer:
        guard let lower = key.type.lower?.asInt, let upper = key.type.upper?.asInt else {
          throw .infiniteKeys(entity, key: position)
        }
        if lower <= upper {
          let width = upper.subtractingReportingOverflow(lower)
          if width.overflow || width.partialValue >= Layout.limit { throw .tooLarge }
          (domain, size) = (lower...upper, width.partialValue + 1)
        }
      case .instant: throw .infiniteKeys(entity, key: position)
      }
      number = try Census.product(number, size)
      // An empty domain makes the entity empty; what it spells is never asked.
      domains.append(domain ?? 0...max(0, size - 1))
    }
    counts[entity.index] = number
    keyDomains[entity.index] = domains
    return number
  }

  private static func product(_ left: Int, _ right: Int) throws(LayoutError) -> Int {
    let product = left.multipliedReportingOverflow(by: right)
    if product.overflow || product.partialValue > Layout.limit { throw .tooLarge }
    return product.partialValue
  }
}
