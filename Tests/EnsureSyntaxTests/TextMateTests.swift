import Foundation
import Testing

@testable import EnsureSyntax

/// The specs of the repository that are meant to be correct.
enum CorpusFiles {
  static let good: [URL] = ["Specs", "Corpus/good"].flatMap { folder -> [URL] in
    let top = EBNF.repository.appending(path: folder)
    let all =
      FileManager.default.enumerator(at: top, includingPropertiesForKeys: nil)?.compactMap { $0 as? URL } ?? []
    return all.filter { $0.pathExtension == "ens" }.sorted { $0.path < $1.path }
  }

  static func source(_ url: URL) throws -> [UInt8] { try Array(Data(contentsOf: url)) }
}

@Suite struct TextMateTests {
  private static func grammar() throws -> TextMateGrammar {
    try TextMateGrammar(Data(contentsOf: EBNF.repository.appending(path: "Grammar/ensure.tmLanguage.json")))
  }

  private func isKeyword(_ scope: String?) -> Bool {
    guard let scope else { return false }
    return scope.hasPrefix("keyword.declaration") || scope.hasPrefix("keyword.control")
      || scope.hasPrefix("keyword.operator.word") || scope.hasPrefix("constant.language")
  }

  @Test func eachReservedWordIsAKeywordAndNoOtherWordIs() throws {
    let grammar = try Self.grammar()
    for word in EBNF.grammar.reserved {
      #expect(grammar.scopes(word).allSatisfy { isKeyword($0) }, "\(word)")
      #expect(!grammar.scopes(word + "_").contains { isKeyword($0) }, "\(word)_")
      let matching = grammar.rules.filter { rule in
        isKeyword(rule.pattern.name)
          && rule.start.firstMatch(in: word, range: NSRange(location: 0, length: word.utf16.count))?.range
            .length
            == word.utf16.count
      }
      #expect(matching.count == 1, "\(word)")
    }
    for word in SentenceGenerator.names { #expect(!grammar.scopes(word).contains { isKeyword($0) }, "\(word)") }
  }

  @Test func aUnitAndADeclaredNameHaveTheirOwnColours() throws {
    let grammar = try Self.grammar()
    #expect(grammar.scopes("5 EUR")[2] == "keyword.other.unit.ensure")
    #expect(grammar.scopes("14 days")[3] == "keyword.other.unit.ensure")
    #expect(grammar.scopes("5%")[1] == "keyword.other.unit.ensure")
    #expect(grammar.scopes("entity Order {")[7] == "entity.name.ensure")
    #expect(grammar.scopes("/// doc")[0] == "comment.line.documentation.ensure")
  }

  @Test func tokensAreColouredAsTheLexerReadsThem() throws {
    let grammar = try Self.grammar()
    var sources = [
      Array(designExample.utf8), Array("const a = \"x \\\" // no \\u{41}\" + 1_0.5 .. 7 // \"c\"\n".utf8),
    ]
    sources += try CorpusFiles.good.map { try CorpusFiles.source($0) }
    for source in sources {
      let tree = Parser.parse(source, file: FileID(index: 0)).tree
      let map = LineMap(source)
      let scopes = (1...map.lineCount).map { grammar.scopes(map.text(ofLine: $0)) }
      func scope(_ offset: Int) -> String? {
        let line = map.position(offset).line
        let start = map.bytes(ofLine: line).lowerBound
        let column = String(decoding: source[start..<offset], as: UTF8.self).utf16.count
        return column < scopes[line - 1].count ? scopes[line - 1][column] : nil
      }
      var end = 0
      for token in tree.tokens {
        for offset in end..<Int(token.start) where source[offset] == 0x2F {
          #expect(scope(offset)?.hasPrefix("comment") == true, "\(map.position(offset))")
        }
        end = Int(token.end)
        guard token.end > token.start else { continue }
        let found = scope(Int(token.start))
        let text = tree.text(token)
        switch token.kind {
        case .string:
          #expect(found == "string.quoted.double.ensure" && scope(end - 1) == found, "\(text)")
        case .integer, .decimal:
          #expect(found == "constant.numeric.ensure" && scope(end - 1) == found, "\(text)")
        case _ where token.kind.isReservedWord: #expect(isKeyword(found), "\(text) at \(map.position(end))")
        case .identifier:
          #expect(
            !isKeyword(found) && found?.hasPrefix("comment") == false && found?.hasPrefix("string") == false,
            "\(text)")
        default: #expect(found != nil && found?.hasPrefix("comment") == false, "\(text)")
        }
      }
    }
  }
}
