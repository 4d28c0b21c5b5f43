import EnsureAudit
import EnsureKernel
import EnsureModel
import EnsureObligations
import EnsureReport
import EnsureVerify
import Testing

/// Workflows with dead ends: the run there, the proof that nothing leads on, and what the report says of it.
@Suite struct DeadEndTests {
  private static func text(_ more: String = "") -> String {
    """
    system S
    resolution 1 min
    role Customer
    role Gateway
    entity Order { state: { open, placed, paid, shipped, lost } = open }
    entity Ticket {
      at: Instant = now
      price: Int = 0
      state: { free, held, sold } = free
    }
    final Shipped(o: Order): o.state == shipped
    final Sold(t: Ticket): t.state == sold
    action place(o: Order) by Customer requires o.state == open { o.state = placed }
    action pay(o: Order) by Gateway requires o.state == placed { o.state = paid }
    action ship(o: Order) by Gateway requires o.state == paid { o.state = shipped }
    action lose(o: Order) by Gateway requires o.state == paid { o.state = lost }
    action hold(t: Ticket, price: Int) by Customer requires t.state == free and price > 0 {
      t.state = held
      t.at = now
      t.price = price
    }
    action sell(t: Ticket) by Gateway requires t.state == held and now - t.at <= 60 min { t.state = sold }
    property NoneLeftLying(o: Order): always not stuck(o)
    property NoneHeld(t: Ticket): always not stuck(t)
    threat Thief { attacker may sell(t) without requires }
    \(more)
    """
  }

  private static func report(_ system: TransitionSystem) throws -> VerificationReport {
    try Verification(system, VerificationOptions()).run()
  }

  /// The violations of a property, by the titles of the worlds.
  private static func violations(
    of name: String, _ report: VerificationReport, _ system: TransitionSystem
  ) -> [String: Violation] {
    var found: [String: Violation] = [:]
    for cell in report.cells {
      guard case .violated(let violation) = cell.verdict, let property = cell.property,
        system.properties[property.index].name == name
      else { continue }
      found[system.title(of: cell.threats)] = violation
    }
    return found
  }

  @Test func aDeadEndIsShownInEachWorld() throws {
    let system = try ProofBench.system(Self.text())
    let report = try Self.report(system)
    #expect(report.status == .violated && report.contradictions == [])
    let orders = Self.violations(of: "NoneLeftLying", report, system)
    let tickets = Self.violations(of: "NoneHeld", report, system)
    #expect(orders.mapValues(\.trace.steps.count) == ["honest": 3, "Thief": 3])
    // What an attacker can do helps nobody out.
    #expect(tickets.mapValues(\.trace.steps.count) == ["honest": 2, "Thief": 2])
    let violation = try #require(orders["honest"])
    let interpreter = try Interpreter(World(system, threats: []), scope: violation.trace.scope)
    let ending = Story(violation, of: PropertyID(0), interpreter).ending
    #expect(ending.contains { $0.contains("`ship` is impossible: `o.state == paid` is false: lost == paid") })
    // What time has taken away is said, too.
    let late = try #require(tickets["honest"])
    let words = Story(
      late, of: PropertyID(1), try Interpreter(World(system, threats: []), scope: late.trace.scope)
    ).ending
    #expect(words.contains { $0.contains("`sell` is impossible: `now - t.at <= 1 h` is false") })
    #expect(words.contains { $0.contains("`hold` is impossible: `t.state == free` is false") })
  }

