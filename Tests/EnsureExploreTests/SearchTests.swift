import EnsureModel
import Testing

@testable import EnsureExplore

@Suite struct SearchTests {
  @Test func twoPhaseCommitWithThreeManagersHas34States() throws {
    let sketch = KnownSystems.commit()
    let report = try Search(sketch.world(), scope: sketch.scope(3)).run([PropertyID(0)])
    #expect(report.states == 34)
    #expect(report.bound.isExhaustive)
    guard case .held? = report.outcomes[PropertyID(0)] else {
      Issue.record("commitment is consistent")
      return
    }
  }

  @Test func twoWritersHave14States() throws {
    let sketch = KnownSystems.writers()
    let report = try Search(sketch.world(), scope: sketch.scope(2)).run([])
    #expect(report.states == 14)
  }
}
