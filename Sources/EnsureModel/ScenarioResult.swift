/// What became of a scenario.
public struct ScenarioResult: Sendable {
  /// How it ended.
  public enum Outcome: Sendable {
    /// It can happen, and what it expects holds in every way in which it can. The trace is one way.
    case passed(Trace)
    /// It cannot, or something does not hold.
    case failed(Failure)
    /// So many steps were tried, and that was not enough.
    case undecided(tried: Int)
  }

  /// Why a scenario fails.
  public struct Failure: Sendable {
    /// What goes wrong.
    public enum Reason: Sendable {
      /// No initial state of the scope is as the scenario's givens say.
      case givens
      /// No way leads past this step; this is what stands in the way of the attempt that got farthest.
      case blocked(Explanation)
      /// Nobody of the scope is the principal that the step asks for, or (for waiting) time cannot pass.
      case nobody
      /// This step (or condition) has no value.
      case undefined(Undefined)
      /// The condition does not hold; the values that it reads.
      case expectation([(term: Term, value: Integer)])
      /// The step is possible, though the scenario says that it is not.
      case possible(TraceStep)
    }

    /// The item's position in `Scenario.items`.
    public let item: Int
    /// What goes wrong there.
    public let reason: Reason
    /// How the scenario has come there.
    public let trace: Trace

    /// One with these parts.
    public init(item: Int, reason: Reason, trace: Trace) {
      self.item = item
      self.reason = reason
      self.trace = trace
    }
  }

  /// How it ended.
  public let outcome: Outcome
  /// The world that the scenario happens in: the honest one.
  public let world: World
  /// The scope: the given one, with as many instances and such values as the scenario needs.
  public let scope: Scope
  /// What the scenario's variables stand for, in the trace.
  public let variables: [VariableID: Integer]

  /// One with these parts.
  public init(outcome: Outcome, world: World, scope: Scope, variables: [VariableID: Integer]) {
    self.outcome = outcome
    self.world = world
    self.scope = scope
    self.variables = variables
  }
}
