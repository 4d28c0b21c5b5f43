public import EnsureModel
public import EnsureObligations

/// The trusted checker.
///
/// It takes a spec's model and a certificate, and nothing else: no solver, no search. It finds the property and the world
/// that the certificate names, makes the goal's own lemmas, adds the certificate's, derives every obligation of the proof
/// rule, and asks the certificate for a refutation of each. Then it lets the interpreter replay the runs which show that
/// the verdict is not empty.
public struct Kernel: Sendable {
  let system: TransitionSystem
  let refuses: Bool

  /// A kernel for a system.
  public init(_ system: TransitionSystem) { self.init(system, refuses: false) }

  /// A kernel that accepts nothing, for tests of what is printed then.
  package init(_ system: TransitionSystem, refuses: Bool) {
    self.system = system
    self.refuses = refuses
  }

  /// What has been checked.
  public struct Acceptance: Sendable {
    /// The goal.
    public let goal: ProofGoal
    /// The world.
    public let threats: Set<ThreatID>
    /// What holds in every reachable state of the world: the goal's own lemmas, then the auxiliary ones.
    public let claim: ProofClaim
    /// How many of the lemmas are the goal's own.
    public let own: Int
    /// How many obligations were refuted.
    public let obligations: Int
    /// How many obligations were plain.
    public let plain: Int
    /// What has been witnessed.
    public let witnesses: [Twin.Subject]
  }

  /// Checks a certificate.
  ///
  /// - Throws: why it is refused.
  public func check(_ certificate: Certificate) throws(KernelError) -> Acceptance {
    if refuses { throw .refused("the kernel was told to refuse") }
    let (meaning, claim, own) = try claim(of: certificate)
    let world = meaning.world

    var next = 0
    let plain = try ProofRule(world).obligations(of: claim, for: meaning.goal, { .refusal($0) }) {
      subject, obligation throws(KernelError) in
      guard next < certificate.refutations.count else { throw .missing(subject) }
      do {
        try RefutationChecker.check(certificate.refutations[next], of: ClauseForm(obligation))
      } catch {
        throw .obligation(next, subject, "\(error)")
      }
      next += 1
    }
    guard next == certificate.refutations.count else {
      throw .surplus(certificate.refutations.count - next)
    }
    try checkWitnesses(certificate, meaning.goal, world)
    return Acceptance(
      goal: meaning.goal, threats: world.threats, claim: claim, own: own, obligations: next, plain: plain,
      witnesses: certificate.witnesses.map(\.subject))
  }

  /// What a certificate claims: the goal's own lemmas, then its auxiliary ones.
  ///
  /// - Throws: why the certificate speaks of something else. Nothing is proved yet.
  public func claim(of certificate: Certificate) throws(KernelError) -> (Meaning, ProofClaim, own: Int) {
    let meaning = try meaning(of: certificate)
    if meaning.digest != certificate.digest { throw .otherMeaning }
    var (claim, own) = try Self.ownLemmas(of: meaning.goal, in: meaning.world)
    var hints = HintReader(system: system, numbering: meaning.numbering, terms: claim.terms)
    try hints.read(certificate.hints, into: &claim)
    return (meaning, claim, own)
  }

  /// What a certificate speaks of.
  private func meaning(of certificate: Certificate) throws(KernelError) -> Meaning {
    var threats: Set<ThreatID> = []
    for name in certificate.threats {
      guard let index = system.threats.firstIndex(where: { $0.name == name }) else {
        throw .unknown("threat", name)
      }
      threats.insert(ThreatID(index))
    }
    let world = World(system, threats: threats)
    guard let name = certificate.property else { return Meaning(of: .definedness, in: world) }
    guard let index = system.properties.firstIndex(where: { $0.name == name }) else {
      throw .unknown("property", name)
    }
    return Meaning(of: .property(PropertyID(index)), in: world)
  }

  /// The lemmas that the goal comes to by itself.
  ///
  /// - Parameter terms: the bank that they are added to; the world's own if nil.
  public static func ownLemmas(of goal: ProofGoal, in world: World, _ terms: TermBank? = nil)
    throws(KernelError)
    -> (ProofClaim, own: Int)
  {
    var terms = terms ?? world.bank
    guard case .property(let id) = goal else { return (ProofClaim(terms: terms, lemmas: []), 0) }
    let property = world.system.properties[id.index]
    guard case .invariant(let body) = property.kind else { throw .refused("\(property.name) is no invariant") }
    guard let lemmas = Flattening.lemmas(property.variables, body, of: world.system, &terms) else {
      throw .refused("\(property.name) follows paths that cannot be tracked")
    }
    return (ProofClaim(terms: terms, lemmas: lemmas), lemmas.count)
  }

  // MARK: Witnesses

  /// Nothing that the verdict rests on is empty (SEMANTICS 20).
  private func checkWitnesses(_ certificate: Certificate, _ goal: ProofGoal, _ world: World) throws(KernelError)
  {
    var witnessed: Set<Twin.Subject> = []
    for witness in certificate.witnesses {
      guard witness.trace.threats.isSubset(of: world.threats) else { throw .witness(witness.subject) }
      do {
        let smaller = World(system, threats: witness.trace.threats)
        try Interpreter(smaller, scope: witness.trace.scope).replay(witness.trace, witnessing: witness.subject)
      } catch {
        throw .witness(witness.subject)
      }
      guard witnessed.insert(witness.subject).inserted else { throw .witness(witness.subject) }
    }
    let twins = world.twins(of: goal)
    if system.language == .hornClauses, world.genuineActions.isEmpty {
      throw .refused("there are no steps, so that nothing shows that anything begins")
    }
    for subject in twins where !witnessed.contains(subject) { throw .unwitnessed(subject) }
    // Where nothing at all can happen, nothing is worth saying of anything.
    if twins.isEmpty, let first = world.genuineActions.first, witnessed.isDisjoint(with: world.genuineActions) {
      throw .unwitnessed(first)
    }
  }
}

extension World {
  /// The actions of the system, as something that could be empty.
  public var genuineActions: [Twin.Subject] {
    moves.filter(\.isGenuine).map { .action($0.action) }
  }

  /// Everything that must not be empty if the goal is to be called proved: the twins of its own cone. Of Horn clauses
  /// nothing in particular is demanded, so that one step of any kind has to be witnessed.
  public func twins(of goal: ProofGoal) -> [Twin.Subject] {
    if system.language == .hornClauses { return [] }
    guard case .property(let property) = goal else { return twinSubjects.filter { $0.action != nil } }
    let cone = Cone(of: property, in: self)
    return twinSubjects.filter { cone.contains($0, of: property) }
  }
}
