public import EnsureModel

/// A number of a `SolverContext`: a term of sort Int, kept alive by its context, or a numeral that is not yet a term.
public enum Number: Hashable {
  /// Exactly this.
  case constant(Integer)
  /// A term.
  case term(NumberTerm)

  /// The value, if it is known.
  public var known: Integer? {
    guard case .constant(let value) = self else { return nil }
    return value
  }
}

/// A term of sort Int, kept alive by its context.
public struct NumberTerm: Hashable {
  let node: OpaquePointer

  init(node: OpaquePointer) { self.node = node }
}

extension Number: ExpressibleByIntegerLiteral {
  /// A known number.
  public init(integerLiteral value: Int) { self = .constant(Integer(value)) }
}
