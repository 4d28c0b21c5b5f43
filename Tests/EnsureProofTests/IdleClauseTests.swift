import EnsureAudit
import EnsureKernel
import EnsureModel
import EnsureObligations
import EnsureVerify
import Testing

/// A permit that grants nothing, a forbid or a discipline that stops nothing: certified, or else it has a witness.
@Suite struct IdleClauseTests {
  /// Each kind of clause twice: once it decides something, once it does not.
  private static let text = """
    system Kiosk
    role Clerk { boy < owner }
    entity Order {
      total: Int = 0
      paid:  Bool = false
      state: { placed, done, back } = placed
    }
    action place(o: Order, t: Int) by Clerk
      requires o.total == 0 and t > 0
    { o.total = t }
    action pay(o: Order) by Clerk
      requires o.total > 0 and not o.paid
    { o.paid = true
      o.state = done }
    action refund(o: Order) by Clerk
      requires o.paid
      honest o.total > 0
      honest o.state != back
    { o.state = back }
    policy Counter {
      permit Clerk place
      permit Clerk pay
      permit Clerk.owner pay(o) when o.state == back
      forbid Clerk.boy pay(o) when o.total > 100
      forbid Clerk.boy pay(o) when o.state == done
      permit Clerk refund
    }
    invariant PaidIsPlaced(o: Order): o.paid implies o.total > 0
    threat CorruptClerk { corrupt Clerk }
    threat Backdoor { attacker may pay(o) without requires }
    """

  private let system: TransitionSystem
  private let report: VerificationReport

  init() throws {
    system = try ProofBench.system(Self.text)
    report = try Verification(system, VerificationOptions()).run()
  }

