import EnsureModel
import Testing

/// Which places a run only adds up.
@Suite struct TalliesTests {
  private static let shop = """
    system Tallies
    currency EUR
    role Shop
    actor Customer
    entity Order {
      state: { open, paid } = open
      total: Money = 0
      half: Int = 0
      tries: Int = 0
      asked: Int = 0
      weighed: Int = 0
      atMost: 0..9 = 0
    }
    entity Box { filled: Int = 0 }
    global till: Money = 0
    global named: Int = 0
    global divided: Int = 0
    global chosen: Int = 0
    global shown: Int = 0
    action pay(o: Order, amount: 0.01 EUR..) by Customer requires o.state == open and o.asked < 3 {
      o.state = paid
      let more = o.total + amount
      o.total = more
      till += more
      o.tries += 1
      o.weighed += o.tries * 2
      named += if chosen > 0 then 1 else 2
      o.half += 6 div (1 + divided)
    }
    optional action undo(o: Order) by Shop requires o.state == paid {
      o.state = open
      till -= o.total
      o.asked += 1
      shown += 1
      chosen += 1
      divided += 1
      o.atMost = if o.weighed > 5 then 1 else 2
    }
    optional action pack() by Shop { new b: Box; b.filled = 1 }
    property Ends(o: Order): always (o.state == paid implies eventually always o.state == paid)
    property Shows(o: Order): always eventually (o.state == paid or shown > 5)
    """

  private static func names(_ property: String) throws -> [String] {
    let system = try ProofBench.system(shop)
    let id = PropertyID(try #require(system.properties.firstIndex { $0.name == property }))
    let tallies = Tallies(of: id, in: World(system, threats: []))
    return tallies.fields.map { system.fields[$0.index].name }.sorted()
      + tallies.globals.map { system.globals[$0.index].name }.sorted()
  }

  /// What a guard, a branch, a divisor, the choice of a summand, a bounded place, `new` or the property reads is none.
  @Test func whatSomethingAsksAboutIsNoTally() throws {
    #expect(try Self.names("Ends") == ["half", "total", "named", "shown", "till"])
    #expect(try Self.names("Shows") == ["half", "total", "named", "till"])
  }
}
