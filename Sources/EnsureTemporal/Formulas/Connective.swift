/// The kinds of formulas of linear temporal logic, future and past, over infinite words.
///
/// There is one next operator: on infinite words its strong and its weak form are the same. `release` is the dual of
/// `until`, `strongRelease` (M) that of `weakUntil` (W), `trigger` (T) that of `since`.
public enum Connective: UInt8, Sendable, CaseIterable {
  case falsity, truth, atom
  case not, and, or, xor, implies, equivalent
  case next, finally, globally, until, release, weakUntil, strongRelease
  case yesterday, weakYesterday, once, historically, since, trigger

  /// Whether it looks ahead.
  public var isFuture: Bool {
    switch self {
    case .next, .finally, .globally, .until, .release, .weakUntil, .strongRelease: true
    default: false
    }
  }

  /// Whether it looks back.
  public var isPast: Bool {
    switch self {
    case .yesterday, .weakYesterday, .once, .historically, .since, .trigger: true
    default: false
    }
  }

  /// How many operands it takes; `nil` for the connectives that take any number from two.
  public var arity: Int? {
    switch self {
    case .falsity, .truth, .atom: 0
    case .not, .next, .finally, .globally, .yesterday, .weakYesterday, .once, .historically: 1
    case .and, .or: nil
    default: 2
    }
  }
}
