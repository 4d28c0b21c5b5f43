/// Characters that begin no token.
extension Lexer {
  /// Letters of other scripts that look like ASCII ones.
  private static let lookalikes: [Unicode.Scalar: Character] = [
    "а": "a", "е": "e", "о": "o", "р": "p", "с": "c", "у": "y", "х": "x", "і": "i", "ј": "j", "ѕ": "s",
    "һ": "h",
    "А": "A", "В": "B", "Е": "E", "К": "K", "М": "M", "Н": "H", "О": "O", "Р": "P", "С": "C", "Т": "T",
    "Х": "X",
    "ο": "o", "ν": "v", "α": "a", "ι": "i", "κ": "k", "ρ": "p", "Α": "A", "Β": "B", "Ε": "E", "Ζ": "Z",
    "Η": "H",
    "Ι": "I", "Κ": "K", "Μ": "M", "Ν": "N", "Ο": "O", "Ρ": "P", "Τ": "T", "Υ": "Y", "Χ": "X", "ɡ": "g",
    "ⅼ": "l",
  ]

  /// Signs of mathematics, and what they are here.
  private static let signs: [Unicode.Scalar: (TokenKind, String)] = [
    "≤": (.lessEqual, "<="), "≥": (.greaterEqual, ">="), "≠": (.notEqual, "!="), "∧": (.and, "and"),
    "∨": (.or, "or"), "¬": (.not, "not"), "⇒": (.implies, "implies"), "→": (.implies, "implies"),
    "⇔": (.iff, "iff"), "×": (.star, "*"), "÷": (.div, "div"), "−": (.minus, "-"), "∈": (.in, "in"),
    "…": (.dotDot, ".."), "□": (.always, "always"), "◇": (.eventually, "eventually"),
  ]

  private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x0B, 0x0C, 0x85, 0xA0, 0x1680, 0x2000...0x200D, 0x2028, 0x2029, 0x202F, 0x205F, 0x2060, 0x3000,
      0xFEFF:
      true
    default: false
    }
  }

  static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isAlphabetic || scalar.properties.generalCategory == .nonspacingMark
  }

  /// The character at `offset` (the bytes are valid UTF-8), and its length.
  func scalar(at offset: Int) -> (Unicode.Scalar, Int)? {
    let first = bytes[offset]
    let length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
    guard offset + length <= count else { return nil }
    var value = UInt32(first) & (length == 1 ? 0x7F : 0x7F >> UInt32(length))
    for index in 1..<max(length, 1) { value = value << 6 | UInt32(bytes[offset + index] & 0x3F) }
    return Unicode.Scalar(value).map { ($0, length) }
  }

  static func hexadecimalName(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    return "U+" + String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits
  }

  mutating func unknown() {
    guard let (scalar, length) = scalar(at: at) else {
      at += 1
      return
    }
    if scalar.value == 0 { return zeroBytes() }
    if scalar.value >= 0x80, Self.isLetter(scalar) { return foreignName(from: at) }
    if Self.isSpace(scalar) { return foreignSpace(scalar) }
    if let (kind, ours) = Self.signs[scalar] {
      let range = SourceRange(file: file, start: at, end: at + length)
      let padded = kind.isReservedWord ? " \(ours) " : ours
      complain(
        .unknownCharacter, "`\(scalar)` (\(Self.hexadecimalName(scalar))) is written `\(ours)` here", from: at,
        to: at + length, fixIts: [FixIt("write `\(ours)`", range, padded)])
      return token(kind, from: at, to: at + length)
    }
    unknownRun(first: scalar)
  }

  private mutating func zeroBytes() {
    let start = at
    var end = at
    while end < count, bytes[end] == 0 { end += 1 }
    complain(.nulByte, "there is a zero byte here, which no text contains", from: start, to: end)
    token(.unknown, from: start, to: end)
  }

  /// A space that is none of ours separates tokens all the same.
  private mutating func foreignSpace(_ first: Unicode.Scalar) {
    let start = at
    while at < count, let (scalar, length) = scalar(at: at), Self.isSpace(scalar) { at += length }
    let range = SourceRange(file: file, start: start, end: at)
    diagnose(
      .unknownCharacter,
      "this is \(Self.hexadecimalName(first)), which looks like nothing or like a space; write a space",
      from: start, to: at, fixIts: [FixIt("write a space", range, " ")])
  }

  private mutating func unknownRun(first: Unicode.Scalar) {
    let start = at
    var end = at
    while end < count, let (scalar, length) = scalar(at: end) {
      if scalar.value < 0x80 {
        guard
          scalar == "@" || scalar == "#" || scalar == "$" || scalar == "'" || scalar == "\\" || scalar == "^"
            || scalar == "`" || scalar == "~" || (scalar.value < 0x20 && scalar.value > 0x0D)
            || (scalar.value > 0 && scalar.value < 0x09) || scalar.value == 0x7F
        else { break }
      } else if Self.isLetter(scalar) || Self.isSpace(scalar) || Self.signs[scalar] != nil {
        break
      }
      end += length
    }
    if end == start { end += 1 }
    var notes: [String] = []
    switch first {
    case "'", "\u{2018}", "\u{2019}", "\u{201C}", "\u{201D}", "`", "«", "»":
      notes.append("texts stand in straight double quotes: \"...\"")
    case "#": notes.append("comments begin with `//`")
    default: break
    }
    let isPrintable = first.value >= 0x20 && first.value != 0x7F
    let shown = isPrintable ? "`\(text(start, end))`" : Self.hexadecimalName(first)
    complain(
      .unknownCharacter,
      end - start == 1 ? "\(shown) means nothing here" : "\(shown) mean nothing here", from: start, to: end,
      notes: notes)
    token(.unknown, from: start, to: end)
  }

  /// A word with letters other than ASCII ones is read as a name, so that one message is enough.
  mutating func foreignName(from start: Int) {
    var end = start
    var culprit: Unicode.Scalar?
    var rewritten: String? = ""
    while end < count, let (scalar, length) = scalar(at: end) {
      if scalar.value < 0x80 {
        guard Self.isNameByte(bytes[end]) else { break }
        rewritten?.unicodeScalars.append(scalar)
      } else {
        guard Self.isLetter(scalar) else { break }
        if culprit == nil { culprit = scalar }
        if let ascii = Self.lookalikes[scalar] { rewritten?.append(ascii) } else { rewritten = nil }
      }
      end += length
    }
    let letter = culprit ?? "?"
    let range = SourceRange(file: file, start: start, end: end)
    if let rewritten, let ascii = Self.lookalikes[letter] {
      complain(
        .unknownCharacter,
        "the `\(letter)` in this name is \(Self.hexadecimalName(letter)), which only looks like the ASCII letter `\(ascii)`",
        from: start, to: end, fixIts: [FixIt("write `\(rewritten)` in ASCII letters", range, rewritten)])
    } else {
      complain(
        .unknownCharacter,
        "names are written in ASCII letters, digits and `_`; `\(letter)` is \(Self.hexadecimalName(letter))",
        from: start, to: end)
    }
    token(.identifier, from: start, to: end)
  }
}
