internal import CZ3
import EnsureModel

/// Reads a quantifier-free formula of Z3 as a term; nil wherever it has something in it that terms don't.
struct AnswerReader {
  private let context: SolverContext
  /// What Z3's bound variables stand for.
  private let arguments: [Term]
  private var known: [OpaquePointer: Term] = [:]
  private var depth = 0
  private static let deepest = 1_000

  init(_ context: SolverContext, _ arguments: [Term]) {
    self.context = context
    self.arguments = arguments
  }

  mutating func term(_ node: OpaquePointer, _ bank: inout TermBank) -> Term? {
    if let known = known[node] { return known }
    depth += 1
    defer { depth -= 1 }
    if depth > Self.deepest { return nil }
    let term: Term?
    switch Z3_get_ast_kind(context.raw, node) {
    case Z3_NUMERAL_AST:
      let digits = Z3_get_numeral_string(context.raw, node).map { String(cString: $0) }
      term = digits.flatMap { Integer($0) }.map { bank.integer($0) }
    case Z3_VAR_AST:
      let index = Int(Z3_get_index_value(context.raw, node))
      term = arguments.indices.contains(index) ? arguments[index] : nil
    case Z3_APP_AST: term = application(node, &bank)
    default: term = nil
    }
    known[node] = term
    return term
  }

  private mutating func application(_ node: OpaquePointer, _ bank: inout TermBank) -> Term? {
    guard let application = Z3_to_app(context.raw, node) else { return nil }
    var operands: [Term] = []
    for index in 0..<Z3_get_app_num_args(context.raw, application) {
      guard let child = Z3_get_app_arg(context.raw, application, index), let operand = term(child, &bank) else {
        return nil
      }
      operands.append(operand)
    }
    let kind = Z3_get_decl_kind(context.raw, Z3_get_app_decl(context.raw, application))
    switch (kind, operands.count) {
    case (Z3_OP_TRUE, 0): return bank.boolean(true)
    case (Z3_OP_FALSE, 0): return bank.boolean(false)
    case (Z3_OP_NOT, 1): return bank.not(operands[0])
    case (Z3_OP_AND, _): return bank.and(operands)
    case (Z3_OP_OR, _): return bank.or(operands)
    case (Z3_OP_IMPLIES, 2): return bank.implies(operands[0], operands[1])
    case (Z3_OP_ITE, 3):
      return bank.sort(operands[1]) == bank.sort(operands[2])
        ? bank.choice(operands[0], operands[1], operands[2]) : nil
    case (Z3_OP_EQ, 2), (Z3_OP_IFF, 2):
      return bank.sort(operands[0]) == bank.sort(operands[1]) ? bank.equal(operands[0], operands[1]) : nil
    case (Z3_OP_XOR, 2), (Z3_OP_DISTINCT, 2):
      if bank.sort(operands[0]) != bank.sort(operands[1]) { return nil }
      let equal = bank.equal(operands[0], operands[1])
      return bank.not(equal)
    default: return arithmetic(kind, operands, &bank)
    }
  }

  private func arithmetic(_ kind: Z3_decl_kind, _ operands: [Term], _ bank: inout TermBank) -> Term? {
    guard !operands.isEmpty, operands.allSatisfy({ bank.sort($0) == .integer }) else { return nil }
    switch (kind, operands.count) {
    case (Z3_OP_LE, 2): return bank.lessOrEqual(operands[0], operands[1])
    case (Z3_OP_GE, 2): return bank.lessOrEqual(operands[1], operands[0])
    case (Z3_OP_LT, 2): return bank.less(operands[0], operands[1])
    case (Z3_OP_GT, 2): return bank.less(operands[1], operands[0])
    case (Z3_OP_ADD, _): return bank.sum(operands)
    case (Z3_OP_SUB, 2): return bank.difference(operands[0], operands[1])
    case (Z3_OP_UMINUS, 1): return bank.negated(operands[0])
    case (Z3_OP_MUL, 2): return bank.product(operands[0], operands[1])
    case (Z3_OP_IDIV, 2), (Z3_OP_MOD, 2):
      guard case .integer(let divisor) = bank[operands[1]], divisor != 0 else { return nil }
      return kind == Z3_OP_IDIV
        ? bank.quotient(operands[0], operands[1]) : bank.remainder(operands[0], operands[1])
    default: return nil
    }
  }
}
