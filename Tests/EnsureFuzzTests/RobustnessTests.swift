import EnsureSemantics
import EnsureSyntax
import Foundation
import Testing

@testable import EnsureFuzz

/// What the fuzzer checks holds for the corpus, for what the fuzzer has found before, and for changed specs.
@Suite struct RobustnessTests {
  private static let root: URL = {
    var url = URL(fileURLWithPath: #filePath)
    for _ in 0..<3 { url.deleteLastPathComponent() }
    return url
  }()

  static let files: [String] = ["Specs", "Corpus"].flatMap { folder in
    let names =
      FileManager.default.enumerator(atPath: root.appendingPathComponent(folder).path)?.allObjects ?? []
    return names.compactMap { $0 as? String }.filter { $0.hasSuffix(".ens") }.map { "\(folder)/\($0)" }
  }.sorted()

  private static func bytes(_ path: String) throws -> [UInt8] {
    Array(try Data(contentsOf: root.appendingPathComponent(path)))
  }

  private static let vocabulary = TokenKind.allCases.compactMap { kind in kind.spelling.map { Array($0.utf8) } }

  @Test func thereIsACorpus() {
    #expect(Self.files.count > 100)
    #expect(Self.files.contains { $0.hasPrefix("Corpus/regressions/") })
  }

  @Test(arguments: files)
  func aSpecOfTheCorpusAndItsMutationsKeepTheLaws(_ path: String) throws {
    let text = try Self.bytes(path)
    #expect(Robustness.violation(of: text) == nil)
    for seed in 0..<12 {
      var mutation = TokenMutation(text, seed: UInt64(seed), vocabulary: Self.vocabulary)
      let mutated = mutation.mutated()
      if let problem = Robustness.violation(of: mutated) {
        Issue.record("seed \(seed): \(problem)\n\(String(decoding: mutated, as: UTF8.self))")
      }
    }
  }

  @Test(arguments: files.filter { $0.hasPrefix("Specs/") })
  func aSpecWithAPieceOfAnotherKeepsTheLaws(_ path: String) throws {
    let text = try Self.bytes(path)
    for (seed, other) in Self.files.enumerated() {
      var mutation = TokenMutation(text, seed: UInt64(seed), vocabulary: Self.vocabulary)
      let crossed = mutation.crossed(with: try Self.bytes(other))
      if let problem = Robustness.violation(of: crossed) {
        Issue.record("with \(other): \(problem)\n\(String(decoding: crossed, as: UTF8.self))")
      }
    }
  }

  @Test func theImportsOfFuzzedTextKeepTheLaws() {
    for path in Shelf.texts.keys.sorted() + ["nothing", "../x", "main.ens"] {
      #expect(
        Robustness.violation(of: Array("system S\nimport \"\(path)\"\nentity E\n".utf8)) == nil, "\(path)")
    }
  }

  // MARK: - The laws can be broken

  @Test func aTreeOfOtherBytesIsNoticed() {
    let result = Parser.parse(Array("entity A".utf8), file: FileID(index: 0))
    #expect(TreeLaws.violation(of: result, source: Array("entity A".utf8)) == nil)
    #expect(
      TreeLaws.violation(of: result, source: Array("entity B".utf8)) == "the tree has other bytes than the file"
    )
  }

  @Test func aDiagnosticThatPointsNowhereIsNoticed() {
    let source = Array("é".utf8)
    for (start, end) in [(0, 3), (1, 2), (-1, 0), (2, 1)] {
      let range = SourceRange(file: FileID(index: 0), start: start, end: end)
      #expect(TreeLaws.diagnostics([Diagnostic(.unexpectedToken, "x", at: range)], in: source) != nil)
    }
  }

  @Test func otherMeaningsAreNoticed() throws {
    func fingerprint(_ text: String) throws -> Int {
      Fingerprint.of(try #require(Robustness.compile(Array(text.utf8)).system))
    }
    let head = "system S\nrole R\nentity E { u: 0..3 = 0 }\naction a(e: E) by R requires e.u < 3 { e.u = "
    let tail = " }\ninvariant I(e: E): e.u <= 3\n"
    let one = try fingerprint(head + "e.u + 1" + tail)
    #expect(try fingerprint("\n\n" + head + "  e.u\n +   1" + tail) == one)
    #expect(try fingerprint(head + "e.u + 2" + tail) != one)
    #expect(try fingerprint(head + "1 + e.u" + tail) != one)
    #expect(try fingerprint(head + "e.u + 1 }\naction b(e: E) by R { e.u = 0" + tail) != one)
    #expect(try fingerprint(head + "e.u + 1" + tail.replacingOccurrences(of: "I(e", with: "J(e")) != one)
  }

  @Test func gapsHoldCommentsOnly() {
    #expect(
      Gap.comments(Array("  // a \r\n\t/// b".utf8)[...])?.map { String(decoding: $0, as: UTF8.self) } == [
        "// a", "/// b",
      ])
    #expect(Gap.comments(Array(" x ".utf8)[...]) == nil)
    #expect(Gap.comments(Array("/".utf8)[...]) == nil)
  }

  @Test func piecesAreTheText() throws {
    for path in Self.files {
      let text = try Self.bytes(path)
      #expect(Piece.split(text).flatMap(\.bytes) == text)
    }
  }
}
