import EnsureModel
import EnsureSyntax

/// The functions of SMT-LIB's theories Core and Ints.
extension TermReader {
  mutating func operation(_ name: String, _ arguments: [SExpression], _ expression: SExpression)
    throws(HornError) -> Term
  {
    switch name {
    case "true", "false":
      if tree.kind(expression) == .list { throw unknown(name, expression) }
      return bank.boolean(name == "true")
    case "not":
      try count(arguments, 1...1, expression)
      return bank.foldedNot(try term(arguments[0], .boolean))
    case "and": return bank.foldedAnd(try terms(arguments, .boolean))
    case "or": return bank.foldedOr(try terms(arguments, .boolean))
    case "=>":
      try count(arguments, 2...Int.max, expression)
      let operands = try terms(arguments, .boolean)
      return bank.foldedOr(operands.dropLast().map { bank.foldedNot($0) } + operands.suffix(1))
    case "xor":
      try count(arguments, 2...Int.max, expression)
      let operands = try terms(arguments, .boolean)
      return operands.dropFirst().reduce(operands[0]) { bank.foldedNot(bank.foldedEqual($0, $1)) }
    case "=":
      try count(arguments, 2...Int.max, expression)
      let operands = try alike(arguments)
      return chain(operands) { bank, left, right in bank.foldedEqual(left, right) }
    case "distinct": return try distinct(arguments, expression)
    case "ite":
      try count(arguments, 3...3, expression)
      let condition = try term(arguments[0], .boolean)
      let branches = try alike(Array(arguments.dropFirst()))
      return bank.foldedChoice(condition, branches[0], branches[1])
    case "<=", "<", ">=", ">":
      try count(arguments, 2...Int.max, expression)
      let operands = try terms(arguments, .integer)
      return chain(operands) { bank, left, right in
        name.hasPrefix("<")
          ? bank.foldedOrder(left, right, orEqual: name == "<=")
          : bank.foldedOrder(right, left, orEqual: name == ">=")
      }
    default: return try arithmetic(name, arguments, expression)
    }
  }

  private mutating func chain(_ operands: [Term], _ relate: (inout TermBank, Term, Term) -> Term) -> Term {
    var parts: [Term] = []
    for (left, right) in zip(operands, operands.dropFirst()) { parts.append(relate(&bank, left, right)) }
    return bank.foldedAnd(parts)
  }

  private mutating func distinct(_ arguments: [SExpression], _ expression: SExpression) throws(HornError)
    -> Term
  {
    try count(arguments, 2...Int.max, expression)
    if arguments.count > 500 {
      throw HornError(.tooLarge, "more than 500 arguments are not compared", tree.range(expression))
    }
    let operands = try alike(arguments)
    var parts: [Term] = []
    for (position, left) in operands.enumerated() {
      for right in operands[(position + 1)...] {
        parts.append(bank.foldedNot(bank.foldedEqual(left, right)))
      }
    }
    return bank.foldedAnd(parts)
  }

  private mutating func arithmetic(_ name: String, _ arguments: [SExpression], _ expression: SExpression)
    throws(HornError) -> Term
  {
    switch name {
    case "+":
      try count(arguments, 1...Int.max, expression)
      return bank.foldedSum(try terms(arguments, .integer))
    case "-":
      try count(arguments, 1...Int.max, expression)
      let operands = try terms(arguments, .integer)
      if operands.count == 1 { return bank.foldedNegation(operands[0]) }
      return operands.dropFirst().reduce(operands[0]) { bank.foldedDifference($0, $1) }
    case "*":
      try count(arguments, 1...Int.max, expression)
      var product = bank.integer(1)
      for factor in try terms(arguments, .integer) {
        guard let next = bank.foldedProduct(product, factor) else {
          throw HornError(
            .hornUnsupported, "a product of two unknown numbers is not linear", tree.range(expression))
        }
        product = next
      }
      return product
    case "div", "mod":
      try count(arguments, 2...(name == "div" ? Int.max : 2), expression)
      let operands = try terms(arguments, .integer)
      var result = operands[0]
      for (operand, place) in zip(operands, arguments).dropFirst() {
        guard let divisor = bank.literal(operand), divisor != 0 else {
          throw HornError(
            .hornUnsupported, "division is supported by numbers other than 0 only", tree.range(place))
        }
        result = bank.foldedDivision(result, by: divisor, isQuotient: name == "div")
      }
      return result
    case "abs":
      try count(arguments, 1...1, expression)
      let operand = try term(arguments[0], .integer)
      let isNegative = bank.foldedOrder(operand, bank.integer(0), orEqual: false)
      return bank.foldedChoice(isNegative, bank.foldedNegation(operand), operand)
    default: throw unknown(name, expression)
    }
  }

  /// Names of other theories.
  private static let foreign: Set<String> = [
    "/", "to_real", "to_int", "is_int", "select", "store", "concat", "bvadd", "bvsub", "bvmul", "bvand", "bvor",
    "bvnot", "bvneg", "bvule", "bvult", "bvsle", "bvslt", "bvuge", "bvugt", "bvsge", "bvsgt", "match", "_",
    "as",
  ]

  private func unknown(_ name: String, _ expression: SExpression) -> HornError {
    if Self.foreign.contains(name) {
      return HornError(
        .hornUnsupported, "`\(name)` is not supported: only linear integer arithmetic is",
        tree.range(expression))
    }
    return HornError(.hornUnknown, "there is nothing called `\(name)` here", tree.range(expression))
  }
}
