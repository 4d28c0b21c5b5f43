public import EnsureModel
public import EnsureObligations

/// Why clauses have no solution in the integers: clauses that follow from them one after the other, until unit
/// propagation finds a contradiction.
public struct Refutation: Hashable, Sendable {
  /// A clause, and why it holds for all integers that satisfy the clauses in front of it.
  public enum Step: Hashable, Sendable {
    /// These inequalities, each multiplied by a positive number, add up to a falsehood: one of them does not hold.
    case lemma([Multiple])
    /// One of these literals holds: if none did, unit propagation would find a contradiction.
    case clause([Literal])
  }

  /// A literal that is an inequality, and what a lemma multiplies it by.
  public struct Multiple: Hashable, Sendable {
    /// The inequality.
    public let literal: Literal
    /// The multiplier.
    public let multiplier: Integer
    /// A multiple of an inequality.
    public init(_ literal: Literal, _ multiplier: Integer) {
      self.literal = literal
      self.multiplier = multiplier
    }
  }

  /// Inequalities that do not occur in the clauses, such as `x <= 3` to distinguish two cases. As propositions they come
  /// behind those of the `ClauseForm`.
  public var atoms: [Atom]
  /// The steps. Behind the last one unit propagation finds a contradiction.
  public var steps: [Step]

  /// A refutation by these steps.
  public init(atoms: [Atom] = [], steps: [Step] = []) {
    self.atoms = atoms
    self.steps = steps
  }
}
