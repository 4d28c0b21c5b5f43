/// A window of time, in ticks: both ends belong to it.
public struct Window: Hashable, Sendable {
  /// The nearer end.
  public let lower: Integer
  /// The farther end.
  public let upper: Integer
  /// From `lower` to `upper` ticks.
  public init(_ lower: Integer, _ upper: Integer) {
    self.lower = lower
    self.upper = upper
  }
}

/// A temporal formula over runs; positions are pairs of a state and the step that leaves it.
public indirect enum Formula: Hashable, Sendable {
  /// Which steps an action atom speaks of. Without a word, polarity decides: a trigger means every step, a
  /// promise only genuine ones.
  public enum Agency: Hashable, Sendable {
    /// Polarity decides.
    case byPolarity
    /// `any a(...)`.
    case any
    /// `genuine a(...)`.
    case genuine
  }

  /// Holds of the state.
  case state(Term)
  /// The step is this action with these arguments; nil is `_`.
  case action(ActionID, [Term?], Agency)
  /// The instance is stuck.
  case stuck(Term)
  /// Negation.
  case not(Formula)
  /// Conjunction.
  case and([Formula])
  /// Disjunction.
  case or([Formula])
  /// Implication.
  case implies(Formula, Formula)
  /// Equivalence.
  case iff(Formula, Formula)
  /// In every later state, this one included.
  case always(Formula)
  /// In some later state, this one included; within so many ticks, if given.
  case eventually(Formula, within: Integer?)
  /// Behind the next step.
  case next(Formula)
  /// Before the last step; false at the start.
  case previously(Formula)
  /// In every earlier state, this one included.
  case historically(Formula)
  /// In some earlier state, this one included.
  case once(Formula, Window?)
  /// In some earlier state, this one not included.
  case earlier(Formula, Window?)
  /// The right one comes, and until then the left one holds.
  case until(Formula, Formula)
  /// The left one holds until the right one comes, which need not happen.
  case unless(Formula, Formula)
  /// The right one was, and since then the left one holds.
  case since(Formula, Formula, Window?)
}

/// What a temporal property takes for granted.
public enum Assumption: Hashable, Sendable {
  /// Fairness of a role's actions that are not optional.
  case fair(RoleReference, strongly: Bool)
  /// A formula.
  case formula(Formula)
}

/// What has to hold.
public struct Property: Sendable {
  /// The two sorts of property.
  public enum Kind: Sendable {
    /// Holds in every reachable state, for all values of the property's variables.
    case invariant(Term)
    /// Holds of every run, for all values of the property's variables.
    case temporal(Formula, assuming: [Assumption])
  }

  /// Its name.
  public let name: String
  /// The tracked instances and values; they may coincide.
  public let variables: [VariableID]
  /// What it says.
  public let kind: Kind
  /// Where it is declared.
  public let origin: Origin
  /// Where its formula stands.
  public let body: Origin

  /// A property.
  public init(name: String, variables: [VariableID], kind: Kind, origin: Origin, body: Origin) {
    self.name = name
    self.variables = variables
    self.kind = kind
    self.origin = origin
    self.body = body
  }
}
