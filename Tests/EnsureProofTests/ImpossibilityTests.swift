import EnsureKernel
import EnsureModel
import EnsureObligations
import EnsureVerify
import Testing

/// What can never come about is certified, and what rests on it is vacuous.
@Suite struct ImpossibilityTests {
  /// `refund` asks for what only holds before it is paid, and nothing comes to `closed`.
  private static let text = """
    system Kiosk
    role Clerk { boy, owner }
    entity Order {
      total: Int = 0
      paid:  Bool = false
      state: { open, closed, archived } = open
    }
    action place(o: Order, t: Int) by Clerk
      requires o.total == 0 and t > 0
    { o.total = t }
    action pay(o: Order) by Clerk
      requires o.total > 0 and not o.paid
    { o.paid = true }
    action refund(o: Order) by Clerk
      requires o.paid
      honest o.total == 0
    { o.paid = false }
    action archive(o: Order) by Clerk
      requires o.state == closed
    { o.state = archived }
    invariant PaidIsPlaced(o: Order): o.paid implies o.total > 0
    invariant ArchivedIsPaid(o: Order): o.state == archived implies o.paid
    threat CorruptClerk { corrupt Clerk }
    threat Backdoor { attacker may archive(o) without requires }
    """

  private let system: TransitionSystem
  private let report: VerificationReport

  init() throws {
    system = try ProofBench.system(Self.text)
    report = try Verification(system, VerificationOptions()).run()
  }

