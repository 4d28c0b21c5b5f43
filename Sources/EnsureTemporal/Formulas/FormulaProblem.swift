/// Why a text is no formula, and where.
public struct FormulaProblem: Error, Hashable, Sendable, CustomStringConvertible {
  /// What kinds of problems there are.
  public enum Kind: Hashable, Sendable {
    /// A character that no formula has.
    case unexpectedCharacter
    /// A quoted atom without its second quote.
    case unterminatedAtom
    /// Where an operand should be there is something else.
    case operandExpected
    /// Behind an operand there is something that is neither an operator nor a closing parenthesis.
    case operatorExpected
    /// A parenthesis that nothing closes.
    case unclosedParenthesis
    /// A parenthesis that closes nothing.
    case unopenedParenthesis
    /// More operators and parentheses within one another than the limit.
    case nestedTooDeeply(limit: Int)
    /// More symbols than the limit.
    case tooLong(limit: Int)
  }

  /// What is wrong.
  public let kind: Kind
  /// Where, as offsets in the text's UTF-8 bytes; empty at the end of the text.
  public let range: Range<Int>

  /// The problem in words, in lower case and without a full stop.
  public var description: String {
    switch kind {
    case .unexpectedCharacter: "no formula has this character"
    case .unterminatedAtom: "the quoted atom is not closed"
    case .operandExpected: "a formula is expected here"
    case .operatorExpected: "an operator is expected here"
    case .unclosedParenthesis: "this parenthesis is not closed"
    case .unopenedParenthesis: "this parenthesis closes nothing"
    case .nestedTooDeeply(let limit): "the formula is nested more than \(limit) deep"
    case .tooLong(let limit): "the formula has more than \(limit) symbols"
    }
  }
}

/// How large a formula may be that is read.
public struct FormulaLimits: Hashable, Sendable {
  /// How many operators and parentheses may lie within one another. What works on formulas recurses as deep.
  public var depth = 400
  /// How many symbols the text may have.
  public var symbols = 100_000

  /// The limits that the command line uses.
  public init() {}
}
