/// The tokens of a file, with what was wrong among its characters.
struct LexedSource {
  /// All tokens; the last one is `endOfFile`.
  var tokens: [Token] = []
  /// What was wrong, in source order.
  var diagnostics: [Diagnostic] = []
  /// Indices of the tokens that a diagnostic complains about, ascending: the parser keeps silent about them.
  var complained: [Int32] = []
}

/// Splits UTF-8 bytes into tokens, and never fails: what begins no token becomes an `unknown` one.
struct Lexer {
  /// Names longer than this many bytes are refused.
  static let longestName = 255
  /// No more diagnostics than this are kept for a file, so that hostile input cannot exhaust the memory.
  static let mostDiagnostics = 10_000

  let bytes: UnsafePointer<UInt8>
  let count: Int
  let file: FileID
  let words = ReservedWordTable.shared
  var at = 0
  var result = LexedSource()

  init(_ source: UnsafeBufferPointer<UInt8>, file: FileID, empty: UnsafePointer<UInt8>) {
    bytes = source.baseAddress ?? empty
    count = source.count
    self.file = file
    result.tokens.reserveCapacity(source.count / 4 + 8)
  }

  /// The tokens of `source`, which must be valid UTF-8.
  static func lex(_ source: UnsafeBufferPointer<UInt8>, file: FileID) -> LexedSource {
    withUnsafePointer(to: UInt8(0)) { empty in
      var lexer = Lexer(source, file: file, empty: empty)
      lexer.run()
      return lexer.result
    }
  }

  private mutating func run() {
    if count >= 3, bytes[0] == 0xEF, bytes[1] == 0xBB, bytes[2] == 0xBF { at = 3 }
    while at < count {
      let byte = bytes[at]
      switch byte {
      case 0x20, 0x0A, 0x0D, 0x09: at += 1
      case 0x61...0x7A, 0x41...0x5A, 0x5F: name()
      case 0x30...0x39: number()
      case 0x22: string()
      case 0x28: mark(.leftParen, 1)
      case 0x29: mark(.rightParen, 1)
      case 0x7B: mark(.leftBrace, 1)
      case 0x7D: mark(.rightBrace, 1)
      case 0x5B: mark(.leftBracket, 1)
      case 0x5D: mark(.rightBracket, 1)
      case 0x2C: mark(.comma, 1)
      case 0x3B: mark(.semicolon, 1)
      case 0x3A: if next(0x3D) { foreignMark(":=", .equal, "=") } else { mark(.colon, 1) }
      case 0x2E: if next(0x2E) { mark(.dotDot, 2) } else { mark(.dot, 1) }
      case 0x3F: mark(.question, 1)
      case 0x25: mark(.percent, 1)
      case 0x3D: equal()
      case 0x2B: if next(0x3D) { mark(.plusEqual, 2) } else { mark(.plus, 1) }
      case 0x2D: if next(0x3D) { mark(.minusEqual, 2) } else { mark(.minus, 1) }
      case 0x2A: mark(.star, 1)
      case 0x3C: if next(0x3D) { mark(.lessEqual, 2) } else { mark(.less, 1) }
      case 0x3E: if next(0x3D) { mark(.greaterEqual, 2) } else { mark(.greater, 1) }
      case 0x21: exclamation()
      case 0x26: foreignMark(next(0x26) ? "&&" : "&", .and, "and")
      case 0x7C: if next(0x7C) { foreignMark("||", .or, "or") } else { mark(.pipe, 1) }
      case 0x2F: slash()
      default: unknown()
      }
    }
    result.tokens.append(Token(kind: .endOfFile, start: Int32(count), end: Int32(count)))
  }

  // MARK: - Pieces shared by the parts of the lexer

  @inline(__always)
  func next(_ byte: UInt8, _ distance: Int = 1) -> Bool {
    at + distance < count && bytes[at + distance] == byte
  }

  @inline(__always)
  mutating func mark(_ kind: TokenKind, _ length: Int) { token(kind, from: at, to: at + length) }

  /// Appends a token, and goes on behind it.
  @inline(__always)
  mutating func token(_ kind: TokenKind, from start: Int, to end: Int) {
    result.tokens.append(
      Token(kind: kind, start: Int32(truncatingIfNeeded: start), end: Int32(truncatingIfNeeded: end)))
    at = end
  }

  /// Gives a diagnostic about the token that is appended next.
  mutating func complain(
    _ code: DiagnosticCode, _ message: String, from start: Int, to end: Int, notes: [String] = [],
    fixIts: [FixIt] = []
  ) {
    result.complained.append(Int32(result.tokens.count))
    diagnose(code, message, from: start, to: end, notes: notes, fixIts: fixIts)
  }

