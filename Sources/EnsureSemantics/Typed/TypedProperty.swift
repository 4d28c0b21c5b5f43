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
  /// Any message of the type can appear in flight.
  case forge(EntityID, SourceRange)
  /// What is received in the field is arbitrary.
  case tamper(field: Int, SourceRange)
  /// What has been received can be received again.
  case replay(EntityID, SourceRange)
  /// Messages of the type may vanish.
  case drop(EntityID, SourceRange)
  /// Instances of the secret become known.
  case leak(EntityID, SourceRange)
  /// A step of this threat can name an unknown instance of the secret, so many times for each instance of `per`.
  case guess(EntityID, atMost: Integer, per: EntityID, SourceRange)
}
