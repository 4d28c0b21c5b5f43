import EngineComparison
import EnsureExplore
import EnsureModel
import EnsureVerify
import Testing

/// The comparison with the explicit search notices an encoder that gets one rule wrong.
@Suite struct EncoderSabotageTests {
  private static let paths =
    CompiledSpec.specs(in: "Corpus/good") + CompiledSpec.specs(in: "Corpus/counts")
    + ["Specs/card-checkout.ens", "Specs/card-checkout.bug.ens"]

  /// Small systems, each about one rule that the corpus does not put to the test.
  private static let systems = [
    """
    system Cancelled

    entity Box {
      left: Int = 0
      right: Int = 0
    }

    action fill(b: Box)
      requires b.left == 0
    {
      b.left = 1
    }

    action copy(b: Box)
      requires b.left == 1 and b.right == 0
    {
      b.right = b.left + 1
    }

    action drain(b: Box)
      requires b.right == 2
    {
      b.left = 5
      b.right = b.left
    }

    invariant Small(b: Box): b.right <= 4
    invariant Never(b: Box): b.left != 7
    """,
    """
    system Emptied

    role Clerk
    role Thief

    entity Box {
      divisor: Int = 0
      result: Int = 0
      limit: 0..3 = 0
      next: Box?
    }

    action divide(b: Box) by Clerk
      requires b.divisor > 0
    {
      b.result = 7 div b.divisor
    }

    action set(b: Box, value: Int) by Clerk
      requires value == 2 or value == -2
    {
      b.divisor = value
    }

    action grow(b: Box) by Clerk
      requires b.limit < 3
      honest b.limit < 1
    {
      b.limit = b.limit + 1
    }

    action link(b: Box, c: Box) by Clerk
      requires b.next == none
    {
      b.next = c
    }

    action follow(b: Box) by Clerk
      requires b.next != none and b.next.limit == 1
    {
      b.result = -1
    }

    threat Fools {
      attacker may divide(b) without requires
      attacker may grow(b) without requires
      attacker may follow(b) without requires
      corrupt Clerk
    }

    invariant Result(b: Box): b.result < 5
    invariant Limit(b: Box): b.limit < 2
    invariant Followed(b: Box): b.result >= 0
    """,
  ]

  @Test(arguments: EncoderSabotage.allCases)
  func aSabotagedEncoderIsCaught(_ sabotage: EncoderSabotage) throws {
    for text in Self.systems where try isCaught(sabotage, try CompiledSpec(text), depth: 4) { return }
    for path in Self.paths where try isCaught(sabotage, try CompiledSpec(path: path), depth: 3) { return }
    Issue.record("\(sabotage) goes unnoticed")
  }

  @Test func theSystemsOfThisTestAreNoReasonToDisagree() throws {
    for text in Self.systems { #expect(try !isCaught(nil, try CompiledSpec(text), depth: 4)) }
  }

  private func isCaught(_ sabotage: EncoderSabotage?, _ spec: CompiledSpec, depth: Int) throws -> Bool {
    let all = Set(spec.system.threats.indices.map { ThreatID($0) })
    var scope = Scope.defaults(for: World(spec.system, threats: all))
    try spec.scope?.apply(to: &scope, of: spec.system)
    return spec.system.worlds(extra: [all]).contains { title in
      let world = World(spec.system, threats: title.threats)
      let comparison = SearchComparison(world, scope: scope, depth: depth, states: 3_000, sabotage: sabotage)
      return comparison.run().difference != nil
    }
  }
}
