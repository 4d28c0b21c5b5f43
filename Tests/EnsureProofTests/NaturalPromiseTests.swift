import EnsureKernel
import EnsureModel
import EnsureObligations
import EnsureVerify
import Testing

/// Promises that people write first, and that stayed open once: each is proved, and the kernel's rule has nothing to add.
@Suite struct NaturalPromiseTests {
  private static func isProved(_ text: String, _ property: Int = 0) throws -> Bool {
    let system = try ProofBench.system(text)
    let world = World(system, threats: [])
    let goal = ProofGoal.property(PropertyID(property))
    guard let claim = ProofSearch(world, [goal]).run().claims[goal] else { return false }
    let certificate = try Certifier.certificate(of: claim, for: goal, in: world)
    let (_, read, _) = try Kernel(system).claim(of: certificate)
    #expect(ProofBench.open(read, for: goal, ProofRule(for: goal, in: world)) == [])
    return true
  }

  /// Two messages, each of which does one half of what is promised.
  @Test func eachPartOfWhatIsPromisedHasItsMessage() throws {
    let text = """
      system Shutdown
      role Bus
      role Switch
      entity Valve { isShut: Bool = false
        isTold: Bool = false
        isLogged: Bool = false }
      message Tell { valve: Valve }
      channel tells: Tell exactly once
      message Log { valve: Valve }
      channel logs: Log exactly once
      action shut(v: Valve) by Switch requires not v.isShut { v.isShut = true
        send m: Tell on tells { valve = v }
        send n: Log on logs { valve = v } }
      action onTell(m: Tell) by Bus receive m on tells { m.valve.isTold = true }
      action onLog(n: Log) by Bus receive n on logs { n.valve.isLogged = true }
      property Both(v: Valve): always (shut(v) implies eventually (v.isTold and v.isLogged))
      """
    #expect(try Self.isProved(text))
    #expect(
      try !Self.isProved(text.replacing("channel logs: Log exactly once", with: "channel logs: Log lossy")))
  }

  /// What comes is a step, and somebody else has to do something before it can be taken.
  @Test func aStepComesOnceAMessageHasArrived() throws {
    let text = """
      system Parts
      role Fitter
      role Store
      role Office
      entity Repair { state: { fresh, open, done } = fresh
        hasParts: Bool = false }
      message Delivery { repair: Repair }
      channel deliveries: Delivery exactly once
      optional action order(r: Repair) by Office requires r.state == fresh { r.state = open
        send d: Delivery on deliveries { repair = r } }
      action unpack(d: Delivery) by Store receive d on deliveries { d.repair.hasParts = true }
      action fit(r: Repair) by Fitter requires r.state == open and r.hasParts { r.state = done }
      property Fitted(r: Repair): always (order(r) implies eventually fit(r)) assuming fair Fitter
      """
    #expect(try Self.isProved(text))
    #expect(
      try Self.isProved(
        text.replacing("eventually fit(r)", with: "eventually (r.hasParts and eventually fit(r))")))
    #expect(try !Self.isProved(text.replacing("exactly once", with: "lossy")))
  }

  /// What is waited for begins with the state of what somebody refers to.
  @Test func whatIsWaitedForBeginsFurtherAway() throws {
    let text = """
      system Carts
      role Shop
      actor User
      entity Cart { state: { fresh, open, paid } = fresh }
      entity Line { cart: Cart
        isPicked: Bool = false }
      action open(c: Cart) by User requires c.state == fresh { c.state = open }
      action add(c: Cart, l: Line) by User requires c.state == open and l.cart == none { l.cart = c }
      action pay(c: Cart) by User requires c.state == open { c.state = paid }
      action pick(l: Line) by Shop requires l.cart != none and l.cart.state == paid and not l.isPicked { l.isPicked = true }
      property Picked(l: Line):
        always (l.cart != none and l.cart.state == paid implies eventually l.isPicked) assuming fair Shop
      """
    #expect(try Self.isProved(text))
    let reopened = text.replacing(
      "action pay(",
      with: "action reopen(c: Cart) by User requires c.state == paid { c.state = open }\naction pay(")
    #expect(try !Self.isProved(reopened))
  }

  /// One at a time: whoever has the motor gives it back.
  @Test func whoeverHasWhatThereIsOneOfGivesItBack() throws {
    let text = """
      system Robot
      role Motor
      actor Guest
      entity Call { state: { none, waiting, served } = none }
      global current: Call?
      action press(k: Call) by Guest requires k.state == none { k.state = waiting }
      action pick(k: Call) by Motor requires current == none and k.state == waiting { current = k }
      action serve(k: Call) by Motor requires current == k { k.state = served
        current = none }
      property Served(k: Call): always (press(k) implies eventually (k.state == served)) assuming strongly fair Motor
      """
    #expect(try Self.isProved(text))
    #expect(try !Self.isProved(text.replacing("strongly fair", with: "fair")))
    let picked = text.replacing("press(k) implies", with: "pick(k) implies").replacing(
      "strongly fair", with: "fair")
    #expect(try Self.isProved(picked))
  }

  /// That something is waited for is told by a state, and who ends it by somebody who refers to it.
  @Test func aStateTellsThatSomebodyIsThere() throws {
    let text = """
      system Refunds
      role Shop
      role Bank
      entity Refund { state: { blank, asked, paid } = blank }
      entity Order { refund: Refund
        state: { blank, open, done } = blank }
      action ask(r: Refund, o: Order) by Shop requires r.state == blank and o.state == blank { r.state = asked
        o.refund = r
        o.state = open }
      action pay(o: Order) by Bank requires o.state == open { o.state = done
        o.refund.state = paid }
      property Paid(r: Refund): always (r.state == asked implies eventually r.state == paid) assuming fair Bank
      """
    #expect(try Self.isProved(text))
    let lost = text.replacing("o.state = open }", with: "o.state = done }")
    #expect(try !Self.isProved(lost))
  }

  /// What begins anew so often only is waited for so much longer.
  @Test func renewalsAddUpToAWait() throws {
    func text(_ hours: Int) -> String {
      """
      system Renewals
      resolution 1 h
      role Worker
      actor User
      entity Job { state: { fresh, open, done } = fresh
        at: Instant = now
        renewals: 0..3 = 0 }
      optional action go(j: Job) by User requires j.state == fresh { j.state = open
        j.at = now }
      action work(j: Job) by Worker requires j.state == open and now - j.at >= 1 h within 2 h { j.state = done }
      optional action renew(j: Job) by User requires j.state == open and j.renewals < 3 { j.at = now
        j.renewals += 1 }
      property Worked(j: Job): always (go(j) implies eventually within \(hours) h work(j))
      """
    }
    #expect(try Self.isProved(text(12)))
    #expect(try !Self.isProved(text(11)))
  }

  /// Each try takes so long at most, and there are so many of them.
  @Test func triesAddUpToAWait() throws {
    func text(_ hours: Int) -> String {
      """
      system Tries
      resolution 1 h
      role Worker
      actor User
      entity Job { state: { fresh, open, done } = fresh
        tries: 0..2 = 0 }
      action add(j: Job) by User requires j.state == fresh { j.state = open }
      action attempt(j: Job) by Worker requires j.state == open and j.tries < 2 within 4 h { j.tries += 1 }
      action give(j: Job) by Worker requires j.state == open and j.tries == 2 within 1 h { j.state = done }
      property Done(j: Job): always (add(j) implies eventually within \(hours) h (j.state == done))
      """
    }
    #expect(try Self.isProved(text(9)))
    #expect(try !Self.isProved(text(8)))
  }

  /// Tickets are served in the order of their numbers, which no two of them have.
  @Test func numbersAreGivenOutOnce() throws {
    func text(_ property: String, step: String = "drawn += 1") -> String {
      """
      system Queue
      role Desk
      actor Guest
      global drawn: Int = 0
      global serving: Int = 0
      entity Ticket { number: Int = 0
        state: { fresh, waiting, done } = fresh }
      action draw(t: Ticket) by Guest requires t.state == fresh { t.state = waiting
        t.number = drawn
        \(step) }
      action serve(t: Ticket) by Desk requires t.state == waiting and t.number == serving { t.state = done
        serving += 1 }
      property P\(property)
      """
    }
    let inOrder =
      "(a: Ticket, b: Ticket): always (serve(b) and a.state == waiting implies b.number <= a.number)"
    let comes =
      "(t: Ticket): always (t.state == waiting and t.number == serving implies eventually serve(t)) assuming fair Desk"
    for (property, other) in [(inOrder, "drawn -= 1"), (comes, "")] {
      #expect(try Self.isProved(text(property)))
      #expect(try !Self.isProved(text(property, step: other)))
    }
  }

  /// A room and a stay name each other, which nobody says.
  @Test func whomSomebodyRefersToRefersBack() throws {
    func text(_ more: String) -> String {
      """
      system Rooms
      role Desk
      actor Guest
      entity Room { stay: Stay? }
      entity Stay { state: { fresh, inside, gone } = fresh
        room: Room? }
      optional action checkIn(s: Stay, r: Room) by Desk requires s.state == fresh and r.stay == none {
        s.state = inside
        s.room = \(more)
        r.stay = s
      }
      action checkOut(s: Stay, r: Room) by Guest requires s.state == inside and s.room == r and r.stay == s {
        s.state = gone
        s.room = none
        r.stay = none
      }
      property P(r: Room): always (r.stay != none implies eventually r.stay == none) assuming fair Guest
      """
    }
    #expect(try Self.isProvedInTheEnd(text("r")))
    #expect(try !Self.isProvedInTheEnd(text("none")))
  }

  /// The same, where invariants that nobody has asked about are looked for as well.
  private static func isProvedInTheEnd(_ text: String) throws -> Bool {
    var options = VerificationOptions()
    options.engines = [.bounded, .proof]
    let report = try Verification(try ProofBench.system(text), options).run()
    guard case .proved = report.cells.first(where: { $0.property != nil })?.verdict else { return false }
    return true
  }

  /// Of who is named by a global something is known: there is one place, and who waits for it is served in the end.
  @Test func whoIsNamedHasThePlace() throws {
    func text(_ property: String, _ last: String = "user = none") -> String {
      """
      system Mutex
      role Host
      global user: Person?
      entity Person { state: { idle, waiting, using } = idle }
      optional action ask(p: Person) by Host requires p.state == idle { p.state = waiting }
      action take(p: Person) by Host requires p.state == waiting and user == none { p.state = using
        user = p }
      action give(p: Person) by Host requires p.state == using and user == p { p.state = idle
        \(last) }
      property P\(property)
      """
    }
    let free = ": always eventually user == none assuming fair Host"
    let served =
      "(p: Person): always (p.state == waiting implies eventually p.state == using) assuming strongly fair Host"
    for property in [free, served] {
      #expect(try Self.isProved(text(property)))
      #expect(try !Self.isProved(text(property, "")))
    }
  }

  /// Each fee makes the debt greater, and there are only two: rounds, in each of which something is counted down.
  @Test func roundsOfCountingEnd() throws {
    func text(_ fees: String) -> String {
      """
      system Fees
      role Bank
      actor Debtor
      entity Loan { debt: 0..3 = 0
        fees: Int = 0
        state: { fresh, running } = fresh }
      action grant(l: Loan) by Bank requires l.state == fresh { l.state = running
        l.debt = 2 }
      action pay(l: Loan) by Debtor requires l.debt > 0 { l.debt -= 1 }
      optional action fee(l: Loan) by Bank requires l.debt > 0 and l.debt < 3 and l.fees < 2 { l.debt += 1
        l.fees += \(fees) }
      property P(l: Loan): always (grant(l) implies eventually (l.debt == 0 and l.state == running)) assuming fair Debtor
      """
    }
    #expect(try Self.isProved(text("1")))
    #expect(try !Self.isProved(text("0")))
  }
}
