import EnsureKernel
import EnsureModel
import EnsureObligations
import Testing

/// What a goal means in a world is told apart by every part of the spec that it can depend on.
@Suite struct MeaningTests {
  private static let text = """
    system Depot
    role Clerk
    entity Batch {
      blocked: Bool = false
    }
    entity Line {
      batch: Batch
      state: { open, packed, gone } = open
      price: Int = 0
      at: Instant = now
    }
    global worth: Int = 0
    action pack(l: Line, b: Batch, price: Int) by Clerk
      requires l.state == open and price > 0
    {
      let double = price + price
      l.batch = b
      l.state = packed
      l.price = double
      l.at = now
      if double > 10 {
        worth += 1
      } else {
        worth += 2
      }
    }
    action block(b: Batch) by Clerk
      requires not b.blocked
    {
      b.blocked = true
      for each l: Line where l.batch == b and l.state == packed {
        l.price = 0
      }
    }
    action send(l: Line) by Clerk
      requires l.state == packed and now - l.at >= 1 min
    {
      l.state = gone
    }
    invariant Worth: worth >= 0
    invariant Price(l: Line): l.price >= 0
    property PackedFirst(l: Line): always (send(l) implies once pack(l, _, _))
    property Waited(l: Line):
      always (send(l) implies (not send(l)) since[0, 10 min] pack(l, _, _) or earlier[0, 20 min] pack(l, _, _))
      assuming eventually send(l)
    """

  private func meaning(_ text: String, _ property: String) throws -> Meaning {
    let system = try ProofBench.system(text)
    let index = try #require(system.properties.firstIndex { $0.name == property })
    return Meaning(of: .property(PropertyID(index)), in: World(system, threats: []))
  }

  @Test(
    arguments: [
      ("Worth", "let double = price + price", "let double = price + 3"),
      ("Worth", "if double > 10", "if double > 11"),
      ("Worth", "worth += 1", "worth += 3"),
      ("Worth", "worth += 2", "worth += 4"),
      ("Price", "where l.batch == b and l.state == packed", "where l.state == packed"),
      ("PackedFirst", "l.state == packed and now - l.at >= 1 min", "l.state == packed and now - l.at >= 2 min"),
      ("PackedFirst", "l.at = now\n  if", "l.at = now - 1 min\n  if"),
      ("Waited", "since[0, 10 min]", "since[0, 11 min]"),
      ("Waited", "earlier[0, 20 min]", "earlier[0, 21 min]"),
      ("Waited", "assuming eventually send(l)", "assuming eventually pack(l, _, _)"),
    ])
  func anotherPartIsAnotherMeaning(_ property: String, _ part: String, _ other: String) throws {
    let changed = Self.text.replacing(part, with: other)
    #expect(changed != Self.text)
    let before = try meaning(Self.text, property).digest
    #expect(try meaning(changed, property).digest != before)
  }

  @Test func namesAndCommentsAreNoPartOfIt() throws {
    let renamed = Self.text.replacing("double", with: "twice").replacing("Depot", with: "Store")
      .replacing("global worth", with: "/// What there is.\n    global worth")
    for property in ["Worth", "Price", "PackedFirst", "Waited"] {
      #expect(try meaning(renamed, property).digest == meaning(Self.text, property).digest)
    }
  }
}