  @Test func anAuditorAcceptsItForThisSpecOnly() throws {
    let system = try ProofBench.system(Self.text())
    let certificates = try Self.violations(of: "NoneLeftLying", Self.report(system), system).values.compactMap {
      violation -> [UInt8]? in
      guard case .stuck(_, let certificate) = violation.failure else { return nil }
      return certificate
    }
    #expect(certificates.count == 2)
    let found = "action find(o: Order) by Gateway requires o.state == lost { o.state = paid }"
    let helped = try ProofBench.system(Self.text(found))
    for bytes in certificates {
      var audit = Audit(system)
      audit.look(at: bytes, name: "stuck.cert")
      #expect(audit.status == .success)
      #expect(audit.text.contains("an instance that NoneLeftLying speaks of is stuck"))
      // With another step the spec means something else; and even if it did not, the proof would not fit.
      #expect(throws: KernelError.otherMeaning) { try Kernel(helped).check(try Certificate(bytes: bytes)) }
      #expect(throws: (any Error).self) {
        try Kernel(helped, omitting: [.sameMeaning]).check(try Certificate(bytes: bytes))
      }
    }
    #expect(try Self.violations(of: "NoneLeftLying", Self.report(helped), helped).isEmpty)
  }

  /// A place that says less than it has to is not accepted, whoever has come to it.
  @Test func aPlaceThatIsNotDeadIsRefused() throws {
    let system = try ProofBench.system(Self.text())
    let certificate = try #require(
      Self.violations(of: "NoneLeftLying", Self.report(system), system)["honest"].flatMap {
        violation -> Certificate? in
        guard case .stuck(_, let bytes) = violation.failure else { return nil }
        return try? Certificate(bytes: bytes)
      })
    var claim = ProofClaim(terms: system.bank, lemmas: [])
    let order = EntityID(try #require(system.entities.firstIndex { $0.name == "Order" }))
    let variable = claim.terms.makeVariable("o", ValueType(.reference(order)))
    let anywhere = Lemma(variables: [variable], body: claim.terms.boolean(true))
    let end = try #require(DeadEnd(of: PropertyID(0), where: anywhere, claim.terms, in: system))
    let forged = certificate.renamed(for: Meaning(of: end, under: []))
    #expect(throws: (any Error).self) { try Kernel(system).check(forged) }
    // Nobody has said that tickets are never stuck in the words of this property.
    let ticket = EntityID(try #require(system.entities.firstIndex { $0.name == "Ticket" }))
    let other = claim.terms.makeVariable("t", ValueType(.reference(ticket)))
    let foreign = Lemma(variables: [other], body: claim.terms.boolean(true))
    #expect(DeadEnd(of: PropertyID(0), where: foreign, claim.terms, in: system) == nil)
  }

  /// Who waits for a step of somebody else, which may come, is not stuck; that is not shown here, and nothing else is either.
  @Test func whoMayBeHelpedIsNotStuck() throws {
    let system = try ProofBench.system(
      """
      system S
      role R
      entity Order { state: { fresh, open, closed } = fresh }
      entity Permit { order: Order
        isGiven: Bool = false }
      final Closed(o: Order): o.state == closed
      action begin(o: Order) by R requires o.state == fresh { o.state = open }
      action give(p: Permit) by R requires not p.isGiven { p.isGiven = true }
      action close(o: Order, p: Permit) by R requires o.state == open and p.isGiven { o.state = closed }
      property P(o: Order): always not stuck(o)
      """)
    let report = try Self.report(system)
    #expect(Self.violations(of: "P", report, system).isEmpty && report.status != .internalError)
  }

  /// Many places only look like dead ends: somebody else's steps lead on. The one that is one is found behind them, though it is
  /// in the same state, with other numbers.
  @Test func whatOnlyLooksLikeADeadEndIsPassedBy() throws {
    let text = """
      system S
      role R
      entity Order {
        claims: Int = 0
        isPlaced: Bool = false
      }
      entity Refund {
        order: Order
        state: { none, open, closed } = none
      }
      entity Claim {
        order: Order
        state: { none, raised, heard, settled } = none
      }
      unique Claim(order) when order != none
      final Closed(r: Refund): r.state == closed
      action place(o: Order) by R requires not o.isPlaced { o.isPlaced = true }
      action ask(r: Refund, o: Order) by R requires r.state == none and o.isPlaced {
        r.state = open
        r.order = o
      }
      action raise(c: Claim, o: Order) by R requires c.state == none and o.isPlaced {
        c.state = raised
        c.order = o
        o.claims += 1
      }
      action hear(c: Claim) by R requires c.state == raised { c.state = heard }
      action settle(c: Claim) by R requires c.state == heard { c.state = settled; c.order.claims -= 1 }
      action close(r: Refund) by R requires r.state == open and r.order.claims == 0 { r.state = closed }
      property P(r: Refund): always not stuck(r)
      threat Forger { attacker may settle(c) without requires }
      """
    let system = try ProofBench.system(text)
    let report = try Self.report(system)
    let found = Self.violations(of: "P", report, system)
    // Behind three steps a claim is open, and behind four it is heard: settling it leads on. Behind five it has been settled
    // twice.
    #expect(found.mapValues(\.trace.steps.count) == ["Forger": 5])
    let interpreter = try Interpreter(
      World(system, threats: [ThreatID(0)]), scope: try #require(found["Forger"]).trace.scope)
    let ending = try Story(#require(found["Forger"]), of: PropertyID(0), interpreter).ending
    #expect(ending.contains { $0.contains("`close` is impossible: `r.order.claims == 0` is false: -1 == 0") })
  }

  /// Steps that lead on may have to wait, also where something is due.
  @Test func waitingMayLeadOn() throws {
    for due in ["", "within 3 days"] {
      let system = try ProofBench.system(
        """
        system S
        resolution 1 day
        role R
        entity Order {
          at: Instant = now
          state: { fresh, open, closed } = fresh
        }
        entity Key {
          at: Instant = now
          state: { none, asked, handed } = none
        }
        final Closed(o: Order): o.state == closed
        action begin(o: Order) by R requires o.state == fresh { o.state = open }
        action ask(k: Key) by R requires k.state == none { k.state = asked; k.at = now }
        action give(k: Key) by R \(due) requires k.state == asked and now - k.at >= 2 days { k.state = handed }
        action close(o: Order, k: Key) by R requires o.state == open and k.state == handed { o.state = closed }
        property P(o: Order): always not stuck(o)
        """)
      let scope = Scope(instances: system.entities.map { $0.name == "Key" ? 2 : 1 })
      let query = BoundedQuery(
        properties: [PropertyID(0)], wantsDefinedness: false, scope: scope, depth: 3)
      var proving = query
      proving.provesDeadEnds = true
      let world = World(system, threats: [])
      guard case .undecided = try BoundedSearch(world, query).run().outcomes[PropertyID(0)] else {
        Issue.record("without a proof nothing is known of a place where somebody seems to be stuck")
        continue
      }
      // Asking, waiting, giving and closing leads on from everywhere.
      guard case .held(let bound) = try BoundedSearch(world, proving).run().outcomes[PropertyID(0)] else {
        Issue.record("it only seems to be stuck, \(due)")
        continue
      }
      #expect(bound.depth == 3)
    }
  }

  /// Of two that `unique` keeps apart an attacker has made one final: the other one waits for ever. What stands in its way is
  /// said, and part of the certificate.
  @Test func anotherInstanceMayBeInTheWay() throws {
    let system = try ProofBench.system(
      """
      system S
      role R
      entity Seat
      entity Ticket {
        seat: Seat
        state: { free, held, fixed, sold, dropped } = free
      }
      unique Ticket(seat) when seat != none and state != dropped
      final Sold(t: Ticket): t.state == sold
      final Dropped(t: Ticket): t.state == dropped
      action hold(t: Ticket, s: Seat) by R requires t.state == free { t.state = held; t.seat = s }
      action drop(t: Ticket) by R requires t.state == held { t.state = dropped }
      action fix(t: Ticket) by R requires t.state == held { t.state = fixed }
      action sell(t: Ticket) by R requires t.state == fixed { t.state = sold }
      property P(t: Ticket): always not stuck(t)
      threat Thief { attacker may sell(t) without requires }
      """)
    let report = try Self.report(system)
    let found = Self.violations(of: "P", report, system)
    #expect(found["honest"] == nil)
    let violation = try #require(found["Thief"])
    guard case .stuck(_, let bytes) = violation.failure else {
      Issue.record("it is no dead end")
      return
    }
    var audit = Audit(system)
    audit.look(at: bytes, name: "stuck.cert")
    #expect(audit.status == .success)
    let interpreter = try Interpreter(
      World(system, threats: [ThreatID(0)]), scope: violation.trace.scope)
    let ending = Story(violation, of: PropertyID(0), interpreter).ending
    #expect(
      ending.contains { $0.contains("`sell` is impossible: another has what `unique` lets only one have") })
  }

  /// A step takes part of what it changes by way of somebody whom it names: an order whose payment can be captured is not
  /// stuck, though no step names it.
  @Test func whatAStepChangesTakesPartInIt() throws {
    let text = """
      system Shop
      role Clerk
      entity Order { state: { none, placed, waiting, paid } = none }
      entity Payment {
        order: Order
        state: { none, open, done, void } = none
      }
      final Paid(o: Order): o.state == paid
      final Done(p: Payment): p.state == done or p.state == void
      action place(o: Order) by Clerk requires o.state == none { o.state = placed }
      action open(p: Payment, o: Order) by Clerk requires p.state == none and o.state == placed { p.state = open; p.order = o; o.state = waiting }
      action capture(p: Payment) by Clerk requires p.state == open { p.state = done; p.order.state = paid }
      action cancel(p: Payment) by Clerk requires p.state == open { p.state = void }
      property NoneLeftLying(o: Order): always not stuck(o)
      """
    let system = try ProofBench.system(text)
    let report = try Self.report(system)
    #expect(Self.violations(of: "NoneLeftLying", report, system).isEmpty && report.contradictions == [])
    // On a path that is never taken nothing is changed: no step is known to help, and none is known not to.
    let never = try ProofBench.system(
      text.replacing(
        "p.state = done; p.order.state = paid", with: "if p.state == none { p.order.state = paid }"
      ).replacing(
        "requires p.state == open { p.state = void }", with: "requires p.state == void { p.state = done }"))
    let verdicts = try Self.report(never).cells.map(\.verdict)
    #expect(
      verdicts.contains { verdict in
        switch verdict {
        case .unknown, .violated: true
        case .proved, .held, .vacuous: false
        }
      })
    // Where nothing changes it, it is.
    let still = try ProofBench.system(text.replacing("; p.order.state = paid", with: ""))
    #expect(
      try Self.violations(of: "NoneLeftLying", Self.report(still), still)["honest"]?.trace.steps.count == 2)
  }
}
