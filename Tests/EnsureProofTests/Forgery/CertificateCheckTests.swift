import EnsureKernel
import EnsureModel
import EnsureObligations
import EnsureVerify
import Testing

/// Each check of the kernel is needed: without it, a certificate is accepted that the kernel refuses.
@Suite struct CertificateCheckTests {
  /// The till with what has no certificate: something false, something that is no invariant, something that follows
  /// too many paths, and something that depends on nothing.
  private static let text =
    ForgedSystems.till + """

      entity Voucher {
        order: Order?
        b: Order?
        c: Order?
        d: Order?
        e: Order?
        f: Order?
        g: Order?
        up: Voucher?
      }
      property Never: always once always till == 0
      invariant Tracked(v: Voucher):
        v.order.paid + v.b.paid + v.c.paid + v.d.paid + v.e.paid + v.f.paid + v.g.paid == 0
      action file(v: Voucher, o: Order, above: Voucher) by Clerk {
        v.order = o
        v.up = above
      }
      invariant Filed(v: Voucher): v.order == none
      invariant Plain: 1 + 1 == 2
      entity Token { isUsed: Bool = false }
      action use(t: Token) by Clerk requires not t.isUsed { t.isUsed = true }
      property Unused(t: Token): always not stuck(t)
      """

  /// A certificate that should be refused, and why.
  private struct Forgery {
    var bytes: [UInt8]
    let refusal: KernelError

    init(_ bytes: [UInt8], _ refusal: KernelError) {
      self.bytes = bytes
      self.refusal = refusal
    }

    init(_ certificate: Certificate, _ refusal: KernelError) { self.init(certificate.bytes, refusal) }
  }

  private let system: TransitionSystem
  private let certificates: [Certificate]

  init() throws {
    let certified = try CertifiedSystem(
      try ProofBench.system(Self.text), properties: ["Books", "NoOverRefund", "Plain", "Filed", "Unused"])
    (system, certificates) = (certified.system, certified.certificates)
  }

  private func certificate(_ property: String?, _ threats: [String] = []) throws -> Certificate {
    let subject = property.map { Certificate.Subject.property($0) } ?? .definedness
    return try #require(certificates.first { $0.subject == subject && $0.threats == threats })
  }

  private func world(_ threats: [String]) -> World {
    World(
      system,
      threats: Set(
        system.threats.indices.filter { threats.contains(system.threats[$0].name) }.map { ThreatID($0) }))
  }

  private struct NoForgery: Error {}

  /// The certificate that an instance is stuck which the property says never is.
  private func deadEnd(_ name: String) throws -> Certificate {
    guard case .property(let id) = try property(name) else { throw NoForgery() }
    var query = BoundedQuery(
      properties: [id], wantsDefinedness: false, scope: Scope(instances: system.entities.map { _ in 1 }),
      depth: 2)
    query.provesDeadEnds = true
    guard case .violated(let violation)? = try BoundedSearch(world([]), query).run().outcomes[id],
      case .stuck(_, let bytes) = violation.failure
    else { throw NoForgery() }
    return try Certificate(bytes: bytes)
  }

