internal import CGMP

/// An exact integer: a machine word where it fits, GMP beyond.
///
/// The form is canonical (a value that fits a word is a word), so equal integers have equal forms.
public struct Integer: Sendable {
  enum Form: Sendable {
    case word(Int)
    case big(BigInteger)
  }

  let form: Form

  init(form: Form) { self.form = form }

  /// The integer `value`.
  public init(_ value: Int) { form = .word(value) }

  /// The integer that `decimal` spells: digits, with an optional minus sign in front, of any length; nil if it
  /// spells none.
  public init?(_ decimal: String) {
    let digits = decimal.utf8.first == UInt8(ascii: "-") ? decimal.utf8.dropFirst() : decimal.utf8[...]
    guard !digits.isEmpty, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    if let word = Int(decimal) {
      self.init(word)
    } else {
      self = BigInteger.make { BigInteger.set(&$0, decimal) }
    }
  }

  /// The value, if it fits a machine word.
  public var asInt: Int? {
    guard case .word(let word) = form else { return nil }
    return word
  }

  /// Whether the value fits a machine word.
  public var isWord: Bool { asInt != nil }

  /// How many bits the magnitude takes.
  public var magnitudeBits: Int {
    switch form {
    case .word(let word): Int.bitWidth - word.magnitude.leadingZeroBitCount
    case .big(let big): big.magnitudeBits
    }
  }

  /// -1, 0 or 1.
  public var signum: Int {
    switch form {
    case .word(let word): word.signum()
    case .big(let big): big.signum
    }
  }

  /// The absolute value.
  public var magnitude: Integer { signum < 0 ? -self : self }
}

extension Integer: ExpressibleByIntegerLiteral {
  /// A literal that fits a machine word.
  public init(integerLiteral value: Int) { self.init(value) }
}

extension Integer: Hashable, Comparable {
  /// Equality of values.
  public static func == (left: Integer, right: Integer) -> Bool {
    switch (left.form, right.form) {
    case (.word(let left), .word(let right)): left == right
    case (.big(let left), .big(let right)): left === right || left.compare(right) == 0
    default: false
    }
  }

  /// Order of values.
  public static func < (left: Integer, right: Integer) -> Bool {
    switch (left.form, right.form) {
    case (.word(let left), .word(let right)): left < right
    case (.big(let left), .big(let right)): left.compare(right) < 0
    // What does not fit a word is beyond all words, on the side of its sign.
    case (.word, .big(let right)): right.signum > 0
    case (.big(let left), .word): left.signum < 0
    }
  }

  /// Feeds the value to `hasher`.
  public func hash(into hasher: inout Hasher) {
    switch form {
    case .word(let word): hasher.combine(word)
    case .big(let big): big.hash(into: &hasher)
    }
  }
}

extension Integer {
  /// The sum.
  public static func + (left: Integer, right: Integer) -> Integer {
    if case (.word(let left), .word(let right)) = (left.form, right.form) {
      let (sum, overflow) = left.addingReportingOverflow(right)
      if !overflow { return Integer(sum) }
    }
    return BigInteger.make(left, right) { __gmpz_add(&$0, &$1, &$2) }
  }

  /// The difference.
  public static func - (left: Integer, right: Integer) -> Integer {
    if case (.word(let left), .word(let right)) = (left.form, right.form) {
      let (difference, overflow) = left.subtractingReportingOverflow(right)
      if !overflow { return Integer(difference) }
    }
    return BigInteger.make(left, right) { __gmpz_sub(&$0, &$1, &$2) }
  }

  /// The product.
  public static func * (left: Integer, right: Integer) -> Integer {
    if case (.word(let left), .word(let right)) = (left.form, right.form) {
      let (product, overflow) = left.multipliedReportingOverflow(by: right)
      if !overflow { return Integer(product) }
    }
    return BigInteger.make(left, right) { __gmpz_mul(&$0, &$1, &$2) }
  }

  /// The negated value.
  public static prefix func - (operand: Integer) -> Integer { 0 - operand }

  /// Adds in place.
  public static func += (left: inout Integer, right: Integer) { left = left + right }

  /// Subtracts in place.
  public static func -= (left: inout Integer, right: Integer) { left = left - right }

  /// The Euclidean quotient `q` and remainder `r`: `self == q * divisor + r` and `0 <= r < |divisor|`; nil for
  /// divisor 0.
  public func quotientAndRemainder(dividingBy divisor: Integer) -> (quotient: Integer, remainder: Integer)? {
    if divisor.signum == 0 { return nil }
    if case (.word(let dividend), .word(let word)) = (form, divisor.form) {
      let (quotient, overflow) = dividend.dividedReportingOverflow(by: word)
      if !overflow {
        let remainder = dividend % word
        if remainder >= 0 { return (Integer(quotient), Integer(remainder)) }
        // Swift truncates: one more multiple of the divisor's magnitude is taken out. Neither step overflows,
        // since a remainder that is not 0 has a divisor of at least 2.
        return word > 0
          ? (Integer(quotient - 1), Integer(remainder + word))
          : (Integer(quotient + 1), Integer(remainder - word))
      }
    }
    // GMP's floor has a remainder of the divisor's sign, its ceiling one of the other sign.
    return divisor.signum > 0
      ? (
        BigInteger.make(self, divisor) { __gmpz_fdiv_q(&$0, &$1, &$2) },
        BigInteger.make(self, divisor) { __gmpz_fdiv_r(&$0, &$1, &$2) }
      )
      : (
        BigInteger.make(self, divisor) { __gmpz_cdiv_q(&$0, &$1, &$2) },
        BigInteger.make(self, divisor) { __gmpz_cdiv_r(&$0, &$1, &$2) }
      )
  }
}

extension Integer {
  /// The greatest common divisor of the magnitudes; 0 if both are 0.
  public func greatestCommonDivisor(_ other: Integer) -> Integer {
    guard case .word(let left) = form, case .word(let right) = other.form else {
      return BigInteger.make(self, other) { __gmpz_gcd(&$0, &$1, &$2) }
    }
    var (larger, smaller) = (left.magnitude, right.magnitude)
    while smaller != 0 { (larger, smaller) = (smaller, larger % smaller) }
    // Only the magnitude of the least word is no word.
    return Int(exactly: larger).map { Integer($0) } ?? -Integer(Int.min)
  }
}

extension Integer: CustomStringConvertible {
  /// The value in decimal.
  public var description: String {
    switch form {
    case .word(let word): String(word)
    case .big(let big): big.decimal
    }
  }
}
