import EnsureModel
import EnsureSemantics
import Testing

@testable import EnsureVerify

/// Specs as people wrote them who knew nothing of the engines, cut down to what was not decided, or wrongly.
@Suite struct NaturalSpecTests {
  /// The verdict of each property in each world, in their order: "proved", "violated in n", or another one.
  private func verdicts(_ text: String) throws -> [String] {
    let compiled = Compiler.compile(text: text).system
    let system = try #require(compiled)
    var options = VerificationOptions()
    options.engines = [.bounded, .proof]
    let report = try Verification(system, options).run()
    #expect(report.contradictions.isEmpty)
    return report.cells.map { cell in
      switch cell.verdict {
      case .proved: "proved"
      case .violated(let violation): "violated in \(violation.trace.steps.count)"
      case .held: "held"
      case .vacuous: "vacuous"
      case .unknown(let why): "unknown: \(why)"
      }
    }
  }

  /// Endless runs were overlooked where an attacker may do what starts a deadline's clock.
  @Test(arguments: ["", " without requires"]) func whatGoesOnForEverDoesSoInLargerWorlds(_ freed: String) throws
  {
    let found = try verdicts(
      """
      system Till
      resolution 1 min
      role Clerk
      actor Client
      entity Order { state: { fresh, placed, done } = fresh }
      optional action place(o: Order) by Client requires o.state == fresh { o.state = placed }
      optional action finish(o: Order) by Clerk requires o.state == placed { o.state = done }
      action expire(o: Order) by Clerk requires o.state == placed within 5 min { o.state = fresh }
      property Done(o: Order): always (place(o) implies eventually o.state == done) assuming fair Clerk
      threat Forged { attacker may place(o)\(freed) }
      """)
    #expect(found == ["violated in 3", "violated in 3"])
  }

  /// A forged step that copies an instant of whatever its instance names lets ages grow beyond any bound.
  @Test func whereAgesAreNotCappedEndlessRunsAreNotSaidToBeMissing() throws {
    let found = try verdicts(
      """
      system Till
      resolution 1 min
      role Clerk
      actor Client
      entity Shop { opened: Instant = now }
      entity Order {
        shop: Shop
        at: Instant = now
        state: { fresh, placed, done } = fresh
      }
      optional action pick(o: Order, s: Shop) by Client requires o.state == fresh { o.shop = s }
      optional action place(o: Order) by Client requires o.state == fresh and o.shop != none {
        o.at = o.shop.opened
        o.state = placed
      }
      optional action finish(o: Order) by Clerk requires o.state == placed and now - o.at >= 3 min { o.state = done }
      property Done(o: Order): always (o.state == placed implies eventually o.state == done) assuming fair Clerk
      threat Forged { attacker may place(o) without requires }
      """)
    #expect(found.first == "violated in 3" || found.first == "violated in 4", "\(found)")
    #expect(found.last.map { $0.contains("tells all ages apart") } ?? false, "\(found)")
  }

  @Test func aGuardAboutAGroupThatAReferenceTellsIsACount() throws {
    let found = try verdicts(
      """
      system Cell
      role Operator
      entity Cell { isOn: Bool = false }
      entity Job {
        cell: Cell
        state: { fresh, queued, running, done } = fresh
      }
      action queue(j: Job, c: Cell) by Operator requires j.state == fresh { j.cell = c
        j.state = queued }
      action run(j: Job) by Operator
        requires j.state == queued and none(k: Job where k.cell == j.cell and k.state == running) { j.state = running }
      action end(j: Job) by Operator requires j.state == running { j.state = done }
      invariant OneAtATime(c: Cell): count(j: Job where j.cell == c and j.state == running) <= 1
      """)
    #expect(found == ["proved"])
  }

