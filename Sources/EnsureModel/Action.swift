/// A condition together with the place where it was written.
public struct Clause: Hashable, Sendable {
  /// The condition.
  public let term: Term
  /// Where it was written.
  public let origin: Origin
  /// A condition written at `origin`.
  public init(_ term: Term, _ origin: Origin) {
    self.term = term
    self.origin = origin
  }
}

/// A role, actor, or one rank of a role.
public struct RoleReference: Hashable, Sendable {
  /// The role or actor.
  public let role: EntityID
  /// The position of the rank in the role's enumeration; nil means every rank.
  public let rank: Int?
  /// The role, or one rank of it.
  public init(_ role: EntityID, rank: Int? = nil) {
    self.role = role
    self.rank = rank
  }
}

/// A parameter of an action.
public struct Parameter: Sendable {
  /// How its value comes about.
  public enum Kind: Hashable, Sendable {
    /// It stands in the action's head.
    case declared
    /// `choose x: T` in the body: any value.
    case chosen
    /// `new x: E` in the body: an untouched instance, different from all others that the step makes.
    /// `Action.freshness` says so, and the assignment of the entity's `created` field is in the body.
    case created
  }

  /// The variable that stands for it.
  public let variable: VariableID
  /// How its value comes about.
  public let kind: Kind
  /// A parameter.
  public init(_ variable: VariableID, _ kind: Kind) {
    self.variable = variable
    self.kind = kind
  }
}

/// What a step changes: a field of an instance, or a global.
public enum Location: Hashable, Sendable {
  /// The field of the instance that the term names in the state that the statement is reached in. Writing
  /// through `none` has no meaning: a defect in a genuine step, nothing in a forged one.
  case field(FieldID, of: Term)
  /// The global.
  case global(GlobalID)
}

/// One statement of a body. Statements run one after the other; each reads what those before it have written.
public indirect enum Statement: Hashable, Sendable {
  /// Gives a location a value. A value outside the location's type has no meaning: a defect in a genuine step,
  /// an arbitrary value of the type in a forged one.
  case assign(Location, Term, Origin)
  /// Names a value.
  case bind(VariableID, Term, Origin)
  /// Runs the first list if the condition holds, else the second.
  case branch(Term, [Statement], [Statement], Origin)
  /// Runs the list for each instance of the variable's entity that satisfies the filter, for all of them at once:
  /// the filter and everything in the list reads the state before this statement, so that no instance sees what
  /// another one is given. The list assigns fields of the variable's instance only; it may bind and branch.
  case update(VariableID, where: Term, [Statement], Origin)
}

/// One rule of a policy, as it concerns one action.
public struct PolicyRule: Hashable, Sendable {
  /// Whether the rule opens or closes.
  public enum Effect: Hashable, Sendable {
    /// One permit that applies is needed.
    case permit
    /// No forbid may apply.
    case forbid
  }

  /// The policy that the rule is part of.
  public let policy: String
  /// Opens or closes.
  public let effect: Effect
  /// Whom the rule concerns; nil is `any`. A permit for a rank holds for higher ranks too; a forbid does not.
  public let subject: RoleReference?
  /// When it applies, in the action's parameters and its principal (only if `subject` is the action's role).
  public let condition: Term?
  /// Where it was written.
  public let origin: Origin

  /// A rule.
  public init(policy: String, effect: Effect, subject: RoleReference?, condition: Term?, origin: Origin) {
    self.policy = policy
    self.effect = effect
    self.subject = subject
    self.condition = condition
    self.origin = origin
  }
}

/// A parameter that names an instance of a secret: who may name it.
public struct SecretUse: Hashable, Sendable {
  /// The parameter.
  public let variable: VariableID
  /// That the action's principal holds the instance, so that a genuine step may name it; nil where the attacker chooses
  /// it in any case.
  public let holding: Term?
  /// That the attacker knows the instance, or may guess it here.
  public let knowledge: Term
  /// Where the parameter is declared.
  public let origin: Origin

  /// A use of the secret at `variable`.
  public init(_ variable: VariableID, holding: Term?, knowledge: Term, origin: Origin) {
    self.variable = variable
    self.holding = holding
    self.knowledge = knowledge
    self.origin = origin
  }
}

/// What a step that nobody wrote down does, for the words of a report.
public enum Deed: Hashable, Sendable {
  /// A message vanishes by itself.
  case lose
  /// The attacker makes a message vanish.
  case drop
  /// The attacker makes a message up.
  case forge
  /// The attacker changes this field of a message that is being received.
  case tamper(FieldID)
  /// The attacker lets a message arrive once more.
  case replay
  /// The attacker reads a message.
  case intercept
  /// The attacker learns a secret.
  case leak
  /// The attacker names a secret that he does not know.
  case guess
}

/// An atomic step with parameters: of the software, or of a threat.
public struct Action: Sendable {
  /// Its name.
  public var name: String
  /// Declared parameters first, in order; then those that `choose` and `new` stand for.
  public var parameters: [Parameter]
  /// Who acts; nil for a threat's own step, and for a world action, which is genuine and by nobody.
  public var principal: (variable: VariableID, role: RoleReference)?
  /// Whether the principal has a name in the spec.
  public var principalIsNamed = false
  /// Whether fairness never forces it.
  public var isOptional = false
  /// The threat that brings the step; nil for an action of the system.
  public var threat: ThreatID?
  /// Whether the action happens by itself: it is of the system, and nobody takes it.
  public var isByNobody: Bool { principal == nil && threat == nil }
  /// The action of the system that a threat's step stands for a forged step of, such as a tampered receipt; nil
  /// for all others. The step's first parameters are the declared ones of that action, in order, so that an action
  /// atom sees it.
  public var imitates: ActionID?
  /// What the software checks.
  public var requires: [Clause] = []
  /// That each instance which `new` names is untouched, and that they differ. It is what `new` means and no check,
  /// so it binds an attacker who acts `without requires` too.
  public var freshness: [Clause] = []
  /// What only honest people keep.
  public var honest: [Clause] = []
  /// The parameters that name secrets.
  public var secrets: [SecretUse] = []
  /// What the step does if no spec says it in so many words; nil for an action or step that the author wrote.
  public var deed: Deed?
  /// Parameters that must differ.
  public var distinct: [Clause] = []
  /// The rules that mention the action. None: it is open to its role.
  public var rules: [PolicyRule] = []
  /// What the step does.
  public var body: [Statement] = []
  /// What a genuine step does before its body to the clock of its own deadline: to happen sets it back.
  public var restarts: [Statement] = []
  /// What becomes of the clocks of deadlines behind the body, if it can make their actions possible or impossible.
  public var clocks: [Statement] = []
  /// What must hold behind the step, else it cannot be taken (`unique`); lifted with `requires`.
  public var commits: [Clause] = []
  /// Where it is declared.
  public var origin: Origin

  /// An action that does nothing.
  public init(name: String, parameters: [Parameter], origin: Origin) {
    self.name = name
    self.parameters = parameters
    self.origin = origin
  }
}
