/// Why a scope cannot be laid out.
public enum LayoutError: Error, Hashable, Sendable {
  /// `Scope.instances` has another length than the system's entities, a negative entry, or none of a finite
  /// entity (which has at least one instance).
  case instances
  /// A key of the keyed entity ranges over infinitely many values, or over its own instances.
  case infiniteKeys(EntityID, key: Int)
  /// The scope has more instances or places than `Layout.limit`.
  case tooLarge
}

/// Where the values of a scope lie in a state, and what its instances are.
///
/// The instances of an entity are numbered from 0. A role with ranks has the scope's number of principals of
/// each rank, lower ranks first. Instance i of a keyed entity is the key tuple that i spells in the mixed radix
/// of the keys' domains, the last key fastest. There are as many persons as principals.
public struct Layout: Sendable {
  /// How many places, and how many instances of one entity, a layout may have.
  public static let limit = 1 << 22

  /// How many values a search tries for something arbitrary.
  private static let manyValues = 1 << 10

  /// Where the value of a field or global is found.
  public enum Storage: Hashable, Sendable {
    /// In the state: at this place for the first instance, and at the following ones for the others.
    case slots(first: Int)
    /// It follows from the instance's number (the fixed rank of a principal).
    case rank
    /// It is the value of this term, everywhere and for ever; the term mentions literals and parameters only.
    case fixed(Term)
  }

  /// What a place of a state holds.
  public enum Place: Hashable, Sendable {
    /// The field of that instance.
    case field(FieldID, instance: Int)
    /// The global.
    case global(GlobalID)
    /// The instant at which the run began. It is there only if an entity has a mutable instant with a given
    /// initial value: whether an instance is untouched cannot be told without it.
    case start
  }

  /// The system.
  public let system: TransitionSystem
  /// The scope.
  public let scope: Scope
  /// How many instances each entity has, by `EntityID.index`.
  public let instances: [Int]
  /// What each place of a state holds.
  public let places: [Place]

  /// The places that hold instants: passing time moves them.
  public let instantSlots: [Int]
  /// The place of `Place.start`, if there is one.
  public let startSlot: Int?

  private let fieldStorage: [Storage]
  private let globalStorage: [Storage]
  /// For each keyed entity the domains of its keys.
  private let keyDomains: [[ClosedRange<Int>]]

  /// How many places a state has.
  public var count: Int { places.count }

  /// Lays out `scope`.
  ///
  /// - Throws: what is wrong with the scope, or that a key is not finite.
  public init(_ system: TransitionSystem, _ scope: Scope) throws(LayoutError) {
    self.system = system
    self.scope = scope
    var census = Census(system: system, scope: scope)
    try census.count()
    instances = census.counts.map { $0 ?? 0 }
    keyDomains = census.keyDomains

    var places: [Place] = []
    var fieldStorage: [Storage] = []
    for (index, field) in system.fields.enumerated() {
      let id = FieldID(index)
      if field.kind == .rank && !field.isMutable {
        fieldStorage.append(.rank)
      } else if !field.isMutable, field.type.sort != .instant, case .value(let term) = field.initial {
        fieldStorage.append(.fixed(term))
      } else {
        fieldStorage.append(.slots(first: places.count))
        let count = instances[field.entity.index]
        if places.count + count > Layout.limit { throw .tooLarge }
        for instance in 0..<count { places.append(.field(id, instance: instance)) }
      }
    }
    var globalStorage: [Storage] = []
    for (index, global) in system.globals.enumerated() {
      if !global.isMutable, global.type.sort != .instant, case .value(let term) = global.initial {
        globalStorage.append(.fixed(term))
      } else {
        globalStorage.append(.slots(first: places.count))
        places.append(.global(GlobalID(index)))
      }
    }
    let needsStart = system.hasTime && system.fields.contains(where: \.isDatedFromStart)
    startSlot = needsStart ? places.count : nil
    if needsStart { places.append(.start) }
    instantSlots = places.indices.filter { slot in
      switch places[slot] {
      case .field(let field, _): system.fields[field.index].type.sort == .instant
      case .global(let global): system.globals[global.index].type.sort == .instant
      case .start: true
      }
    }
    self.places = places
    self.fieldStorage = fieldStorage
    self.globalStorage = globalStorage
  }

  // MARK: Places

  /// Where the field's values are found.
  public func storage(_ field: FieldID) -> Storage { fieldStorage[field.index] }

  /// Where the global's value is found.
  public func storage(_ global: GlobalID) -> Storage { globalStorage[global.index] }

  /// The place of the field of that instance; nil if its value is not stored, see `storage`.
  public func slot(_ field: FieldID, _ instance: Int) -> Int? {
    guard case .slots(let first) = fieldStorage[field.index] else { return nil }
    return first + instance
  }

