public import EnsureModel
public import EnsureSyntax

/// A policy.
public struct TypedPolicy: Sendable {
  /// Its name.
  public let name: String
  /// Its rules.
  public var rules: [TypedRule]
}

/// One rule of a policy.
public struct TypedRule: Sendable {
  /// Permit or forbid.
  public let effect: PolicyRule.Effect
  /// Whom it concerns; nil is `any`.
  public let subject: RoleReference?
  /// For each action that it concerns: the action, and the condition in that action's own locals.
  public let cases: [(action: Int, condition: TypedExpression?)]
  /// Where it stands.
  public let range: SourceRange
}

/// `unique E(fields) when φ`.
public struct TypedUnique: Sendable {
  /// The entity.
  public let entity: EntityID
  /// Positions in `TypedSystem.fields`.
  public let fields: [Int]
  /// The instance that `condition` speaks of.
  public let local: LocalID
  /// Which instances it concerns; all if nil.
  public let condition: TypedExpression?
  /// Where it stands.
  public let range: SourceRange
}