  private func verdict(_ property: String, _ threats: [String]) throws -> Verdict {
    let wanted = Set(
      try threats.map { name in
        ThreatID(try #require(system.threats.firstIndex { $0.name == name }))
      })
    let cell = report.cells.first { cell in
      cell.threats == wanted && cell.property.map { system.properties[$0.index].name } == property
    }
    return try #require(cell).verdict
  }

  /// That the attacker's receipt of a message is always refused is shown, and would be said in words of the genuine one.
  @Test func nothingIsCertifiedOfAnAttackersReceipt() throws {
    let system = try ProofBench.system(
      """
      system Bookings
      role Shop
      actor Guest
      entity Booking { state: { fresh, cancelled, refunded } = fresh }
      message Refund { booking: Booking }
      channel refunds: Refund exactly once
      action cancel(b: Booking) by Guest requires b.state == fresh {
        b.state = cancelled
        send r: Refund on refunds { booking = b }
      }
      action refund(r: Refund) by Shop
        receive r on refunds
        requires r.booking.state == cancelled
      { r.booking.state = refunded }
      invariant Same(b: Booking): b.state == refunded or b.state != refunded
      threat Replay { replay Refund }
      """)
    let world = World(system, threats: [ThreatID(0)])
    let imitation = try #require(system.actions.firstIndex { $0.name == "refund" && $0.imitates != nil })
    let goal = ProofGoal.impossible(.action(ActionID(imitation)))
    let runs = try Verification(system, VerificationOptions()).run().twins.compactMap(\.witness)
    let claim = try #require(
      ProofSearch(world, [.definedness, goal], runs: runs).run().claims[goal], "it is so")
    let certificate = try Certifier.certificate(of: claim, for: goal, in: world)
    #expect(throws: KernelError.unknown("such action of the world", "refund")) {
      try Kernel(system).check(certificate)
    }
  }

  @Test func whatRestsOnAnImpossibleActionIsVacuous() throws {
    guard case .vacuous(let why) = try verdict("PaidIsPlaced", []) else {
      Issue.record("\(try verdict("PaidIsPlaced", []))")
      return
    }
    #expect(why == "`refund` can never happen, which is certified; look at what `refund` requires")
    guard case .vacuous(let left) = try verdict("ArchivedIsPaid", []) else {
      Issue.record("\(try verdict("ArchivedIsPaid", []))")
      return
    }
    #expect(left.hasPrefix("the left side of `ArchivedIsPaid` never holds, which is certified"))
  }

  @Test func whatACorruptPersonDoesIsNotImpossible() throws {
    guard case .proved = try verdict("PaidIsPlaced", ["CorruptClerk"]) else {
      // Without his discipline `refund` happens; that an honest clerk takes it nobody has seen.
      guard case .unknown = try verdict("PaidIsPlaced", ["CorruptClerk"]) else {
        Issue.record("\(try verdict("PaidIsPlaced", ["CorruptClerk"]))")
        return
      }
      return
    }
  }

  @Test func aForgedStepLetsTheLeftSideHold() throws {
    guard case .violated = try verdict("ArchivedIsPaid", ["Backdoor"]) else {
      Issue.record("\(try verdict("ArchivedIsPaid", ["Backdoor"]))")
      return
    }
  }

  @Test func theKernelAcceptsTheCertificatesAgainAndForNoOtherSpec() throws {
    #expect(!report.impossibilities.isEmpty)
    let possible = try ProofBench.system(
      Self.text.replacing("honest o.total == 0", with: "honest o.total > 0")
        .replacing("requires o.state == closed", with: "requires o.state == open"))
    for never in report.impossibilities {
      let certificate = try Certificate(bytes: never.certificate)
      let acceptance = try Kernel(system).check(certificate)
      #expect(acceptance.goal == .impossible(never.subject))
      #expect(acceptance.threats == never.threats)
      #expect(throws: KernelError.otherMeaning) { try Kernel(possible).check(certificate) }
      // Whatever its digest says: what is possible has no such proof.
      let meaning = Meaning(of: acceptance.goal, in: World(possible, threats: []))
      if never.threats.isEmpty {
        #expect(throws: (any Error).self) { try Kernel(possible).check(certificate.renamed(for: meaning)) }
      }
    }
  }

  @Test func aCertificateShowsNothingElse() throws {
    let never = try #require(report.impossibilities.first { $0.subject.action != nil && $0.threats.isEmpty })
    let certificate = try Certificate(bytes: never.certificate)
    for goal in world.twinSubjects.filter({ $0 != never.subject }).map({ ProofGoal.impossible($0) }) {
      let forged = certificate.renamed(for: Meaning(of: goal, in: world))
      let isImpossible = report.impossibilities.contains {
        goal == .impossible($0.subject) && $0.threats.isEmpty
      }
      if !isImpossible { #expect(throws: (any Error).self) { try Kernel(system).check(forged) } }
    }
    for property in ["PaidIsPlaced", "ArchivedIsPaid"] {
      let index = try #require(system.properties.firstIndex { $0.name == property })
      let forged = certificate.renamed(for: Meaning(of: .property(PropertyID(index)), in: world))
      #expect(throws: (any Error).self) { try Kernel(system).check(forged) }
    }
  }

  /// That `x` stays 0 is found where nothing else is impossible that would suggest it.
  @Test func aLeftSideByItselfIsEnough() throws {
    let alone = try ProofBench.system(
      """
      system Copies
      role Clerk
      entity Order {
        x: Int = 0
        y: Int = 0
        seen: Bool = false
      }
      action copy(o: Order) by Clerk { o.y = o.x
        o.seen = true }
      action double(o: Order) by Clerk { o.x = o.x + o.x }
      invariant A(o: Order): o.y > 0 implies o.seen
      """)
    let report = try Verification(alone, VerificationOptions()).run()
    #expect(report.impossibilities.map(\.subject) == [.antecedent(PropertyID(0))])
  }

  private var world: World { World(system, threats: []) }

  @Test func whatIsPossibleHasNoProofOfTheContrary() throws {
    let pay = ActionID(try #require(system.actions.firstIndex { $0.name == "pay" }))
    let goal = ProofGoal.impossible(.action(pay))
    #expect(ProofSearch(world, [goal]).run().claims[goal] == nil)
    let nothing = ProofClaim(terms: world.bank, lemmas: [])
    #expect(throws: Certifier.Failure.self) { try Certifier.certificate(of: nothing, for: goal, in: world) }
  }

  @Test func aDisciplineThatStopsEverythingStopsSomething() throws {
    let refund = ActionID(try #require(system.actions.firstIndex { $0.name == "refund" }))
    let goal = ProofGoal.impossible(.honest(refund, clause: 0))
    var terms = world.bank
    #expect(ProofRule(world).ownLemmas(of: goal, &terms) != nil)
    #expect(ProofSearch(world, [goal]).run().claims.isEmpty)
  }

  @Test(.enabled(if: SecondOpinion.absence == nil, SecondOpinion.absence))
  func cvc5FindsTheObligationsValid() throws {
    var second = SecondOpinion()
    for never in report.impossibilities {
      let acceptance = try Kernel(system).check(try Certificate(bytes: never.certificate))
      try second.add(acceptance.claim, for: acceptance.goal, in: World(system, threats: never.threats))
    }
    try second.ask()
  }
}