  mutating func diagnose(
    _ code: DiagnosticCode, _ message: String, from start: Int, to end: Int, notes: [String] = [],
    fixIts: [FixIt] = []
  ) {
    guard result.diagnostics.count < Self.mostDiagnostics else { return }
    let range = SourceRange(file: file, start: start, end: end)
    result.diagnostics.append(Diagnostic(code, message, at: range, notes: notes, fixIts: fixIts))
  }

  func text(_ start: Int, _ end: Int) -> String {
    String(decoding: UnsafeBufferPointer(start: bytes + start, count: end - start), as: UTF8.self)
  }

  // MARK: - Names, marks and comments

  private mutating func name() {
    let start = at
    var end = at + 1
    while end < count, Self.isNameByte(bytes[end]) { end += 1 }
    if end < count, bytes[end] >= 0x80, let (scalar, _) = scalar(at: end), Self.isLetter(scalar) {
      foreignName(from: start)
      return
    }
    let length = end - start
    if length > Self.longestName {
      complain(
        .tooLarge, "this name has \(length) bytes, and a name may have at most \(Self.longestName)",
        from: start, to: end)
      token(.identifier, from: start, to: end)
    } else if length == 1, bytes[start] == 0x5F {
      token(.underscore, from: start, to: end)
    } else if length > ReservedWordTable.longestWord || length < 2 {
      token(.identifier, from: start, to: end)
    } else {
      token(words.kind(bytes + start, length), from: start, to: end)
    }
  }

  @inline(__always)
  static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x61...0x7A, 0x41...0x5A, 0x5F, 0x30...0x39: true
    default: false
    }
  }

  private mutating func equal() {
    guard next(0x3D) else { return mark(.equal, 1) }
    if next(0x3D, 2) { foreignMark("===", .equalEqual, "==") } else { mark(.equalEqual, 2) }
  }

  private mutating func exclamation() {
    guard next(0x3D) else { return foreignMark("!", .not, "not", replacement: "not ") }
    if next(0x3D, 2) { foreignMark("!==", .notEqual, "!=") } else { mark(.notEqual, 2) }
  }

  private mutating func slash() {
    if next(0x2F) {
      while at < count, bytes[at] != 0x0A { at += 1 }
    } else if next(0x2A) {
      blockComment()
    } else {
      foreignMark(
        "/", .div, "div", notes: ["`div` is Euclidean division of integers: the remainder is never negative"])
    }
  }

  private mutating func blockComment() {
    let start = at
    at += 2
    while at < count, !(bytes[at] == 0x2A && next(0x2F)) { at += 1 }
    let isClosed = at < count
    at = min(at + 2, count)
    var fixIts: [FixIt] = []
    if isClosed {
      var lines: [String] = []
      for line in text(start + 2, at - 2).split(separator: "\n", omittingEmptySubsequences: false) {
        let words = line.drop { $0 == " " || $0 == "*" || $0 == "\t" }
        lines.append(words.isEmpty ? "//" : "// " + words)
      }
      let range = SourceRange(file: file, start: start, end: at)
      fixIts.append(FixIt("write `//` before each of its lines", range, lines.joined(separator: "\n") + "\n"))
    }
    diagnose(
      .otherLanguage,
      isClosed
        ? "comments begin with `//` and run to the end of the line; there is no `/* ... */`"
        : "comments begin with `//` and run to the end of the line; this `/*` is never closed either",
      from: start, to: isClosed ? at : start + 2, fixIts: fixIts)
  }

  /// An operator as other languages write it stands for ours, so that the rest can be read.
  mutating func foreignMark(
    _ theirs: String, _ kind: TokenKind, _ ours: String, replacement: String? = nil, notes: [String] = []
  ) {
    let end = at + theirs.utf8.count
    let range = SourceRange(file: file, start: at, end: end)
    var written = replacement ?? ours
    if kind.isReservedWord, at > 0, Self.isNameByte(bytes[at - 1]) { written = " " + written }
    if kind.isReservedWord, replacement == nil, end < count, Self.isNameByte(bytes[end]) { written += " " }
    complain(
      .otherLanguage, "`\(theirs)` is not an operator of this language; write `\(ours)`", from: at, to: end,
      notes: notes,
      fixIts: [FixIt("write `\(ours)`", range, written)])
    token(kind, from: at, to: end)
  }
}
