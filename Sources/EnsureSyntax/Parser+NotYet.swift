/// What later releases will read: it is recognised by its first words, where nothing else could stand, refused with
/// one message, and skipped.
extension TreeParser {
  var isDeferredStatement: Bool {
    guard kind == .identifier, peek() == .identifier else { return false }
    return isWord("receive")
  }

  /// Refuses something that begins here: what was wrong before it has nothing to do with it.
  mutating func deferredStatement() {
    report(.notYet, "\(text("the statement `\(.token)`")) is not supported yet", at: range(position))
    errorPosition = position
    skip(atLeastOne: true) { $0.kind == .semicolon || ($0.isFirstOnLine && Self.startsStatement($0.kind)) }
  }
}
