/// How the parser speaks of mistakes, and how it gets on behind them.
///
/// One mistake gives one message: behind a message nothing more is said until a token has been read that fits,
/// or until the tokens up to a place to start from again have been skipped.
extension TreeParser {
  // MARK: - Speaking

  /// Whether the lexer has complained about this token.
  func isComplained(_ index: Int) -> Bool {
    var low = 0
    var high = complained.count
    while low < high {
      let middle = (low + high) / 2
      if complained[middle] < index { low = middle + 1 } else { high = middle }
    }
    return low < complained.count && complained[low] == index
  }

  /// Whether the current token is the first one on its line.
  var isFirstOnLine: Bool { isFirstOnLine(position) }

  func isFirstOnLine(_ index: Int) -> Bool {
    guard index > 0 else { return true }
    let gap = Int(tokens[index - 1].end)..<Int(tokens[index].start)
    return bytes[gap].contains(0x0A)
  }

  /// Where the current token is; behind the token before it if a line ends between them.
  var here: SourceRange {
    if position > 0, kind == .endOfFile || isFirstOnLine {
      let end = Int(tokens[position - 1].end)
      return SourceRange(file: fileID, start: end, end: end)
    }
    return range(position)
  }

  func range(_ index: Int) -> SourceRange {
    SourceRange(file: fileID, start: Int(tokens[index].start), end: Int(tokens[index].end))
  }

  func range(_ first: Int, to last: Int) -> SourceRange {
    SourceRange(file: fileID, start: Int(tokens[first].start), end: Int(tokens[last].end))
  }

  static func shortened(_ text: String, _ length: Int = 40) -> String {
    let scalars = text.unicodeScalars
    guard let end = scalars.index(scalars.startIndex, offsetBy: length, limitedBy: scalars.endIndex) else {
      return text
    }
    return end == scalars.endIndex ? text : String(scalars[..<end]) + "..."
  }

  /// Gives a diagnostic about the current token, unless one has been given already.
  mutating func complain(_ message: @autoclosure () -> Phrase, at place: SourceRange? = nil) {
    complain(.unexpectedToken, message(), at: place)
  }

  mutating func complain(
    _ code: DiagnosticCode, _ message: @autoclosure () -> Phrase, at place: SourceRange? = nil,
    notes: [String] = [], fixIts: [FixIt] = []
  ) {
    complaints += 1
    guard position != errorPosition else { return }
    errorPosition = position
    guard !isComplained(position), !isDerailed else { return }
    if code == .unexpectedToken {
      derailedAt = place == nil ? Int(here.start) : Int(tokens[position].start)
      if let (token, word) = misspeltOperator() {
        let place = range(token)
        let written = Self.shortened(text(token))
        return report(
          code, "`\(written)` is no operator; did you mean `\(word)`?", at: place,
          fixIts: [FixIt("write `\(word)`", place, word)])
      }
    }
    report(code, text(message()), at: place ?? here, notes: notes, fixIts: fixIts)
  }

  /// Whether something unexpected stands before this place on its line, so that what seems wrong here may well come
  /// from there.
  var isDerailed: Bool {
    mutating get {
      let start = Int(here.start)
      guard derailedAt >= 0, derailedAt <= start, !bytes[derailedAt..<start].contains(0x0A) else {
        return false
      }
      derailedAt = start
      return true
    }
  }

  /// Reads one item of a list; if nothing is wrong with it, then what was wrong before is over.
  mutating func item(_ read: (inout TreeParser) -> Void) {
    let before = complaints
    read(&self)
    if complaints == before { derailedAt = -1 }
  }

  /// Goes behind a `;`; what was wrong before it is over.
  mutating func acceptSemicolon() {
    if accept(.semicolon) { derailedAt = -1 }
  }

  /// Gives a diagnostic about something that was understood all the same.
  mutating func report(
    _ code: DiagnosticCode, _ message: String, at place: SourceRange, notes: [String] = [], fixIts: [FixIt] = []
  ) {
    guard diagnostics.count < Lexer.mostDiagnostics else { return }
    diagnostics.append(Diagnostic(code, message, at: place, notes: notes, fixIts: fixIts))
  }

  // MARK: - Wanting

