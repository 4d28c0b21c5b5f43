import Testing

/// The comparison has teeth: each mistake that a lowering could make is noticed.
@Suite struct SabotageTests {
  @Test(arguments: BrokenLowering.allCases)
  func theWitnessesNoticeABrokenLowering(_ broken: BrokenLowering) {
    var differential = Differential()
    differential.sabotage = { broken.apply(&$0) }
    for seed in 0..<UInt64(600) {
      if case .disagreed = differential.compare(SpecGenerator.spec(seed), seed: seed) {
        print("\(broken.rawValue): noticed in spec \(seed)")
        return
      }
    }
    Issue.record("nobody notices that \(broken.rawValue)")
  }
}
