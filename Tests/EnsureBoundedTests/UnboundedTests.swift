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

  @Test(arguments: CompiledSpec.smallSystems + CompiledSpec.specs(in: "Corpus/good"))
  func everythingFoundIsReplayed(_ path: String) throws {
    let spec = try CompiledSpec(path: path)
    let scope = try Self.scope(spec)
    for title in spec.system.worlds() {
      let world = World(spec.system, threats: title.threats)
      let properties = spec.system.properties.indices.map { PropertyID($0) }
      let query = BoundedQuery(properties: properties, wantsDefinedness: true, scope: scope, depth: 6)
      let report = try BoundedSearch(world, query).run()
      #expect(Set(report.outcomes.keys) == Set(properties), "\(path), \(title.name)")
      let interpreter = try Interpreter(world, scope: scope)
      for case (let property, .violated(let violation)) in report.outcomes {
        try interpreter.replay(violation, of: property)
        #expect(violation.trace.steps.count <= query.depth)
      }
    }
  }
}
