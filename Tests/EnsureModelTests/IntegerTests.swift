import Testing

@testable import EnsureModel

/// Decimal arithmetic as taught at school, on lists of digits, least first: slow, and obviously right.
private struct Schoolbook: Equatable {
  var isNegative = false
  var digits: [Int]

  init(_ text: String) {
    isNegative = text.hasPrefix("-")
    digits = text.filter(\.isNumber).reversed().map { $0.wholeNumberValue ?? 0 }
    trim()
  }

  init(digits: [Int], isNegative: Bool) {
    self.digits = digits
    self.isNegative = isNegative
    trim()
  }

  mutating func trim() {
    while let last = digits.last, last == 0 { digits.removeLast() }
    if digits.isEmpty { isNegative = false }
  }

  var text: String {
    (isNegative ? "-" : "") + (digits.isEmpty ? "0" : digits.reversed().map(String.init).joined())
  }

  static func order(_ left: [Int], _ right: [Int]) -> Int {
    if left.count != right.count { return left.count < right.count ? -1 : 1 }
    for (first, second) in zip(left.reversed(), right.reversed()) where first != second {
      return first < second ? -1 : 1
    }
    return 0
  }

  static func add(_ left: [Int], _ right: [Int]) -> [Int] {
    var sum: [Int] = []
    var carry = 0
    for position in 0..<max(left.count, right.count) + 1 {
      let digit =
        (position < left.count ? left[position] : 0) + (position < right.count ? right[position] : 0) + carry
      sum.append(digit % 10)
      carry = digit / 10
    }
    return sum
  }

  /// `left` is not less than `right`.
  static func subtract(_ left: [Int], _ right: [Int]) -> [Int] {
    var difference: [Int] = []
    var borrow = 0
    for position in left.indices {
      var digit = left[position] - (position < right.count ? right[position] : 0) - borrow
      borrow = digit < 0 ? 1 : 0
      if digit < 0 { digit += 10 }
      difference.append(digit)
    }
    return difference
  }

  static func + (left: Schoolbook, right: Schoolbook) -> Schoolbook {
    if left.isNegative == right.isNegative {
      return Schoolbook(digits: add(left.digits, right.digits), isNegative: left.isNegative)
    }
    return order(left.digits, right.digits) >= 0
      ? Schoolbook(digits: subtract(left.digits, right.digits), isNegative: left.isNegative)
      : Schoolbook(digits: subtract(right.digits, left.digits), isNegative: right.isNegative)
  }

  static prefix func - (operand: Schoolbook) -> Schoolbook {
    Schoolbook(digits: operand.digits, isNegative: !operand.isNegative)
  }

  static func * (left: Schoolbook, right: Schoolbook) -> Schoolbook {
    var sums = Array(repeating: 0, count: left.digits.count + right.digits.count + 1)
    for (i, first) in left.digits.enumerated() {
      for (j, second) in right.digits.enumerated() { sums[i + j] += first * second }
    }
    for position in 0..<sums.count - 1 {
      sums[position + 1] += sums[position] / 10
      sums[position] %= 10
    }
    return Schoolbook(digits: sums, isNegative: left.isNegative != right.isNegative)
  }

  static func < (left: Schoolbook, right: Schoolbook) -> Bool {
    (left + -right).isNegative
  }
}

@Suite struct IntegerTests {
  /// Numbers around the places where a word ends, and random ones of up to 45 digits.
  private static func cases(_ count: Int, seed: UInt64) -> [String] {
    var generator = SplitMix(state: seed)
    let corners = [
      "0", "1", "-1", "2", "-2", "3", "-3", "10", "-10", "9223372036854775807", "9223372036854775808",
      "9223372036854775806", "-9223372036854775808", "-9223372036854775809", "-9223372036854775807",
      "18446744073709551615", "18446744073709551616", "-18446744073709551616", "4294967296", "-4294967296",
      "3037000500", "-3037000500", "340282366920938463463374607431768211456",
    ]
    return (0..<count).map { index in
      if index < corners.count { return corners[index] }
      if Int.random(in: 0..<3, using: &generator) == 0 {
        return corners.randomElement(using: &generator) ?? "0"
      }
      let length = Int.random(in: 1...45, using: &generator)
      let digits = (0..<length).map { _ in String(Int.random(in: 0...9, using: &generator)) }.joined()
      let isNegative = Bool.random(using: &generator)
      return Schoolbook((isNegative ? "-" : "") + digits).text
    }
  }

