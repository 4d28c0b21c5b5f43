import EnsureModel
import EnsureVerify
import Testing

/// The worked matrix of `Docs/semantics.md`, to depth 12 and over unbounded amounts.
@Suite struct WorkedMatrixTests {
  @Test(
    arguments: [
      ("NoOverRefund", "honest", nil, nil), ("NoOverRefund", "CorruptCourier", nil, nil),
      ("NoOverRefund", "ForgedWebhook", 1, nil), ("NoOverRefund", "Both", 1, nil),
      ("Books", "honest", nil, nil), ("Books", "CorruptCourier", nil, nil), ("Books", "ForgedWebhook", 1, nil),
      ("Books", "Both", 1, nil), ("PaidBeforeShipped", "honest", nil, nil),
      ("PaidBeforeShipped", "CorruptCourier", 1, nil), ("PaidBeforeShipped", "ForgedWebhook", 2, nil),
      ("PaidBeforeShipped", "Both", 1, nil), ("Settled", "honest", nil, nil),
      ("Settled", "CorruptCourier", 3, 3), ("Settled", "ForgedWebhook", nil, nil), ("Settled", "Both", 1, 1),
    ] as [(String, String, Int?, Int?)])
  func eachCellComesOut(_ property: String, _ name: String, _ length: Int?, _ loop: Int?) throws {
    let spec = try CompiledSpec(path: "Specs/card-checkout.ens")
    let title = try #require(spec.system.worlds().first { $0.name == name })
    let id = try spec.property(property)
    let query = BoundedQuery(
      properties: [id], wantsDefinedness: true, scope: try UnboundedTests.scope(spec), depth: 12)
    let report = try BoundedSearch(World(spec.system, threats: title.threats), query).run()
    switch report.outcomes[id] {
    case .held(let bound)?:
      #expect(length == nil)
      #expect(bound.depth == 12)
    case .violated(let violation)?:
      #expect(violation.trace.steps.count == length)
      #expect(violation.trace.loop == loop)
    case .undecided(let why)?: Issue.record("undecided: \(why.reason)")
    case nil: Issue.record("no answer")
    }
    guard case .held? = report.definedness else {
      Issue.record("a genuine step has no value")
      return
    }
  }
}
