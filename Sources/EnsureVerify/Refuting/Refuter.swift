public import EnsureKernel
public import EnsureModel
public import EnsureObligations

/// Looks for a refutation of an obligation's denial.
public struct Refuter {
  /// What comes of it.
  public enum Answer: Sendable {
    /// The denial has no solution, and why: the obligation is valid.
    case refuted(Refutation)
    /// The denial holds for these values of the unknowns.
    case satisfiable([Integer])
    /// The budget is used up.
    case gaveUp
  }

  /// Looks for a refutation of the clauses.
  ///
  /// - Parameter budget: how many conflicts the search may meet.
  public static func refute(_ form: ClauseForm, budget: Int = 20_000) -> Answer {
    .gaveUp
  }

  /// Looks for a refutation of the obligation's denial.
  ///
  /// - Parameter budget: how many conflicts the search may meet.
  public static func refute(_ obligation: Obligation, budget: Int = 20_000) -> Answer {
    refute(ClauseForm(obligation), budget: budget)
  }
}
