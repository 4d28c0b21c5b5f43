/// A proposition of a `ClauseForm`, or the negation of one.
public struct Literal: Hashable, Sendable {
  /// Twice the proposition, plus 1 for a negation.
  public let code: Int32

  /// The literal with this code, if there is one: a code is not negative.
  public init?(code: Int) {
    guard let code = Int32(exactly: code), code >= 0 else { return nil }
    self.code = code
  }

  /// A proposition, or its negation.
  init(_ proposition: Int, isNegated: Bool = false) { code = Int32(proposition) << 1 | (isNegated ? 1 : 0) }

  private init(unchecked code: Int32) { self.code = code }

  /// The proposition, as a position in `ClauseForm.atoms`; behind those come the new atoms of a refutation.
  public var proposition: Int { Int(code >> 1) }
  /// Whether this is the proposition's negation.
  public var isNegated: Bool { code & 1 == 1 }

  /// The negation.
  public static prefix func ! (literal: Literal) -> Literal { Literal(unchecked: literal.code ^ 1) }
}
