import Foundation
import Testing

/// The table of rules that are easily got wrong (`Docs/robustness.md`): what it names is there, and no marked rule is missing.
@Suite struct MarkedRuleTests {
  private static var rows: [(rule: String, mistakes: [String])] {
    let text = Repository.text("Docs/robustness.md")
    let part = text.split(separator: "## The rules that are easily got wrong").last ?? ""
    return part.split(separator: "\n## ")[0].split(separator: "\n").filter { $0.hasPrefix("| ") }.dropFirst()
      .map { line in
        let cells = line.split(separator: "|", omittingEmptySubsequences: false).map {
          $0.trimmingCharacters(in: .whitespaces)
        }
        let names = cells.dropFirst(2).joined(separator: " ").matches(of: /`([a-z][A-Za-z]+)`/).map {
          String($0.1)
        }
        return (cells[1], names)
      }
  }

  @Test func whatTheTableNamesIsThere() {
    let sources = [
      "Sources/EnsureModel/Sabotage.swift", "Sources/EnsureObligations/ProofSabotage.swift",
      "Sources/EnsureVerify/Bounded/EncoderSabotage.swift",
      "Tests/EnsureWitnessTests/Sabotage/BrokenLowering.swift",
      "Sources/EnsureKernel/CertificateCheck.swift",
    ].map(Repository.text).joined(separator: "\n")
    let known = Set(sources.matches(of: /\n *case ([A-Za-z]+)/).map { String($0.1) })
    let named = Self.rows.flatMap(\.mistakes)
    #expect(named.count > 50)
    #expect(named.filter { !known.contains($0) } == [])
  }

  private static let semantics = Repository.root.appendingPathComponent("../shared/SEMANTICS.md")

  @Test(
    .enabled(
      if: FileManager.default.fileExists(atPath: semantics.path), "the semantics in ../shared is not here"))
  func noMarkedRuleIsMissing() throws {
    let text = try String(contentsOf: Self.semantics, encoding: .utf8)
    var marked: [Int] = []
    var rule = 0
    for line in text.split(separator: "\n") {
      if let number = line.prefixMatch(of: #/(\d+)\. /#) { rule = Int(number.1) ?? rule }
      if line.contains(#/ !( |$)/#), rule > 0, marked.last != rule { marked.append(rule) }
    }
    let listed = Self.rows.flatMap { row in row.rule.matches(of: /\d+/).compactMap { Int($0.0) } }
    #expect(marked.count > 15 && Set(marked).isSubset(of: listed), "\(marked) \(listed)")
  }
}
