internal import EnsureModel

/// An exact fraction in lowest terms with a positive denominator: two machine words where they suffice.
struct Rational: Sendable {
  /// Numerator and denominator, if `wide` is nil.
  private var top: Int
  private var bottom: Int
  private var wide: Wide?

  /// A fraction that does not fit two words.
  private final class Wide: Sendable {
    let top: Integer
    let bottom: Integer
    init(_ top: Integer, _ bottom: Integer) {
      self.top = top
      self.bottom = bottom
    }
  }

  static let zero = Rational(0)
  static let one = Rational(1)

  init(_ value: Int) {
    top = value
    bottom = 1
  }

  init(_ value: Integer) {
    top = value.asInt ?? 0
    bottom = 1
    if !value.isWord || top == Int.min { wide = Wide(value, 1) }
  }

  /// The fraction, in lowest terms. The divisor is not 0.
  private init(_ dividend: Integer, _ divisor: Integer) {
    let common = dividend.greatestCommonDivisor(divisor) * (divisor < 0 ? -1 : 1)
    let (top, bottom) = (Self.exact(dividend, common), Self.exact(divisor, common))
    if let top = top.asInt, let bottom = bottom.asInt, top != Int.min {
      self.top = top
      self.bottom = bottom
    } else {
      self.top = 0
      self.bottom = 1
      wide = Wide(top, bottom)
    }
  }

  /// Words in lowest terms.
  private init(unchecked top: Int, _ bottom: Int) {
    self.top = top
    self.bottom = bottom
  }

  private static func exact(_ value: Integer, _ divisor: Integer) -> Integer {
    if divisor == 1 { return value }
    return value.quotientAndRemainder(dividingBy: divisor)?.quotient ?? value
  }

  var numerator: Integer { wide?.top ?? Integer(top) }
  var denominator: Integer { wide?.bottom ?? Integer(bottom) }

  /// What arithmetic with it costs, where two words cost 1.
  var cost: Int { wide.map { 60 + ($0.top.magnitudeBits + $0.bottom.magnitudeBits) / 64 } ?? 1 }

  var isInteger: Bool { wide == nil ? bottom == 1 : denominator == 1 }
  var signum: Int { wide?.top.signum ?? top.signum() }

  /// The greatest integer that is not greater.
  var floor: Integer {
    numerator.quotientAndRemainder(dividingBy: denominator)?.quotient ?? numerator
  }

  static func + (left: Rational, right: Rational) -> Rational {
    if left.wide == nil && right.wide == nil {
      if left.bottom == 1 && right.bottom == 1 {
        let (sum, overflow) = left.top.addingReportingOverflow(right.top)
        if !overflow && sum != Int.min { return Rational(unchecked: sum, 1) }
      } else if let sum = narrow(left, right) {
        return sum
      }
    }
    return Rational(
      left.numerator * right.denominator + right.numerator * left.denominator,
      left.denominator * right.denominator)
  }

  private static func narrow(_ left: Rational, _ right: Rational) -> Rational? {
    let (first, overflow1) = left.top.multipliedReportingOverflow(by: right.bottom)
    let (second, overflow2) = right.top.multipliedReportingOverflow(by: left.bottom)
    let (top, overflow3) = first.addingReportingOverflow(second)
    let (bottom, overflow4) = left.bottom.multipliedReportingOverflow(by: right.bottom)
    if overflow1 || overflow2 || overflow3 || overflow4 { return nil }
    return lowest(top, bottom)
  }

  private static func lowest(_ top: Int, _ bottom: Int) -> Rational? {
    if top == Int.min { return nil }
    if bottom == 1 { return Rational(unchecked: top, 1) }
    let common = greatestCommonDivisor(top.magnitude, bottom.magnitude)
    return Rational(unchecked: top / Int(common), bottom / Int(common))
  }

  private static func greatestCommonDivisor(_ left: UInt, _ right: UInt) -> UInt {
    var (larger, smaller) = (left, right)
    while smaller != 0 { (larger, smaller) = (smaller, larger % smaller) }
    return larger
  }

  static func * (left: Rational, right: Rational) -> Rational {
    if left.wide == nil && right.wide == nil {
      let (top, overflow1) = left.top.multipliedReportingOverflow(by: right.top)
      let (bottom, overflow2) = left.bottom.multipliedReportingOverflow(by: right.bottom)
      if !overflow1 && !overflow2, let product = lowest(top, bottom) { return product }
    }
    return Rational(left.numerator * right.numerator, left.denominator * right.denominator)
  }

  /// The reciprocal value; of 0 it is 0.
  var inverse: Rational {
    if wide == nil {
      if top == 0 { return .zero }
      return top < 0 ? Rational(unchecked: -bottom, -top) : Rational(unchecked: bottom, top)
    }
    return Rational(denominator, numerator)
  }

  static func - (left: Rational, right: Rational) -> Rational { left + -right }

  static prefix func - (operand: Rational) -> Rational {
    operand.wide == nil
      ? Rational(unchecked: -operand.top, operand.bottom) : Rational(-operand.numerator, operand.denominator)
  }

  static func += (left: inout Rational, right: Rational) { left = left + right }
}

extension Rational: Comparable {
  static func == (left: Rational, right: Rational) -> Bool {
    if left.wide == nil && right.wide == nil { return left.top == right.top && left.bottom == right.bottom }
    return left.numerator == right.numerator && left.denominator == right.denominator
  }

  static func < (left: Rational, right: Rational) -> Bool {
    if left.wide == nil && right.wide == nil && left.bottom == right.bottom { return left.top < right.top }
    return left.numerator * right.denominator < right.numerator * left.denominator
  }
}
