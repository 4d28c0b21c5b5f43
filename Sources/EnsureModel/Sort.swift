/// What kind of value a term has. There are no others: money, durations and counts are integers.
public enum Sort: Hashable, Sendable {
  /// True or false.
  case boolean
  /// An exact integer.
  case integer
  /// A point in time; only differences and order of points mean anything.
  case instant
  /// A member of an enumeration.
  case enumeration(EnumerationID)
  /// The identity of an instance of the entity, or `none`.
  case reference(EntityID)
}

/// What an integer counts; it matters for printing and for default ranges, never for meaning.
public enum Unit: Hashable, Sendable {
  /// Nothing in particular.
  case plain
  /// Minor units of the currency with that position in `TransitionSystem.currencies`.
  case money(currency: Int)
  /// Minor units of a currency that is known only in a state (`Money<any>`). The currency is a place of its own, a
  /// member of `TransitionSystem.currencyEnumeration`: the next field of the entity, the next global, or the next
  /// variable (and parameter) behind the one that counts the minor units.
  case anyMoney
  /// Ticks of the system's resolution.
  case duration
}

/// A sort with everything else that a declaration says of its values.
public struct ValueType: Hashable, Sendable {
  /// The sort.
  public var sort: Sort
  /// What an integer counts.
  public var unit: Unit
  /// The least value of an integer, if there is one.
  public var lower: Integer?
  /// The greatest value of an integer, if there is one.
  public var upper: Integer?
  /// Whether a reference may be `none` once it has been assigned (`Customer?`).
  public var isOptional: Bool

  /// A type; without bounds, and not optional, unless said otherwise.
  public init(
    _ sort: Sort, unit: Unit = .plain, lower: Integer? = nil, upper: Integer? = nil, isOptional: Bool = false
  ) {
    self.sort = sort
    self.unit = unit
    self.lower = lower
    self.upper = upper
    self.isOptional = isOptional
  }
}