  private func action(_ name: String) throws -> ActionID {
    ActionID(try #require(system.actions.firstIndex { $0.name == name }))
  }

  private func threat(_ name: String) throws -> Set<ThreatID> {
    [ThreatID(try #require(system.threats.firstIndex { $0.name == name }))]
  }

  @Test func whatDecidesNothingIsCertified() throws {
    let (pay, refund) = (try action("pay"), try action("refund"))
    let idle: Set<Twin.Subject> = [
      .permit(pay, rule: 1), .forbid(pay, rule: 3), .honest(refund, clause: 0),
    ]
    for threats in [[], try threat("CorruptClerk")] {
      let never = Set(report.impossibilities.filter { $0.threats == threats }.map(\.subject))
      #expect(never == idle)
    }
    // What is paid in no way may be refunded without a total, so that the discipline has something to stop.
    let forged = try threat("Backdoor")
    let never = Set(report.impossibilities.filter { $0.threats == forged }.map(\.subject))
    #expect(never == idle.subtracting([.honest(refund, clause: 0)]))
  }

  @Test func itIsSaidWhatDecidesNothing() throws {
    guard case .vacuous(let why) = try #require(report.cells.first).verdict else {
      Issue.record("\(report.cells)")
      return
    }
    #expect(
      why == """
        `permit Clerk.owner pay` never grants anything, which is certified; look at whether its condition contradicts \
        what `pay` requires; also certified: `forbid Clerk.boy pay` never stops anything; `honest` of `refund` never \
        stops anything
        """)
  }

  @Test func theKernelAcceptsTheCertificatesForNothingElse() throws {
    let other = try ProofBench.system(
      Self.text.replacing(
        "requires o.total > 0 and not o.paid", with: "requires not o.paid or o.state == back"))
    for never in report.impossibilities {
      let certificate = try Certificate(bytes: never.certificate)
      #expect(try Kernel(system).check(certificate).goal == .impossible(never.subject))
      #expect(throws: KernelError.otherMeaning) { try Kernel(other).check(certificate) }
      let world = World(system, threats: never.threats)
      let isCertified = { (subject: Twin.Subject) in
        report.impossibilities.contains { $0.subject == subject && $0.threats == never.threats }
      }
      for subject in world.twinSubjects where !isCertified(subject) {
        let forged = certificate.renamed(for: Meaning(of: .impossible(subject), in: world))
        #expect(throws: (any Error).self) { try Kernel(system).check(forged) }
      }
    }
  }

  @Test func theAuditNamesTheClause() throws {
    var audit = Audit(system)
    for never in report.impossibilities { audit.look(at: never.certificate, name: "file") }
    #expect(audit.text.contains("rule 2 of pay never permits anything in the honest world"))
    #expect(audit.text.contains("rule 4 of pay never forbids anything that the rest allows under Backdoor"))
    #expect(audit.text.contains("discipline 1 of refund never excludes anything that the rest allows"))
    #expect(audit.text.contains("\(report.impossibilities.count) accepted, 0 refused"))
  }

  /// A permit for a rank is one for higher ranks, too.
  @Test func whatIsGrantedToAHigherRankIsGranted() throws {
    let ranks = try ProofBench.system(
      """
      system Ranks
      role Clerk { boy < owner }
      entity Order { paid: Bool = false }
      action pay(o: Order) by Clerk.owner { o.paid = true }
      policy Counter { permit Clerk.boy pay }
      invariant Any(o: Order): o.paid or not o.paid
      """)
    let goal = ProofGoal.impossible(.permit(ActionID(0), rule: 0))
    #expect(ProofSearch(World(ranks, threats: []), [goal]).run().claims.isEmpty)
    let exact = World(ranks, threats: [], sabotage: .permitIsExact)
    #expect(ProofSearch(exact, [goal]).run().claims[goal] != nil)
  }

  // MARK: At random

  private static func text(_ luck: inout SeededNumbers) -> String {
    let conditions = [
      "o.state == open", "o.state == shut", "o.state != fresh", "o.n > 0", "o.n == 2", "o.m > o.n", "o.m == 0",
      "o.friend != none", "o.friend == o", "o.friend.n > 0", "x > 1", "x == o.n", "now > o.at + 1 min", "false",
    ]
    func condition() -> String { conditions.randomElement(using: &luck) ?? "true" }
    func rules(_ action: String) -> String {
      (0..<Int.random(in: 1...3, using: &luck)).map { _ in
        let who = ["Clerk", "Clerk.boy", "Clerk.owner", "any"].randomElement(using: &luck) ?? "any"
        let effect = Bool.random(using: &luck) ? "permit" : "forbid"
        return "  \(effect) \(who) \(action)(o, x) when \(condition())"
      }.joined(separator: "\n")
    }
    return """
      system Random
      role Clerk { boy < owner }
      entity Order {
        state: { fresh, open, shut } = fresh
        n: Int = 0
        m: Int = 0
        at: Instant = now
        friend: Order? = none
      }
      action begin(o: Order, x: Int) by Clerk\(Bool.random(using: &luck) ? ".owner" : "")
        requires o.state == fresh and 0 < x and x < 3
        honest \(condition())
      { o.state = open
        o.n = x
        o.at = now }
      action link(o: Order, p: Order) by Clerk
        requires \(Bool.random(using: &luck) ? "o.state == open" : "p.state != fresh")
      { o.friend = p
        o.m = o.n }
      action finish(o: Order, x: Int) by Clerk
        requires o.state == open and \(condition())
        honest \(condition())
      { o.state = shut }
      policy P {
        permit any begin(o, x)
      \(rules("begin"))
        permit any finish(o, x)
      \(rules("finish"))
      }
      invariant Small(o: Order): o.n < 3
      threat Corrupt { corrupt Clerk.boy }
      threat Forger { attacker may finish(o, x) without requires }
      """
  }

  /// What bounded search witnesses is never certified to decide nothing; and most of what it does not witness is. Open is
  /// mostly what nothing but a term without a value excludes: of such terms a lemma assumes nothing.
  @Test func whatIsWitnessedIsNotCertified() throws {
    var (witnessed, certified, open) = (0, 0, 0)
    for seed in UInt64(0)..<90 {
      var luck = SeededNumbers(seed)
      let text = Self.text(&luck)
      let system = try ProofBench.system(text)
      let threats: [Set<ThreatID>] = [[], [ThreatID(0)], [ThreatID(1)]]
      let world = World(system, threats: threats.randomElement(using: &luck) ?? [])
      let subjects = world.twinSubjects.filter { subject in
        if case .action = subject { false } else { true }
      }
      let query = BoundedQuery(
        properties: [], wantsDefinedness: false, twins: subjects,
        scope: Scope(instances: system.entities.map { _ in 2 }), depth: 4)
      let found = try BoundedSearch(world, query).run().twins
      let claims = ProofSearch(world, subjects.map { .impossible($0) }, limit: 20_000).run().claims
      for subject in subjects {
        let isCertified = claims[.impossible(subject)] != nil
        #expect(!(isCertified && found[subject] != nil), "seed \(seed), \(subject): \(text)")
        switch (found[subject] != nil, isCertified) {
        case (true, _): witnessed += 1
        case (false, true): certified += 1
        case (false, false): open += 1
        }
      }
    }
    print("idle clauses: \(witnessed) witnessed, \(certified) certified, \(open) open")
    #expect(witnessed > 120 && certified > 300)
    #expect(open * 4 < certified)
  }
}
