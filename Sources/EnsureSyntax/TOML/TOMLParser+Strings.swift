/// The four ways to write a string.
extension TOMLParser {
  func isTriple(_ quote: UInt8) -> Bool { peek(1) == quote && peek(2) == quote }

  mutating func basicString() throws(TOMLProblem) -> String {
    let start = at
    at += 1
    var result: [UInt8] = []
    while true {
      guard let byte = peek(), byte != UInt8(ascii: "\n") else {
        throw TOMLProblem("a string is not closed on its line", start..<at)
      }
      switch byte {
      case UInt8(ascii: "\""):
        at += 1
        return String(decoding: result, as: UTF8.self)
      case UInt8(ascii: "\\"): result += try escape()
      default: try copy(byte, to: &result)
      }
    }
  }

  mutating func literalString() throws(TOMLProblem) -> String {
    let start = at
    at += 1
    var result: [UInt8] = []
    while true {
      guard let byte = peek(), byte != UInt8(ascii: "\n") else {
        throw TOMLProblem("a string is not closed on its line", start..<at)
      }
      if byte == UInt8(ascii: "'") {
        at += 1
        return String(decoding: result, as: UTF8.self)
      }
      try copy(byte, to: &result)
    }
  }

  mutating func longBasicString() throws(TOMLProblem) -> String {
    let start = at
    beginLong()
    var result: [UInt8] = []
    while let byte = peek() {
      if byte == UInt8(ascii: "\""), endLong(byte, &result) { return String(decoding: result, as: UTF8.self) }
      switch byte {
      case UInt8(ascii: "\""): break
      case UInt8(ascii: "\\"):
        if skipsLineEnd() { continue }
        result += try escape()
      default: try copyLong(byte, to: &result)
      }
    }
    throw TOMLProblem("a string is not closed", start..<(start + 3))
  }

  mutating func longLiteralString() throws(TOMLProblem) -> String {
    let start = at
    beginLong()
    var result: [UInt8] = []
    while let byte = peek() {
      if byte == UInt8(ascii: "'") {
        if endLong(byte, &result) { return String(decoding: result, as: UTF8.self) }
      } else {
        try copyLong(byte, to: &result)
      }
    }
    throw TOMLProblem("a string is not closed", start..<(start + 3))
  }

  // MARK: Parts

  /// The three quotes, and a line feed right behind them, which counts for nothing.
  private mutating func beginLong() {
    at += 3
    if peek() == UInt8(ascii: "\n") {
      at += 1
    } else if peek() == UInt8(ascii: "\r"), peek(1) == UInt8(ascii: "\n") {
      at += 2
    }
  }

  /// Reads quotes. Three of them end the string; up to two more in front of these belong to it.
  private mutating func endLong(_ quote: UInt8, _ result: inout [UInt8]) -> Bool {
    var count = 0
    while peek() == quote, count < 5 {
      count += 1
      at += 1
    }
    result += [UInt8](repeating: quote, count: count >= 3 ? count - 3 : count)
    return count >= 3
  }

  /// A backslash at the end of a line swallows all white space up to the next text.
  private mutating func skipsLineEnd() -> Bool {
    var position = at + 1
    var hasLineEnd = false
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: " "), UInt8(ascii: "\t"): position += 1
      case UInt8(ascii: "\n"):
        hasLineEnd = true
        position += 1
      case UInt8(ascii: "\r") where position + 1 < bytes.count && bytes[position + 1] == UInt8(ascii: "\n"):
        hasLineEnd = true
        position += 2
      default:
        if hasLineEnd { at = position }
        return hasLineEnd
      }
    }
    if hasLineEnd { at = position }
    return hasLineEnd
  }

  private mutating func copy(_ byte: UInt8, to result: inout [UInt8]) throws(TOMLProblem) {
    if Self.isControl(byte) { throw TOMLProblem("a control character cannot stand in a string", scalar) }
    result.append(byte)
    at += 1
  }

  private mutating func copyLong(_ byte: UInt8, to result: inout [UInt8]) throws(TOMLProblem) {
    if byte == UInt8(ascii: "\n") || (byte == UInt8(ascii: "\r") && peek(1) == UInt8(ascii: "\n")) {
      if byte == UInt8(ascii: "\r") { at += 1 }
      result.append(UInt8(ascii: "\n"))
      at += 1
    } else {
      try copy(byte, to: &result)
    }
  }

  private mutating func escape() throws(TOMLProblem) -> [UInt8] {
    let start = at
    at += 1
    let letter = peek()
    at += 1
    switch letter {
    case UInt8(ascii: "b")?: return [0x08]
    case UInt8(ascii: "t")?: return [0x09]
    case UInt8(ascii: "n")?: return [0x0A]
    case UInt8(ascii: "f")?: return [0x0C]
    case UInt8(ascii: "r")?: return [0x0D]
    case UInt8(ascii: "\"")?: return [0x22]
    case UInt8(ascii: "\\")?: return [0x5C]
    case UInt8(ascii: "u")?: return try unicode(4, start)
    case UInt8(ascii: "U")?: return try unicode(8, start)
    default: throw TOMLProblem("there is no such escape", start..<min(at, bytes.count))
    }
  }

  private mutating func unicode(_ count: Int, _ start: Int) throws(TOMLProblem) -> [UInt8] {
    let digits = bytes[min(at, bytes.count)..<min(at + count, bytes.count)]
    at += digits.count
    let isHexadecimal = digits.count == count && digits.allSatisfy { UInt8.isHexadecimal($0) }
    guard isHexadecimal, let value = UInt32(String(decoding: digits, as: UTF8.self), radix: 16),
      let scalar = Unicode.Scalar(value)
    else { throw TOMLProblem("this escape names no character", start..<at) }
    return Array(String(Character(scalar)).utf8)
  }
}

extension UInt8 {
  /// Whether the byte is a hexadecimal digit.
  static func isHexadecimal(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
      UInt8(ascii: "A")...UInt8(ascii: "F"):
      true
    default: false
    }
  }
}
