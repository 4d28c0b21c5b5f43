public import EnsureModel

/// Why a world cannot be searched.
public enum ExploreError: Error, Sendable {
  /// The scope cannot be laid out.
  case layout(LayoutError)
  /// The scope does not say what this ranges over: a parameter (`place.total`), field (`Order.total`) or global.
  case unbounded(String)
  /// There are more ground steps, initial states or other things that multiply than this limit.
  case tooLarge(String, limit: Int)
  /// No initial state satisfies the restrictions.
  case noInitialState
  /// Search and interpreter disagree: a mistake of ours. The trace is the one that they disagree on.
  case disagreement(String, Trace?)
}
