/// Reads formulas by operator precedence, with its own stack, so that no input can exhaust the machine's.
///
/// Binding from weakest to strongest: `->` and `<->`; `xor`; `|`; `&`; `U W R M S T`; `F G` and the operators of the
/// past; `X`; `!`. The first and the temporal ones group to the right, the others to the left.
public struct FormulaParser {
  private struct Pending {
    enum Kind {
      case prefix(Connective)
      case infix(Connective)
      case parenthesis
    }

    let kind: Kind
    let range: Range<Int>

    var isParenthesis: Bool {
      if case .parenthesis = kind { true } else { false }
    }
  }

  private var bank: FormulaBank
  private let limits: FormulaLimits
  private var pending: [Pending] = []
  private var values: [TemporalFormula] = []

  /// Reads a formula into a bank.
  ///
  /// - Throws: where the text is no formula, or one that is too large; the bank is then as it was.
  public static func parse(
    _ text: String, into bank: inout FormulaBank, limits: FormulaLimits = FormulaLimits()
  ) throws(FormulaProblem) -> TemporalFormula {
    let tokens = try FormulaLexer.tokens(text, limits: limits)
    var parser = FormulaParser(bank: bank, limits: limits)
    let formula = try parser.run(tokens, end: text.utf8.count)
    bank = parser.bank
    return formula
  }

  private init(bank: FormulaBank, limits: FormulaLimits) {
    self.bank = bank
    self.limits = limits
  }

  private mutating func run(_ tokens: [FormulaToken], end: Int) throws(FormulaProblem) -> TemporalFormula {
    var needsOperand = true
    for token in tokens {
      switch (token.kind, needsOperand) {
      case (.atom(let name), true):
        values.append(bank.atom(name))
        needsOperand = false
      case (.constant(let value), true):
        values.append(value ? bank.truth : bank.falsity)
        needsOperand = false
      case (.prefix(let connective), true): try push(.prefix(connective), token.range)
      case (.open, true): try push(.parenthesis, token.range)
      case (.infix(let connective), false):
        try reduce(before: connective)
        try push(.infix(connective), token.range)
        needsOperand = true
      case (.close, false): try close(token.range)
      case (.close, true) where !pending.contains(where: { $0.isParenthesis }):
        throw FormulaProblem(kind: .unopenedParenthesis, range: token.range)
      case (_, true): throw FormulaProblem(kind: .operandExpected, range: token.range)
      case (_, false): throw FormulaProblem(kind: .operatorExpected, range: token.range)
      }
    }
    if needsOperand { throw FormulaProblem(kind: .operandExpected, range: end..<end) }
    while let top = pending.popLast() {
      if top.isParenthesis { throw FormulaProblem(kind: .unclosedParenthesis, range: top.range) }
      try apply(top)
    }
    return values[0]
  }

  private mutating func push(_ kind: Pending.Kind, _ range: Range<Int>) throws(FormulaProblem) {
    guard pending.count < limits.depth else {
      throw FormulaProblem(kind: .nestedTooDeeply(limit: limits.depth), range: range)
    }
    pending.append(Pending(kind: kind, range: range))
  }

  private mutating func close(_ range: Range<Int>) throws(FormulaProblem) {
    while let top = pending.popLast() {
      if top.isParenthesis { return }
      try apply(top)
    }
    throw FormulaProblem(kind: .unopenedParenthesis, range: range)
  }

  /// Applies what binds at least as strongly as the operator to come.
  private mutating func reduce(before connective: Connective) throws(FormulaProblem) {
    let (strength, isRightToLeft) = Self.strength(connective)
    while let top = pending.last, !top.isParenthesis {
      let applies =
        switch top.kind {
        case .prefix: true
        case .infix(let other):
          isRightToLeft ? Self.strength(other).0 > strength : Self.strength(other).0 >= strength
        case .parenthesis: false
        }
      guard applies else { return }
      pending.removeLast()
      try apply(top)
    }
  }

  private mutating func apply(_ operation: Pending) throws(FormulaProblem) {
    guard let right = values.popLast() else { return }
    switch operation.kind {
    case .parenthesis: values.append(right)
    case .prefix(let connective): values.append(bank.make(connective, [right]))
    case .infix(let connective):
      guard let left = values.popLast() else { return }
      if connective.arity == nil {
        // A chain of the same connective is one node, whatever its grouping.
        let operands = [left, right].flatMap {
          bank.connective($0) == connective ? Array(bank.operands($0)) : [$0]
        }
        values.append(bank.make(connective, operands))
      } else {
        values.append(bank.make(connective, [left, right]))
      }
    }
    if let top = values.last, bank.depth(top) > limits.depth {
      throw FormulaProblem(kind: .nestedTooDeeply(limit: limits.depth), range: operation.range)
    }
  }

  /// How strongly an infix operator binds, and whether it groups to the right.
  static func strength(_ connective: Connective) -> (Int, isRightToLeft: Bool) {
    switch connective {
    case .implies, .equivalent: (0, true)
    case .xor: (1, false)
    case .or: (2, false)
    case .and: (3, false)
    default: (4, true)
    }
  }
}