  @Test func betweenTwoEventsOfThePastStatesAreKnown() throws {
    let found = try verdicts(
      """
      system Robot
      role Operator
      entity Cell { mode: { stopped, automatic, stopping } = stopped
        seen: Int = 0 }
      action start(c: Cell) by Operator requires c.mode == stopped { c.mode = automatic }
      action slow(c: Cell) by Operator requires c.mode == automatic { c.mode = stopping }
      action halt(c: Cell) by Operator requires c.mode == stopping { c.mode = stopped }
      action enter(c: Cell) by Operator requires c.mode == stopped { c.seen += 1 }
      property Halted(c: Cell): always (enter(c) and once start(c) implies once halt(c))
      """)
    #expect(found == ["proved"])
  }

  /// What was asked of a price when it was listed is known when somebody pays it.
  @Test func whatAStepAskedOfAnArgumentIsKnownOfTheFieldThatKeepsIt() throws {
    let found = try verdicts(
      """
      system Tickets
      currency EUR
      actor Fan
      entity Show { face: Money = any where face > 0 }
      entity Seat {
        show: Show
        asked: Money = 0
        paid: Money = 0
        state: { free, sold, listed } = free
      }
      action buy(s: Seat, w: Show) by Fan requires s.state == free { s.show = w
        s.paid = w.face
        s.state = sold }
      action list(s: Seat, price: Money) by Fan requires s.state == sold and price <= s.show.face + s.show.face {
        s.asked = price
        s.state = listed
      }
      action resell(s: Seat) by Fan requires s.state == listed { s.paid = s.asked
        s.asked = 100 EUR
        s.state = sold }
      invariant Capped(s: Seat): s.state != free implies s.paid <= s.show.face + s.show.face
      """)
    #expect(found == ["proved"])
  }

  /// One invariant that is false does not keep another from being proved, whatever both cost.
  @Test func whatOneNeedsOfAnotherInstanceIsFoundBesideWhatIsFalse() throws {
    let found = try verdicts(
      """
      system Rental
      role Desk
      actor Driver
      entity Car { odometer: 0.. = 0
        state: { idle, out } = idle }
      entity Rental {
        car: Car
        state: { fresh, out, returned } = fresh
        startKm: 0.. = 0
        endKm: 0.. = 0
      }
      action pickUp(r: Rental, c: Car) by Desk requires r.state == fresh and c.state == idle {
        r.car = c
        r.startKm = c.odometer
        r.state = out
        c.state = out
      }
      world action drive(c: Car, km: 1..1000) requires c.state == out { c.odometer += km }
      action bringBack(r: Rental) by Driver requires r.state == out {
        r.endKm = r.car.odometer
        r.state = returned
        r.car.state = idle
      }
      invariant Forward(r: Rental): r.state == returned implies r.endKm >= r.startKm
      invariant Short(r: Rental): r.endKm <= 1500
      invariant One(c: Car): count(r: Rental where r.car == c and r.state == out) <= 1
      """)
    #expect(found.count == 3)
    #expect(found[0] == "proved")
    #expect(found[1].hasPrefix("violated"))
    #expect(found[2] == "proved")
  }

  /// A guard that refuses each repeated receipt is a defence, and leaves nothing vacuous.
  @Test func whoRefusesEveryReplayedMessageIsNotIdle() throws {
    let found = try verdicts(
      """
      system Hooks
      role Gateway
      role Shop
      entity Order { isPaid: Bool = false  total: Int = 0 }
      message Hook { order: Order }
      channel hooks: Hook exactly once
      action capture(o: Order) by Gateway requires not o.isPaid { send h: Hook on hooks { order = o } }
      action onHook(h: Hook) by Shop
        receive h on hooks
        requires not h.order.isPaid
      {
        h.order.isPaid = true
        h.order.total += 1
      }
      invariant Once(o: Order): o.total <= 1
      threat Replay { replay Hook }
      """)
    #expect(found == ["proved", "proved"])
  }

  /// What takes one more instance than the scope has is looked for where nothing shows that it never happens.
  @Test func aShortAttackMayTakeMoreInstances() throws {
    let found = try verdicts(
      """
      system Tokens
      actor User
      secret entity Refresh { holder: User }
      entity Session { user: User  current: Refresh }
      entity Access { session: Session }
      action login(s: Session) by u: User requires s.user == none {
        new r: Refresh
        r.holder = u
        s.user = u
        s.current = r
      }
      action refresh(s: Session, r: Refresh, a: Access) by u: User requires s.current == r and a.session == none {
        new q: Refresh
        q.holder = s.user
        a.session = s
      }
      property OneUse(s: Session, r: Refresh): always (refresh(s, r, _) implies not earlier refresh(s, r, _))
      """)
    #expect(found == ["violated in 3"])
  }

