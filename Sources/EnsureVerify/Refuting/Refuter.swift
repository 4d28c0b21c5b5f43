public import EnsureKernel
public import EnsureModel
public import EnsureObligations

/// Looks for a refutation of an obligation's denial: a search over its clauses with learning, together with an exact
/// simplex; what the search learns and why the simplex found a conflict are the steps of the refutation.
///
/// It is not trusted: `RefutationChecker` decides. It repeats from run to run.
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
  /// - Parameters:
  ///   - budget: how many conflicts the search may meet; it bounds the other work too.
  ///   - isOver: asked now and then whether the search shall give up.
  public static func refute(
    _ form: ClauseForm, budget: Int = 20_000, isOver: () -> Bool = { false }
  ) -> Answer {
    var search = RefutationSearch(form, budget: budget)
    return search.run(isOver)
  }

  /// Looks for a refutation of the clauses, and says which of them it rests on, by their positions; nil if it finds none.
  ///
  /// - Parameter budget: how many conflicts the search may meet; it bounds the other work too.
  static func core(of form: ClauseForm, budget: Int = 20_000) -> [Int]? {
    var search = RefutationSearch(form, budget: budget)
    guard case .refuted = search.run({ false }) else { return nil }
    return search.neededGivens()
  }

  /// Looks for a refutation of the obligation's denial.
  ///
  /// - Parameter budget: how many conflicts the search may meet; it bounds the other work too.
  public static func refute(_ obligation: Obligation, budget: Int = 20_000) -> Answer {
    refute(ClauseForm(obligation), budget: budget)
  }

  /// Whether a short search refutes the obligation's denial. Where it is likely to succeed, it costs less than to make a solver.
  static func refutes(_ obligation: Obligation) -> Bool {
    if case .refuted = refute(obligation, budget: 200) { true } else { false }
  }
}
