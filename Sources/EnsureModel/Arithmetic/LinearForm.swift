/// An integer that depends linearly on unknowns, which are numbered from 0.
public struct LinearForm: Hashable, Sendable {
  /// The value where all unknowns are 0.
  public var constant: Integer
  /// The factors of the unknowns; none is 0.
  private(set) var coefficients: [Int: Integer]
  /// Whether an instant went into it, so that it is known only as far as the horizon reaches.
  var isTimed = false

  /// An integer that depends on nothing.
  public init(_ constant: Integer, isTimed: Bool = false) {
    self.constant = constant
    self.isTimed = isTimed
    coefficients = [:]
  }

  /// An unknown.
  public init(unknown: Int) {
    constant = 0
    coefficients = [unknown: 1]
  }

  /// Whether it depends on no unknown.
  public var isConstant: Bool { coefficients.isEmpty }

  /// The unknowns that it depends on.
  public var unknowns: Dictionary<Int, Integer>.Keys { coefficients.keys }

  /// The factor of an unknown.
  public subscript(unknown: Int) -> Integer { coefficients[unknown] ?? 0 }

  /// The same without an unknown.
  public func without(_ unknown: Int) -> LinearForm {
    var result = self
    result.coefficients[unknown] = nil
    return result
  }

  /// The sum.
  public static func + (left: LinearForm, right: LinearForm) -> LinearForm {
    var sum = left
    sum.constant += right.constant
    sum.isTimed = left.isTimed || right.isTimed
    for (unknown, factor) in right.coefficients {
      let total = sum[unknown] + factor
      sum.coefficients[unknown] = total == 0 ? nil : total
    }
    return sum
  }

  /// The difference.
  public static func - (left: LinearForm, right: LinearForm) -> LinearForm { left + right.scaled(by: -1) }

  /// Each part so many times.
  public func scaled(by factor: Integer) -> LinearForm {
    var result = LinearForm(constant * factor, isTimed: isTimed)
    if factor != 0 { result.coefficients = coefficients.mapValues { $0 * factor } }
    return result
  }
}