  /// The search state by state looks at the scope that is asked about, the solver at a larger one behind it.
  @Test func engineWithMoreInstancesContradictsNobody() throws {
    let compiled = Compiler.compile(
      text: """
        system Notes
        role Clerk
        entity Machine { n: Int = 0 }
        message Note { no: Int }
        channel notes: Note exactly once
        action post(m: Machine) by Clerk { m.n += 1
          send q: Note on notes { no = m.n } }
        action read(q: Note) by Clerk receive q on notes {}
        invariant AtMostTwo(m: Machine): m.n <= 2
        """
    ).system
    let report = try Verification(try #require(compiled), VerificationOptions()).run()
    #expect(report.contradictions.isEmpty)
    guard case .violated(let violation)? = report.cells.first?.verdict else {
      Issue.record("three notes are sent")
      return
    }
    #expect(violation.trace.steps.count == 3)
  }

  /// What answers a question is tried as a lemma.
  @Test func whatWouldAnswerAQuestionIsTried() throws {
    let found = try verdicts(
      """
      system Mutex
      role W
      entity T { st: { fresh, waiting, inside, gone } = fresh }
      global busy: Bool = false
      action want(t: T) by W requires t.st == fresh { t.st = waiting }
      action enter(t: T) by W requires t.st == waiting and not busy { t.st = inside
        busy = true }
      action leave(t: T) by W requires t.st == inside { t.st = gone
        busy = false }
      invariant OneInside(s: T, t: T): s.st == inside and t.st == inside implies s == t
      """)
    #expect(found == ["proved"])
  }

  @Test func whatIsKeptUnderAKeySaysWhenSomethingWas() throws {
    let found = try verdicts(
      """
      system OnceAMonth
      resolution 1 day
      role Bank
      actor Customer
      entity Budget[c: Customer] { begun: Instant = now }
      action newMonth(c: Customer) by Bank requires now - Budget[c].begun >= 30 days { Budget[c].begun = now }
      property OnceAMonth(c: Customer): always (newMonth(c) implies not earlier[0, 29 days] newMonth(c))
      """)
    #expect(found == ["proved"])
  }

  @Test func clockRunsWhereAllGuardsHold() throws {
    let found = try verdicts(
      """
      system Alarm
      resolution 1 min
      role R
      entity D { isHot: Bool = false  rings: Bool = false }
      world action heat(d: D) requires not d.isHot { d.isHot = true }
      action ring(d: D) by R requires d.isHot and not d.rings within 2 min { d.rings = true }
      property Rings(d: D): always (d.isHot implies eventually within 2 min d.rings)
      """)
    #expect(found == ["proved"])
  }

  /// Of two ranks one may whenever the other may, and keeps the deadline alone.
  @Test func whoMayWheneverAnybodyMayKeepsTheDeadline() throws {
    let found = try verdicts(
      """
      system Desk
      resolution 1 h
      role Staff { clerk, boss }
      actor C
      entity O {
        st: { fresh, paid, sent } = fresh
        isDear: Bool = any
      }
      action pay(o: O) by C requires o.st == fresh { o.st = paid }
      action send(o: O) by s: Staff
        requires o.st == paid
        requires s.rank == boss or not o.isDear
        within 5 h
      {
        o.st = sent
      }
      property Sent(o: O): always (o.st == paid implies eventually within 5 h o.st == sent)
      threat NoClerk { outage Staff.clerk }
      threat NoBoss { outage Staff.boss }
      """)
    #expect(found == ["proved", "proved", "violated in 2"])
  }

  /// Whatever falls due while somebody waits for the end of the session, the session stays as it is, or is ended.
  @Test func aWaitIsAWayOnWhereOthersHaveDeadlines() throws {
    let found = try verdicts(
      """
      system Sessions
      resolution 1 min
      role Server
      actor User
      entity Session {
        began: Instant = now
        state: { fresh, live, ended } = fresh
      }
      final Ended(s: Session): s.state == ended
      action login(s: Session) by User requires s.state == fresh {
        s.began = now
        s.state = live
      }
      action sweep(s: Session) by Server requires s.state == live and now - s.began > 60 min within 5 min {
        s.state = ended
      }
      property NotStuck(s: Session): always not stuck(s)
      """)
    #expect(found == ["proved"])
  }

  /// A condition that time makes true, or right only for a moment, between the ends of one long step.
  @Test(arguments: [
    ("always (start(o) implies eventually within 4 min (now - o.t >= 3 min))", ["unknown"]),
    ("always (start(o) implies eventually within 2 min (now - o.t >= 3 min))", ["violated in 2"]),
    ("always (now - o.t >= 6 min and o.on implies once[0, 4 min] (now - o.t == 3 min))", ["violated in 2"]),
    ("always (now - o.t >= 6 min and o.on implies once[0, 4 min] (now - o.t <= 3 min))", ["violated in 2"]),
    ("always (now - o.t == 5 min and o.on implies once[0, 4 min] (now - o.t == 3 min))", ["unknown", "held"]),
  ])
  func whatTimeChangesBetweenTheEndsOfAStepIsNoContradiction(_ formula: String, _ expected: [String]) throws {
    let found = try verdicts(
      """
      system Age
      resolution 1 min
      role Op
      entity O { t: Instant = now
        on: Bool = false }
      action start(o: O) by Op requires not o.on { o.on = true
        o.t = now }
      property P(o: O): \(formula)
      """)
    #expect(expected.contains { found[0].hasPrefix($0) }, "\(found)")
  }

  /// What a step takes for granted has to stay asserted when the search for the smallest run is over.
  @Test func whatIsArbitraryInAForgedStepKeepsToItsType() throws {
    let found = try verdicts(
      """
      system Wear
      role Op
      entity M { wear: 0..1 = 0
        uses: Int = 0 }
      action use(m: M) by Op { m.wear += 1
        m.uses += 1 }
      invariant Low(m: M): m.wear <= 1
      invariant Uses(m: M): m.uses <= 1
      threat T { attacker may use(m) }
      """)
    #expect(found.prefix(2).allSatisfy { $0 == "proved" }, "\(found)")
    #expect(found.contains("violated in 2"), "\(found)")
  }

  /// A step of an attacker, or of somebody who breaks his discipline, helps nobody out.
  @Test func whatOnlyAttackersCouldDoHelpsNobodyOut() throws {
    let found = try verdicts(
      """
      system Helped
      role A
      role B
      entity P {
        st: { fresh, on, done } = fresh
        isFree: Bool = false
      }
      final Done(p: P): p.st == done
      action one(p: P) by A requires p.st == fresh { p.st = on }
      action two(p: P) by A requires p.st == on and p.isFree { p.st = done }
      action free(p: P) by B honest p.st == done { p.isFree = true }
      property NeverStuck(p: P): always not stuck(p)
      threat Help { step help(p: P) { p.isFree = true } }
      threat Forged { attacker may free(p) }
      threat Careless { corrupt B }
      """)
    #expect(found.first == "violated in 1")
    // Nobody has a proof that what the attacker does is of no use.
    #expect(found.dropFirst().allSatisfy { $0.hasPrefix("unknown") }, "\(found)")
  }

  /// A guard that counts others had one name for these in the place, and another one in its certificate.
  @Test func whoIsStuckBehindACountIsSo() throws {
    let found = try verdicts(
      """
      system Once
      role Clerk
      entity A { s: { fresh, made } = fresh }
      action make(a: A) by Clerk
        requires a.s == fresh
        honest none(z: A where z.s != fresh)
      { a.s = made }
      property Free(x: A): always not stuck(x)
      """)
    #expect(found == ["violated in 1"])
  }

  /// Two orders were forced to be booked twice, since the first message could have come once more.
  @Test func aMessageThatHasComeNeedNotComeAgain() throws {
    let found = try verdicts(
      """
      system Twice
      role Desk
      role Psp
      entity Pre { n: 0..2 = 0  state: { placed, charged } = placed }
      message Charge { pre: Pre }
      channel charges: Charge
      optional action debit(p: Pre) by Psp requires p.state == placed {
        p.state = charged
        send c: Charge on charges { pre = p }
      }
      action book(c: Charge) by Desk receive c on charges { if c.pre.n < 2 { c.pre.n += 1 } }
      property Twice(p: Pre): always (debit(p) implies eventually (p.n == 2)) assuming fair Desk
      property Once(p: Pre): always (debit(p) implies eventually (p.n >= 1)) assuming fair Desk
      """)
    #expect(found == ["violated in 2", "proved"])
  }

  /// The third seat has no place, which two seats do not show.
  @Test func thatStepsHaveValuesIsSaidWhereItIsNotProved() throws {
    let compiled = Compiler.compile(
      text: """
        system Seats
        role Clerk
        entity Seat { sold: Bool = false }
        global taken: 0..2 = 0
        action take(s: Seat) by Clerk requires not s.sold {
          s.sold = true
          taken += 1
        }
        invariant AtMostTwo: taken <= 2
        """
    ).system
    let report = try Verification(try #require(compiled), VerificationOptions()).run()
    let cell = try #require(report.cells.first { $0.property == nil })
    if case .held = cell.verdict { return }
    Issue.record("\(cell.verdict)")
  }

  /// Where the solver's budget ended the search for the best of the shortest runs, another loop was taken for the run's.
  @Test(arguments: [150_000, 180_000, 200_000, 220_000, 250_000])
  func aRunThatCannotBeMadeSmallerIsTheRunThatWasFound(_ effort: Int) throws {
    let compiled = Compiler.compile(
      text: """
        system Loops
        role W
        role V
        finite entity A { s: { i0, i1, i2 } = i0 }
        global g: Int = 0
        action mk0(e: A) by V requires e.s == i0 {
          e.s = i1
          e.s = i2
        }
        action act0(e: A) by V requires e.s == i2 { e.s = i1 }
        optional action act1(e: A) by W requires e.s == i1 {
          e.s = i1
          e.s = i1
          e.s = i2
        }
        invariant I0: count(z: A where z.s == i1) <= count(z: A where z.s == i0) + 2
        invariant I1(x: A): count(z: A where z.s == i2) <= 3
        property S4(x: A): always (act0(x) implies (count(z: A where z.s == i2) <= 3))
        property L9(x: A): always ((x.s == i1) implies eventually (all(z: A where z.s == i2) (g >= 1)))
          assuming fair W, fair V
        """
    ).system
    var options = VerificationOptions()
    options.budget = effort
    let report = try Verification(try #require(compiled), options).run()
    #expect(report.contradictions.isEmpty, "\(report.contradictions)")
  }

  /// Of what has no value in a forged step the search state by state tries some numbers only, and contradicts nobody.
  @Test(arguments: [
    ("p.n = 10 div d", "d: 0..5", "requires d != 0"), ("p.n = p.q.v", "q: Q", "requires p.q != none"),
  ])
  func whatSuitsAnAttackerIsAnyNumber(_ effect: String, _ parameter: String, _ condition: String) throws {
    let compiled = Compiler.compile(
      text: """
        system Suits
        role A
        entity Q { v: 0..1 = 0 }
        entity P { q: Q
          n: Int = 0 }
        action get(p: P, \(parameter)) by A \(condition) { \(effect) }
        invariant Small(p: P): p.n <= 10
        threat Forged { attacker may get without requires }
        """
    ).system
    let report = try Verification(try #require(compiled), VerificationOptions()).run()
    #expect(report.contradictions.isEmpty, "\(report.contradictions)")
    #expect(report.cells.contains { !$0.threats.isEmpty && $0.verdict.isViolated })
  }
}
