/// What reading a file gives: always a tree, and what was wrong with the file.
public struct ParseResult: Sendable {
  /// The tree, lossless; where the file is wrong it has missing tokens and `unexpected` nodes.
  public let tree: SyntaxTree
  /// What was wrong, in source order; the tree is exactly what the grammar says when this is empty.
  public let diagnostics: [Diagnostic]
}

/// Reads files; see `Grammar/ensure.ebnf` for what they may say.
public enum Parser {
  /// Files of more bytes are refused.
  public static let largestFile = 64 << 20

  /// Reads one file. Never fails, in time linear in the file's length.
  public static func parse(_ source: [UInt8], file: FileID) -> ParseResult {
    guard source.count <= largestFile else {
      let message = "this file has \(source.count) bytes; at most \(largestFile) are read"
      return refuse(.tooLarge, message, at: 0, to: 0, file: file)
    }
    if let bad = UTF8Validation.firstBadByte(source) {
      let message = "this file is not UTF-8 text: its byte \(bad + 1) belongs to no character"
      return refuse(.notUTF8, message, at: bad, to: bad + 1, file: file)
    }
    let (lexed, outcome) = source.withUnsafeBufferPointer { bytes in
      let lexed = Lexer.lex(bytes, file: file)
      let outcome = lexed.tokens.withUnsafeBufferPointer { tokens in
        var parser = TreeParser(bytes: bytes, tokens: tokens, complained: lexed.complained, file: file)
        parser.file()
        return parser.outcome()
      }
      return (lexed, outcome)
    }
    let tokens = outcome.missing.isEmpty ? lexed.tokens : merge(lexed.tokens, outcome.missing)
    let tree = SyntaxTree(file: file, source: source, tokens: tokens, records: outcome.records)
    var diagnostics = lexed.diagnostics + outcome.diagnostics
    if !lexed.diagnostics.isEmpty, !outcome.diagnostics.isEmpty {
      diagnostics.sort {
        ($0.primary.range.start, $0.primary.range.end) < ($1.primary.range.start, $1.primary.range.end)
      }
    }
    return ParseResult(tree: tree, diagnostics: diagnostics)
  }

  /// A file that is not read at all has the tree of an empty one.
  private static func refuse(
    _ code: DiagnosticCode, _ message: String, at start: Int, to end: Int, file: FileID
  ) -> ParseResult {
    let empty = parse([], file: file)
    let range = SourceRange(file: file, start: start, end: end)
    return ParseResult(tree: empty.tree, diagnostics: [Diagnostic(code, message, at: range)])
  }

  private static func merge(_ tokens: [Token], _ missing: [TreeParser.MissingToken]) -> [Token] {
    var merged: [Token] = []
    merged.reserveCapacity(tokens.count + missing.count)
    var next = 0
    for (index, token) in tokens.enumerated() {
      while next < missing.count, missing[next].before == index {
        merged.append(missing[next].token)
        next += 1
      }
      merged.append(token)
    }
    return merged
  }
}

/// The state of reading one file's tokens, and the moves that all rules share. Each rule of the grammar is a
/// method; those that make a node append its record when it is complete.
struct TreeParser {
  /// A token that was wanted in front of the lexed token `before`.
  struct MissingToken {
    let before: Int
    let token: Token
  }

  /// Where a node begins: the numbers of records and of tokens in front of it.
  struct Mark {
    let record: Int32
    let token: Int32
  }

  /// How deep constructs may nest.
  static let deepest = 200

  let bytes: UnsafeBufferPointer<UInt8>
  let tokens: UnsafeBufferPointer<Token>
  let complained: [Int32]
  let fileID: FileID

