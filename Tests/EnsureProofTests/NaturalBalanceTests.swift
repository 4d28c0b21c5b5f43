import EnsureModel
import Testing

@testable import EnsureVerify

/// Invariants that follow from an equation between a number and totals which nobody has written down, or from each other; as people
/// have written them who knew nothing of the engines.
@Suite struct NaturalBalanceTests {
  /// The names of what is not proved.
  private func open(_ text: String) throws -> [String] {
    let system = try ProofBench.system(text)
    var options = VerificationOptions()
    options.engines = [.bounded, .proof]
    options.asksForLemmas = false
    let report = try Verification(system, options).run()
    #expect(report.contradictions.isEmpty)
    return report.cells.compactMap { cell in
      if case .proved = cell.verdict { return nil }
      return cell.property.map { system.properties[$0.index].name } ?? "definedness"
    }
  }

  /// How many run is counted by a global: no property speaks of a count.
  @Test func aGlobalCountsAState() throws {
    let limiter = """
      system Limiter
      role T
      global active: Int = 0
      entity Req { st: { blank, on, off } = blank }
      action start(r: Req) by T requires r.st == blank and active < 5 { r.st = on
        active += 1 }
      action stop(r: Req) by T requires r.st == on { r.st = off
        active -= 1 }
      invariant Range: 0 <= active and active <= 5
      """
    #expect(try open(limiter).isEmpty)
    // Who stops twice is counted twice.
    let careless = limiter.replacing("r.st = off", with: "r.st = on")
    #expect(try open(careless) == ["Range"])
  }

  /// A till holds what was paid without what was paid back, and nobody is paid back more than he paid.
  @Test func aTillIsADifferenceOfTotals() throws {
    let found = try open(
      """
      system Till
      currency EUR
      role Shop
      global cash: Money = 0
      entity Order { paid: Money = 0
        refunded: Money = 0
        state: { open, paid, shipped } = open }
      action pay(o: Order, x: 0.01 EUR..) by Shop requires o.state == open
      { o.paid = x
        o.state = paid
        cash += x }
      action refund(o: Order, x: 0.01 EUR..) by Shop requires o.state != open and x <= o.paid - o.refunded
      { o.refunded += x
        cash -= x }
      invariant NeverInTheRed: cash >= 0
      """)
    #expect(found.isEmpty)
  }

  /// What is taken is known to be what is reserved, and that to be within the capacity: looked for together, the one hides the other.
  @Test func whatFollowsFromAProvedOneIsProved() throws {
    let found = try open(
      """
      system Booking
      role Teller
      global reserved: Int = 0
      global capacity: Int = 100
      entity Booking { seats: Int = 0
        state: { free, held, paid, cancelled } = free }
      action hold(b: Booking, n: 1..10) by Teller requires b.state == free and reserved + n <= capacity
      { b.state = held
        b.seats = n
        reserved += n }
      action pay(b: Booking) by Teller requires b.state == held { b.state = paid }
      action cancel(b: Booking) by Teller requires b.state == held or b.state == paid
      { b.state = cancelled
        reserved -= b.seats }
      invariant Range: 0 <= reserved and reserved <= capacity
      invariant NoOversell: sum(b: Booking where b.state == paid) b.seats <= capacity
      """)
    #expect(found.isEmpty)
  }

  /// Of three totals the first is the second, which is at most the third.
  @Test func equationsAreFollowed() throws {
    let found = try open(
      """
      system Stock
      role R
      entity Bin { stock: Int = 0
        reserved: Int = 0 }
      entity Line { bin: Bin
        qty: Int = 0
        held: Bool = false }
      action receive1(b: Bin, n: 1..) by R { b.stock += n }
      action hold(l: Line, b: Bin, n: 1..) by R requires l.bin == none and n <= b.stock - b.reserved
      { l.held = true
        l.bin = b
        l.qty = n
        b.reserved += n }
      invariant NoOver(b: Bin): b.reserved <= b.stock
      invariant ResTot: sum(b: Bin) b.reserved == sum(l: Line where l.held) l.qty
      invariant HeldNotMore: sum(l: Line where l.held) l.qty <= sum(b: Bin) b.stock
      invariant M: sum(b: Bin) b.reserved <= sum(b: Bin) b.stock
      """)
    #expect(found.isEmpty)
  }

