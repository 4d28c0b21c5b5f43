import EnsureModel
import EnsureObligations
import EnsureVerify
import Testing

/// Whether an aggregate inside another one has a value.
@Suite struct NestedTotalTests {
  private func isDefined(_ guards: String, _ more: String = "") throws -> Bool {
    let system = try ProofBench.system(
      """
      system Nested
      role Clerk
      finite entity Box { cap: Int = any }
      finite entity Item { box: Box?  n: Int = 0 }
      entity Mark { item: Item?  on: Bool = false }
      \(more)
      action mark(m: Mark, i: Item) by Clerk requires m.item == none and \(guards) {
        m.item = i
        m.on = true
      }
      invariant On(m: Mark): m.item != none implies m.on
      """)
    return ProofSearch(World(system, threats: []), [.definedness]).run().claims[.definedness] != nil
  }

  /// What is unique is asked of any two instances.
  @Test func uniqueAsksOfWhatIsThere() throws {
    #expect(try isDefined("true", "unique Mark(item) when item != none"))
  }

  @Test func whatBothVariablesReadIsThere() throws {
    #expect(try isDefined("all(a: Item) exists(b: Item where b.n >= a.n div 2)"))
  }

  /// A path may lead to nothing, and a divisor may be 0.
  @Test(arguments: [
    "all(a: Item) exists(b: Item where b.n >= a.box.cap)",
    "all(a: Item) exists(b: Item where b.n div a.n >= 1)",
    "all(a: Item) exists(b: Item where b.n mod a.n == 0)",
    "all(a: Item where a.box.cap > 0) exists(b: Item where b.n > a.n)",
  ])
  func whatMayBeMissingIsNotTakenForGranted(_ guards: String) throws {
    #expect(try !isDefined(guards))
  }
}