  private func property(_ name: String) throws -> ProofGoal {
    .property(PropertyID(try #require(system.properties.firstIndex { $0.name == name })))
  }

  /// A certificate of something for which there is none, with all witnesses that there are.
  private func invented(_ name: String, _ threats: [String] = [], _ refutations: [Refutation] = []) throws
    -> Certificate
  {
    let meaning = Meaning(of: try property(name), in: world(threats))
    var witnesses: [Certificate.Witness] = []
    for witness in certificates.filter({ Set($0.threats).isSubset(of: threats) }).flatMap(\.witnesses)
    where !witnesses.contains(where: { $0.subject == witness.subject }) {
      witnesses.append(witness)
    }
    return Certificate(
      .property(name), threats: threats, digest: meaning.digest, hints: [0, 0, 0, 0], refutations: refutations,
      witnesses: witnesses)
  }

  /// The obligations of a goal's own lemmas, or of no lemmas at all.
  private func subjects(_ name: String, _ threats: [String], own: Bool) throws -> [ObligationSubject] {
    struct Refused: Error {}
    let (world, goal) = (world(threats), try property(name))
    var found: [ObligationSubject] = []
    let claim =
      own
      ? try ProofBench.own(of: goal, in: world).0 : ProofClaim(terms: world.bank, lemmas: [])
    try ProofRule(for: goal, in: world).obligations(of: claim, for: goal, { _ in Refused() }) {
      subject, _ throws(Refused) in found.append(subject)
    }
    return found
  }

  // The size of the table is the number of checks.
  // swift-format-ignore
  private func forgery(against check: CertificateCheck) throws -> Forgery {
    let right = try certificate("NoOverRefund")
    switch check {
    case .mark:
      var bytes = Array(right.bytes.dropLast(32))
      bytes[0] ^= 1
      return Forgery(Forger.sealed(bytes), .encoding("no certificate of this version"))
    case .checksum:
      var bytes = right.bytes
      bytes[bytes.count - 1] ^= 1
      return Forgery(bytes, .encoding("the checksum is wrong: the file is damaged"))
    case .canonicalBytes:
      return Forgery(try otherForm(), .encoding("the form is not canonical"))
    case .canonicalHints:
      // The lemma `true`, the only node of which is written twice.
      return Forgery(
        right.replacing(hints: [1, 0, 0, 2, 0, 1, 0, 1, 0, 0, 0]), .encoding("the lemmas have another form"))
    case .threatsExist:
      return Forgery(renamed(right, threats: ["Nobody"]), .unknown("threat", "Nobody"))
    case .worldHasOneName:
      return Forgery(
        renamed(try certificate(nil, ["ForgedPay"]), threats: ["ForgedPay", "ForgedPay"]),
        .encoding("the world has another name"))
    case .propertyExists:
      let definedness = try certificate(nil)
      return Forgery(
        Certificate(
          .property("Nothing"), threats: [], digest: definedness.digest, hints: definedness.hints,
          refutations: definedness.refutations, witnesses: definedness.witnesses),
        .unknown("property", "Nothing"))
    case .canonicalPlace:
      let dead = try deadEnd("Unused")
      guard case .deadEnd(let name, let condition) = dead.subject else { throw NoForgery() }
      // The same place, said twice.
      var place = ProofClaim(terms: system.bank, lemmas: [])
      try place.add(encoded: condition, of: system)
      place.lemmas += place.lemmas
      return Forgery(
        Certificate(
          .deadEnd(name, place.encoded(for: system)), threats: [], digest: dead.digest, hints: dead.hints,
          refutations: dead.refutations, witnesses: dead.witnesses),
        .encoding("the place has another form"))
    case .actionExists:
      let definedness = try certificate(nil)
      return Forgery(
        Certificate(
          .neverHappens("nothing", 0), threats: [], digest: definedness.digest, hints: definedness.hints,
          refutations: definedness.refutations, witnesses: definedness.witnesses),
        .unknown("such action of the world", "nothing"))
    case .clauseExists:
      let definedness = try certificate(nil)
      let name = system.actions[0].name
      return Forgery(
        Certificate(
          .neverDecides(name, 0, .honest(9)), threats: [], digest: definedness.digest, hints: definedness.hints,
          refutations: definedness.refutations, witnesses: definedness.witnesses),
        .unknown("such clause of an action", name))
    case .sameMeaning:
      return Forgery(
        Certificate(
          right.subject, threats: [], digest: right.digest.reversed(), hints: right.hints,
          refutations: right.refutations, witnesses: right.witnesses),
        .otherMeaning)
    case .goalHasLemmas:
      return Forgery(try invented("Never"), .refused("the proof rule has nothing to say of such a property"))
    case .ownLemmasAreShown:
      // Of what is false nothing is shown but that it has a value.
      let needed = try subjects("NoOverRefund", ["ForgedPay"], own: false).count
      let first = try #require(try subjects("NoOverRefund", ["ForgedPay"], own: true).first)
      #expect(needed == 0)
      return Forgery(try invented("NoOverRefund", ["ForgedPay"]), .missing(first))
    case .ruleAllowsTheClaim:
      // A lemma that follows a path, beside something false.
      let meaning = Meaning(of: try property("Filed"), in: world([]))
      var (claim, own) = try ProofBench.own(of: meaning.goal, in: meaning.world)
      let (lemma, followed) = try path(&claim)
      claim.lemmas.append(lemma)
      let certificate = Certificate(
        meaning, claim, own: own, refutations: [], witnesses: try invented("Filed").witnesses)
      return Forgery(certificate, .refusal(.path(followed)))
    case .noneIsMissing:
      let first = try #require(try subjects("NoOverRefund", ["ForgedPay"], own: true).first)
      return Forgery(try invented("NoOverRefund", ["ForgedPay"]), .missing(first))
    case .refutationsAreRight:
      let needed = try subjects("NoOverRefund", ["ForgedPay"], own: true)
      let empty = needed.map { _ in Refutation() }
      return Forgery(
        try invented("NoOverRefund", ["ForgedPay"], empty),
        .obligation(0, needed[0], "\(RefutationFlaw.noContradiction)"))
    case .noneIsLeft:
      return Forgery(right.replacing(refutations: right.refutations + [Refutation()]), .surplus(1))
    case .witnessesAreOfTheWorld:
      var witnesses = right.witnesses
      witnesses[0] = Certificate.Witness(witnesses[0].subject, witnesses[0].trace.under([ThreatID(0)]))
      return Forgery(right.replacing(witnesses: witnesses), .witness(witnesses[0].subject))
    case .witnessesAreReplayed:
      var witnesses = right.witnesses
      let trace = witnesses[0].trace
      let other = State(values: trace.initial.values.map { $0 + 1 })
      witnesses[0] = Certificate.Witness(
        witnesses[0].subject, Trace(scope: trace.scope, threats: [], initial: other, steps: trace.steps))
      return Forgery(right.replacing(witnesses: witnesses), .witness(witnesses[0].subject))
    case .witnessedOnce:
      return Forgery(
        right.replacing(witnesses: right.witnesses + [right.witnesses[0]]), .witness(right.witnesses[0].subject))
    case .allAreWitnessed:
      return Forgery(
        right.replacing(witnesses: Array(right.witnesses.dropFirst())), .unwitnessed(right.witnesses[0].subject))
    case .somethingHappens:
      let plain = try certificate("Plain")
      #expect(world([]).twins(of: try property("Plain")).isEmpty)
      return Forgery(plain.replacing(witnesses: []), .unwitnessed(try #require(world([]).genuineActions.first)))
    }
  }

  private func renamed(_ certificate: Certificate, threats: [String]) -> Certificate {
    Certificate(
      certificate.subject, threats: threats, digest: certificate.digest, hints: certificate.hints,
      refutations: certificate.refutations, witnesses: certificate.witnesses)
  }

  /// A certificate in whose first witness a threat is named twice.
  private func otherForm() throws -> [UInt8] {
    let right = try certificate(nil, ["ForgedPay"])
    func with(_ threats: Set<ThreatID>) -> [UInt8] {
      var witnesses = right.witnesses
      witnesses[0] = Certificate.Witness(witnesses[0].subject, witnesses[0].trace.under(threats))
      return Array(right.replacing(witnesses: witnesses).bytes.dropLast(32))
    }
    var (none, one) = (with([]), with([ThreatID(0)]))
    let place = try #require(zip(none, one).enumerated().first { $1.0 != $1.1 }?.offset)
    #expect(Array(one[place...(place + 1)]) == [1, 0])
    one.replaceSubrange(place...(place + 1), with: [2, 0, 0])
    none = []
    return Forger.sealed(one)
  }

  /// That the voucher above, if there is one, has no order; and the path that this follows.
  private func path(_ claim: inout ProofClaim) throws -> (Lemma, Term) {
    func field(_ name: String) throws -> FieldID {
      FieldID(try #require(system.fields.firstIndex { $0.name == name }))
    }
    func read(_ name: String, of instance: Term) throws -> Term {
      let field = try field(name)
      return claim.terms.field(field, system.fields[field.index].type.sort, of: instance)
    }
    let voucher = EntityID(try #require(system.entities.firstIndex { $0.name == "Voucher" }))
    let order = EntityID(try #require(system.entities.firstIndex { $0.name == "Order" }))
    let variable = claim.terms.makeVariable("v", ValueType(.reference(voucher)))
    let above = try read("up", of: claim.terms.variable(variable))
    let end = try read("order", of: above)
    let nothing = claim.terms.equal(above, claim.terms.none(voucher))
    let empty = claim.terms.equal(end, claim.terms.none(order))
    return (Lemma(variables: [variable], body: claim.terms.or([nothing, empty])), above)
  }

  private func accept(_ bytes: [UInt8], omitting omitted: Set<CertificateCheck>) throws(KernelError) {
    let certificate = try Certificate(bytes: bytes, omitting: omitted)
    _ = try Kernel(system, omitting: omitted).check(certificate)
  }

  @Test(arguments: CertificateCheck.allCases) func withoutACheckAForgeryIsAccepted(_ check: CertificateCheck)
    throws
  {
    let forgery = try forgery(against: check)
    #expect(throws: Never.self) { try accept(forgery.bytes, omitting: [check]) }
    #expect(throws: forgery.refusal) { try accept(forgery.bytes, omitting: []) }
    #expect(throws: forgery.refusal) { try Kernel(system).check(try Certificate(bytes: forgery.bytes)) }
    // It is this check that finds it; but where nothing needs a refutation, none is missing.
    let related: Set<CertificateCheck> = [.goalHasLemmas, .ownLemmasAreShown, .noneIsMissing]
    for other in CertificateCheck.allCases where other != check {
      if related.contains(check) && related.contains(other) { continue }
      #expect(throws: KernelError.self, "\(other)") { try accept(forgery.bytes, omitting: [other]) }
    }
  }

  @Test func whatFollowsTooManyPathsIsRefused() throws {
    let refusal = KernelError.refused("the proof rule has nothing to say of such a property")
    let bytes = try invented("Tracked").bytes
    #expect(throws: refusal) { try accept(bytes, omitting: []) }
  }

  @Test func aRightCertificateNeedsNoCheckToBeLeftOut() throws {
    #expect(certificates.count > 6)
    for certificate in certificates {
      #expect(throws: Never.self) { try accept(certificate.bytes, omitting: []) }
    }
  }
}

extension Trace {
  /// The same run, in the world of these threats.
  fileprivate func under(_ threats: Set<ThreatID>) -> Trace {
    Trace(scope: scope, threats: threats, initial: initial, steps: steps)
  }
}
