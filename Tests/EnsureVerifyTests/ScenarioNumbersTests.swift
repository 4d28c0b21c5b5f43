import EnsureModel
import EnsureSemantics
import Testing

@testable import EnsureVerify

/// What a scenario expects has to hold for every choice of numbers, and not only for those that are tried first.
@Suite struct ScenarioNumbersTests {
  /// How each scenario ends: "passed", "blocked", "expectation", "possible", or another word.
  private func ends(_ text: String) throws -> [String] {
    let compiled = Compiler.compile(text: text).system
    let system = try #require(compiled)
    let report = try Verification(system, VerificationOptions()).run()
    #expect(report.contradictions.isEmpty, "\(report.contradictions)")
    return report.scenarios.map { outcome in
      switch outcome.result?.outcome {
      case .passed?: return "passed"
      case .undecided?, nil: return "undecided"
      case .failed(let failure)?:
        switch failure.reason {
        case .expectation: return "expectation"
        case .possible: return "possible"
        case .blocked: return "blocked"
        case .givens: return "givens"
        case .nobody: return "nobody"
        case .undefined: return "undefined"
        }
      }
    }
  }

  @Test func initialValuesAreAny() throws {
    let found = try ends(
      """
      system Prices
      currency EUR
      role S
      entity O {
        price: Money = any where price > 0
        n: Int = 0
      }
      action pick(o: O) by S requires o.n == 0 { o.n = 1 }
      action pay(o: O) by S requires o.n == 0 and o.price * 7 == 12.25 EUR { o.n = 2 }
      scenario "cheap" { pick(o); expect o.price <= 5000 EUR }
      scenario "more than nothing" { pick(o); expect o.price > 0 EUR }
      scenario "no such price" { then pay(o) is impossible }
      scenario "such a price" { pay(o); expect o.n == 2 }
      scenario "no price is divided so" { given o.price * 7 == 12.26 EUR; pick(o) }
      """)
    #expect(found == ["expectation", "passed", "possible", "passed", "givens"])
  }

  @Test func whatIsChosenIsAny() throws {
    let found = try ends(
      """
      system Choices
      role S { low, high }
      entity O { n: Int = 0 }
      action pick(o: O) by S requires o.n == 0 { choose x: 1..1_000_000
        o.n = x }
      action big(o: O) by s: S requires s.rank == high and o.n > 900_000 and o.n mod 7 == 3 { o.n = -1 }
      scenario "not so large" { pick(o); expect o.n != 123_456 }
      scenario "in the range" { pick(o); expect o.n >= 1 and o.n <= 1_000_000 }
      scenario "low never" { pick(o); then big(o) by S.low is impossible }
      scenario "high may" { pick(o); big(o) by S.high; expect o.n == -1 }
      scenario "high never" { pick(o); then big(o) by S.high is impossible }
      """)
    #expect(found == ["expectation", "passed", "passed", "passed", "possible"])
  }

  /// Who is named, what is sent and how long it takes is the same for every number.
  @Test func namesMessagesAndWaitsAreFollowed() throws {
    let found = try ends(
      """
      system Notes
      resolution 1 min
      actor U
      entity Box { limit: Int = any where limit > 0
        owner: U = any
        at: Instant = now
        total: Int = 0 }
      message Note { box: Box
        n: Int }
      channel notes: Note exactly once
      action post(b: Box, n: 1..) by u: U requires b.owner == u and n <= b.limit {
        b.at = now
        send q: Note on notes { box = b
          n = n }
      }
      action read(q: Note) by U receive q on notes requires now - q.box.at >= 5 min { q.box.total += q.n }
      scenario "too early" { post(b, 7) by anna: U sends q; wait 4 min; then read(q) is impossible }
      scenario "not everybody" { given b.owner == anna; then post(b, 1) by bert: U is impossible
        post(b, 77_777) by anna: U sends q; wait 5 min; read(q); expect b.total == 77_777 }
      scenario "limit" { post(b, 5000) by anna: U; expect b.limit != 5003 }
      scenario "the limit is kept" { post(b, 5000) by anna: U; expect b.limit >= 5000 }
      """)
    #expect(found == ["passed", "passed", "expectation", "passed"])
  }
}
