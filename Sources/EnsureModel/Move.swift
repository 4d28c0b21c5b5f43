/// A condition that a step needs in the state before it.
public struct Guard: Hashable, Sendable {
  /// Why the condition is asked for.
  public enum Kind: Hashable, Sendable {
    /// The principal has a rank that the action's `by` allows.
    case by
    /// The principal holds the secret that the step names; the position in `Action.secrets`. Where somebody is corrupt,
    /// he may name what the attacker knows.
    case holding(Int)
    /// The attacker knows the secret that the step names, or guesses it; the position in `Action.secrets`.
    case knowledge(Int)
    /// Parameters differ; the position in `Action.distinct`.
    case distinct(Int)
    /// What the software checks; the position in `Action.requires`.
    case requires(Int)
    /// What `new` names is untouched; the position in `Action.freshness`.
    case freshness(Int)
    /// Some permit applies.
    case policy
    /// This forbid does not apply; the position in `Action.rules`.
    case forbid(Int)
    /// The discipline of honest people; the position in `Action.honest`. Where one rank is corrupt the
    /// condition begins with "or the principal has that rank".
    case honest(Int)
    /// The attacker can only be taken for principals of this rank.
    case impersonation
    /// What binds the attacker.
    case when
    /// The principal is one whom fairness binds: of the rank that is assumed to be fair, and of none that a threat
    /// corrupts; or the message is still owed. Only a duty's guards have it.
    case dutiful
  }

  /// Why the condition is asked for.
  public let kind: Kind
  /// The condition, in the world's bank, over the action's parameters and `Move.principal`.
  public let clause: Clause

  /// A condition.
  public init(_ kind: Kind, _ clause: Clause) {
    self.kind = kind
    self.clause = clause
  }
}

/// A threat that takes the discipline of an action's principals away.
public struct Corruption: Hashable, Sendable {
  /// The threat.
  public let threat: ThreatID
  /// Which principals are corrupt, over `Move.principal`; nil means all who take the step.
  public let condition: Term?

  /// A threat that takes the discipline of such principals away.
  public init(threat: ThreatID, condition: Term?) {
    self.threat = threat
    self.condition = condition
  }
}

/// How a step depends on who takes it.
public enum PrincipalUse: Hashable, Sendable {
  /// Nothing reads the principal, so that nobody needs to be named.
  case nothing
  /// Only his rank is read: principals of one rank are alike.
  case rank
  /// His identity or another field of his matters.
  case identity
}

/// One way of taking an action in a world: who acts, and what binds him.
public struct Move: Sendable {
  /// The action.
  public let action: ActionID
  /// Who takes the step.
  public let agency: Agency
  /// The role or actor whose principals take the step, or are impersonated; nil if nobody is.
  public let principalRole: EntityID?
  /// The variable that stands for the principal in the guards: the action's own, except where the attacker is
  /// taken for a principal of another role; nil where `principalRole` is.
  public let principal: VariableID?
  /// How the guards, the body and the commits depend on the principal.
  public let principalUse: PrincipalUse
  /// What the step needs, to be evaluated in this order in the state before it: `by`, secrets, `distinct`, `requires`,
  /// `new`, policies, `honest`, then what binds an attacker.
  public let guards: [Guard]
  /// What must hold in the state behind the step; empty if lifted.
  public let commits: [Clause]
  /// Why principals of a genuine step may break `Action.honest`, in the order of the threats. A step breaks
  /// the clauses that are false in the state before it, and uses the first corruption that concerns its
  /// principal. Without any, `honest` is among the guards.
  public let corruptions: [Corruption]

  /// Whether the step is taken by somebody who may, through the software.
  public var isGenuine: Bool { agency == .genuine }

  /// Whether an attacker does it in somebody's name.
  public var isForged: Bool { if case .forged = agency { true } else { false } }
}
