/// Where a search stops. All limits are counts, so that a search finds the same wherever it runs.
public struct SearchLimits: Hashable, Sendable {
  /// The longest traces to look at, in steps.
  public var depth: Int
  /// How many states to keep; the search ends once it has as many.
  public var states: Int
  /// How many partial traces the choice among the shortest violations may compare. Beyond it the trace that is
  /// shown is the best of those looked at; its length is not affected.
  public var comparisons: Int
  /// How often the search may ask the interpreter, which takes the steps that the compiled moves cannot: forged ones
  /// with undefined terms, once for each value of each term. A search that needs more ends, or is refused.
  public var interpretations: Int

  /// Limits; generous unless said otherwise.
  public init(
    depth: Int = .max, states: Int = 20_000_000, comparisons: Int = 1 << 18, interpretations: Int = .max
  ) {
    self.depth = depth
    self.states = states
    self.comparisons = comparisons
    self.interpretations = interpretations
  }
}
