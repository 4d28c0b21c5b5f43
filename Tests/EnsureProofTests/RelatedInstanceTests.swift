import EnsureKernel
import EnsureModel
import EnsureObligations
import EnsureSemantics
import EnsureVerify
import Testing

/// What needs an instance and those that it refers to, or that do their part for a total, is proved with a certificate; and
/// with the condition that it rests on taken away it is violated.
@Suite struct RelatedInstanceTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let name: String
    let text: String
    /// The property that is to be proved, and a part of the text without which it is violated, with what replaces it.
    let property: String
    let condition: String
    var replacement = ""
    /// Whether somebody else has to be looked at.
    var looksAtOthers = false

    var testDescription: String { name }
  }

  static let cases = [
    Case(
      name: "one claim for each item, and what was paid for it",
      text: """
        system Claims
        role Desk
        entity Item { price: Int = any where price > 0
          paid: Int = 0 }
        entity Claim { item: Item
          amount: Int = 0
          state: { draft, open, done } = draft }
        unique Claim(item) when item != none
        action ask(c: Claim, i: Item) by Desk requires c.state == draft { c.state = open
          c.item = i
          c.amount = i.price }
        action pay(c: Claim) by Desk requires c.state == open { c.state = done
          c.item.paid += c.amount }
        invariant NotTooMuch(i: Item): i.paid <= i.price
        """,
      property: "NotTooMuch", condition: "unique Claim(item) when item != none", looksAtOthers: true),
    Case(
      name: "no two guests in a room",
      text: """
        system Hotel
        role Desk
        entity Room { state: { free, taken } = free }
        entity Stay { room: Room?
          isOver: Bool = false }
        action arrive(s: Stay, r: Room) by Desk
          requires s.room == none and not s.isOver
          requires r.state == free
        { s.room = r
          r.state = taken }
        action leave(s: Stay) by Desk requires s.room != none { s.room.state = free
          s.room = none
          s.isOver = true }
        invariant Alone(s: Stay, t: Stay): s.room != none and s.room == t.room implies s == t
        """,
      property: "Alone", condition: "requires r.state == free"),
    Case(
      name: "a counter for each of two states, and a guard over both",
      text: """
        system Seats
        role Desk
        entity Show { seats: Int = any where seats >= 0
          held: Int = 0
          sold: Int = 0 }
        entity Ticket { show: Show
          state: { fresh, held, sold } = fresh }
        action hold(t: Ticket, s: Show) by Desk
          requires t.state == fresh
          requires s.held + s.sold < s.seats
        { t.state = held
          t.show = s
          s.held += 1 }
        action sell(t: Ticket) by Desk requires t.state == held { t.state = sold
          t.show.held -= 1
          t.show.sold += 1 }
        invariant Enough(s: Show): count(t: Ticket where t.show == s and t.state != fresh) <= s.seats
        """,
      property: "Enough", condition: "requires s.held + s.sold < s.seats"),
    Case(
      name: "a code belongs to one payment",
      text: """
        system Codes
        role Bank
        entity Code { holder: Int = 0 }
        entity Payment { code: Code }
        action ask(p: Payment) by Bank requires p.code == none { new c: Code
          c.holder = 1
          p.code = c }
        action take(p: Payment, c: Code) by Bank requires p.code == none and c.holder == 0 { c.holder = 1
          p.code = c }
        invariant OneCode(p: Payment, q: Payment): p.code != none and p.code == q.code implies p == q
        """,
      property: "OneCode", condition: "and c.holder == 0"),
    Case(
      name: "what was promised before, by way of what refers to it",
      text: """
        system Mail
        role Shop
        entity Order { isPaid: Bool = false
          isSent: Bool = false }
        entity Bill { order: Order
          isOpen: Bool = true }
        action charge(b: Bill, o: Order) by Shop requires b.order == none { b.order = o }
        action settle(b: Bill) by Shop requires b.order != none and b.isOpen { b.isOpen = false
          b.order.isPaid = true }
        action send(o: Order) by Shop requires o.isPaid { o.isSent = true }
        property Charged(o: Order): always (send(o) implies once charge(_, o))
        scenario "sent" { charge(b, o); settle(b); send(o) }
        """,
      property: "Charged", condition: "requires o.isPaid "),
    Case(
      name: "an account of what was booked, by way of what it belongs to",
      text: """
        system Ledger
        role Gateway
        role Shop
        entity Order { total: Int = any where total > 0
          paid: Int = 0 }
        entity Payment { order: Order
          amount: Int = 0 }
        entity Booking[payment: Payment] { isBooked: Bool = false }
        entity Note { payment: Payment }
        unique Payment(order) when order != none
        action capture(p: Payment, o: Order) by Gateway requires p.order == none { p.order = o
          p.amount = o.total }
        action report(n: Note, p: Payment) by Gateway requires n.payment == none and p.order != none
        { n.payment = p }
        action book(n: Note) by Shop requires n.payment != none and not Booking[n.payment].isBooked
        { Booking[n.payment].isBooked = true
          n.payment.order.paid += n.payment.amount }
        invariant PaidOnce(o: Order): o.paid <= o.total
        """,
      property: "PaidOnce", condition: "and not Booking[n.payment].isBooked", looksAtOthers: true),
    Case(
      name: "what is there for those who wait, once it has arrived",
      text: """
        system PreOrders
        role Shop
        entity Article { arrived: Bool = false
          reserved: Int = 0
          stock: Int = 0 }
        entity PreOrder { article: Article
          state: { none, reserved, asked, shipped } = none }
        action reserve(o: PreOrder, a: Article) by Shop requires o.state == none and not a.arrived
        { o.state = reserved
          o.article = a
          a.reserved += 1 }
        action deliver(a: Article) by Shop requires not a.arrived { a.arrived = true
          a.stock = a.reserved }
        action ask(o: PreOrder) by Shop requires o.state == reserved and o.article.arrived { o.state = asked }
        action ship(o: PreOrder) by Shop requires o.state == asked { o.state = shipped
          o.article.stock -= 1 }
        invariant Enough(a: Article): a.stock >= 0
        scenario "shipped" { reserve(o, a); deliver(a); ask(o); ship(o) }
        """,
      property: "Enough", condition: "and not a.arrived\n"),
    Case(
      name: "a card that nobody has sold, and whatever was spent from it",
      text: """
        system Cards
        role Shop
        entity Card { balance: Int = 0
          state: { blank, active } = blank }
        entity Use { card: Card
          amount: Int = 0
          state: { fresh, done, undone } = fresh }
        action sell(c: Card, n: 1..) by Shop requires c.state == blank { c.state = active
          c.balance = n }
        action spend(u: Use, c: Card, n: 1..) by Shop requires u.state == fresh { u.state = done
          u.card = c
          u.amount = n
          c.balance -= n }
        action undo(u: Use) by Shop requires u.state == done { u.state = undone
          u.card.balance += u.amount }
        property SoldFirst(c: Card): always (c.balance > 0 implies once sell(c, _))
        scenario "spent and undone" { spend(u, c, 5); spend(v, c, 2); undo(u) }
        """,
      property: "SoldFirst", condition: "requires u.state == done "),
  ]

  private func report(_ text: String) throws -> (TransitionSystem, VerificationReport) {
    let system = try ProofBench.system(text)
    var options = VerificationOptions()
    options.depth = 6
    return (system, try Verification(system, options, runner: nil, kernel: Kernel(system)).run())
  }

  @Test(arguments: cases) func itIsProvedAndNotByChance(_ given: Case) throws {
    let (system, report) = try report(given.text)
    let property = try #require(system.properties.firstIndex { $0.name == given.property })
    let proof = try #require(report.proofs.first { $0.property == PropertyID(property) }, "it is not proved")
    let certificate = try Certificate(bytes: proof.certificate)
    let (_, claim, _) = try Kernel(system).claim(of: certificate)
    #expect(claim.related.isEmpty == !given.looksAtOthers)

    let changed = given.text.replacing(given.condition, with: given.replacement)
    #expect(changed != given.text)
    let (_, worse) = try self.report(changed)
    let cell = try #require(worse.cells.first { $0.property == PropertyID(property) })
    #expect(cell.verdict.isViolated, "\(cell.verdict)")
  }

  /// Whom a certificate does not look at cannot be of help: without its related instances it is refused.
  @Test func withoutThoseItLooksAtItIsRefused() throws {
    let (system, report) = try report(Self.cases[0].text)
    let proof = try #require(report.proofs.first { $0.property == PropertyID(0) })
    let certificate = try Certificate(bytes: proof.certificate)
    let (meaning, claim, own) = try Kernel(system).claim(of: certificate)
    var blind = claim
    blind.related = []
    let forged = Certificate(
      meaning, blind, own: own, refutations: certificate.refutations, witnesses: certificate.witnesses)
    #expect(throws: KernelError.self) { _ = try Kernel(system).check(forged) }
  }
}
