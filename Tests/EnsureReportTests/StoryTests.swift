import EnsureModel
import EnsureReport
import Testing

@Suite struct StoryTests {
  @Test func aForgedCaptureIsToldWithItsPower() throws {
    let text = try Specs.text("Specs/card-checkout.ens")
    Snapshot.check(try Specs.story(text, threats: ["ForgedWebhook"]), "story/forged-webhook")
  }

  @Test func theMatrixOfTheCheckout() throws {
    let system = try Specs.system(Specs.text("Specs/card-checkout.ens"))
    let cells = try Specs.cells(system, Specs.scope(system, 1, -1...2), depth: 6)
    let forged: Set = [ThreatID(1)]
    let matrix = ResilienceMatrix(
      system, cells: cells,
      remarks: [.init(PropertyID(0), forged): "expected", .init(PropertyID(1), forged): "expected"])
    Snapshot.check(matrix.table() + "\n" + matrix.details(), "matrix/card-checkout")
    Snapshot.check(matrix.table(style: .coloured), "matrix/card-checkout-coloured")
  }

  @Test func aCorruptPrincipalBreaksADisciplineThatIsNamed() throws {
    let text = try Specs.text("Specs/four-eyes-refunds.ens")
    let story = try Specs.story(text, threats: ["CorruptClerks"], 0...1, counts: ["Staff": 2], property: 1)
    Snapshot.check(story, "story/corrupt-clerk")
  }

  @Test func anImpersonatedPrincipalIsNamed() throws {
    let text = try Specs.text("Specs/four-eyes-refunds.ens")
    let story = try Specs.story(
      text, threats: ["CorruptClerks", "StolenManager"], 0...10001, counts: ["Staff": 1], property: 2)
    Snapshot.check(story, "story/insiders")
  }

  static let base = """
    system Small
    currency EUR
    role Shop
    finite entity Line {
      price: Money = any where price > 0
      refunded: Money = 0
      parts: 0..3 = 2
    }
    entity Order {
      line: Line
      stock: 0..3 = 3
      closed: Bool = false
    }

    """

  @Test func aFieldOfNoneIsExplained() throws {
    let text =
      Self.base + """
        action pay(o: Order) by Shop { o.line.refunded += 1 EUR }
        invariant Fine(o: Order): o.stock >= 0
        """
    Snapshot.check(try Specs.story(text), "story/none-written")
  }

  @Test func aFieldReadOfNoneIsExplained() throws {
    let text =
      Self.base + """
        action pay(o: Order) by Shop
          requires o.line.price > 0
        { o.closed = true }
        invariant Fine(o: Order): o.stock >= 0
        """
    Snapshot.check(try Specs.story(text), "story/none-read")
  }

  @Test func aDivisionByZeroIsExplainedWithTheValuesOfItsStatement() throws {
    let text =
      Self.base + """
        action pay(o: Order, l: Line) by Shop {
          o.stock = 0
          l.parts = 6 div o.stock
        }
        invariant Fine(o: Order): o.stock >= 0
        """
    Snapshot.check(try Specs.story(text), "story/division-by-zero")
  }

  @Test func aValueOutsideItsTypeIsExplained() throws {
    let text =
      Self.base + """
        action take(o: Order) by Shop { o.stock -= 2 }
        invariant Fine(o: Order): o.stock >= 0
        """
    Snapshot.check(try Specs.story(text), "story/out-of-range")
  }

  @Test func aPropertyWithoutValueIsExplained() throws {
    let text =
      Self.base + """
        action take(o: Order, l: Line) by Shop { o.line = l }
        invariant Fine(o: Order): o.line.price > 0
        """
    Snapshot.check(try Specs.story(text), "story/property-undefined")
  }

  @Test func quantifiersNameTheInstanceThatBreaksThem() throws {
    let text =
      Self.base + """
        action take(o: Order, l: Line) by Shop { o.line = l }
        action refund(o: Order) by Shop requires o.line != none { o.line.refunded += o.line.price }
        invariant Fine: all(l: Line where l.price > 0) (l.refunded <= l.price and (l.price > 0 implies l.refunded < 0.02 EUR))
        """
    Snapshot.check(try Specs.story(text), "story/quantifier")
  }

  @Test func timeSetsAndNewThingsAreTold() throws {
    let text = """
      system Locker
      role Courier
      role Guard { day, night }
      entity Box {
        opened: Instant = now
        open: Bool = false
        seen: set of Guard
      }
      entity Report {
        about: Box
        level: 0..2 = 0
      }
      action unlock(b: Box) by Courier requires not b.open { b.open = true b.opened = now }
      action look(b: Box) by g: Guard.night requires b.open and now - b.opened >= 5 min {
        b.seen += g
        choose level: 1..2
        new r: Report
        r.about = b
        r.level = level
      }
      invariant Quiet(r: Report, g: Guard): not (r.level > 1 and r.about.open and g in r.about.seen)
      """
    Snapshot.check(try Specs.story(text, delays: 300...300), "story/time-sets-new")
  }

  @Test func keyedInstancesAreNamedByTheirKeys() throws {
    let text = """
      system Keys
      actor Customer
      enum Channel { web, phone }
      entity Limit[c: Customer, via: Channel] { used: 0..2 = 0 }
      global closed: Bool = false
      action use(via: Channel) by c: Customer requires not closed { Limit[c, via].used += 1 closed = true }
      invariant Fresh(c: Customer): Limit[c, phone].used == 0
      """
    Snapshot.check(try Specs.story(text), "story/keyed")
  }
}
