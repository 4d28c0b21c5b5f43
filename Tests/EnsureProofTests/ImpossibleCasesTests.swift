import EnsureObligations
import Testing

@testable import EnsureVerify

/// Cases of a step that the same premises exclude.
@Suite struct ImpossibleCasesTests {
  @Test func whatExcludedOneCaseIsTriedOnTheNext() {
    var cases = ImpossibleCases<Int>()
    var looks = 0
    func look(_ premises: Set<Int>) -> Bool {
      looks += 1
      return premises.contains(7)
    }
    // Few cases are not worth it.
    cases.note(.move(1), [7], excludes: look)
    #expect(cases.reason(.move(1), excludes: look) == nil && looks == 0)
    for _ in 0..<20 { cases.note(.move(1), [7], excludes: look) }
    #expect(cases.reason(.move(1), excludes: look) == [7])
    #expect(cases.reason(.move(2), excludes: look) == nil)
    // What does not exclude a case is not tried on further ones.
    #expect(cases.reason(.move(1), excludes: { _ in false }) == nil)
    #expect(cases.reason(.move(1), excludes: look) == nil)
  }
}