  /// What somebody has is at least what is on hold for him, which is a total: so all together have something.
  @Test func boundsThatNeedBoundsAreFound() throws {
    let found = try open(
      """
      system Transfers
      role Teller
      entity Account { balance: Int = 0
        hold: Int = 0 }
      entity Transfer { from: Account
        amount: Int = 0
        state: { fresh, pending, done } = fresh }
      action deposit(a: Account, x: 1..) by Teller { a.balance += x }
      action begin(t: Transfer, a: Account, x: 1..) by Teller requires t.state == fresh and x <= a.balance - a.hold
      { t.from = a
        t.amount = x
        t.state = pending
        a.hold += x }
      action settle(t: Transfer) by Teller requires t.state == pending
      { t.from.hold -= t.amount
        t.from.balance -= t.amount
        t.state = done }
      invariant SumNonNeg: sum(a: Account) a.balance >= 0
      invariant Covered(a: Account): 0 <= a.hold and a.hold <= a.balance
      invariant Holds(a: Account): a.hold == sum(t: Transfer where t.from == a and t.state == pending) t.amount
      """)
    #expect(found.isEmpty)
  }

  /// That an equation of counts bounds itself on both sides shows nothing: what is the same of each instance does.
  @Test func aBoundIsNotShownByItself() throws {
    let found = try open(
      """
      system Loans
      actor U
      entity Item { st: { free, out } = free
        who: U?
        n: 0.. = 0 }
      action take(i: Item) by u: U requires i.st == free { i.st = out
        i.who = u }
      action back(i: Item) by u: U requires i.st == out and i.who == u { i.st = free
        i.who = none
        i.n += 1 }
      invariant T1: count(i: Item where i.st == out) == count(i: Item where i.who != none)
      invariant T2(u: U): count(i: Item where i.who == u) <= count(i: Item where i.st == out)
      """)
    #expect(found.isEmpty)
  }

  /// That a number stays in its range may depend on a total, too.
  @Test func aRangeIsKeptByATotal() throws {
    let text = """
      system Loads
      role T
      entity V { load: 0.. = 0 }
      entity P { v: V?
        w: 1..
        st: { out, in1, done } = out }
      action put(p: P, v: V) by T requires p.st == out { p.v = v
        p.st = in1
        v.load += p.w }
      action unload(p: P) by T requires p.st == in1 { p.v.load -= p.w
        p.st = done }
      invariant T2(v: V): v.load == sum(p: P where p.v == v and p.st == in1) p.w
      """
    #expect(try open(text).isEmpty)
    let twice = text.replacing("p.v.load -= p.w", with: "p.v.load -= 2 * p.w")
    #expect(try Set(open(twice)).isSuperset(of: ["T2"]))
  }

  /// At the end of the day everything that was sent is settled at once.
  @Test func booksAreKeptByBatches() throws {
    let daily = """
      system Batch
      role Shop
      role Clock
      actor User
      global taken: Int = 0
      global settled: Int = 0
      entity Order { total: Int = 0
        st: { fresh, paid, sent, done } = fresh }
      action pay(o: Order, amount: Int) by User requires o.st == fresh and amount > 0 {
        o.total = amount
        o.st = paid
        taken += amount
      }
      action send(o: Order) by Shop requires o.st == paid { o.st = sent }
      action settle() by Clock {
        settled += sum(o: Order where o.st == sent) o.total
        for each o: Order where o.st == sent { o.st = done }
      }
      invariant Books: taken == sum(o: Order where o.st == paid or o.st == sent or o.st == done) o.total
      invariant Settled: settled == sum(o: Order where o.st == done) o.total
      invariant Less: settled <= taken
      """
    #expect(try open(daily).isEmpty)
    // What has only been paid for is settled as well, and counted when it is sent.
    let hasty = daily.replacing(
      "for each o: Order where o.st == sent", with: "for each o: Order where o.st != fresh")
    let left = try open(hasty)
    #expect(left.contains("Settled") && !left.contains("Books"), "\(left)")
  }

