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
    case .entity: return isWord("secret")
    case .identifier: return isWord("message") || isWord("channel")
    default: return false
    }
  }

  mutating func deferredDeclaration() {
    let last = peek() == .entity ? position + 1 : position
    let first = position
    notYetHere("the declaration `\(.span(first, last))`")
    let start = mark()
    advance()
    skip(atLeastOne: true) { $0.isDeferredDeclaration && $0.isFirstOnLine }
    finish(.unexpected, start)
  }

  // MARK: - Statements, clauses and powers

  var isDeferredStatement: Bool {
    guard kind == .identifier, peek() == .identifier else { return false }
    return isWord("send") || isWord("receive")
  }

  mutating func deferredStatement() {
    notYetHere("the statement `\(.token)`")
    skip(atLeastOne: true) { $0.kind == .semicolon || ($0.isFirstOnLine && Self.startsStatement($0.kind)) }
  }

  var isDeferredClause: Bool { kind == .identifier && peek() == .identifier && isWord("receive") }

  mutating func deferredClause() {
    notYetHere("the clause `receive`")
    skip(atLeastOne: true) { Self.startsClause($0.kind) || $0.kind == .leftBrace }
  }

  var isDeferredPower: Bool {
    isWord("forge") || isWord("tamper") || isWord("replay") || isWord("drop")
      || isWord("leak") || isWord("guess")
  }

  mutating func deferredPower() {
    notYetHere("the power `\(.token)`")
    skip(atLeastOne: true) {
      $0.kind == .semicolon || Self.startsPower($0.kind) || ($0.isDeferredPower && $0.isFirstOnLine)
    }
  }
}
