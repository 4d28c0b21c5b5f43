import EngineComparison
import EnsureExplore
import EnsureModel
import EnsureVerify
import Testing

/// Over the same values the solver and the explicit search find the same.
@Suite struct CorpusAgreementTests {
  static let depth = 6

  @Test(
    arguments: CompiledSpec.smallSystems + CompiledSpec.specs(in: "Corpus/good")
      + CompiledSpec.specs(in: "Corpus/counts"))
  func theSameIsFound(_ path: String) throws {
    let spec = try CompiledSpec(path: path)
    let all = Set(spec.system.threats.indices.map { ThreatID($0) })
    var scope = Scope.defaults(for: World(spec.system, threats: all))
    try spec.scope?.apply(to: &scope, of: spec.system)
    for title in spec.system.worlds() {
      let world = World(spec.system, threats: title.threats)
      let result = SearchComparison(world, scope: scope, depth: Self.depth).run()
      #expect(result.difference == nil, "\(path), \(title.name)")
    }
  }
}
