/// Why an engine says no more of a property, and how far it had come.
public struct Abandonment: Hashable, Sendable {
  /// All runs of up to so many steps were looked at; nil if none.
  public let depth: Int?
  /// Why not farther, in words.
  public let reason: String
  /// Whether a scope with more instances may decide it: a run may violate the property, but too few instances are left that
  /// stand for all others (SEMANTICS, rule 17).
  public let isForLackOfInstances: Bool

  /// Nothing more is known.
  public init(depth: Int?, reason: String, isForLackOfInstances: Bool = false) {
    self.depth = depth
    self.reason = reason
    self.isForLackOfInstances = isForLackOfInstances
  }
}
