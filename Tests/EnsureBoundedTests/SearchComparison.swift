import EnsureExplore
import EnsureModel
import EnsureVerify

/// Asks the explicit search and the solver the same, over the same values.
struct SearchComparison {
  let world: World
  let scope: Scope
  let depth: Int
  var sabotage: EncoderSabotage?
  /// How many states the explicit search looks at.
  var states = 20_000

  init(_ world: World, scope: Scope, depth: Int, sabotage: EncoderSabotage? = nil) {
    self.world = world
    self.scope = scope
    self.depth = depth
    self.sabotage = sabotage
  }

  private var properties: [PropertyID] {
    world.system.properties.indices.map { PropertyID($0) }.filter { id in
      if case .invariant = world.system.properties[id.index].kind { true } else { false }
    }
  }

  /// In what the two differ; nil if they agree, or the explicit search has no answer.
  func difference() throws -> String? {
    let search = Search(
      world, scope: scope, limits: SearchLimits(depth: depth, states: states, comparisons: 1 << 22))
    let explicit: Search.Report
    do {
      explicit = try search.run(properties)
    } catch ExploreError.noInitialState {
      return noInitialState()
    } catch {
      return nil
    }
    let query = BoundedQuery(properties: properties, wantsDefinedness: true, scope: scope, depth: depth)
    let bounded: BoundedReport
    do {
      bounded = try BoundedSearch(world, query, sabotage: sabotage).run()
    } catch {
      return "\(error)"
    }
    for property in properties {
      let name = world.system.properties[property.index].name
      if let found = compare(explicit.outcomes[property], bounded.outcomes[property]) {
        return "\(name): \(found)"
      }
    }
    return compare(explicit.definedness, bounded.definedness).map { "definedness: \($0)" }
  }

  private func noInitialState() -> String? {
    let query = BoundedQuery(properties: properties, wantsDefinedness: true, scope: scope, depth: 0)
    do {
      _ = try BoundedSearch(world, query, sabotage: sabotage).run()
      return "there is no initial state, and the solver finds one"
    } catch {
      if case .noInitialState = error { return nil }
      return "\(error)"
    }
  }

  private func compare(_ explicit: Search.Outcome?, _ bounded: BoundedReport.Outcome?) -> String? {
    switch (explicit, bounded) {
    case (.held, .held), (nil, nil): return nil
    case (.held(let bound), .violated(let violation)):
      // The explicit search may have stopped before.
      return violation.trace.steps.count <= bound.depth ? "held, but the solver finds a violation" : nil
    case (.violated(let violation), .held):
      return "violated in \(violation.trace.steps.count) steps, but the solver says held"
    case (.violated(let first), .violated(let second)):
      guard let left = try? TraceCost(first.trace, in: world),
        let right = try? TraceCost(second.trace, in: world)
      else { return "a trace cannot be read" }
      return left == right ? nil : "explicit: \(left); solver: \(right)"
    case (_, .undecided(_, let reason)): return "undecided: \(reason)"
    default: return "one has no answer"
    }
  }
}
