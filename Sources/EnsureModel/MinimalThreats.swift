/// The smallest combinations of threats that break a property, and what is known of those that contain none of them. What
/// breaks a property breaks it beside any further threat, too (SEMANTICS 9), so that this says something of all combinations.
public struct MinimalThreats: Sendable {
  /// A combination that breaks the property; no part of it is known to.
  public struct Breaking: Sendable {
    /// The threats; empty if the property is violated in the honest world.
    public let threats: Set<ThreatID>
    /// A shortest violation under them, replayed.
    public let violation: Violation
    /// One with these parts.
    public init(threats: Set<ThreatID>, violation: Violation) {
      self.threats = threats
      self.violation = violation
    }
  }

  /// What is known of the combinations, the honest world among them, that contain no breaking one.
  public enum Others: Hashable, Sendable {
    /// There are none.
    case none
    /// Nobody has looked at all of them, and nothing is known of those that were looked at.
    case unknown
    /// All of them are `undecided`.
    case undecided
    /// None of them breaks the property in up to `depth` steps, nil being any number of them, since it is proved; as far
    /// as they were looked at, which is all of up to `size` threats, nil being any number.
    case safe(depth: Int?, size: Int?)
  }

  /// A combination of which nothing is known.
  public struct Undecided: Hashable, Sendable {
    /// The threats.
    public let threats: Set<ThreatID>
    /// Why.
    public let reason: String
    /// Whether the property says nothing there, since what it is about can never happen.
    public let isVacuous: Bool
    /// One with these parts.
    public init(threats: Set<ThreatID>, reason: String, isVacuous: Bool) {
      self.threats = threats
      self.reason = reason
      self.isVacuous = isVacuous
    }
  }

  /// The property.
  public let property: PropertyID
  /// The smallest combinations, fewer threats first.
  public let breaking: [Breaking]
  /// What is known of the others.
  public let others: Others
  /// Those of the others that have been looked at in vain.
  public let undecided: [Undecided]

  /// One with these parts.
  public init(property: PropertyID, breaking: [Breaking], others: Others, undecided: [Undecided]) {
    self.property = property
    self.breaking = breaking
    self.others = others
    self.undecided = undecided
  }
}
