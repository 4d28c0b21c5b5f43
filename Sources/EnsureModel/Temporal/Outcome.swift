/// What is known of a formula at one position of a run.
enum Outcome: Hashable, Sendable {
  /// It holds, however the run goes on.
  case holds
  /// It does not, however the run goes on (or, where the run goes on so that an earlier part has no value, it has
  /// none).
  case fails
  /// It depends on how the run goes on, or cannot be told.
  case open
  /// It has no value.
  case undefined(Undefined)

  init(_ value: Bool) { self = value ? .holds : .fails }

  var negated: Outcome {
    switch self {
    case .holds: .fails
    case .fails: .holds
    case .open, .undefined: self
    }
  }

  /// Disjunction, evaluated from left to right (SEMANTICS, rule 3): what stands behind an operand that decides, or
  /// that has no value, is not looked at.
  static func or(_ left: Outcome, _ right: @autoclosure () -> Outcome) -> Outcome {
    switch left {
    case .holds, .undefined: return left
    case .fails: return right()
    case .open: return right() == .holds ? .holds : .open
    }
  }

  /// Conjunction, likewise.
  static func and(_ left: Outcome, _ right: @autoclosure () -> Outcome) -> Outcome {
    or(left.negated, right().negated).negated
  }
}
