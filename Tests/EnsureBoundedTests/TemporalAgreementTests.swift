import EngineComparison
import EnsureExplore
import EnsureModel
import EnsureVerify
import Testing

/// Over the same values the solver finds lassos and bad prefixes of the same length and cost as the plain search.
@Suite struct TemporalAgreementTests {
  @Test(
    arguments: CompiledSpec.specs(in: "Corpus/good") + [
      "Specs/card-checkout.ens", "Specs/card-checkout.bug.ens",
    ])
  func theSameIsFound(_ path: String) throws {
    let spec = try CompiledSpec(path: path)
    let temporal = spec.system.properties.indices.map { PropertyID($0) }.filter { id in
      if case .temporal = spec.system.properties[id.index].kind { true } else { false }
    }
    if temporal.isEmpty { return }
    let all = Set(spec.system.threats.indices.map { ThreatID($0) })
    var scope = Scope.defaults(for: World(spec.system, threats: all))
    for unit in scope.values.keys { scope.values[unit] = ValueSet([0...1]) }
    if spec.system.hasTime { scope.delays = ValueSet([1...2]) }
    try spec.scope?.apply(to: &scope, of: spec.system)
    let depth = 3
    for title in spec.system.worlds() {
      let world = World(spec.system, threats: title.threats)
      for id in temporal {
        let name = "\(path), \(title.name): \(spec.system.properties[id.index].name)"
        guard let search = try? LassoSearch(world, scope, property: id, depth: depth),
          let finding = try? search.run()
        else { continue }
        let query = BoundedQuery(properties: [id], wantsDefinedness: false, scope: scope, depth: depth)
        let report = try BoundedSearch(world, query).run()
        switch (finding.violation, report.outcomes[id]) {
        case (nil, .held): #expect(finding.depth == depth)
        case (let first?, .violated(let second)):
          let (left, right) = (try TraceCost(first.trace, in: world), try TraceCost(second.trace, in: world))
          #expect(left == right, "\(name)")
        case (nil, .undecided): break
        case (let first, let second):
          Issue.record("\(name): \(String(describing: first)), \(String(describing: second))")
        }
      }
    }
  }
}
