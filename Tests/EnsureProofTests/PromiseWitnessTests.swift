import EnsureExplore
import EnsureModel
import EnsureObligations
import Testing

/// The promises of `PromiseProofTests` once more, decided by the interpreter on every short run with every loop: it sees no
/// violation that the search of all states does not, and where it gets a rule wrong, that shows.
@Suite struct PromiseWitnessTests {
  /// A violation that some run of so many steps shows; nil if none does.
  private static func finding(
    _ workflow: PromiseProofTests.Workflow, _ sabotage: Sabotage?, instances: Int
  ) throws -> Violation? {
    let system = try ProofBench.system(workflow.text)
    let world = World(
      system, threats: Set(system.threats.indices.map { ThreatID($0) }), sabotage: sabotage)
    let scope = Scope(instances: system.entities.map { _ in instances })
    return try LassoSearch(world, scope, property: PropertyID(0), depth: 3).run().violation
  }

  @Test func whatIsSeenOfARunIsSeenOfAllStates() throws {
    var (seen, missed, kept) = (0, 0, 0)
    for seed in UInt64(0)..<160 {
      var luck = SeededNumbers(seed)
      let workflow = PromiseProofTests.workflow(&luck)
      let isSeen = try Self.finding(workflow, nil, instances: 2) != nil
      switch (isSeen, workflow.oracle.isViolated) {
      case (true, true): seen += 1
      case (false, true): missed += 1
      case (false, false): kept += 1
      case (true, false):
        Issue.record("seed \(seed): a run violates what holds in all states\n\(workflow.text)")
      }
    }
    print("promises on runs: \(seen) violated, \(missed) violated by longer runs only, \(kept) kept")
    #expect(seen > 30 && kept > 60 && missed < seen)
  }

  /// Rules 11, 16 and 17. That a forged step keeps no promise hardly ever matters where nobody has to take any step at all;
  /// `PastProofTests` notices it.
  @Test(arguments: [
    Sabotage.triggersAreGenuine, .optionalIsForced, .strongIsWeak, .unfairLassosCount, .untouchedIgnored,
  ])
  func aWrongRuleIsNoticed(_ sabotage: Sabotage) throws {
    // Nothing stands for instances outside of the scope where there is only one.
    let instances = sabotage == .untouchedIgnored ? 1 : 2
    for seed in UInt64(0)..<400 {
      var luck = SeededNumbers(seed)
      let workflow = PromiseProofTests.workflow(&luck)
      let wrong = try Self.finding(workflow, sabotage, instances: instances) != nil
      if wrong != (try Self.finding(workflow, nil, instances: instances) != nil) {
        return print("\(sabotage): noticed with seed \(seed)")
      }
    }
    Issue.record("nobody notices \(sabotage)")
  }
}
