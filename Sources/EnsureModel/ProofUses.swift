/// What of a spec a proof needs.
public struct ProofUses: Hashable, Sendable {
  /// Conditions of steps that together are enough, in the order of the world's moves; none of them can be left out.
  public let conditions: [StepCondition]
  /// The actions whose steps change nothing that the lemmas speak of, in the order of the spec.
  public let untouching: [ActionID]
  /// The sensors whose readings these conditions or the lemmas speak of, as the fields of the readings.
  public let sensors: [FieldID]
  /// Whether it is known that none of the conditions can be left out. If not, that was too hard to find out somewhere.
  public let isMinimal: Bool

  /// What a proof needs.
  public init(conditions: [StepCondition], untouching: [ActionID], sensors: [FieldID], isMinimal: Bool) {
    self.conditions = conditions
    self.untouching = untouching
    self.sensors = sensors
    self.isMinimal = isMinimal
  }
}

/// A condition that a spec sets to the steps of an action: a clause, or one of the conditions that a clause joins by `and`.
public struct StepCondition: Hashable, Sendable {
  /// Which clause.
  public enum Kind: Hashable, Sendable {
    /// The rank that the action's `by` asks for.
    case by
    /// That the principal holds the secret; the position in `Action.secrets`.
    case holding(Int)
    /// That the attacker knows the secret; the position in `Action.secrets`.
    case knowledge(Int)
    /// The position in `Action.distinct`.
    case distinct(Int)
    /// The position in `Action.requires`.
    case requires(Int)
    /// That some permit applies.
    case policy
    /// The position in `Action.rules`.
    case forbid(Int)
    /// The position in `Action.honest`.
    case honest(Int)
    /// The position in `Action.commits`.
    case unique(Int)
    /// What binds the attacker in this power.
    case when(ThreatID, power: Int)
    /// Whom the attacker can be taken for in this power.
    case impersonation(ThreatID, power: Int)
  }

  /// The action.
  public let action: ActionID
  /// The clause.
  public let kind: Kind
  /// The position among the conditions that the clause joins, from left to right.
  public let part: Int

  /// A condition.
  public init(_ action: ActionID, _ kind: Kind, part: Int = 0) {
    self.action = action
    self.kind = kind
    self.part = part
  }
}

extension TermBank {
  /// What `and` joins in a term, from left to right; the term itself if it is no conjunction.
  public func conjuncts(_ term: Term) -> [Term] {
    guard case .and(let operands) = self[term] else { return [term] }
    return operands.flatMap(conjuncts)
  }
}
