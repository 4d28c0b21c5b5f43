/// Numbers and strings.
extension Lexer {
  /// Units that are often glued to their number.
  private static let units: Set<String> = [
    "ms", "s", "sec", "second", "seconds", "min", "minute", "minutes", "h", "hour", "hours", "day", "days",
    "week",
    "weeks", "month", "months", "year", "years",
  ]

  mutating func number() {
    let start = at
    var end = at
    var isBad = false
    while end < count {
      let byte = bytes[end]
      if byte >= 0x30, byte <= 0x39 {
        end += 1
      } else if byte == 0x5F {
        let isBetweenDigits = end + 1 < count && bytes[end + 1] >= 0x30 && bytes[end + 1] <= 0x39
        if !isBetweenDigits { isBad = true }
        end += 1
      } else {
        break
      }
    }
    var kind = TokenKind.integer
    let isPoint = end < count && bytes[end] == 0x2E && !(end + 1 < count && bytes[end + 1] == 0x2E)
    if isPoint {
      kind = .decimal
      end += 1
      let digits = end
      while end < count, bytes[end] >= 0x30, bytes[end] <= 0x39 { end += 1 }
      if end == digits { isBad = true }
      while end + 1 < count, bytes[end] == 0x2E, bytes[end + 1] >= 0x30, bytes[end + 1] <= 0x39 {
        isBad = true
        end += 1
        while end < count, bytes[end] >= 0x30, bytes[end] <= 0x39 { end += 1 }
      }
    }
    if end < count, Self.isNameByte(bytes[end]) {
      return gluedNumber(kind, from: start, to: end, isBad: isBad)
    }
    if isBad { badNumber(from: start, to: end) }
    token(kind, from: start, to: end)
  }

  private mutating func badNumber(from start: Int, to end: Int) {
    let text = text(start, end)
    let message =
      if text.hasSuffix(".") {
        "a decimal number has digits behind its point"
      } else if text.utf8.reduce(into: 0, { $0 += $1 == 0x2E ? 1 : 0 }) > 1 {
        "a number has at most one point"
      } else {
        "`_` stands only between two digits of a number, and once"
      }
    complain(.badNumber, message, from: start, to: end)
  }

  /// Letters stand right behind the digits: a unit that wants a space, or no number at all.
  private mutating func gluedNumber(_ kind: TokenKind, from start: Int, to digits: Int, isBad: Bool) {
    var end = digits
    while end < count, Self.isNameByte(bytes[end]) { end += 1 }
    let letters = text(digits, end)
    let isCurrency = letters.utf8.count == 3 && letters.utf8.allSatisfy { $0 >= 0x41 && $0 <= 0x5A }
    if !isBad, isCurrency || Self.units.contains(letters) {
      let place = SourceRange(file: file, start: digits, end: digits)
      complain(
        .badNumber, "put a space between a number and its unit", from: start, to: end,
        fixIts: [FixIt("write `\(text(start, digits)) \(letters)`", place, " ")])
      token(kind, from: start, to: digits)
      result.complained.append(Int32(result.tokens.count))
      token(.identifier, from: digits, to: end)
      return
    }
    complain(
      .badNumber, "a number ends with a digit, and a name does not begin with one", from: start, to: end,
      notes: ["a unit stands behind its number with a space between: `5 EUR`, `14 days`"])
    token(kind, from: start, to: end)
  }

  mutating func string() {
    let start = at
    var end = at + 1
    var badEscape: (start: Int, end: Int)?
    while end < count, bytes[end] != 0x22, bytes[end] != 0x0A, bytes[end] != 0 {
      guard bytes[end] == 0x5C else {
        end += 1
        continue
      }
      let escape = end
      let isGood = skipEscape(&end)
      if !isGood, badEscape == nil { badEscape = (escape, end) }
    }
    let isClosed = end < count && bytes[end] == 0x22
    if isClosed {
      end += 1
    } else {
      while end > start + 1, bytes[end - 1] == 0x0D { end -= 1 }
    }
    if !isClosed {
      let place = SourceRange(file: file, start: end, end: end)
      complain(
        .badString, "this text has no closing `\"` on its line", from: start, to: end,
        fixIts: [FixIt("close it", place, "\"")])
    } else if let bad = badEscape {
      complain(
        .badString, "`\(text(bad.start, bad.end))` is no escape", from: bad.start, to: bad.end,
        notes: ["the escapes are `\\\"`, `\\\\`, `\\n`, `\\t` and `\\u{1F4B6}`"])
    }
    token(.string, from: start, to: end)
  }

  /// Goes behind the escape at `end`, and says whether it is one.
  private func skipEscape(_ end: inout Int) -> Bool {
    end += 1
    guard end < count, bytes[end] != 0x0A else { return false }
    switch bytes[end] {
    case 0x22, 0x5C, 0x6E, 0x74:
      end += 1
      return true
    case 0x75:
      end += 1
      guard end < count, bytes[end] == 0x7B else { return false }
      var value: UInt32 = 0
      var digits = 0
      var at = end + 1
      while at < count, let digit = Self.hexadecimal(bytes[at]), digits < 7 {
        value = value * 16 + digit
        digits += 1
        at += 1
      }
      guard digits > 0, digits < 7, at < count, bytes[at] == 0x7D else {
        end = at
        return false
      }
      end = at + 1
      return Unicode.Scalar(value) != nil
    default:
      end += 1
      while end < count, bytes[end] & 0xC0 == 0x80 { end += 1 }
      return false
    }
  }

  static func hexadecimal(_ byte: UInt8) -> UInt32? {
    switch byte {
    case 0x30...0x39: UInt32(byte - 0x30)
    case 0x41...0x46: UInt32(byte - 0x37)
    case 0x61...0x66: UInt32(byte - 0x57)
    default: nil
    }
  }
}

extension SyntaxTree {
  /// What a `string` token means: its text without the quotes, and with the escapes replaced.
  public func stringValue(_ token: Token) -> String {
    var end = Int(token.end)
    var at = Int(token.start) + 1
    if end - 1 >= at, source[end - 1] == 0x22 { end -= 1 }
    var value: [UInt8] = []
    while at < end {
      guard source[at] == 0x5C, at + 1 < end else {
        value.append(source[at])
        at += 1
        continue
      }
      switch source[at + 1] {
      case 0x6E: value.append(0x0A)
      case 0x74: value.append(0x09)
      case 0x75:
        var scalar: UInt32 = 0
        at += 3
        while at < end, let digit = Lexer.hexadecimal(source[at]), scalar <= 0x10FFFF {
          scalar = scalar * 16 + digit
          at += 1
        }
        value.append(contentsOf: String(Unicode.Scalar(scalar) ?? "\u{FFFD}").utf8)
        at -= 1
      default: value.append(source[at + 1])
      }
      at += 2
    }
    return String(decoding: value, as: UTF8.self)
  }
}