  /// Reads a token of that kind, or says that it is missing and makes one up.
  @discardableResult
  mutating func expect(_ wanted: TokenKind, _ message: @autoclosure () -> Phrase) -> Bool {
    if kind == wanted {
      advance()
      return true
    }
    complain(message())
    insertMissing(wanted)
    return false
  }

  /// Reads a word that means something here only; another word is taken for it if one of the kind `next` follows.
  mutating func expectWord(
    _ word: StaticString, next: TokenKind? = .identifier, _ message: @autoclosure () -> Phrase
  ) {
    if acceptWord(word) { return }
    complain(message())
    let isOtherWord =
      kind == .identifier && !isFirstOnLine && peek() != .leftParen && (next == nil || next == peek())
    if isOtherWord { skipOne(insteadOf: .identifier) } else { insertMissing(.identifier) }
  }

  /// Reads a name; `what` says of what, as in "a name for the role". A reserved word in its place is refused, unless
  /// it is the word `next` that is to follow the name.
  mutating func name(_ what: @autoclosure () -> Phrase, next: TokenKind? = nil) {
    if kind == .identifier { return advance() }
    if kind.isReservedWord, position > 0, tokens[position - 1].kind == kind, peek() == .identifier,
      !isFirstOnLine
    {
      complain(
        .unexpectedToken, "`\(.token)` stands here twice", at: range(position),
        fixIts: [
          FixIt(
            "leave one out",
            SourceRange(file: fileID, start: Int(tokens[position - 1].end), end: Int(tokens[position].end)), "")
        ])
      let start = mark()
      advance()
      finish(.unexpected, start)
      return advance()
    }
    if kind.isReservedWord, kind != next {
      let canBeElse = Self.connects(kind) || (isFirstOnLine && Self.startsAnything(kind))
      if !canBeElse || Self.followsName(peek()) { return reservedName() }
    }
    if kind != .endOfFile, isComplained(position), kind == .integer || kind == .decimal {
      errorPosition = position
      return skipOne(insteadOf: .identifier)
    }
    if kind == .underscore {
      complain("expected \(what()); `_` alone is no name")
      return skipOne(insteadOf: .identifier)
    }
    complain("expected \(what())")
    insertMissing(.identifier)
  }

  /// Whether only a name can stand in front of such a token, whatever else its word begins. The lists of fields and
  /// of statements ask for a name then, and it must be read: they would ask for ever.
  private static func followsName(_ kind: TokenKind) -> Bool {
    switch kind {
    case .colon, .equal, .plusEqual, .minusEqual: true
    default: false
    }
  }

  /// Reads a reserved word that stands where a name belongs.
  mutating func reservedName() {
    let word = text(position)
    // A field that was declared so is named so wherever it is used: that follows from the declaration.
    let follows = position > 0 && tokens[position - 1].kind == .dot && refusedNames.contains(kind)
    if follows {
      errorPosition = position
    } else {
      refusedNames.insert(kind)
      complain(
        .reservedWord, "`\(.token)` is a reserved word; choose another name", at: range(position),
        fixIts: [FixIt("name it `\(word)_`", range(position), "\(word)_")])
    }
    skipOne(insteadOf: .identifier)
  }

  /// Skips the current token, and makes up one of that kind in its place.
  mutating func skipOne(insteadOf wanted: TokenKind) {
    insertMissing(wanted)
    let start = mark()
    advance()
    finish(.unexpected, start)
  }

  /// Reads a closing bracket, skipping what stands before it.
  mutating func close(_ wanted: TokenKind, _ message: @autoclosure () -> Phrase) {
    if accept(wanted) { return }
    // An action of a property looks like a step of a scenario, which somebody takes.
    let asksWho = kind == .by && tokens[position - 1].kind == .rightParen
    let note =
      "a property cannot ask who takes a step: let the action write it down (`o.doneBy = c`), and ask for that"
    complain(.unexpectedToken, message(), notes: asksWho ? [note] : [])
    skip { parser in
      parser.kind == .leftBrace || parser.kind == .semicolon
        || (parser.isFirstOnLine && (Self.startsAnything(parser.kind) || parser.kind == .identifier))
    }
    if !accept(wanted) { insertMissing(wanted) }
  }

  // MARK: - Skipping

