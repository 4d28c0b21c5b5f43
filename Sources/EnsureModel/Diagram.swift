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

    /// One with these parts.
    public init(values: [Int], isInitial: Bool, isFinal: Bool) {
      self.values = values
      self.isInitial = isInitial
      self.isFinal = isFinal
    }
  }

  /// A step of some action that leads an instance from one node to another.
  public struct Edge: Hashable, Sendable {
    /// The position of the node that the instance leaves.
    public let source: Int
    /// The position of the node that it comes to.
    public let target: Int
    /// The actions that do it, in order.
    public let actions: [ActionID]

    /// One with these parts.
    public init(source: Int, target: Int, actions: [ActionID]) {
      self.source = source
      self.target = target
      self.actions = actions
    }
  }

  /// The entity.
  public let entity: EntityID
  /// The fields that make up a node.
  public let fields: [FieldID]
  /// The combinations that occur, in order of their values.
  public let nodes: [Node]
  /// The moves between them.
  public let edges: [Edge]

  /// One with these parts.
  public init(entity: EntityID, fields: [FieldID], nodes: [Node], edges: [Edge]) {
    self.entity = entity
    self.fields = fields
    self.nodes = nodes
    self.edges = edges
  }
}
