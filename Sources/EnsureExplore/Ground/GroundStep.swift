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
  /// Who and what takes part in it; only exploration asks.
  var participants = GroundParticipants()
}

/// The instances that take part in a ground step (SEMANTICS, rule 4): those that its arguments and its principal
/// name, and those that it reads or writes through paths.
struct GroundParticipants {
  /// The instances that are known before.
  var named: [(entity: EntityID, instance: Int)] = []
  /// References of guards, which depend on the state before the step.
  var paths: [(entity: EntityID, term: GroundTerm)] = []
  /// References of the body, which may depend on what it has assigned before.
  var bodyPaths: [(entity: EntityID, term: GroundTerm)] = []
}