  static func startsDeclaration(_ kind: TokenKind) -> Bool {
    switch kind {
    case .currency, .resolution, .enum, .const, .parameter, .global, .role, .actor, .entity, .finite, .final,
      .unique,
      .distinct, .predicate, .function, .effect, .action, .optional, .world, .policy, .invariant, .property,
      .threat,
      .scenario, .accept, .expect, .observe, .import, .system:
      true
    default: false
    }
  }

  static func startsClause(_ kind: TokenKind) -> Bool {
    switch kind {
    case .requires, .honest, .distinct, .within: true
    default: false
    }
  }

  /// Words that join two things, so that nobody takes them for a name.
  static func connects(_ kind: TokenKind) -> Bool {
    switch kind {
    case .and, .or, .implies, .iff, .xor, .until, .unless, .since, .div, .mod, .in, .is, .then, .else, .where,
      .when,
      .by,
      .under, .because, .assuming, .rounded, .without:
      true
    default: false
    }
  }

  static func startsStatement(_ kind: TokenKind) -> Bool {
    switch kind {
    case .identifier, .let, .choose, .new, .if: true
    default: false
    }
  }

  static func startsAnything(_ kind: TokenKind) -> Bool {
    switch kind {
    case .requires, .honest, .within, .let, .choose, .new, .if, .permit, .forbid, .corrupt, .outage, .attacker,
      .step,
      .given, .wait, .then, .assuming:
      true
    default: startsDeclaration(kind)
    }
  }

  /// Whether a declaration begins here rather than that one of its words stands here by chance.
  var isAtDeclaration: Bool {
    if isAtWordDeclaration, isFirstOnLine { return true }
    guard Self.startsDeclaration(kind) else { return false }
    switch (kind, peek()) {
    case (.distinct, _): return isWord("persons", 1) && peek(2) != .comma
    case (.optional, let next), (.world, let next): return next == .action
    case (.finite, let next): return next == .entity
    case (.scenario, let next), (.import, let next): return next == .string
    case (.observe, let next):
      return next == .string || next == .identifier || next == .sensor || next == .within
    case (.resolution, let next): return next == .integer || next == .decimal
    case (_, let next): return next == .identifier || (isFirstOnLine && next.isReservedWord)
    }
  }

  /// Whether the current token stands in its line's first column.
  var isInFirstColumn: Bool {
    let start = Int(tokens[position].start)
    return start == 0 || bytes[start - 1] == 0x0A
  }

  /// Skips tokens, brackets with all that they hold, up to a token that `stop` wants, a bracket that closes
  /// something outside, a declaration, or the end. With `atLeastOne` the current token is skipped in any case.
  mutating func skip(atLeastOne: Bool = false, _ stop: (borrowing TreeParser) -> Bool) {
    let start = mark()
    let first = position
    var braces = 0
    var brackets = 0
    skipping: while kind != .endOfFile {
      if braces == 0, kind == .leftBrace { brackets = 0 }
      if !atLeastOne || position > first {
        if braces == 0, brackets == 0, stop(self) { break }
        if Self.startsDeclaration(kind), braces == 0 || (isInFirstColumn && kind != .expect), isAtDeclaration {
          break
        }
        if kind == .rightBrace, braces == 0 { break }
        if kind == .rightParen || kind == .rightBracket, braces == 0, brackets == 0 { break }
      }
      switch kind {
      case .leftBrace: braces += 1
      case .rightBrace: (braces, brackets) = (max(0, braces - 1), 0)
      case .leftParen, .leftBracket: brackets += 1
      case .rightParen, .rightBracket: brackets = max(0, brackets - 1)
      default: break
      }
      advance()
    }
    errorPosition = position
    if position > first { finish(.unexpected, start) }
  }

  // MARK: - Nesting

  /// Goes one level down; false, with a diagnostic, if that is too deep: then everything up to the bracket that
  /// closes an outer level has been skipped.
  mutating func descend() -> Bool {
    depth += 1
    guard depth > Self.deepest else { return true }
    complain(.nestedTooDeeply, "this is nested more than \(Self.deepest) levels deep", at: range(position))
    skip { _ in false }
    return false
  }

  mutating func ascend() { depth -= 1 }
}
