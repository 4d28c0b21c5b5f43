/// A symbol of a formula's text.
struct FormulaToken {
  enum Kind: Equatable {
    case atom(String)
    case constant(Bool)
    case prefix(Connective)
    case infix(Connective)
    case open, close
  }

  let kind: Kind
  let range: Range<Int>
}

/// Splits a formula's text into symbols, in Spot's syntax with SPIN's alternatives.
///
/// `F`, `G` and `X` need no space behind them, so that `GFp0` is three symbols; every other operator that is a letter
/// (`U W R V M`, and of the past `Y Z O H S T`) is a word by itself.
struct FormulaLexer {
  private let bytes: [UInt8]
  private var offset = 0
  private var tokens: [FormulaToken] = []

  /// All symbols of the text, in order.
  static func tokens(_ text: String, limits: FormulaLimits) throws(FormulaProblem) -> [FormulaToken] {
    var lexer = FormulaLexer(bytes: Array(text.utf8))
    while lexer.offset < lexer.bytes.count {
      try lexer.scan()
      if lexer.tokens.count > limits.symbols {
        throw FormulaProblem(
          kind: .tooLong(limit: limits.symbols), range: lexer.offset..<lexer.bytes.count)
      }
    }
    return lexer.tokens
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  /// Longer symbols stand before their beginnings.
  private static let symbols: [(text: String, kind: FormulaToken.Kind)] = [
    ("<->", .infix(.equivalent)), ("<=>", .infix(.equivalent)), ("<-->", .infix(.equivalent)),
    ("->", .infix(.implies)), ("-->", .infix(.implies)), ("=>", .infix(.implies)),
    ("&&", .infix(.and)), ("&", .infix(.and)), ("/\\", .infix(.and)), ("*", .infix(.and)),
    ("||", .infix(.or)), ("|", .infix(.or)), ("\\/", .infix(.or)), ("+", .infix(.or)),
    ("^", .infix(.xor)), ("!", .prefix(.not)), ("~", .prefix(.not)),
    ("[]", .prefix(.globally)), ("<>", .prefix(.finally)), ("()", .prefix(.next)),
    ("(", .open), (")", .close),
  ]

  private static let words: [String: FormulaToken.Kind] = [
    "U": .infix(.until), "W": .infix(.weakUntil), "R": .infix(.release), "V": .infix(.release),
    "M": .infix(.strongRelease), "S": .infix(.since), "T": .infix(.trigger), "xor": .infix(.xor),
    "Y": .prefix(.yesterday), "Z": .prefix(.weakYesterday), "O": .prefix(.once), "H": .prefix(.historically),
    "true": .constant(true), "false": .constant(false), "True": .constant(true), "False": .constant(false),
    "TRUE": .constant(true), "FALSE": .constant(false), "0": .constant(false), "1": .constant(true),
  ]

  private mutating func scan() throws(FormulaProblem) {
    let byte = bytes[offset]
    switch byte {
    case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"): offset += 1
    case UInt8(ascii: "\""): try scanQuoted()
    case UInt8(ascii: "X") where bytes[offset...].starts(with: "X[!]".utf8):
      append(.prefix(.next), length: 4)
    case UInt8(ascii: "2")...UInt8(ascii: "9"):
      throw FormulaProblem(kind: .unexpectedCharacter, range: offset..<offset + 1)
    case _ where Self.isWordByte(byte): scanWord()
    default:
      for symbol in Self.symbols where bytes[offset...].starts(with: symbol.text.utf8) {
        append(symbol.kind, length: symbol.text.utf8.count)
        return
      }
      throw FormulaProblem(kind: .unexpectedCharacter, range: offset..<offset + characterLength)
    }
  }

  private mutating func append(_ kind: FormulaToken.Kind, length: Int) {
    tokens.append(FormulaToken(kind: kind, range: offset..<offset + length))
    offset += length
  }

  private mutating func scanWord() {
    let prefixes: [UInt8: Connective] = [
      UInt8(ascii: "F"): .finally, UInt8(ascii: "G"): .globally, UInt8(ascii: "X"): .next,
    ]
    if let operation = prefixes[bytes[offset]] {
      // `F1` is an atom, as in Spot; `F` before anything else is an operator.
      let next = offset + 1 < bytes.count ? bytes[offset + 1] : UInt8(ascii: " ")
      guard Self.isDigit(next) || next == UInt8(ascii: "_") else {
        append(.prefix(operation), length: 1)
        return
      }
    }
    var end = offset
    while end < bytes.count, Self.isWordByte(bytes[end]) { end += 1 }
    if Self.isDigit(bytes[offset]) {
      // `10` is two symbols, of which the second is not expected.
      end = offset + 1
    }
    let word = String(decoding: bytes[offset..<end], as: UTF8.self)
    append(Self.words[word] ?? .atom(word), length: end - offset)
  }

  private mutating func scanQuoted() throws(FormulaProblem) {
    guard let (name, end) = QuotedText.read(bytes, at: offset) else {
      throw FormulaProblem(kind: .unterminatedAtom, range: offset..<bytes.count)
    }
    append(.atom(name), length: end - offset)
  }

  /// How many bytes the character at hand has, so that a problem never points into a character.
  private var characterLength: Int {
    var end = offset + 1
    while end < bytes.count, bytes[end] & 0xC0 == 0x80 { end += 1 }
    return end - offset
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

  /// Letters, digits, the underscore and the full stop.
  static func isWordByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
    case UInt8(ascii: "_"), UInt8(ascii: "."): true
    default: isDigit(byte)
    }
  }

  /// Whether a name read back without quotes is that atom.
  static func isPlainAtom(_ name: String) -> Bool {
    guard let tokens = try? tokens(name, limits: FormulaLimits()), tokens.count == 1 else { return false }
    return tokens[0].kind == .atom(name) && !name.utf8.contains(UInt8(ascii: "\""))
  }
}
