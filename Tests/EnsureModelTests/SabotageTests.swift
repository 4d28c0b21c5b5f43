import EnsureModel
import Testing

@Suite struct SabotageTests {
  @Test(arguments: Sabotage.allCases) func ruleHolds(_ sabotage: Sabotage) throws {
    #expect(try Rules.check(for: sabotage)(nil))
  }

  @Test(arguments: Sabotage.allCases) func sabotageIsNoticed(_ sabotage: Sabotage) throws {
    #expect(try Rules.check(for: sabotage)(sabotage) == false)
  }
}
