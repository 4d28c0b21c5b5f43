import Foundation
import Testing

@testable import EnsureSyntax

/// The repository's own specs, as far as they are there.
@Suite(.enabled(if: !CorpusFiles.good.isEmpty, "there are no specs beside the sources"))
struct CorpusTests {
  private static var isComplete: Bool {
    ["Specs", "Corpus/good"].allSatisfy { folder in
      CorpusFiles.good.contains { $0.path.hasPrefix(EBNF.repository.appending(path: folder).path) }
    }
  }

  @Test(.enabled(if: isComplete, "only Specs and Corpus/good together use every rule"))
  func everyRuleOfTheGrammarIsUsedByThem() throws {
    let recogniser = Recogniser(EBNF.grammar)
    for url in CorpusFiles.good {
      let result = Parser.parse(try CorpusFiles.source(url), file: FileID(index: 0))
      #expect(result.diagnostics.map(\.message) == [], "\(url.path)")
      #expect(recogniser.accepts(result.tree), "\(url.path)")
    }
    let missing = Set(EBNF.grammar.order).subtracting(recogniser.reached)
    #expect(missing.sorted() == [], "no spec in Specs or Corpus/good uses these rules")
  }

  @Test func theirCanonicalFormIsStable() throws {
    for url in CorpusFiles.good {
      let once = try Formatter.format(Parser.parse(try CorpusFiles.source(url), file: FileID(index: 0)))
      let twice = try Formatter.format(Parser.parse(once, file: FileID(index: 0)))
      #expect(String(decoding: once, as: UTF8.self) == String(decoding: twice, as: UTF8.self), "\(url.path)")
    }
  }
}