  @Test func agreesWithSchoolbookArithmetic() throws {
    let left = IntegerTests.cases(4000, seed: 1)
    let right = IntegerTests.cases(4000, seed: 2).shuffledBySeed(3)
    for (first, second) in zip(left, right) {
      let (a, b) = (try #require(Integer(first)), try #require(Integer(second)))
      let (x, y) = (Schoolbook(first), Schoolbook(second))
      #expect(a.description == first)
      #expect((a + b).description == (x + y).text)
      #expect((a - b).description == (x + -y).text)
      #expect((a * b).description == (x * y).text)
      #expect((-a).description == (-x).text)
      #expect((a < b) == (x < y))
      #expect((a == b) == (first == second))
      #expect(a.magnitude.description == Schoolbook(digits: x.digits, isNegative: false).text)
      #expect(a.isWord == (Int(first) != nil) && a.asInt == Int(first))
      guard let (quotient, remainder) = a.quotientAndRemainder(dividingBy: b) else {
        #expect(second == "0")
        continue
      }
      #expect(quotient * b + remainder == a, "\(first) / \(second)")
      #expect(0 <= remainder && remainder < b.magnitude, "\(first) / \(second)")
    }
  }

  @Test func formIsCanonical() throws {
    let big = try #require(Integer("9223372036854775808"))
    #expect(!big.isWord)
    #expect((big - 1).isWord)
    #expect(big - 1 == Integer(Int.max))
    #expect((big - 1).hashValue == Integer(Int.max).hashValue)
    #expect(Set([big, Integer(Int.max) + 1, 0 - (0 - big)]).count == 1)
    #expect(-Integer(Int.min) == big)
    #expect(Integer(Int.min).quotientAndRemainder(dividingBy: -1)?.quotient == big)
  }

  @Test(arguments: [
    ("7", "3", "2", "1"), ("-7", "3", "-3", "2"), ("7", "-3", "-2", "1"), ("-7", "-3", "3", "2"),
    ("-6", "3", "-2", "0"), ("-1", "18446744073709551616", "-1", "18446744073709551615"),
    ("-18446744073709551617", "-18446744073709551616", "2", "18446744073709551615"),
    ("18446744073709551617", "-18446744073709551616", "-1", "1"),
  ])
  func divisionIsEuclidean(_ dividend: String, _ divisor: String, _ quotient: String, _ remainder: String)
    throws
  {
    let (left, right) = (try #require(Integer(dividend)), try #require(Integer(divisor)))
    let result = try #require(left.quotientAndRemainder(dividingBy: right))
    #expect(result.quotient.description == quotient)
    #expect(result.remainder.description == remainder)
  }

  @Test(arguments: [
    ("12", "18", "6"), ("-12", "18", "6"), ("0", "-5", "5"), ("0", "0", "0"),
    ("7", "-9223372036854775808", "1"),
    ("-9223372036854775808", "0", "9223372036854775808"),
    ("-9223372036854775808", "-9223372036854775808", "9223372036854775808"),
    ("36893488147419103232", "-27670116110564327424", "9223372036854775808"),
    ("36893488147419103233", "6", "3"),
  ])
  func theGreatestCommonDivisorIsNotNegative(_ left: String, _ right: String, _ divisor: String) throws {
    let (left, right) = (try #require(Integer(left)), try #require(Integer(right)))
    #expect(left.greatestCommonDivisor(right).description == divisor)
    #expect(right.greatestCommonDivisor(left).description == divisor)
    #expect(left.greatestCommonDivisor(right).isWord == (Int(divisor) != nil))
  }

  @Test(
    arguments: [
      ("0", []), ("1", [1]), ("255", [255]), ("-256", [1, 0]),
      ("9223372036854775807", [0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]),
      ("-9223372036854775808", [0x80, 0, 0, 0, 0, 0, 0, 0]),
      ("9223372036854775808", [0x80, 0, 0, 0, 0, 0, 0, 0]),
      ("18446744073709551616", [1, 0, 0, 0, 0, 0, 0, 0, 0]),
      ("-4722366482869645213697", [1, 0, 0, 0, 0, 0, 0, 0, 0, 1]),
    ] as [(String, [UInt8])])
  func bytesAreTheMagnitude(_ decimal: String, _ bytes: [UInt8]) throws {
    let value = try #require(Integer(decimal))
    #expect(value.magnitudeBytes == bytes)
    let back = Integer(isNegative: value < 0, magnitude: bytes)
    #expect(back == value)
    #expect(back.isWord == value.isWord)
    #expect(Integer(isNegative: value < 0, magnitude: [0, 0] + bytes) == value)
  }

  @Test func tenThousandDigits() throws {
    let nines = String(repeating: "9", count: 10_000)
    let number = try #require(Integer(nines))
    #expect((number + 1).description == "1" + String(repeating: "0", count: 10_000))
    #expect(number.description == nines)
    let square = number * number
    let result = try #require(square.quotientAndRemainder(dividingBy: number))
    #expect(result.quotient == number && result.remainder == 0)
    #expect(square.hashValue == (number * number).hashValue)
  }

  @Test(arguments: ["", "-", "+1", "1a", " 1", "1 ", "--1", "0x1", "1_000", "१"])
  func refusesWhatIsNoDecimal(_ text: String) { #expect(Integer(text) == nil) }

  @Test func leadingZerosDoNotCount() { #expect(Integer("-000000000000000000000000000000") == 0) }
}

/// A generator that gives the same numbers in each run.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return word ^ (word >> 31)
  }
}

extension Array {
  fileprivate func shuffledBySeed(_ seed: UInt64) -> [Element] {
    var generator = SplitMix(state: seed)
    return shuffled(using: &generator)
  }
}
