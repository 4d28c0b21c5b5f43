import EnsureModel
import EnsureSemantics
import EnsureSyntax
import Foundation
import Testing

/// Specs on which the witnesses once disagreed.
@Suite struct RegressionTests {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Corpus/regressions/meaning")

  static let names: [String] = {
    let found = try? FileManager.default.contentsOfDirectory(atPath: folder.path)
    return (found ?? []).filter { $0.hasSuffix(".ens") }.sorted()
  }()

  @Test func thereAreRegressions() { #expect(!Self.names.isEmpty) }

  @Test(arguments: names)
  func theWitnessesAgreeOn(_ name: String) throws {
    let text = try String(contentsOf: Self.folder.appending(path: name), encoding: .utf8)
    #expect(text.hasPrefix("// "), "a header says what was wrong")
    for seed in 0..<UInt64(40) {
      switch Differential().compare(text, seed: seed) {
      case .agreed: continue
      case .refused(let errors): Issue.record("\(errors)")
      case .disagreed(let found): Issue.record("seed \(seed): \(found)")
      }
    }
  }
}
