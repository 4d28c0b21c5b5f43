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

extension RefutationFlaw: CustomStringConvertible {
  /// The flaw in words, without a full stop.
  public var description: String {
    switch self {
    case .noSuchUnknown: "a new inequality speaks of an unknown that the obligation does not have"
    case .noSuchProposition: "a literal is neither of the clauses nor a new inequality"
    case .notAnInequality: "a lemma has a literal that is no inequality"
    case .multiplierIsNotPositive: "a lemma multiplies an inequality by 0 or by a negative number"
    case .unknownsRemain: "the inequalities of a lemma add up to one that still has unknowns"
    case .sumIsTrue: "the inequalities of a lemma add up to something true"
    case .doesNotFollow: "a clause does not follow by unit propagation"
    case .noContradiction: "there is no contradiction behind the last step"
    case .tooMuchWork: "it takes more work than is allowed"
    }
  }
}
