public import EnsureModel
public import EnsureSyntax

/// A scenario.
public struct TypedScenario: Sendable {
  /// One step.
  public struct Step: Sendable {
    /// The position in `TypedSystem.actions`.
    public let action: Int
    /// One for each parameter.
    public let arguments: [TypedExpression]
    /// Who takes it, if the scenario says so.
    public let principal: Principal?
    /// What it calls the messages that the step sends, in the order of the `send` statements; empty if it does not.
    public let sends: [LocalID]
    /// Where it stands.
    public let range: SourceRange
  }

  /// Who takes it.
  public enum Principal: Sendable {
    case named(LocalID)
    case some(RoleReference)
  }

  /// One line.
  public enum Item: Sendable {
    case step(Step)
    case wait(Integer, SourceRange)
    case expect(TypedExpression)
    case impossible(Step)
  }

  /// Its name.
  public let name: String
  /// Its instances and principals, with a principal's rank if given.
  public let locals: [(local: LocalID, rank: Int?)]
  /// What holds of the initial state.
  public let givens: [TypedExpression]
  /// Its lines.
  public let items: [Item]
  /// Where its name stands.
  public let range: SourceRange
}
