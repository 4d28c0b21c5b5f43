public import EnsureModel
public import EnsureSyntax

/// A name that an expression can mean: a parameter, a principal, a `let`, a bound or tracked name. Its position
/// in `TypedSystem.locals`.
public struct LocalID: Hashable, Sendable {
  /// The position, from 0.
  public let index: Int
}

/// A local name.
public struct Local: Hashable, Sendable {
  /// The name in the spec.
  public let name: String
  /// What it can mean.
  public let type: DeclaredType
  /// Where it is introduced.
  public let range: SourceRange
}

/// A checked expression: names are resolved, types fit, units are right, numbers are exact. Sugar is still what
/// the author wrote; `Lowering` takes it away.
public struct TypedExpression: Sendable {
  /// What it is.
  public let kind: Kind
  /// Its type.
  public let type: SpecType
  /// Where it stands.
  public let range: SourceRange

  init(_ kind: Kind, _ type: SpecType, _ range: SourceRange) {
    self.kind = kind
    self.type = type
    self.range = range
  }

  /// The comparisons.
  public enum Comparison: Sendable { case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual }

  /// The operators between numbers.
  public enum Arithmetic: Sendable { case add, subtract, multiply, divide, modulo }

  /// The operators between formulas.
  public enum Connective: Sendable { case and, or, implies, iff, xor }

  /// The functions that need no declaration.
  public enum Builtin: Sendable { case minimum, maximum, absolute }

  /// What ranges over all instances.
  public enum Aggregate: Sendable { case sum, count, all, exists, none }

  /// The temporal operators.
  public enum Temporal: Sendable {
    case always, eventually, next, previously, historically, once, earlier, until, unless, since
  }

  /// What can be asked of a message's way.
  public enum Delivery: String, Sendable, CaseIterable {
    /// It has been put in flight.
    case sent
    /// It has been sent, and neither been received nor lost since; on a channel that is broadcast: for some receiver.
    case inFlight
    /// It has been received; on a channel that is broadcast: by some receiver.
    case received
    /// It has vanished; on a channel that is broadcast: for some receiver.
    case lost
  }

  /// What an expression is.
  public indirect enum Kind: Sendable {
    case boolean(Bool)
    /// In the type's own smallest unit: minor units, ticks.
    case integer(Integer)
    case rate(Rate)
    case member(Int)
    case none
    case now
    case local(LocalID)
    case constant(Int)
    case global(Int)
    /// A declared field (`TypedSystem.fields`), a rank or a parent.
    case field(Int, of: TypedExpression)
    case key(Int, of: TypedExpression)
    case delivery(Delivery, of: TypedExpression)
    case keyed(EntityID, [TypedExpression])
    case person(TypedExpression)
    case not(TypedExpression)
    case connective(Connective, [TypedExpression])
    case choice(TypedExpression, TypedExpression, TypedExpression)
    case compare(Comparison, TypedExpression, TypedExpression)
    case arithmetic(Arithmetic, TypedExpression, TypedExpression)
    /// A sum of many, with the sign of each: flat, so that long sums are not deep.
    case sum([(isNegative: Bool, TypedExpression)])
    case negate(TypedExpression)
    /// An amount of one currency as `Money<any>`.
    case tagged(TypedExpression)
    /// The minor units of money, as a plain number.
    case amount(of: TypedExpression)
    /// The currency of `Money<any>`.
    case currency(of: TypedExpression)
    /// A rate of an amount, rounded.
    case share(TypedExpression, of: TypedExpression, Rounding)
    /// A predicate or function.
    case call(Int, [TypedExpression])
    case builtin(Builtin, [TypedExpression])
    /// An instance is in a set: a field of an instance, or a global.
    case contains(TypedExpression, set: TypedExpression)
    case aggregate(Aggregate, LocalID, where: TypedExpression?, body: TypedExpression?)
    case temporal(Temporal, [TypedExpression], window: Window?, within: Integer?)
    case atom(Int, [TypedExpression?], Formula.Agency)
    case stuck(TypedExpression)
    /// A place is an instance of the entity.
    case isAt(TypedExpression, EntityID)
    case error
  }
}
