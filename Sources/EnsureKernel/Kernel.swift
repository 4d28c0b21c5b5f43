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
  /// The checks that are left out.
  private let omitted: Set<CertificateCheck>
  private let refuses: Bool

  /// A kernel for a system.
  public init(_ system: TransitionSystem) { self.init(system, omitting: []) }

  /// A kernel that leaves some checks out, so that tests can show what they are good for.
  package init(_ system: TransitionSystem, omitting omitted: Set<CertificateCheck>) {
    self.system = system
    self.omitted = omitted
    refuses = false
  }

  /// A kernel that accepts nothing, for tests of what is printed then.
  package init(_ system: TransitionSystem, refuses: Bool) {
    self.system = system
    self.refuses = refuses
    omitted = []
  }

  /// What has been checked.
  public struct Acceptance: Sendable {
    /// The goal.
    public let goal: ProofGoal
    /// The world.
    public let threats: Set<ThreatID>
    /// Where an instance is stuck, if that is what was shown; then the goal is what is claimed of that place.
    public let deadEnd: DeadEnd?
    /// The system whose names the claim uses: the spec's, and behind its globals what is remembered of the past.
    public let system: TransitionSystem
    /// What is remembered of the past.
    public let memories: [Proof.Memory]
    /// What comes some day, and why.
    public let promises: [Proof.Promise]
    /// Why the instance that a property speaks of is never stuck.
    public let waysOn: [Proof.Promise.Stage]
    /// What the property's assumptions say of all positions, or of all but finitely many, as far as it is used.
    public let presumed: [Formula]
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
    var plain = 0
    do {
      plain = try meaning.rule.obligations(of: claim, for: meaning.goal, { .refusal($0) }) {
        subject, obligation throws(KernelError) in
        guard next < certificate.refutations.count else {
          return try require(.noneIsMissing, false, else: .missing(subject))
        }
        try check(certificate.refutations[next], at: next, subject, obligation)
        next += 1
      }
    } catch .refusal(let refusal) {
      try require(.ruleAllowsTheClaim, false, else: .refusal(refusal))
      next = certificate.refutations.count
    }
    let left = certificate.refutations.count - next
    try require(.noneIsLeft, left == 0, else: .surplus(left))
    try checkWitnesses(certificate, meaning)
    return Acceptance(
      goal: meaning.goal, threats: meaning.world.threats, deadEnd: meaning.deadEnd,
      system: meaning.rule.world.system,
      memories: meaning.rule.observer?.memories ?? [], promises: meaning.rule.promises(of: claim),
      waysOn: meaning.rule.waysOn(of: claim), presumed: meaning.rule.observer?.presumed ?? [], claim: claim,
      own: own,
      obligations: next, plain: plain,
      witnesses: certificate.witnesses.map(\.subject))
  }

  private func check(
    _ refutation: Refutation, at position: Int, _ subject: ObligationSubject, _ obligation: Obligation
  ) throws(KernelError) {
    do {
      try RefutationChecker.check(refutation, of: ClauseForm(obligation))
    } catch .refutation(let flaw, let step) {
      let place = step.map { "step \($0 + 1): " } ?? ""
      try require(.refutationsAreRight, false, else: .obligation(position, subject, "\(place)\(flaw)"))
    } catch {
      try require(.refutationsAreRight, false, else: .obligation(position, subject, "\(error)"))
    }
  }

  private func require(_ check: CertificateCheck, _ holds: Bool, else error: @autoclosure () -> KernelError)
    throws(KernelError)
  {
    if !holds && !omitted.contains(check) { throw error() }
  }

  // MARK: What a certificate speaks of

  /// What a certificate claims: the goal's own lemmas, then its auxiliary ones.
  ///
  /// - Throws: why the certificate speaks of something else. Nothing is proved yet.
  public func claim(of certificate: Certificate) throws(KernelError) -> (Meaning, ProofClaim, own: Int) {
    let meaning = try meaning(of: certificate)
    try require(.sameMeaning, meaning.digest == certificate.digest, else: .otherMeaning)
    let (claim, own) = try meaning.claim(certificate.hints, omitting: omitted)
    var writer = CanonicalWriter()
    HintWriter(claim, meaning.numbering).write(Array(claim.lemmas.dropFirst(own)), to: &writer)
    try require(
      .canonicalHints, writer.bytes == certificate.hints, else: .encoding("the lemmas have another form"))
    return (meaning, claim, own)
  }

  private func meaning(of certificate: Certificate) throws(KernelError) -> Meaning {
    var threats: [ThreatID] = []
    for name in certificate.threats {
      guard let index = system.threats.firstIndex(where: { $0.name == name }) else {
        try require(.threatsExist, false, else: .unknown("threat", name))
        continue
      }
      let isNext = threats.last.map { $0.index < index } ?? true
      try require(.worldHasOneName, isNext, else: .encoding("the world has another name"))
      threats.append(ThreatID(index))
    }
    let world = World(system, threats: Set(threats))
    let goal: ProofGoal?
    switch certificate.subject {
    case .deadEnd(let name, let condition):
      guard let property = try property(name),
        let deadEnd = try DeadEnd(of: property, encoded: condition, in: system)
      else { throw .refused("nobody is said never to be stuck") }
      try require(.canonicalPlace, deadEnd.encoded == condition, else: .encoding("the place has another form"))
      return Meaning(of: deadEnd, under: world.threats)
    case .definedness: goal = .definedness
    case .property(let name): goal = try property(name).map { .property($0) }
    case .neverApplies(let name): goal = try property(name).map { .impossible(.antecedent($0)) }
    case .neverHappens(let name, let position):
      let action = system.action(named: name, at: position)
      // Of what an attacker's power adds nothing is said by that name: that his receipt of a message never happens says nothing of
      // the genuine one.
      let exists = action.map { world.twinSubjects.contains(.action($0)) } ?? false
      try require(.actionExists, exists, else: .unknown("such action of the world", name))
      goal = action.map { .impossible(.action($0)) }
    case .neverDecides(let name, let position, let clause):
      let subject = system.action(named: name, at: position).map { clause.subject(of: $0) }
      let exists = subject.map(world.twinSubjects.contains) ?? false
      try require(.clauseExists, exists, else: .unknown("such clause of an action", name))
      goal = exists ? subject.map { .impossible($0) } : nil
    }
    return Meaning(of: goal ?? .definedness, in: world)
  }

  private func property(_ name: String) throws(KernelError) -> PropertyID? {
    let index = system.properties.firstIndex { $0.name == name }
    try require(.propertyExists, index != nil, else: .unknown("property", name))
    return index.map { PropertyID($0) }
  }

  // MARK: Witnesses

  /// Nothing that the verdict rests on is empty (SEMANTICS 20).
  private func checkWitnesses(_ certificate: Certificate, _ meaning: Meaning) throws(KernelError) {
    let (goal, world) = (meaning.goal, meaning.world)
    var witnessed: Set<Twin.Subject> = []
    for witness in certificate.witnesses {
      let subject = witness.subject
      let isOfTheWorld = witness.trace.threats.isSubset(of: world.threats)
      try require(.witnessesAreOfTheWorld, isOfTheWorld, else: .witness(subject))
      try require(.witnessesAreReplayed, shows(witness, world.system), else: .witness(subject))
      try require(.witnessedOnce, witnessed.insert(subject).inserted, else: .witness(subject))
    }
    // That something never comes about says nothing emptily.
    if goal.isImpossibility { return }
    // That an instance is stuck rests on a run to the place alone.
    let twins = meaning.deadEnd.map { [$0.twin] } ?? world.twins(of: goal)
    if system.language == .hornClauses, world.genuineActions.isEmpty {
      throw .refused("there are no steps, so that nothing shows that anything begins")
    }
    for subject in twins {
      try require(.allAreWitnessed, witnessed.contains(subject), else: .unwitnessed(subject))
    }
    // Where nothing at all can happen, nothing is worth saying of anything.
    if twins.isEmpty, let first = world.genuineActions.first {
      let happens = !witnessed.isDisjoint(with: world.genuineActions)
      try require(.somethingHappens, happens, else: .unwitnessed(first))
    }
  }

  /// Whether the interpreter takes the witness's steps and sees what they shall show.
  private func shows(_ witness: Certificate.Witness, _ system: TransitionSystem) -> Bool {
    let trace = witness.trace
    guard trace.threats.allSatisfy({ system.threats.indices.contains($0.index) }) else { return false }
    do {
      let interpreter = try Interpreter(World(system, threats: trace.threats), scope: trace.scope)
      try interpreter.replay(trace, witnessing: witness.subject)
      return true
    } catch {
      return false
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
    if goal.isImpossibility { return [] }
    guard case .property(let property) = goal else { return twinSubjects.filter { $0.action != nil } }
    let cone = Cone(of: property, in: self)
    return twinSubjects.filter { cone.contains($0, of: property) }
  }
}
