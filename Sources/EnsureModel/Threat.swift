/// What a threat can do.
public enum Power: Sendable {
  /// People of the role no longer keep `honest`, nor their deadlines and fairness.
  case corrupt(RoleReference, Origin)
  /// The role may stop for ever: its fairness and deadlines are gone.
  case outage(RoleReference, Origin)
  /// The attacker takes an action's step.
  case attacker(AttackerPower)
  /// A step of the threat's own: an action whose `threat` is this one.
  case step(ActionID)
  /// Messages of the channel may be lost: that they arrive is no longer fair. That one vanishes is a `step`.
  case drop(ChannelID, Origin)
}

/// `attacker may a(...)`.
public struct AttackerPower: Sendable {
  /// The action whose effects the attacker brings about.
  public let action: ActionID
  /// Whom he can be taken for; nil is anybody.
  public let impersonates: RoleReference?
  /// Whether `requires`, `distinct` and `unique` don't bind him.
  public let liftsRequires: Bool
  /// Whether policies don't bind him.
  public let liftsPolicy: Bool
  /// What binds him, in the action's parameters.
  public let when: Clause?
  /// Where it was written.
  public let origin: Origin

  /// A power over one action.
  public init(
    action: ActionID, impersonates: RoleReference?, liftsRequires: Bool, liftsPolicy: Bool, when: Clause?,
    origin: Origin
  ) {
    self.action = action
    self.impersonates = impersonates
    self.liftsRequires = liftsRequires
    self.liftsPolicy = liftsPolicy
    self.when = when
    self.origin = origin
  }
}

/// What an attacker or an accident adds or takes away.
public struct Threat: Sendable {
  /// Its name.
  public let name: String
  /// What it can do.
  public let powers: [Power]
  /// Where it is declared.
  public let origin: Origin
  /// A threat.
  public init(name: String, powers: [Power], origin: Origin) {
    self.name = name
    self.powers = powers
    self.origin = origin
  }
}

/// Several threats at once, under one name.
public struct Combination: Sendable {
  /// Its name.
  public let name: String
  /// The threats.
  public let threats: Set<ThreatID>
  /// Where it is declared.
  public let origin: Origin
  /// A combination.
  public init(name: String, threats: Set<ThreatID>, origin: Origin) {
    self.name = name
    self.threats = threats
    self.origin = origin
  }
}

/// `expect P violated under T`: a fact of the model, for T and every larger combination.
public struct Expectation: Sendable {
  /// The properties.
  public let properties: [PropertyID]
  /// The threats.
  public let threats: Set<ThreatID>
  /// Where it was written.
  public let origin: Origin
  /// An expectation.
  public init(properties: [PropertyID], threats: Set<ThreatID>, origin: Origin) {
    self.properties = properties
    self.threats = threats
    self.origin = origin
  }
}

/// `accept P under T because ...`: a decision about one cell of the matrix, or (`or more`) about every larger
/// combination too.
public struct Acceptance: Sendable {
  /// The properties.
  public let properties: [PropertyID]
  /// The threats.
  public let threats: Set<ThreatID>
  /// Whether it holds for larger combinations.
  public let orMore: Bool
  /// Why.
  public let reason: String
  /// Where it was written.
  public let origin: Origin
  /// A decision.
  public init(properties: [PropertyID], threats: Set<ThreatID>, orMore: Bool, reason: String, origin: Origin) {
    self.properties = properties
    self.threats = threats
    self.orMore = orMore
    self.reason = reason
    self.origin = origin
  }
}
