import EnsureModel
import EnsureReport
import Testing

/// What is printed is what was written.
@Suite struct TermPrinterTests {
  static let base = """
    system Words
    currency EUR
    currency JPY
    role Merchant { clerk < manager }
    actor Customer
    enum Channel { web, phone }
    parameter Cap: Money<EUR>
    global open: Bool = false
    finite entity Line { units: Int = 0 }
    entity Order {
      owner: Customer
      seller: Merchant
      friend: Customer?
      total: Money<EUR> = 0
      captured: Money<EUR> = 0
      yen: Money<JPY> = 0
      payment: { unpaid, paid } = unpaid
      via: Channel = web
      done: Bool = false
      gift: Bool = false
      items: 0..10 = 0
      hold: Duration = 0
      placed: Instant = now
      watchers: set of Customer
    }
    entity Trusted[c: Customer, day: 1..7] { start: Instant = now used: Int = 0 }
    entity Parcel of Order { weight: Int = 0 }
    action pay(o: Order, amount: Money<EUR>) by Customer requires not o.done {
      o.done = true o.via = phone o.payment = paid
    }

    """

  static let terms = [
    "o.total <= o.captured",
    "o.total == 50.00 EUR",
    "o.total > 0",
    "o.yen != 100 JPY",
    "o.total + 0.50 EUR - o.captured <= Cap",
    "o.total * 3 <= o.captured div 2",
    "(o.total + o.captured) * 2 == Cap",
    "o.items mod 2 == 1",
    "2.9% of o.total rounded down <= o.captured",
    "30% of o.total rounded halfEven <= 0.25% of o.captured rounded up",
    "5% of o.total rounded towardsZero + 1.00 EUR < 5% of Cap rounded halfAwayFromZero",
    "5% of (o.total - o.captured) rounded halfUp < 0",
    "min(o.total, 5.00 EUR) < max(o.captured, Cap)",
    "abs(o.total - o.captured) <= 1.00 EUR",
    "-o.total <= -0.01 EUR",
    "o.payment == paid and o.via != web",
    "o.done or o.gift and open",
    "(o.done or o.gift) and open",
    "o.done implies o.gift implies open",
    "(o.done implies o.gift) implies open",
    "o.done iff o.gift",
    "o.done xor o.gift and open",
    "not o.done and not (o.gift and open)",
    "not o.done",
    "o.owner == none or o.owner == p.owner",
    "o.friend != none",
    "o != p",
    "o.seller.rank == manager",
    "person(o.owner) != person(p.owner)",
    "p.owner in o.watchers",
    "not p.owner in o.watchers",
    "now - o.placed <= 14 days",
    "now - o.placed < o.hold + 90 min",
    "o.placed + 36 h <= now",
    "o.placed <= p.placed",
    "o.hold == 2 h or o.hold == 45 s",
    "Trusted[o.owner, 3].used > 5",
    "Trusted[o.owner, 3].start <= now",
    "x.parent == o",
    "if o.done then o.gift else open",
    "(if o.done then o.total else o.captured) <= 5.00 EUR",
    "sum(q: Order where q.done) q.items >= 2",
    "sum(l: Line where l.units > 0) (l.units * 2) <= 7",
    "count(q: Order where q.done and q.total > 0) == 0",
    "all(l: Line) l.units >= 0",
    "all(l: Line where l.units > 0) (l.units < 5 or open)",
    "exists(q: Order where q.done) or o.done",
    "none(q: Order where q.done)",
    "all(q: Order where q.done) all(l: Line) l.units <= q.items",
    "open",
    "true",
  ]

  @Test(arguments: terms) func aTermIsPrintedAsItIsWritten(_ text: String) throws {
    let system = try Specs.system(Self.base + "invariant I(o: Order, p: Order, x: Parcel): \(text)\n")
    guard case .invariant(let term) = system.properties[0].kind else { return }
    #expect(TermPrinter(system, system.bank).text(term) == text)
  }

  static let formulas = [
    "always (pay(o, _) implies once o.done)",
    "always (o.done implies eventually within 14 days (o.payment == paid))",
    "always (o.done implies eventually within 1 day (o.payment == paid))",
    "eventually always (o.gift and o.done)",
    "not o.done until pay(o, 5.00 EUR)",
    "o.done unless o.gift since[0, 5 min] open",
    "always (any pay(o, _) iff o.done)",
    "always (earlier[0, 90 s] o.gift implies historically not o.gift)",
    "always not stuck(o)",
    "always (o.done implies eventually o.gift) assuming fair Merchant.clerk, strongly fair Customer, always o.done",
  ]

  @Test(arguments: formulas) func aFormulaIsPrintedAsItIsWritten(_ text: String) throws {
    let system = try Specs.system(Self.base + "property P(o: Order): \(text)\n")
    #expect(FormulaPrinter(system).body(system.properties[0]) == text)
    #expect(FormulaPrinter(system).declaration(system.properties[0]) == "property P(o: Order): \(text)")
  }

  @Test func whatIsPrintedMeansTheSame() throws {
    for text in Self.terms {
      let system = try Specs.system(
        Self.base
          + "invariant I(o: Order, p: Order, x: Parcel): \(text)\ninvariant J(o: Order, p: Order, x: Parcel): \(text)\n"
      )
      guard case .invariant(let first) = system.properties[0].kind,
        case .invariant(let second) = system.properties[1].kind
      else { continue }
      let printer = TermPrinter(system, system.bank)
      #expect(printer.text(first) == printer.text(second))
    }
  }

  @Test func valuesAreToldInTheirUnits() throws {
    let system = try Specs.system(Self.base + "invariant I(o: Order): true\n")
    let values = ValuePrinter(system)
    #expect(values.number(3, .money(currency: 0)) == "0.03 EUR")
    #expect(values.number(-12345, .money(currency: 0)) == "-123.45 EUR")
    #expect(values.number(100, .money(currency: 1)) == "100 JPY")
    #expect(values.number(0, .money(currency: 0)) == "0.00 EUR")
    #expect(values.number(1_209_600, .duration) == "14 days")
    #expect(values.number(86_400, .duration) == "1 day")
    #expect(values.number(5400, .duration) == "90 min")
    #expect(values.number(1, .duration) == "1 s")
    #expect(values.text(-300, ValueType(.instant)) == "now - 5 min")
    #expect(values.text(0, ValueType(.instant)) == "now")
    #expect(values.text(7200, ValueType(.instant)) == "now + 2 h")
    #expect(values.text(-1, ValueType(.reference(EntityID(1)))) == "none")
    #expect(
      values.number(Integer("123456789012345678901234567890") ?? 0, .money(currency: 0))
        == "1234567890123456789012345678.90 EUR")
  }

  @Test func principalsAreNamedByRank() throws {
    let system = try Specs.system(Self.base + "invariant I(o: Order): true\n")
    let layout = try Layout(system, Specs.scope(system, 2))
    let values = ValuePrinter(system, layout: layout)
    #expect(
      (0..<4).map { values.instance($0, of: EntityID(0)) } == ["clerk1", "clerk2", "manager1", "manager2"])
    let trusted = try #require(system.entities.firstIndex { $0.name == "Trusted" })
    #expect(values.instance(8, of: EntityID(trusted)) == "Trusted[customer2, 2]")
  }
}