  /// Index of the current token.
  var position = 0
  /// Kind of the current token.
  var kind: TokenKind
  /// How many missing tokens there are in front of the current one.
  var shift: Int32 = 0
  var missing: [MissingToken] = []
  var records: [SyntaxTree.Record] = []
  var diagnostics: [Diagnostic] = []
  /// The reserved words that have been refused as names.
  var refusedNames: Set<TokenKind> = []
  /// Where the last error was: nothing more is said about that token.
  var errorPosition = -1
  /// Where the last unexpected token was, in bytes; what follows it on its line may be wrong because of it. Negative
  /// when that is over.
  var derailedAt = -1
  /// Where the last expression has ended.
  var expressionEnd = -1
  /// How often something was wrong, told or not.
  var complaints = 0
  var depth = 0
  /// Whether a comparison around this place still lacks its operator, as in `if a then b else c == d == e`, where
  /// the second `==` compares the whole `if`.
  var comparisonIsOpen = false
  /// An arrow of another language has just been read as `implies`.
  var wasArrow = false
  /// Whether what can stand behind this expression begins with an even number of identifiers, or with none.
  var unitsArePaired = false
  /// Whether this is inside the fields of something.
  var isInFields = false
  /// A `%` has just been read as `mod`.
  var wasModulo = false

  init(
    bytes: UnsafeBufferPointer<UInt8>, tokens: UnsafeBufferPointer<Token>, complained: [Int32], file: FileID
  ) {
    self.bytes = bytes
    self.tokens = tokens
    self.complained = complained
    self.fileID = file
    self.kind = tokens[0].kind
    records.reserveCapacity(tokens.count / 2 + 8)
    if kind == .unknown { skipUnknown() }
  }

  func outcome() -> (records: [SyntaxTree.Record], missing: [MissingToken], diagnostics: [Diagnostic]) {
    (records, missing, diagnostics)
  }

  // MARK: - Looking

  /// The kind of the token `distance` behind the current one.
  @inline(__always)
  func peek(_ distance: Int = 1) -> TokenKind {
    position + distance < tokens.count ? tokens[position + distance].kind : .endOfFile
  }

  /// Whether the token `distance` behind the current one is that word (which is not reserved).
  func isWord(_ word: StaticString, _ distance: Int = 0) -> Bool {
    guard peek(distance) == .identifier else { return false }
    let token = tokens[position + distance]
    let length = Int(token.end - token.start)
    guard length == word.utf8CodeUnitCount else { return false }
    for index in 0..<length where bytes[Int(token.start) + index] != word.utf8Start[index] { return false }
    return true
  }

  func text(_ index: Int) -> String {
    let token = tokens[index]
    return String(decoding: bytes[Int(token.start)..<Int(token.end)], as: UTF8.self)
  }

  // MARK: - Moving

  @inline(__always)
  mutating func advance() {
    guard kind != .endOfFile else { return }
    position += 1
    kind = tokens[position].kind
    if kind == .unknown { skipUnknown() }
  }

  private mutating func skipUnknown() {
    let start = mark()
    while kind == .unknown {
      position += 1
      kind = tokens[position].kind
    }
    finish(.unexpected, start)
    errorPosition = position
  }

  /// Goes behind the current token if it is of that kind.
  @inline(__always)
  mutating func accept(_ wanted: TokenKind) -> Bool {
    guard kind == wanted else { return false }
    advance()
    return true
  }

  @inline(__always)
  mutating func acceptWord(_ word: StaticString) -> Bool {
    guard kind == .identifier, isWord(word) else { return false }
    advance()
    return true
  }

  // MARK: - Building

  @inline(__always)
  func mark() -> Mark {
    Mark(record: Int32(truncatingIfNeeded: records.count), token: Int32(truncatingIfNeeded: position) &+ shift)
  }

  /// Appends the node that began at `start` and ends in front of the current token.
  @inline(__always)
  mutating func finish(_ kind: SyntaxKind, _ start: Mark) {
    records.append(
      SyntaxTree.Record(
        kind: kind, firstDescendant: start.record, firstToken: start.token,
        endToken: Int32(truncatingIfNeeded: position) &+ shift))
  }

  /// Puts a token of no width where one of that kind was wanted.
  mutating func insertMissing(_ wanted: TokenKind) {
    let place = position > 0 ? tokens[position - 1].end : tokens[0].start
    missing.append(
      MissingToken(before: position, token: Token(kind: wanted, isMissing: true, start: place, end: place)))
    shift += 1
  }
}
