/// Booleans, numbers, dates and times.
extension TOMLParser {
  mutating func scalarValue() throws(TOMLProblem) -> TOMLValue.Content {
    let start = at
    while let byte = peek(), Self.isPart(byte) { at += 1 }
    // A space may stand between a date and a time.
    if at - start == 10, peek() == UInt8(ascii: " "), let next = peek(1), Self.isDigit(next),
      Self.isDate(bytes[start..<at])
    {
      at += 1
      while let byte = peek(), Self.isPart(byte) { at += 1 }
    }
    let word = text(start..<at)
    if word.isEmpty { throw TOMLProblem("a value is expected here", scalar) }
    switch word {
    case "true": return .boolean(true)
    case "false": return .boolean(false)
    case "inf", "+inf", "-inf", "nan", "+nan", "-nan": return .float(word)
    default: break
    }
    if Self.isDateTime(Array(word.utf8)) { return .dateTime(word) }
    if let number = try integer(word, start..<at) { return .integer(number) }
    if Self.isFloat(word) { return .float(word) }
    throw TOMLProblem("`\(word)` is no value; text stands in quotes", start..<at)
  }

  private static func isPart(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "+"),
      UInt8(ascii: "."), UInt8(ascii: ":"):
      true
    default: false
    }
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

  // MARK: Numbers

  private func integer(_ word: String, _ range: Range<Int>) throws(TOMLProblem) -> Int? {
    for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] where word.hasPrefix(prefix) {
      guard let digits = Self.digits(word.dropFirst(2), radix) else { return nil }
      guard let value = Int(digits, radix: radix) else { throw tooLong(range) }
      return value
    }
    let isSigned = word.hasPrefix("-") || word.hasPrefix("+")
    guard let digits = Self.digits(word.dropFirst(isSigned ? 1 : 0), 10), Self.hasNoLeadingZero(digits) else {
      return nil
    }
    guard let value = Int((word.hasPrefix("-") ? "-" : "") + digits) else { throw tooLong(range) }
    return value
  }

  private func tooLong(_ range: Range<Int>) -> TOMLProblem {
    TOMLProblem("a whole number has no more than 64 bits", range)
  }

  private static func hasNoLeadingZero(_ digits: String) -> Bool {
    digits.utf8.count == 1 || !digits.hasPrefix("0")
  }

  /// The digits without the underscores between them; nil if there is anything else.
  private static func digits(_ text: Substring, _ radix: Int) -> String? {
    var result = ""
    var wasDigit = false
    for character in text {
      if character == "_" {
        if !wasDigit { return nil }
        wasDigit = false
      } else {
        guard let value = character.hexDigitValue, character.isASCII, value < radix else { return nil }
        result.append(character)
        wasDigit = true
      }
    }
    return wasDigit ? result : nil
  }

  /// A sign, digits without leading zeros, then a fraction, an exponent or both.
  private static func isFloat(_ word: String) -> Bool {
    var rest = word[...]
    if rest.hasPrefix("-") || rest.hasPrefix("+") { rest = rest.dropFirst() }
    let halves = rest.split(maxSplits: 1, omittingEmptySubsequences: false) { $0 == "e" || $0 == "E" }
    let parts = halves[0].split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard halves.count == 2 || parts.count == 2 else { return false }
    guard let whole = digits(parts[0], 10), hasNoLeadingZero(whole) else { return false }
    if parts.count == 2, digits(parts[1], 10) == nil { return false }
    guard halves.count == 2 else { return true }
    var exponent = halves[1]
    if exponent.hasPrefix("-") || exponent.hasPrefix("+") { exponent = exponent.dropFirst() }
    return digits(exponent, 10) != nil
  }

  // MARK: Dates and times

  /// RFC 3339: a date, a time, or both with or without an offset.
  private static func isDateTime(_ word: [UInt8]) -> Bool {
    if isTime(word[...]) { return true }
    guard word.count >= 10, isDate(word[..<10]) else { return false }
    if word.count == 10 { return true }
    guard [UInt8(ascii: "T"), UInt8(ascii: "t"), UInt8(ascii: " ")].contains(word[10]) else { return false }
    var rest = word[11...]
    if let last = rest.last, last == UInt8(ascii: "Z") || last == UInt8(ascii: "z") {
      rest = rest.dropLast()
    } else if rest.count > 6, let sign = rest.dropLast(5).last,
      sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-")
    {
      let offset = Array(rest.suffix(5))
      guard number(offset[0..<2], 0...23) != nil, offset[2] == UInt8(ascii: ":"),
        number(offset[3..<5], 0...59) != nil
      else { return false }
      rest = rest.dropLast(6)
    }
    return isTime(rest)
  }

  private static func isDate(_ text: ArraySlice<UInt8>) -> Bool {
    let word = Array(text)
    guard word.count == 10, word[4] == UInt8(ascii: "-"), word[7] == UInt8(ascii: "-"),
      let year = number(word[0..<4], 0...9999), let month = number(word[5..<7], 1...12),
      let day = number(word[8..<10], 1...31)
    else { return false }
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    return day <= lengths[month - 1]
  }

  private static func isTime(_ text: ArraySlice<UInt8>) -> Bool {
    let word = Array(text)
    guard word.count >= 8, word[2] == UInt8(ascii: ":"), word[5] == UInt8(ascii: ":"),
      number(word[0..<2], 0...23) != nil, number(word[3..<5], 0...59) != nil,
      number(word[6..<8], 0...59) != nil
    else { return false }
    if word.count == 8 { return true }
    return word[8] == UInt8(ascii: ".") && word.count > 9 && word[9...].allSatisfy(isDigit)
  }

  private static func number(_ text: ArraySlice<UInt8>, _ range: ClosedRange<Int>) -> Int? {
    guard text.allSatisfy(isDigit), let value = Int(String(decoding: text, as: UTF8.self)) else { return nil }
    return range.contains(value) ? value : nil
  }
}
