import EnsureExplore
import EnsureModel
import Testing

@testable import EnsureReport

@Suite struct ScenarioStoryTests {
  /// Why a scenario about an order that is paid within two days fails.
  private func reason(_ items: String) throws -> String {
    let system = try Specs.system(
      """
      system S
      role Gateway
      entity Order { state: { open, placed, paid } = open }
      action place(o: Order) by Gateway requires o.state == open { o.state = placed }
      action pay(o: Order) by Gateway within 2 days requires o.state == placed { o.state = paid }
      property Paid(o: Order): always (o.state == placed implies eventually within 2 days o.state == paid)
      scenario "late" { \(items) }
      """)
    let scenario = try #require(system.scenarios.first)
    let result = try scenario.run(in: system, scope: Specs.scope(system, 2))
    guard case .failed(let failure) = result.outcome else { return "it does not fail" }
    return ScenarioStory(scenario, result).reason(failure) { _ in "here" }
  }

  @Test func whatIsDueIsNamedWhereTimeCannotPass() throws {
    #expect(
      try reason("place(o); wait 3 days; pay(o)")
        == "here: so much time cannot pass here: `pay` of order1 is due within 2 days of being possible, "
        + "and comes before that")
    #expect(try reason("place(o); wait 2 days; pay(o)") == "it does not fail")
  }
}
