import EnsureModel

/// One step of a world in a scope, with everything but the state known: what the machine tries in each state.
struct GroundStep {
  /// What happens.
  enum Event: Hashable {
    /// The move at that position of `World.moves`, by that principal (nil where none is needed), with these
    /// values of the action's parameters.
    case move(Int, principal: Int?, arguments: [Int])
    /// So many ticks pass.
    case delay(Int)
  }

  let event: Event
  /// What the step needs, in order.
  let guards: [GroundTerm]
  /// What it does.
  let body: [GroundStatement]
  /// A condition whose value does not matter, but that it has one: the discipline that a corrupt principal may
  /// break.
  let probe: GroundTerm
  /// What must hold behind it.
  let commits: GroundTerm
  /// Whether somebody who may takes the step, through the software; passing time counts.
  let isGenuine: Bool
}
