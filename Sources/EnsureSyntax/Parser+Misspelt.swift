/// Words of operators that are written a little wrong, or as elsewhere. The lexer takes one for a name, so that an expression ends in
/// front of it or behind it, where nothing fits any more.
extension TreeParser {
  private static let prefixes: [TokenKind] = [
    .not, .always, .eventually, .next, .previously, .historically, .once, .earlier,
  ]
  private static let infixes: [TokenKind] = [
    .implies, .and, .or, .iff, .xor, .until, .unless, .since, .div, .mod,
  ]

  /// Whether an operator is meant where an expression has just ended: the token of its word, and what is meant.
  func misspeltOperator() -> (token: Int, word: String)? {
    guard position == expressionEnd, position > 0, Self.isName(kind) || startsExpression else { return nil }
    // `a impliess b`, where an expression has ended in front of the word.
    if Self.isName(kind), peekStartsExpression, let word = meant(position, ForeignWords.infix, Self.infixes) {
      return (position, word)
    }
    let last = position - 1
    guard Self.isName(tokens[last].kind), startsExpression else { return nil }
    // `eventualy a`, and `5 andd a`, where the word has been taken for a unit.
    let isUnit = last > 0 && (tokens[last - 1].kind == .integer || tokens[last - 1].kind == .decimal)
    let word =
      isUnit
      ? meant(last, ForeignWords.infix, Self.infixes) : meant(last, ForeignWords.prefix, Self.prefixes)
    return word.map { (last, $0) }
  }

  private static func isName(_ kind: TokenKind) -> Bool { kind == .identifier }

  private var peekStartsExpression: Bool {
    var next = self
    next.position += 1
    next.kind = peek()
    return next.startsExpression
  }

  /// The word that a name means elsewhere, or that it is nearly; names of one or two letters are near to too many.
  private func meant(_ index: Int, _ elsewhere: (String) -> String?, _ words: [TokenKind]) -> String? {
    if let word = elsewhere(text(index)) { return word }
    guard tokens[index].end - tokens[index].start > 2 else { return nil }
    return Suggestion.nearest(to: text(index), among: words.compactMap(\.spelling))
  }
}
