/// Patterns: temporal formulas with parameters. Their word is no reserved one: what follows shows that it is meant.
extension TreeParser {
  /// Whether `pattern responds(answer, trigger) =` stands here. Only the whole head tells: `x = 5 pattern f(a)` sets
  /// five of a unit that is called so, and then calls an effect.
  var isAtPattern: Bool {
    guard isWord("pattern"), peek() == .identifier, peek(2) == .leftParen else { return false }
    var distance = 3
    while true {
      switch peek(distance) {
      case .rightParen: return peek(distance + 1) == .equal
      // What a parameter and its type are made of; there are no brackets in it, so that no token is looked at for
      // two heads.
      case .identifier, .integer, .decimal, .comma, .colon, .dotDot, .question, .percent, .minus, .less,
        .greater,
        .leftBrace, .rightBrace, .pipe, .any, .none, .set, .of:
        distance += 1
      default: return false
      }
    }
  }

  mutating func patternDeclaration() {
    let start = mark()
    advance()
    let first = position
    name("a name for the pattern")
    parameters("the pattern \(.word(first))", arePatternParameters: true)
    definition("the formula", of: first)
    finish(.patternDecl, start)
  }
}
