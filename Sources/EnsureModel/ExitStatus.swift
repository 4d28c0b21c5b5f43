/// What a run of Ensure answers to whoever started it (SEMANTICS 22). The same numbers everywhere.
public enum ExitStatus: Int32, Sendable, Comparable {
  /// Everything holds, or is covered by a decision.
  case success = 0
  /// A property is violated, a scenario fails, or a decision turns out wrong.
  case violated = 1
  /// The spec has errors.
  case specErrors = 2
  /// Something is not known.
  case undecided = 3
  /// The command line makes no sense.
  case usage = 64
  /// Ensure contradicts itself.
  case internalError = 70

  private var precedence: Int {
    switch self {
    case .success: 0
    case .undecided: 1
    case .violated: 2
    case .specErrors: 3
    case .usage: 4
    case .internalError: 5
    }
  }

  /// The one that matters less comes first.
  public static func < (left: ExitStatus, right: ExitStatus) -> Bool { left.precedence < right.precedence }
}
