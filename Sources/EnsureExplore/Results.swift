public import EnsureModel

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
}

/// How the instances of an entity move between the values of its enumerations (of its booleans, if it has none).
public struct Diagram: Sendable {
  /// One combination of values that occurs.
  public struct Node: Hashable, Sendable {
    /// The values, in the order of `Diagram.fields` and in the encoding of `State`.
    public let values: [Int]
    /// Whether an instance may start with them.
    public let isInitial: Bool
    /// Whether an instance with them has been in a declared final state.
    public let isFinal: Bool
  }

  /// A step of some action that leads an instance from one node to another.
  public struct Edge: Hashable, Sendable {
    /// The position of the node that the instance leaves.
    public let source: Int
    /// The position of the node that it comes to.
    public let target: Int
    /// The actions that do it, in order.
    public let actions: [ActionID]
  }

  /// The entity.
  public let entity: EntityID
  /// The fields that make up a node.
  public let fields: [FieldID]
  /// The combinations that occur, in order of their values.
  public let nodes: [Node]
  /// The moves between them.
  public let edges: [Edge]
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
}
