/// What an exploration of a world in a scope has found.
public struct Exploration: Sendable {
  /// How far it went.
  public let bound: Bound
  /// How many initial states there are.
  public let initialStates: Int
  /// How many different states it has found.
  public let states: Int
  /// How many steps it has taken: pairs of a state and a ground step that is possible there.
  public let transitions: Int
  /// How entities move between the values of their enumerations.
  public let diagrams: [Diagram]
  /// Where instances are stuck, by entity; nil if the exploration was cut short or numbered instances anew, so
  /// that nothing is known.
  public let stuck: [Stuck]?
  /// The witnesses of everything that could be empty.
  public let twins: [Twin]

  /// One with these parts.
  public init(
    bound: Bound, initialStates: Int, states: Int, transitions: Int, diagrams: [Diagram], stuck: [Stuck]?,
    twins: [Twin]
  ) {
    self.bound = bound
    self.initialStates = initialStates
    self.states = states
    self.transitions = transitions
    self.diagrams = diagrams
    self.stuck = stuck
    self.twins = twins
  }
}

/// Instances of an entity that are stuck (SEMANTICS, rule 15, in this scope): they have left their initial state,
/// are in no final one, and no genuine, honest step can ever have them as participants again.
public struct Stuck: Sendable {
  /// The entity.
  public let entity: EntityID
  /// In how many states some instance is stuck.
  public let states: Int
  /// An instance that is stuck at the end of `trace`.
  public let instance: Int?
  /// A shortest way to such a state; nil if there is none.
  public let trace: Trace?

  /// One with these parts.
  public init(entity: EntityID, states: Int, instance: Int?, trace: Trace?) {
    self.entity = entity
    self.states = states
    self.instance = instance
    self.trace = trace
  }
}

/// Something that could be empty, and whether it is (SEMANTICS, rule 20), as far as a bounded search can tell.
public struct Twin: Sendable {
  /// What has to have a witness.
  public enum Subject: Hashable, Sendable {
    /// A genuine, honest step of the action is possible.
    case action(ActionID)
    /// A step is possible to which the rule at that position of `Action.rules`, a permit, applies.
    case permit(ActionID, rule: Int)
    /// The rule at that position of `Action.rules`, a forbid, blocks a step that everything else allows.
    case forbid(ActionID, rule: Int)
    /// The discipline at that position of `Action.honest` blocks a step that everything else allows.
    case honest(ActionID, clause: Int)
    /// The left side of the invariant's implication holds somewhere.
    case antecedent(PropertyID)
  }

  /// What has to have a witness.
  public let subject: Subject
  /// How many steps the shortest witness has; nil if there is none in this scope.
  public let steps: Int?

  /// One with these parts.
  public init(subject: Subject, steps: Int?) {
    self.subject = subject
    self.steps = steps
  }
}
