public import EnsureModel
public import EnsureObligations

/// The trusted checker.
///
/// It takes a spec's model and a certificate, and nothing else: no solver, no search. It finds the property and the world
/// that the certificate names, makes the goal's own lemmas, adds the certificate's, derives every obligation of the proof
/// rule, and asks the certificate for a refutation of each. Then it lets the interpreter replay the runs which show that
/// the verdict is not empty.
public struct Kernel {
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
    /// The system whose names the claim uses: the spec's, and behind its globals what is remembered of the past.
    public let system: TransitionSystem
    /// What is remembered of the past: the global, and the formula that it is about.
    public let memories: [(global: GlobalID, formula: Formula)]
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

    var next = 0
    let plain = try meaning.rule.obligations(of: claim, for: meaning.goal, { .refusal($0) }) {
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
    try checkWitnesses(certificate, meaning.goal, meaning.world)
    return Acceptance(
      goal: meaning.goal, threats: meaning.world.threats, system: meaning.rule.world.system,
      memories: meaning.rule.observer?.memories.map { ($0.was, $0.formula) } ?? [], claim: claim, own: own,
      obligations: next, plain: plain,
      witnesses: certificate.witnesses.map(\.subject))
  }

  /// What a certificate claims: the goal's own lemmas, then its auxiliary ones.
  ///
  /// - Throws: why the certificate speaks of something else. Nothing is proved yet.
  public func claim(of certificate: Certificate) throws(KernelError) -> (Meaning, ProofClaim, own: Int) {
    let meaning = try meaning(of: certificate)
    if meaning.digest != certificate.digest { throw .otherMeaning }
    let rule = meaning.rule
    var claim = ProofClaim(terms: rule.world.bank, lemmas: [])
    guard let lemmas = rule.ownLemmas(of: meaning.goal, &claim.terms) else {
      throw .refused("the proof rule says nothing of such a property")
    }
    claim.lemmas = lemmas
    var hints = HintReader(system: rule.world.system, numbering: meaning.numbering, terms: claim.terms)
    try hints.read(certificate.hints, into: &claim)
    return (meaning, claim, lemmas.count)
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

  /// Everything that must not be empty if the goal is to be called proved: the twins of its own cone.
  public func twins(of goal: ProofGoal) -> [Twin.Subject] {
    guard case .property(let property) = goal else { return twinSubjects.filter { $0.action != nil } }
    let cone = Cone(of: property, in: self)
    let twins = twinSubjects.filter { cone.contains($0, of: property) }
    return system.properties[property.index].trigger == nil ? twins : twins + [.antecedent(property)]
  }
}