  /// The place of the global; nil if its value is not stored, see `storage`.
  public func slot(_ global: GlobalID) -> Int? {
    guard case .slots(let first) = globalStorage[global.index] else { return nil }
    return first
  }

  // MARK: Instances

  /// How many instances the entity has.
  public func instances(of entity: EntityID) -> Int { instances[entity.index] }

  /// The rank that a principal has at first (and for ever, if ranks are fixed); nil if his role has no ranks.
  public func rank(of instance: Int, in entity: EntityID) -> Int? {
    guard let ranks = system.entities[entity.index].ranks else { return nil }
    let each = instances[entity.index] / max(1, system.enumerations[ranks.index].members.count)
    return each == 0 ? nil : instance / each
  }

  /// The keys of an instance of a keyed entity.
  public func keys(of instance: Int, in entity: EntityID) -> [Int] {
    var rest = instance
    var keys: [Int] = []
    for domain in keyDomains[entity.index].reversed() {
      keys.append(domain.lowerBound + rest % domain.count)
      rest /= domain.count
    }
    return keys.reversed()
  }

  /// The instance with these keys; nil if one is `none` or outside its type.
  public func instance(of entity: EntityID, keys: [Int]) -> Int? {
    var instance = 0
    for (key, domain) in zip(keys, keyDomains[entity.index]) {
      guard domain.contains(key) else { return nil }
      instance = instance * domain.count + (key - domain.lowerBound)
    }
    return instance
  }

  // MARK: Domains

  /// The values that a parameter, chosen value or initial value of that type ranges over, in the encoding of
  /// `State`. For an integer: the scope's values for `name` (`Order.total`, `place.total`, `Cap`) if it has
  /// some, else the type's own bounds, else the scope's values for the unit; a type bound holds in each case.
  /// For a reference the instances, and `none` if the type is optional.
  ///
  /// - Returns: nil where the scope does not say what an unbounded type ranges over; instants always.
  public func domain(of type: ValueType, name: String?) -> ValueSet? {
    switch type.sort {
    case .boolean: return ValueSet([0...1])
    case .enumeration(let id): return ValueSet(upTo: system.enumerations[id.index].members.count)
    case .reference(let entity):
      let some = ValueSet(upTo: instances[entity.index])
      return type.isOptional ? ValueSet(some.ranges + [-1...(-1)]) : some
    case .instant: return name.flatMap { scope.named[$0] }
    case .integer:
      if let name, let set = scope.named[name] { return set.clamped(to: type) }
      if type.lower != nil && type.upper != nil { return ValueSet([Int.min...Int.max]).clamped(to: type) }
      return scope.values[type.unit]?.clamped(to: type)
    }
  }

  /// The values that a search tries for something arbitrary of that type: a term without a value in a forged
  /// step (rule 3). It may be `none`; where the scope says nothing of a number, or its type allows very many, it
  /// is a bound of its type, one of the numbers that the scope names elsewhere, or 0.
  public func arbitraryValues(of type: ValueType) -> ValueSet {
    switch type.sort {
    case .boolean, .enumeration: return domain(of: type, name: nil) ?? ValueSet([])
    case .reference(let entity): return ValueSet([-1...max(-1, instances[entity.index] - 1)])
    case .instant: return ValueSet([0...0] + scope.delays.values.map { -$0 ... -$0 })
    case .integer:
      if let domain = domain(of: type, name: nil), (1...Layout.manyValues).contains(domain.count) {
        return domain
      }
      let bounds = [type.lower, type.upper].compactMap { $0?.asInt }.map { $0...$0 }
      let known = ValueSet(scope.values.values.flatMap(\.ranges) + [0...0] + bounds).clamped(to: type)
      return known.count <= Layout.manyValues ? known : ValueSet(bounds + [0...0]).clamped(to: type)
    }
  }
}

extension Field {
  /// Whether the initial value is an instant reckoned from the start of the run, which steps may replace.
  fileprivate var isDatedFromStart: Bool {
    guard isMutable, type.sort == .instant, case .value = initial else { return false }
    return true
  }
}

extension ValueSet {
  /// 0 up to, but without, `count`.
  init(upTo count: Int) { self.init(count > 0 ? [0...(count - 1)] : []) }

  /// The values that the bounds of `type` allow.
  func clamped(to type: ValueType) -> ValueSet {
    ValueSet(
      ranges.compactMap { range in
        var (lower, upper) = (range.lowerBound, range.upperBound)
        if let bound = type.lower, Integer(lower) < bound {
          guard let word = bound.asInt else { return nil }
          lower = word
        }
        if let bound = type.upper, bound < Integer(upper) {
          guard let word = bound.asInt else { return nil }
          upper = word
        }
        return lower <= upper ? lower...upper : nil
      })
  }
}
