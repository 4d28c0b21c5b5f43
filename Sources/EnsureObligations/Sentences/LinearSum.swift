public import EnsureModel

/// An integer that an obligation speaks of: its position in `SentenceBank.names`.
public struct Unknown: Hashable, Sendable, Comparable {
  /// The position, from 0.
  public let index: Int32
  /// Names the unknown at `index`.
  public init(_ index: Int) { self.index = Int32(index) }
  /// The order in which they were made.
  public static func < (left: Unknown, right: Unknown) -> Bool { left.index < right.index }
}

/// `c1 x1 + ... + cn xn + k`, with integers for the coefficients and the constant.
///
/// The form is canonical: unknowns ascend, and no coefficient is 0.
public struct LinearSum: Hashable, Sendable {
  /// An unknown and what it is multiplied by.
  public struct Summand: Hashable, Sendable {
    /// The unknown.
    public let unknown: Unknown
    /// What it is multiplied by; never 0.
    public let coefficient: Integer
    /// A multiple of an unknown.
    public init(_ unknown: Unknown, _ coefficient: Integer) {
      self.unknown = unknown
      self.coefficient = coefficient
    }
  }

  /// The summands, by unknown.
  public private(set) var summands: [Summand]
  /// The constant.
  public private(set) var constant: Integer

  /// The constant alone.
  public init(_ constant: Integer) {
    summands = []
    self.constant = constant
  }

  /// The unknown alone.
  public init(_ unknown: Unknown) {
    summands = [Summand(unknown, 1)]
    constant = 0
  }

  /// These summands, which ascend and have coefficients other than 0, and the constant; nil if they don't.
  public init?(canonical summands: [Summand], _ constant: Integer) {
    for (index, summand) in summands.enumerated() {
      if summand.coefficient == 0 { return nil }
      if index > 0 && summands[index - 1].unknown >= summand.unknown { return nil }
    }
    self.summands = summands
    self.constant = constant
  }

  init(unchecked summands: [Summand], _ constant: Integer) {
    self.summands = summands
    self.constant = constant
  }

  /// The value, if it is known.
  public var known: Integer? { summands.isEmpty ? constant : nil }

  /// The sum.
  public static func + (left: LinearSum, right: LinearSum) -> LinearSum { left.adding(right, times: 1) }

  /// The difference.
  public static func - (left: LinearSum, right: LinearSum) -> LinearSum { left.adding(right, times: -1) }

  /// This, and the multiple of another one.
  private func adding(_ other: LinearSum, times factor: Integer) -> LinearSum {
    let constant = constant + other.constant * factor
    if other.summands.isEmpty { return LinearSum(unchecked: summands, constant) }
    if summands.isEmpty, factor == 1 { return LinearSum(unchecked: other.summands, constant) }
    var merged: [Summand] = []
    merged.reserveCapacity(summands.count + other.summands.count)
    var next = 0
    for summand in other.summands {
      while next < summands.count, summands[next].unknown < summand.unknown {
        merged.append(summands[next])
        next += 1
      }
      var coefficient = summand.coefficient * factor
      if next < summands.count, summands[next].unknown == summand.unknown {
        coefficient += summands[next].coefficient
        next += 1
      }
      if coefficient != 0 { merged.append(Summand(summand.unknown, coefficient)) }
    }
    merged += summands[next...]
    return LinearSum(unchecked: merged, constant)
  }

  /// The multiple.
  public static func * (sum: LinearSum, factor: Integer) -> LinearSum {
    if factor == 0 { return LinearSum(0) }
    if factor == 1 { return sum }
    return LinearSum(
      unchecked: sum.summands.map { Summand($0.unknown, $0.coefficient * factor) }, sum.constant * factor)
  }

  /// The greatest number that divides all coefficients; 0 if there are none.
  public var content: Integer {
    var divisor: Integer = 0
    for summand in summands {
      divisor = divisor.greatestCommonDivisor(summand.coefficient)
      if divisor == 1 { return 1 }
    }
    return divisor
  }
}
