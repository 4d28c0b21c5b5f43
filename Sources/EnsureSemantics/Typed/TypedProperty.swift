public import EnsureModel
public import EnsureSyntax

/// An invariant or a temporal property.
public struct TypedProperty: Sendable {
  /// Its name.
  public let name: String
  /// Its variables.
  public let locals: [LocalID]
  /// Whether it speaks of single states.
  public let isInvariant: Bool
  /// What it says.
  public let body: TypedExpression
  /// The roles whose fairness it assumes.
  public let fairness: [(role: RoleReference, strongly: Bool)]
  /// The formulas that it assumes.
  public let assumptions: [TypedExpression]
  /// Where its name stands.
  public let range: SourceRange
}

/// A threat.
public struct TypedThreat: Sendable {
  /// Its name.
  public let name: String
  /// What it can do.
  public var powers: [TypedPower]
  /// Where its name stands.
  public let range: SourceRange
}

/// One power of a threat.
public enum TypedPower: Sendable {
  case corrupt(RoleReference, SourceRange)
  case outage(RoleReference, SourceRange)
  case attacker(
    action: Int, as: RoleReference?, liftsRequires: Bool, liftsPolicy: Bool, when: TypedExpression?, SourceRange
  )
  case step(action: Int)
}
