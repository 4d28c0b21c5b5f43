/// What later releases will read: it is recognised by its first words, where nothing else could stand, refused with
/// one message, and skipped.
extension TreeParser {
  /// Refuses something that begins here: what was wrong before it has nothing to do with it.
  private mutating func notYetHere(_ what: Phrase) {
    report(.notYet, "\(text(what)) is not supported yet", at: range(position))
    errorPosition = position
  }

  mutating func notYet(_ what: @autoclosure () -> Phrase) {
    complain(.notYet, "\(what()) is not supported yet", at: range(position))
  }

  // MARK: - Declarations

  /// Whether a declaration of a later release begins here.
  var isDeferredDeclaration: Bool {
    guard kind == .identifier else { return false }
    switch peek() {
    case .identifier: return isWord("respond")
    case .leftBrace: return isWord("respond")
    default: return false
    }
  }

  mutating func deferredDeclaration() {
    let last = position
    let first = position
    notYetHere("the declaration `\(.span(first, last))`")
    let start = mark()
    advance()
    skip(atLeastOne: true) { $0.isDeferredDeclaration && $0.isFirstOnLine }
    finish(.unexpected, start)
  }

  // MARK: - Types

  var isDeferredType: Bool {
    (peek() == .leftBrace && isWord("sensor")) || (peek() == .of && isWord("place"))
  }

  mutating func deferredType(_ start: Mark) {
    if isWord("sensor") {
      notYet("a `sensor` type")
      insertMissing(.identifier)
      let skipped = mark()
      advance()
      advance()
      var braces = 1
      while kind != .endOfFile, braces > 0 {
        if kind == .leftBrace { braces += 1 } else if kind == .rightBrace { braces -= 1 }
        if braces > 0 { advance() }
      }
      finish(.unexpected, skipped)
      skipClosing(.rightBrace)
      return finish(.namedType, start)
    }
    notYet("a reference to one of several entities (`place of`)")
    insertMissing(.identifier)
    let skipped = mark()
    advance()
    advance()
    _ = accept(.identifier)
    while accept(.pipe) { _ = accept(.identifier) }
    finish(.unexpected, skipped)
    finish(.namedType, start)
  }

  private mutating func skipClosing(_ closing: TokenKind) {
    let start = mark()
    if accept(closing) { finish(.unexpected, start) }
  }

  /// `A | B`, of which `A` has been read.
  mutating func union() {
    notYet("a reference to one of several entities (`|`)")
    let start = mark()
    while accept(.pipe) { _ = accept(.identifier) }
    finish(.unexpected, start)
  }

  // MARK: - Statements, clauses and powers

  var isDeferredStatement: Bool {
    guard kind == .identifier, peek() == .identifier else { return false }
    return isWord("receive")
  }

  mutating func deferredStatement() {
    notYetHere("the statement `\(.token)`")
    skip(atLeastOne: true) { $0.kind == .semicolon || ($0.isFirstOnLine && Self.startsStatement($0.kind)) }
  }

  var isDeferredPower: Bool {
    isWord("spoof") || isWord("steal")
  }

  mutating func deferredPower() {
    notYetHere("the power `\(.token)`")
    skip(atLeastOne: true) {
      $0.kind == .semicolon || $0.isAtPower || ($0.isDeferredPower && $0.isFirstOnLine)
    }
  }
}
