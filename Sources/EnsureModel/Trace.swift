/// Who takes a step.
public enum Agency: Hashable, Sendable {
  /// Somebody who may, through the software (perhaps corrupt: then without keeping `honest`).
  case genuine
  /// The attacker, by the power at that position of the threat's list.
  case forged(ThreatID, power: Int)
  /// The threat's own step.
  case threatStep(ThreatID)
}

/// One concrete step of a trace and the state that it leads to.
public struct TraceStep: Equatable, Sendable {
  /// What happens in a step.
  public enum Event: Hashable, Sendable {
    /// An action, with the values of all its parameters in order (instances as their numbers, from 0, and -1
    /// for `none`; booleans as 0 and 1; members as their positions).
    case action(ActionID, arguments: [Integer], Agency)
    /// So many ticks pass.
    case delay(Integer)
    /// Nothing.
    case idle
  }

  /// What happens.
  public let event: Event
  /// Who acts: the entity and the instance's number; nil where nobody does or it makes no difference.
  public let principal: Principal?
  /// The threats whose powers the step needs: one for each discipline that it breaks and each forgery.
  public let threats: Set<ThreatID>
  /// The `honest` clauses that the step breaks, as positions in `Action.honest`.
  public let brokenHonesty: [Int]
  /// Values that were arbitrary in the step (terms without a value, in a forged step), in order of evaluation.
  public let arbitrary: [Integer]
  /// The state behind the step.
  public let state: State

  /// A principal of a scope.
  public struct Principal: Hashable, Sendable {
    /// The role or actor.
    public let entity: EntityID
    /// The instance's number.
    public let instance: Int
    /// An instance.
    public init(entity: EntityID, instance: Int) {
      self.entity = entity
      self.instance = instance
    }
  }

  /// A step.
  public init(
    event: Event, principal: Principal?, threats: Set<ThreatID>, brokenHonesty: [Int], arbitrary: [Integer],
    state: State
  ) {
    self.event = event
    self.principal = principal
    self.threats = threats
    self.brokenHonesty = brokenHonesty
    self.arbitrary = arbitrary
    self.state = state
  }
}

/// A run of a system in a world, up to where it matters.
public struct Trace: Equatable, Sendable {
  /// The scope that it is in; `Layout` reads its states.
  public let scope: Scope
  /// The powers that it may use.
  public let threats: Set<ThreatID>
  /// The first state.
  public let initial: State
  /// The steps.
  public let steps: [TraceStep]
  /// For a run that goes round for ever: how many steps lead to the loop.
  public let loop: Int?

  /// A trace.
  public init(scope: Scope, threats: Set<ThreatID>, initial: State, steps: [TraceStep], loop: Int? = nil) {
    self.scope = scope
    self.threats = threats
    self.initial = initial
    self.steps = steps
    self.loop = loop
  }

  /// The state at the end.
  public var last: State { steps.last?.state ?? initial }

  /// The run that goes round for ever from so many steps on; that ends, if nil.
  public func going(round loop: Int?) -> Trace {
    Trace(scope: scope, threats: threats, initial: initial, steps: steps, loop: loop)
  }
}
