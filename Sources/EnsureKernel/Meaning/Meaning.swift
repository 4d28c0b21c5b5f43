public import EnsureModel
public import EnsureObligations

/// What a goal means in a world: everything that it can depend on, with numbers in place of names. Comments, layout,
/// names, the order of parts that have nothing to do with each other, and whatever the goal does not depend on make no
/// difference.
///
/// The digest binds a certificate to it. Nothing that the kernel concludes rests on the digest, since it makes all
/// obligations from the spec anew; it tells "another spec" from "a wrong proof".
public struct Meaning: Sendable {
  /// The goal.
  public let goal: ProofGoal
  /// The world.
  public let world: World
  /// The place that the goal is about, if it is that somebody is stuck there.
  public let deadEnd: DeadEnd?
  /// What has to be shown.
  public let rule: ProofRule
  /// SHA-256 of the canonical description.
  public let digest: [UInt8]
  /// The things that the description speaks of, in the order in which it does, and then all other globals; for what
  /// never comes about, everything else, too.
  let numbering: Numbering

  /// What the goal means in the world.
  public init(of goal: ProofGoal, in world: World) { self.init(goal, world, nil) }

  /// What it means under these threats that instances are stuck in a place.
  public init(of deadEnd: DeadEnd, under threats: Set<ThreatID>) {
    self.init(deadEnd.goal, World(deadEnd.system, threats: threats), deadEnd)
  }

  private init(_ goal: ProofGoal, _ world: World, _ deadEnd: DeadEnd?) {
    self.goal = goal
    self.world = world
    self.deadEnd = deadEnd
    rule = ProofRule(for: goal, in: world)
    var description = Description(world)
    description.describe(goal)
    digest = SHA256.digest(description.writer.bytes)
    var numbering = description.numbering
    // Lemmas may speak of globals that the goal does not depend on; these come last, in the order of the spec, and behind
    // them what an observer remembers.
    for index in rule.world.system.globals.indices { _ = numbering.number(GlobalID(index)) }
    // What excludes an action may be anything that is known.
    if goal.isImpossibility {
      let system = rule.world.system
      for index in system.fields.indices { _ = numbering.number(FieldID(index)) }
      for index in system.entities.indices { _ = numbering.number(EntityID(index)) }
      for index in system.enumerations.indices { _ = numbering.number(EnumerationID(index)) }
    }
    self.numbering = numbering
  }

  /// The goal's own lemmas, and what hints add to them.
  ///
  /// - Throws: why they are none of this goal.
  func claim(_ hints: [UInt8], omitting omitted: Set<CertificateCheck> = []) throws(KernelError) -> (
    claim: ProofClaim, own: Int
  ) {
    var claim = ProofClaim(terms: rule.world.bank, lemmas: [])
    if !omitted.contains(.ownLemmasAreShown) {
      if let lemmas = rule.ownLemmas(of: goal, &claim.terms) {
        claim.lemmas = lemmas
      } else if !omitted.contains(.goalHasLemmas) {
        throw .refused("the proof rule has nothing to say of such a property")
      }
    }
    let own = claim.lemmas.count
    var reader = HintReader(system: rule.world.system, numbering: numbering, terms: claim.terms)
    try reader.read(hints, into: &claim)
    return (claim, own)
  }

  /// A claim as whoever reads its certificate sees it: terms that differ in the names of what they range over may have become one.
  ///
  /// - Parameter own: how many of its lemmas are the goal's own.
  /// - Throws: why it cannot be written so.
  package func asRead(_ claim: ProofClaim, own: Int) throws(KernelError) -> ProofClaim {
    try self.claim(Certificate(self, claim, own: own, refutations: []).hints).claim
  }
}

/// Numbers for fields, globals, entities and enumerations: that of their first mention.
struct Numbering: Sendable {
  private(set) var fields: [FieldID] = []
  private(set) var globals: [GlobalID] = []
  private(set) var entities: [EntityID] = []
  private(set) var enumerations: [EnumerationID] = []
  private var fieldNumbers: [FieldID: Int] = [:]
  private var globalNumbers: [GlobalID: Int] = [:]
  private var entityNumbers: [EntityID: Int] = [:]
  private var enumerationNumbers: [EnumerationID: Int] = [:]

  init() {}

  /// Everything, in the order of the spec.
  init(everythingIn system: TransitionSystem) {
    for index in system.fields.indices { _ = number(FieldID(index)) }
    for index in system.globals.indices { _ = number(GlobalID(index)) }
    for index in system.entities.indices { _ = number(EntityID(index)) }
    for index in system.enumerations.indices { _ = number(EnumerationID(index)) }
  }

  mutating func number(_ field: FieldID) -> Int { Self.number(field, &fieldNumbers, &fields) }
  mutating func number(_ global: GlobalID) -> Int { Self.number(global, &globalNumbers, &globals) }
  mutating func number(_ entity: EntityID) -> Int { Self.number(entity, &entityNumbers, &entities) }
  mutating func number(_ enumeration: EnumerationID) -> Int {
    Self.number(enumeration, &enumerationNumbers, &enumerations)
  }

  private static func number<ID: Hashable>(_ id: ID, _ numbers: inout [ID: Int], _ list: inout [ID]) -> Int {
    if let known = numbers[id] { return known }
    numbers[id] = list.count
    list.append(id)
    return list.count - 1
  }
}
