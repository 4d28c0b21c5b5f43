/// What is wrong with a refutation.
public enum RefutationFlaw: Error, Hashable, Sendable {
  /// A new inequality speaks of an unknown that the obligation does not have.
  case noSuchUnknown
  /// A literal's proposition is neither one of the clauses nor a new inequality.
  case noSuchProposition
  /// A lemma has a literal that is no inequality.
  case notAnInequality
  /// A lemma multiplies an inequality by 0 or by a negative number, which would turn it around.
  case multiplierIsNotPositive
  /// The inequalities of a lemma add up to one that still has unknowns.
  case unknownsRemain
  /// The inequalities of a lemma add up to something true.
  case sumIsTrue
  /// Unit propagation does not find that the clause holds.
  case doesNotFollow
  /// Unit propagation finds no contradiction behind the last step.
  case noContradiction
  /// Checking the refutation would take more work than is allowed.
  case tooMuchWork
}
