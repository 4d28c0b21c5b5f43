import EnsureExplore
import EnsureModel
import EnsureVerify
import Testing

/// Without sets of values numbers are unbounded, and what is found is as the specs say.
@Suite struct UnboundedTests {
  /// The number of instances that an explicit search would look at, and no values.
  static func scope(_ spec: CompiledSpec) throws -> Scope {
    var scope = Scope.defaults(
      for: World(spec.system, threats: Set(spec.system.threats.indices.map { ThreatID($0) })))
    scope.values = [:]
    scope.delays = ValueSet([])
    try spec.scope?.apply(to: &scope, of: spec.system)
    return scope
  }

  /// The worked matrix of `Docs/semantics.md`: its first two rows, to depth 12.
  @Test(
    arguments: [
      ("NoOverRefund", "honest", nil), ("NoOverRefund", "CorruptCourier", nil),
      ("NoOverRefund", "ForgedWebhook", 1), ("NoOverRefund", "Both", 1), ("Books", "honest", nil),
      ("Books", "CorruptCourier", nil), ("Books", "ForgedWebhook", 1), ("Books", "Both", 1),
    ] as [(String, String, Int?)])
  func theWorkedMatrixComesOut(_ property: String, _ name: String, _ length: Int?) throws {
    let spec = try CompiledSpec(path: "Specs/card-checkout.ens")
    let title = try #require(spec.system.worlds().first { $0.name == name })
    let id = try spec.property(property)
    let query = BoundedQuery(
      properties: [id], wantsDefinedness: true, scope: try Self.scope(spec), depth: 12)
    let report = try BoundedSearch(World(spec.system, threats: title.threats), query).run()
    switch report.outcomes[id] {
    case .held(let bound)?:
      #expect(length == nil)
      #expect(bound.depth == 12)
    case .violated(let violation)?: #expect(violation.trace.steps.count == length)
    default: Issue.record("the cell is not decided")
    }
    guard case .held? = report.definedness else {
      Issue.record("a genuine step has no value")
      return
    }
  }

  @Test(arguments: CompiledSpec.specs(in: "Specs") + CompiledSpec.specs(in: "Corpus/good"))
  func everythingFoundIsReplayed(_ path: String) throws {
    let spec = try CompiledSpec(path: path)
    let scope = try Self.scope(spec)
    for title in spec.system.worlds() {
      let world = World(spec.system, threats: title.threats)
      let properties = spec.system.properties.indices.map { PropertyID($0) }
      let query = BoundedQuery(properties: properties, wantsDefinedness: true, scope: scope, depth: 6)
      _ = try BoundedSearch(world, query).run()
    }
  }
}
