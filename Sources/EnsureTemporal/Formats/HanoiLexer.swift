/// A symbol of the Hanoi format.
struct HanoiToken {
  enum Kind: Equatable {
    /// A name behind which a colon stands, as headers have.
    case header(String)
    case word(String)
    case alias(String)
    case string(String)
    case number(Int)
    /// `--BODY--`, `--END--` or `--ABORT--`.
    case section(String)
    case symbol(UInt8)
    case end
  }

  let kind: Kind
  let range: Range<Int>
}

/// Splits a text in the Hanoi format into symbols.
struct HanoiLexer {
  private let bytes: [UInt8]
  private var offset = 0

  init(_ text: String) { bytes = Array(text.utf8) }

  /// All symbols, and one for the end.
  static func tokens(_ text: String) throws(HanoiProblem) -> [HanoiToken] {
    var lexer = HanoiLexer(text)
    var tokens: [HanoiToken] = []
    repeat { tokens.append(try lexer.next()) } while tokens.last?.kind != .end
    return tokens
  }

  private mutating func next() throws(HanoiProblem) -> HanoiToken {
    try skipBlanks()
    let start = offset
    guard start < bytes.count else { return HanoiToken(kind: .end, range: start..<start) }
    let byte = bytes[start]
    let kind: HanoiToken.Kind
    switch byte {
    case UInt8(ascii: "\""): kind = .string(try string())
    case UInt8(ascii: "0")...UInt8(ascii: "9"):
      let digits = take { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
      guard let number = Int(digits), number <= 1 << 30 else {
        throw HanoiProblem(kind: .expected("a smaller number"), range: start..<offset)
      }
      kind = .number(number)
    case UInt8(ascii: "@"):
      offset += 1
      kind = .alias(take(Self.isNameByte))
    case UInt8(ascii: "-") where bytes[start...].starts(with: "--".utf8):
      kind = .section(take { $0 == UInt8(ascii: "-") || Self.isNameByte($0) })
    case _ where Self.isNameByte(byte):
      let name = take(Self.isNameByte)
      if offset < bytes.count, bytes[offset] == UInt8(ascii: ":") {
        offset += 1
        kind = .header(name)
      } else {
        kind = .word(name)
      }
    default:
      offset += 1
      kind = .symbol(byte)
    }
    return HanoiToken(kind: kind, range: start..<offset)
  }

  /// Skips white space and comments.
  private mutating func skipBlanks() throws(HanoiProblem) {
    while offset < bytes.count {
      if bytes[offset] <= UInt8(ascii: " ") {
        offset += 1
      } else if bytes[offset...].starts(with: "/*".utf8) {
        let start = offset
        while offset < bytes.count, !bytes[offset...].starts(with: "*/".utf8) { offset += 1 }
        guard offset < bytes.count else {
          throw HanoiProblem(kind: .expected("the end of the comment"), range: start..<offset)
        }
        offset += 2
      } else {
        return
      }
    }
  }

  private mutating func string() throws(HanoiProblem) -> String {
    guard let (text, end) = QuotedText.read(bytes, at: offset) else {
      throw HanoiProblem(kind: .expected("the end of the string"), range: offset..<bytes.count)
    }
    offset = end
    return text
  }

  private mutating func take(_ isPart: (UInt8) -> Bool) -> String {
    let start = offset
    while offset < bytes.count, isPart(bytes[offset]) { offset += 1 }
    return String(decoding: bytes[start..<offset], as: UTF8.self)
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    FormulaLexer.isWordByte(byte) && byte != UInt8(ascii: ".") || byte == UInt8(ascii: "-")
  }
}
