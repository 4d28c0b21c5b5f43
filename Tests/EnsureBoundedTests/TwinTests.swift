import EnsureExplore
import EnsureModel
import EnsureVerify
import Testing

/// The solver's witnesses are as long as those of the exploration, and each is replayed.
@Suite struct TwinTests {
  @Test(
    arguments: CompiledSpec.smallSystems.filter { $0.contains("card-checkout") }
      + CompiledSpec.specs(in: "Corpus/good"))
  func theSameIsWitnessed(_ path: String) throws {
    let spec = try CompiledSpec(path: path)
    let all = Set(spec.system.threats.indices.map { ThreatID($0) })
    var scope = Scope.defaults(for: World(spec.system, threats: all))
    try spec.scope?.apply(to: &scope, of: spec.system)
    for title in spec.system.worlds() {
      let world = World(spec.system, threats: title.threats)
      let limits = SearchLimits(depth: 4, states: 5_000)
      guard let exploration = try? Exploration.of(world, scope: scope, limits: limits) else { continue }
      let depth = exploration.bound.depth
      let query = BoundedQuery(
        properties: [], wantsDefinedness: false, twins: world.twinSubjects, scope: scope, depth: depth)
      let report = try BoundedSearch(world, query).run()
      // What a temporal property asks for only a run shows, which the explicit search does not look for.
      let shown = world.twinSubjects.filter { subject in
        guard case .antecedent(let property) = subject else { return true }
        return spec.system.properties[property.index].obligation == nil
      }
      #expect(exploration.twins.map(\.subject) == shown)
      for twin in exploration.twins where twin.steps ?? 0 <= depth {
        // What is stopped is the last step of its witness.
        let attempts =
          switch twin.subject {
          case .forbid, .honest: 1
          case .action, .permit, .antecedent: 0
          }
        #expect(
          report.twins[twin.subject].map { $0.steps.count - attempts } == twin.steps,
          "\(path), \(title.name): \(twin.subject)")
      }
    }
  }
}
