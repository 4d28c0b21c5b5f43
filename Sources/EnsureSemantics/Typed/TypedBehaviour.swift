public import EnsureModel
public import EnsureSyntax

/// An action or a threat's step.
public struct TypedAction: Sendable {
  /// Its name.
  public let name: String
  /// Its declared parameters.
  public let parameters: [LocalID]
  /// Who acts; nil for a threat's step and for a world action.
  public let principal: (local: LocalID, role: RoleReference, isNamed: Bool)?
  /// Whether fairness never forces it.
  public let isOptional: Bool
  /// The threat whose step it is; nil for an action.
  public let threat: ThreatID?
  /// Whether it happens by itself: nobody takes it.
  public var isWorld = false
  /// Whether the author has not written it: a step that a power or a sampled sensor stands for.
  public var isImplied = false
  /// What the software checks.
  public var requires: [TypedExpression] = []
  /// What honest people keep.
  public var honest: [TypedExpression] = []
  /// Groups of parameters that differ pairwise.
  public var distinct: [[LocalID]] = []
  /// The message that it receives.
  public var receipt: TypedReceipt?
  /// How many ticks it may stay possible before it has to be taken.
  public var deadline: (ticks: Integer, range: SourceRange)?
  /// What it does.
  public var body: [TypedStatement] = []
  /// Where its name stands.
  public let range: SourceRange
}

/// A statement.
public indirect enum TypedStatement: Sendable {
  case assign(TypedPlace, AssignmentOperator, TypedExpression, SourceRange)
  case bind(LocalID, TypedExpression, SourceRange)
  case choose(LocalID, SourceRange)
  case make(LocalID, SourceRange)
  case send(LocalID, channel: Int, [TypedPayload], SourceRange)
  case branch(TypedExpression, [TypedStatement], [TypedStatement], SourceRange)
  case call(effect: Int, [TypedExpression], SourceRange)
  /// A bulk effect: for each instance that satisfies the filter, all at once.
  case forEach(LocalID, where: TypedExpression?, [TypedStatement], SourceRange)
}

/// `=`, `+=`, `-=`.
public enum AssignmentOperator: Sendable { case set, add, subtract }

/// What a statement assigns.
public enum TypedPlace: Sendable {
  case field(Int, of: TypedExpression)
  case global(Int)
}
