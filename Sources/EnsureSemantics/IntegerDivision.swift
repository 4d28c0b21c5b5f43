import EnsureModel

extension Integer {
  /// The Euclidean quotient; the divisor must not be 0 (0 is answered then, and callers check before).
  func quotient(by divisor: Integer) -> Integer { quotientAndRemainder(dividingBy: divisor)?.quotient ?? 0 }

  /// The Euclidean remainder; the divisor must not be 0.
  func remainder(by divisor: Integer) -> Integer { quotientAndRemainder(dividingBy: divisor)?.remainder ?? 0 }
}
