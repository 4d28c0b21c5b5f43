import EnsureExplore
public import EnsureModel
import EnsureSolver

/// Bounded search with a solver: looks for violations and witnesses among all runs of a world of up to so many
/// steps, with exact, unbounded integers.
///
/// In-process, on one thread. It evaluates the model's terms symbolically by itself: it shares no code with the
/// interpreter, which replays everything that it finds, nor with the explicit search.
public final class BoundedSearch {
  let world: World
  let query: BoundedQuery
  let sabotage: EncoderSabotage?

  /// A search of `world`.
  public convenience init(_ world: World, _ query: BoundedQuery) { self.init(world, query, sabotage: nil) }

  /// The same, with one rule of the encoding got wrong.
  package init(_ world: World, _ query: BoundedQuery, sabotage: EncoderSabotage?) {
    self.world = world
    self.query = query
    self.sabotage = sabotage
  }

  /// Searches.
  ///
  /// - Parameter onEvent: told what happens as it happens; where it says false the search stops.
  /// - Throws: why there is no answer.
  public func run(onEvent: (BoundedEvent) -> Bool = { _ in true }) throws(BoundedError) -> BoundedReport {
    let interpreter: Interpreter
    do { interpreter = try Interpreter(world, scope: query.scope) } catch { throw .layout(error) }
    let whole = query.budget.map { UInt32(clamping: $0) }
    let limit = [query.resourceLimit, whole].compactMap { $0 }.min()
    let encoding = Encoding(interpreter, budget: limit, sabotage: sabotage)
    var round = try SearchRound(encoding, query)
    try round.run(onEvent)
    return round.report
  }
}
