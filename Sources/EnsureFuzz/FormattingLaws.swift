import EnsureModel
import EnsureSemantics
import EnsureSyntax

/// What must be true of the canonical text of every file that was read without a mistake.
enum FormattingLaws {
  static func violation(of result: ParseResult, meaning: Compilation) -> String? {
    guard let once = try? Formatter.format(result) else { return "a file without mistakes is not laid out" }
    let again = Parser.parse(once, file: FileID(index: 0))
    if let diagnostic = again.diagnostics.first {
      return "the canonical text is wrong: \(diagnostic.code.rawValue) \(diagnostic.message)"
    }
    if significantTokens(result.tree) != significantTokens(again.tree) {
      return "the canonical text has other tokens"
    }
    if comments(result.tree) != comments(again.tree) { return "the canonical text has other comments" }
    if (try? Formatter.format(again)) != once { return "the canonical text has another canonical text" }
    return meaningChanges(from: meaning, to: once)
  }

  /// The canonical text means the same: the same diagnostics in the same order, and the same model.
  private static func meaningChanges(from before: Compilation, to text: [UInt8]) -> String? {
    let after = Robustness.compile(text)
    let (old, new) = (before.diagnostics.map(\.code), after.diagnostics.map(\.code))
    if old != new {
      return
        "the canonical text has the diagnostics \(new.map(\.rawValue)), the file had \(old.map(\.rawValue))"
    }
    if let system = before.system, let other = after.system, Fingerprint.of(system) != Fingerprint.of(other) {
      return "the canonical text has another model"
    }
    return nil
  }

  /// The texts of the tokens that mean something: all but `;`, and commas in front of `}`.
  private static func significantTokens(_ tree: SyntaxTree) -> [ArraySlice<UInt8>] {
    var result: [ArraySlice<UInt8>] = []
    for (index, token) in tree.tokens.enumerated() {
      if token.kind == .semicolon { continue }
      if token.kind == .comma, tree.tokens[index + 1].kind == .rightBrace { continue }
      result.append(tree.source[Int(token.start)..<Int(token.end)])
    }
    return result
  }

  private static func comments(_ tree: SyntaxTree) -> [ArraySlice<UInt8>] {
    var end = 0
    var result: [ArraySlice<UInt8>] = []
    for token in tree.tokens {
      result += Gap.comments(tree.source[end..<Int(token.start)]) ?? []
      end = Int(token.end)
    }
    return result
  }
}
