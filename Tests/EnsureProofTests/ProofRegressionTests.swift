import EnsureModel
import EnsureObligations
import EnsureVerify
import Foundation
import Testing

/// What was once called proved and is false: nothing proves it any more.
@Suite struct ProofRegressionTests {
  private static let folder = "Corpus/regressions/proofs"

  static let files: [String] = {
    let all = try? FileManager.default.contentsOfDirectory(
      atPath: ProofBench.root.appendingPathComponent(folder).path)
    return (all ?? []).filter { $0.hasSuffix(".ens") }.sorted()
  }()

  @Test func thereAreSome() { #expect(!Self.files.isEmpty) }

  @Test(arguments: files) func whatIsFalseIsNotProved(_ file: String) throws {
    let path = "\(Self.folder)/\(file)"
    let system = try ProofBench.compiled(path)
    let text = try String(contentsOf: ProofBench.root.appendingPathComponent(path), encoding: .utf8)
    let names = text.split(separator: "\n").filter { $0.hasPrefix("// unproved: ") }.map { $0.dropFirst(13) }
    #expect(!names.isEmpty)
    let goals = ProofBench.invariants(system).map { ProofGoal.property($0) }
    for title in system.worlds() {
      let found = ProofSearch(World(system, threats: title.threats), goals).run()
      for (goal, property) in zip(goals, ProofBench.invariants(system)) {
        let name = system.properties[property.index].name
        #expect((found.claims[goal] == nil) == names.contains { $0 == name }, "\(name)")
      }
    }
  }
}