  /// A basket is emptied, and each basket has its own lines.
  @Test func aBulkEffectChangesOneGroup() throws {
    let basket = """
      system Basket
      actor User
      role Shop
      entity Basket { lines: Int = 0
        worth: Int = 0
        isClosed: Bool = false }
      entity Line { basket: Basket?
        n: Int = 0
        st: { none, kept, gone } = none }
      action add(b: Basket, l: Line, n: 1..5) by User requires l.st == none and not b.isClosed {
        l.basket = b
        l.st = kept
        l.n = n
        b.lines += 1
        b.worth += n
      }
      action clear(b: Basket) by User {
        for each l: Line where l.basket == b and l.st != gone {
          if l.st == kept { l.n = 0 }
          l.st = gone
        }
        b.worth = 0
      }
      action close(b: Basket) by Shop {
        for each l: Line where l.basket == b and l.st == kept { l.basket = none }
        b.lines = count(l: Line where l.basket == b)
        b.worth = 0
        b.isClosed = true
      }
      invariant Lines(b: Basket): b.lines == count(l: Line where l.basket == b)
      invariant Worth(b: Basket): b.worth == sum(l: Line where l.basket == b) l.n
      invariant Empty(b: Basket): b.isClosed implies count(l: Line where l.basket == b and l.st == kept) == 0
      """
    #expect(try open(basket).isEmpty)
    #expect(
      try open(basket.replacing("if l.st == kept { l.n = 0 }", with: "if l.st == gone { l.n = 0 }")) == [
        "Worth"
      ])
  }

  /// What somebody has in a wallet of his own; nobody has asked for the balance.
  @Test func walletsOfTheirOwnersHaveABalance() throws {
    let tills = """
      system Tills
      actor Bidder
      entity Wallet[b: Bidder] { free: Int = 0 }
      global deposited: Int = 0
      global withdrawn: Int = 0
      action deposit(b: Bidder, m: Int) by Bidder requires m > 0 { Wallet[b].free += m
        deposited += m }
      action withdraw(m: Int) by b: Bidder requires 0 < m and m <= Wallet[b].free { Wallet[b].free -= m
        withdrawn += m }
      invariant Out: withdrawn <= deposited
      """
    #expect(try open(tills).isEmpty)
    #expect(try open(tills.replacing("m <= Wallet[b].free", with: "m <= Wallet[b].free + 1")) == ["Out"])
  }

  /// What is held in a wallet is what its owner has bid, which is never negative; so no more is paid out than was paid in. Bounds
  /// of totals that rest on each other are no proof: each is shown by lemmas.
  @Test func whatIsHeldBelongsToABid() throws {
    let auction = """
      system Auction
      actor Bidder
      entity Wallet[b: Bidder] { free: Int = 0
        held: Int = 0 }
      entity Lot { best: Int = 0
        leader: Bidder?
        state: { open, settled } = open }
      global deposited: Int = 0
      global withdrawn: Int = 0
      action deposit(b: Bidder, m: Int) by Bidder requires m > 0 { Wallet[b].free += m
        deposited += m }
      action withdraw(m: Int) by b: Bidder requires 0 < m and m <= Wallet[b].free { Wallet[b].free -= m
        withdrawn += m }
      action bid(l: Lot, m: Int) by b: Bidder
        requires l.state == open and l.leader == none and 0 < m and m <= Wallet[b].free {
        Wallet[b].free -= m
        Wallet[b].held += m
        l.best = m
        l.leader = b
      }
      action settle(l: Lot, w: Bidder, s: Bidder) by Bidder requires l.state == open and l.leader == w {
        Wallet[w].held -= l.best
        Wallet[s].free += l.best
        l.state = settled
      }
      invariant Books: sum(w: Wallet) w.free + sum(w: Wallet) w.held + withdrawn == deposited
      invariant Leading(b: Bidder): Wallet[b].held == sum(l: Lot where l.leader == b and l.state != settled) l.best
      invariant Free(b: Bidder): Wallet[b].free >= 0
      invariant Held(b: Bidder): Wallet[b].held >= 0
      invariant Best(l: Lot): l.leader != none implies l.best > 0
      invariant Out: withdrawn <= deposited
      """
    #expect(try open(auction).isEmpty)
    let left = try open(auction.replacing("Wallet[w].held -= l.best", with: "Wallet[w].held -= 2 * l.best"))
    #expect(left.contains("Held") && left.contains("Books"), "\(left)")
  }

  /// What is said of a student and a room is said of him and the room that he has.
  @Test func whatIsSaidOfTwoIsSaidOfOneAndTheOtherThatHeHas() throws {
    let exam = """
      system Exam
      role Prof
      entity Room { locked: Bool = false
        seated: Int = 0 }
      entity Student { at: Room
        wrote: Bool = false }
      global over: Bool = false
      action seat(s: Student, r: Room) by Prof requires s.at == none and not r.locked and not over { s.at = r
        r.seated += 1 }
      action lock(r: Room) by Prof requires not over and none(s: Student where s.at == r and not s.wrote) {
        r.locked = true
      }
      action write(s: Student) by Prof requires s.at != none { s.wrote = true }
      action end() by Prof requires none(r: Room where r.seated > 0 and not r.locked) { over = true }
      invariant All(s: Student): over and s.at != none implies s.wrote
      """
    #expect(try open(exam).isEmpty)
    #expect(try open(exam.replacing("r.seated > 0 and", with: "r.seated > 1 and")) == ["All"])
  }
}
