public import EnsureModel

/// A sum of multiples of totals over one entity, `c1 T1 + ... + cn Tn`, to which each instance contributes at least 0. So it
/// is at least what any few instances contribute together (SEMANTICS 25).
public struct TotalCombination: Hashable, Sendable {
  /// A multiple of a total.
  public struct Part: Hashable, Sendable {
    /// What the total is multiplied by.
    public let coefficient: Integer
    /// The aggregate.
    public let total: Term
    /// A multiple of a total.
    public init(_ coefficient: Integer, _ total: Term) {
      self.coefficient = coefficient
      self.total = total
    }
  }

  /// The free variables of the aggregates.
  public let variables: [VariableID]
  /// The entity that is summed over.
  public let entity: EntityID
  /// The multiples.
  public let parts: [Part]

  /// A combination.
  public init(variables: [VariableID], entity: EntityID, parts: [Part]) {
    self.variables = variables
    self.entity = entity
    self.parts = parts
  }
}
