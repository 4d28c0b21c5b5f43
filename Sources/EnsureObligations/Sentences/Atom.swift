public import EnsureModel

/// `c1 x1 + ... + cn xn <= b`, in a canonical form: unknowns ascend, the coefficients have no common divisor, the first
/// one is positive, and `b` is an integer. Of two inequalities that are each other's negations one is an atom and the
/// other is the negation of that atom.
public struct Atom: Hashable, Sendable {
  /// The left side; at least one summand.
  public let summands: [LinearSum.Summand]
  /// The right side.
  public let bound: Integer

  /// What `sum <= 0` comes to.
  enum Normalised {
    case known(Bool)
    case atom(Atom, isNegated: Bool)
  }

  /// The canonical form of `sum <= 0`. Since everything is an integer, dividing by the common divisor rounds the bound
  /// down.
  static func normalised(atMostZero sum: LinearSum) -> Normalised {
    if let value = sum.known { return .known(value <= 0) }
    let divisor = sum.content
    var summands = sum.summands
    var bound = -sum.constant
    if divisor != 1 {
      summands = summands.map { LinearSum.Summand($0.unknown, exact($0.coefficient, by: divisor)) }
      bound = floor(bound, by: divisor)
    }
    if summands[0].coefficient > 0 { return .atom(Atom(summands: summands, bound: bound), isNegated: false) }
    // -t <= b says t >= -b, the negation of t <= -b - 1.
    let flipped = summands.map { LinearSum.Summand($0.unknown, -$0.coefficient) }
    return .atom(Atom(summands: flipped, bound: -bound - 1), isNegated: true)
  }

  private init(summands: [LinearSum.Summand], bound: Integer) {
    self.summands = summands
    self.bound = bound
  }

  /// These summands with this bound, if that is the canonical form; else nil.
  public init?(canonical summands: [LinearSum.Summand], bound: Integer) {
    guard let sum = LinearSum(canonical: summands, 0), let first = summands.first, first.coefficient > 0,
      sum.content == 1
    else { return nil }
    self.init(summands: summands, bound: bound)
  }

  /// What is at most 0 if the inequality holds, or if it does not: `t - b`, or `b + 1 - t`.
  public func atMostZero(isNegated: Bool) -> LinearSum {
    let difference = LinearSum(unchecked: summands, -bound)
    return isNegated ? difference * -1 + LinearSum(1) : difference
  }

  private static func exact(_ value: Integer, by divisor: Integer) -> Integer {
    value.quotientAndRemainder(dividingBy: divisor)?.quotient ?? value
  }

  /// Division in this program is Euclidean, so that a positive divisor rounds down.
  private static func floor(_ value: Integer, by divisor: Integer) -> Integer { exact(value, by: divisor) }
}
