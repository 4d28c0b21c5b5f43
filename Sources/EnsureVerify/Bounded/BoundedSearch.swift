public import EnsureModel

/// Bounded search with a solver: looks for violations and witnesses among all runs of a world of up to so many
/// steps, with exact, unbounded integers.
///
/// In-process, on one thread. It evaluates the model's terms symbolically by itself: it shares no code with the
/// interpreter, which replays everything that it finds, nor with the explicit search.
public final class BoundedSearch {
  let world: World
  let query: BoundedQuery

  /// A search of `world`.
  public init(_ world: World, _ query: BoundedQuery) {
    self.world = world
    self.query = query
  }

  /// Searches.
  ///
  /// - Parameter onEvent: told what happens as it happens; where it says false the search stops.
  /// - Throws: why there is no answer.
  public func run(onEvent: (BoundedEvent) -> Bool = { _ in true }) throws(BoundedError) -> BoundedReport {
    let reason = "the bounded search is not connected in this build"
    var outcomes: [PropertyID: BoundedReport.Outcome] = [:]
    for property in query.properties {
      outcomes[property] = .undecided(depth: nil, reason: reason)
      if !onEvent(.undecided(property, reason: reason)) { break }
    }
    return BoundedReport(
      outcomes: outcomes, definedness: query.wantsDefinedness ? .undecided(depth: nil, reason: reason) : nil,
      twins: [:])
  }
}
