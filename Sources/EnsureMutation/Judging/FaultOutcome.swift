/// What verifying a spec with a fault shows that verifying the spec without it does not.
public enum FaultOutcome: Hashable, Sendable {
  /// How faults are caught, the cheapest way first.
  public enum Means: String, CaseIterable, Sendable {
    case scenario, violation, expectation, attack, twin
  }

  /// The run's result is worse: by what, and in words.
  case caught(Means, String)
  /// The run says what it says without the fault.
  case survived
  /// The spec with the fault could not be searched; why.
  case unjudged(String)

  /// How it was caught, if it was.
  public var means: Means? { if case .caught(let means, _) = self { means } else { nil } }
}
