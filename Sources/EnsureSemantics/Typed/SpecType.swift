public import EnsureModel

/// The type of an expression, as the author of a spec thinks of it.
public enum SpecType: Hashable, Sendable {
  /// `Bool`.
  case boolean
  /// A whole number: plain, of money, or of time.
  case integer(Unit)
  /// `Money<any>`: an amount that carries its currency.
  case anyMoney
  /// A literal `0`, which fits every unit.
  case zero
  /// A constant rate, such as `2.9%`; it becomes a number by `of ... rounded ...` only.
  case rate
  /// A point in time.
  case instant
  /// A named or inline enumeration.
  case enumeration(EnumerationID)
  /// An instance; `isOptional` if it may be `none` by its type.
  case reference(EntityID, isOptional: Bool)
  /// `none`, before it is known of what.
  case none
  /// A set of instances.
  case set(EntityID)
  /// A temporal formula: true or false of a position in a run, not of a state alone.
  case formula
  /// Something that has been complained about already; it fits everything.
  case error

  /// Whether a value of type `self` can stand where `expected` is wanted.
  func fits(_ expected: SpecType) -> Bool {
    switch (self, expected) {
    case (.error, _), (_, .error): true
    case (.zero, .integer): true
    case (.none, .reference): true
    case (.reference(let left, _), .reference(let right, _)): left == right
    case (.boolean, .formula): true
    default: self == expected
    }
  }

  var isNumber: Bool {
    switch self {
    case .integer, .anyMoney, .zero, .error: true
    default: false
    }
  }

  /// The currency of an amount that has one by its type.
  var currency: Int? {
    if case .integer(.money(let currency)) = self { return currency }
    return nil
  }

  /// What numbers of these types have in common: the first that is no bare `0`, or `Money<any>` if one is that.
  static func common(_ types: [SpecType]) -> SpecType {
    if types.contains(.anyMoney) { return .anyMoney }
    return types.first { $0 != .zero } ?? .zero
  }

  var entity: EntityID? {
    if case .reference(let entity, _) = self { return entity }
    return nil
  }
}

/// A declared type: a `SpecType` with the bounds that the declaration gives.
public struct DeclaredType: Hashable, Sendable {
  /// The type.
  public var type: SpecType
  /// The least value, if there is one.
  public var lower: Integer?
  /// The greatest value, if there is one.
  public var upper: Integer?

  /// A type, without bounds unless said otherwise.
  public init(_ type: SpecType, lower: Integer? = nil, upper: Integer? = nil) {
    self.type = type
    self.lower = lower
    self.upper = upper
  }
}

/// A rational constant: a rate.
public struct Rate: Hashable, Sendable {
  /// Above the line.
  public let numerator: Integer
  /// Below the line; positive.
  public let denominator: Integer
}

/// How a share of an amount becomes a whole number of minor units.
public enum Rounding: String, Hashable, Sendable, CaseIterable {
  /// Towards minus infinity.
  case down
  /// Towards plus infinity.
  case up
  /// Towards zero.
  case towardsZero
  /// To the nearest; a half goes away from zero.
  case halfAwayFromZero
  /// To the nearest; a half goes towards plus infinity.
  case halfUp
  /// To the nearest; a half goes to the even neighbour.
  case halfEven
}
