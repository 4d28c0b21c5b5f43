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

    role Clerk

    entity Box {
      left: Int = 0
      right: Int = 0
    }

    action fill(b: Box) by Clerk
      requires b.left == 0
    {
      b.left = 1
    }

    action copy(b: Box) by Clerk
      requires b.left == 1 and b.right == 0
    {
      b.right = b.left + 1
    }

    action drain(b: Box) by Clerk
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
      after: Box?
    }

    action divide(b: Box) by Clerk
      requires b.divisor > 0
    {
      b.result = 7 div b.divisor
    }

    action adjust(b: Box, value: Int) by Clerk
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
      requires b.after == none
    {
      b.after = c
    }

    action follow(b: Box) by Clerk
      requires b.after != none and b.after.limit == 1
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
    """
    system Backwards

    role Clerk

    entity Box {
      left: Int = 0
      right: Int = 0
      limit: 0..3 = 0
    }

    action copy(b: Box) by Clerk
      requires b.left == 1
    {
      b.right = 1
    }

    action fill(b: Box) by Clerk
      requires b.left == 0
    {
      b.left = 1
    }

    action burst(b: Box) by Clerk
      requires b.right == 1
    {
      b.limit = b.limit + 5
    }

    invariant Empty(b: Box): b.right == 0
    """,
    """
    system Guarded

    role Clerk

    entity Box {
      divisor: Int = 0
      result: Int = 0
    }

    action share(b: Box) by Clerk
      requires b.divisor != 0
      requires 7 div b.divisor > 1
    {
      b.result = 3
    }

    action adjust(b: Box) by Clerk
      requires b.divisor == 0
    {
      b.divisor = 2
    }

    invariant Result(b: Box): b.result == 0
    """,
    """
    system Linked

    role Clerk

    entity Box {
      size: Int = 0
      after: Box?
    }

    action peek(b: Box) by Clerk
      requires b.after.size == 0
    {
      b.size = 1
    }

    invariant Small(b: Box): b.size < 2
    """,
    """
    system Clocked

    role Clerk

    entity Job {
      started: Instant = now
      done: Bool = false
    }

    action start(j: Job) by Clerk
      requires not j.done
    {
      j.started = now
    }

    action finish(j: Job) by Clerk
      requires now - j.started > 1 s
    {
      j.done = true
    }

    invariant Never(j: Job): not j.done
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
