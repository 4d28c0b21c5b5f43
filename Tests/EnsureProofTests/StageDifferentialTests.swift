import EnsureKernel
import EnsureModel
import EnsureObligations
import EnsureVerify
import Testing

/// Stages with companions, with openings and with what is assumed, at random: what is proved for any number of letters no fair run
/// with a few of them breaks. Nor does one break what is proved of another workflow, where the rule accepts the same proof.
@Suite struct StageDifferentialTests {
  private struct Tally {
    var proved = 0
    var violated = 0
    /// What is not violated with a few letters and was not proved.
    var held = 0
    /// What is proved with stages that speak of others; that wait for an opening; that what is assumed leads out of.
    var byOthers = 0
    var byOpenings = 0
    var byAssumptions = 0
    /// How many proofs are proofs of another workflow, too, and how many are not.
    var moved = 0
    var refused = 0
    /// What is proved and violated.
    var contradictions: [String] = []

    mutating func add(_ claim: ProofClaim) {
      proved += 1
      let stages = claim.rankings.flatMap(\.stages)
      if stages.contains(where: { !$0.variables.isEmpty }) { byOthers += 1 }
      if stages.contains(where: { $0.opening != nil }) { byOpenings += 1 }
      let isAssumed = stages.flatMap(\.withInner).contains {
        if case .assumed = $0.help { true } else { false }
      }
      if isAssumed { byAssumptions += 1 }
    }

    mutating func judge(_ workflow: LetterWorkflow, _ name: String) {
      let isViolated = (1...3).contains { workflow.oracle.isViolated(letters: $0) }
      if isViolated { contradictions.append("\(name) is proved:\n\(workflow.text)") }
    }
  }

  private static let goal = ProofGoal.property(PropertyID(0))

  private static func world(_ workflow: LetterWorkflow) throws -> World {
    let system = try ProofBench.system(workflow.text)
    return World(system, threats: Set(system.threats.indices.map { ThreatID($0) }))
  }

  /// Whether the rule accepts of one world what has been shown in another one.
  private static func accepts(_ claim: ProofClaim, of other: World, in world: World, _ sabotage: ProofSabotage?)
    throws -> Bool
  {
    let (rule, old) = (
      ProofRule(for: goal, in: world, sabotage: sabotage), ProofRule(for: goal, in: other, sabotage: sabotage)
    )
    guard rule.duties.count == old.duties.count else { return false }
    var moved = ProofClaim(terms: rule.world.bank, lemmas: [])
    // One that remembers less knows nothing of what the other one speaks of.
    guard old.world.system.globals.count == rule.world.system.globals.count else { return false }
    try moved.add(encoded: claim.encoded(for: old.world.system), of: rule.world.system)
    return ProofBench.open(moved, for: goal, rule) == []
  }

  /// - Parameter variants: how many other workflows each proof is tried with.
  private static func run(_ seeds: Range<UInt64>, variants: Int, _ sabotage: ProofSabotage? = nil) throws
    -> Tally
  {
    var tally = Tally()
    for seed in seeds {
      if sabotage != nil && !tally.contradictions.isEmpty { break }
      var luck = SeededNumbers(seed)
      let workflow = LetterWorkflow(&luck)
      let world = try world(workflow)
      guard
        let claim = ProofSearch(world, [goal], limit: 20_000, sabotage: sabotage).run().claims[goal]
      else {
        if workflow.oracle.isViolated(letters: 2) { tally.violated += 1 } else { tally.held += 1 }
        continue
      }
      tally.add(claim)
      tally.judge(workflow, "seed \(seed)")
      for number in 0..<variants {
        let other = workflow.varied(&luck)
        if try accepts(claim, of: world, in: Self.world(other), sabotage) {
          tally.moved += 1
          tally.judge(other, "seed \(seed), variant \(number),")
        } else {
          tally.refused += 1
        }
      }
    }
    return tally
  }

  @Test func whatIsProvedNoFairRunBreaks() throws {
    let tally = try Self.run(0..<160, variants: 8)
    print(
      "letters: \(tally.proved) proved (\(tally.byOthers) by others, \(tally.byOpenings) by openings, "
        + "\(tally.byAssumptions) by assumptions), \(tally.violated) violated, \(tally.held) held; "
        + "\(tally.moved) of other workflows, too, \(tally.refused) not")
    #expect(tally.contradictions == [])
    #expect(tally.byOthers >= 15 && tally.byOpenings >= 2 && tally.byAssumptions >= 5)
    #expect(tally.violated > 50 && tally.held * 3 < tally.proved)
    #expect(tally.moved > 50 && tally.refused > 50)
  }

  /// That companions may go is caught by `UnsoundRuleTests` alone: the search asks each step for itself whether it may stay.
  @Test(arguments: [ProofSabotage.openingsComeAbout, .assumedIsDue, .helpersAreAlwaysPossible])
  func aWrongRuleIsCaught(_ sabotage: ProofSabotage) throws {
    let tally = try Self.run(0..<300, variants: 8, sabotage)
    print(sabotage, tally.proved + tally.violated + tally.held)
    #expect(!tally.contradictions.isEmpty)
  }
}
