import EnsureModel
import EnsureSyntax

/// Arithmetic, with units: amounts are added to amounts of one currency, multiplied by plain numbers, and
/// divided by either.
extension Checker {
  func arithmetic(_ node: Syntax, _ expected: SpecType?) -> TypedExpression {
    let failed = TypedExpression(.error, .error, node.range)
    switch node.kind {
    case .negation:
      guard let inner = node.nodes.first else { return failed }
      let operand = expression(inner)
      guard operand.type.isNumber else {
        complain(
          .typeMismatch, "only a number has a negative, and this is \(describe(operand.type))",
          at: operand.range)
        return failed
      }
      if operand.type == .error { return failed }
      if case .integer(let value) = operand.kind {
        return TypedExpression(.integer(-value), operand.type, node.range)
      }
      return TypedExpression(.negate(operand), operand.type, node.range)
    case .share: return share(node)
    case .additive: return additive(node)
    default: return multiplicative(node)
    }
  }

  private func share(_ node: Syntax) -> TypedExpression {
    let failed = TypedExpression(.error, .error, node.range)
    guard node.nodes.count == 2 else { return failed }
    let rate = expression(node.nodes[0])
    let amount = expression(node.nodes[1])
    var isWrong = rate.type == .error || amount.type == .error
    if rate.type != .rate, rate.type != .error {
      complain(
        .typeMismatch, "in front of `of` stands a rate such as `2.9%`, and this is \(describe(rate.type))",
        at: rate.range)
      isWrong = true
    }
    if !amount.type.isNumber {
      complain(.typeMismatch, "a share is of a number, and this is \(describe(amount.type))", at: amount.range)
      isWrong = true
    }
    guard let token = node.names.first else { return failed }
    guard let rounding = Rounding(rawValue: node.text(token)) else {
      complainUnknown(
        .unknownRounding, "`\(node.text(token))` is not a rule for rounding", token, in: node,
        among: Rounding.allCases.map(\.rawValue),
        notes: ["the rules are \(Rounding.allCases.map { "`\($0.rawValue)`" }.joined(separator: ", "))"])
      return failed
    }
    if isWrong { return failed }
    return TypedExpression(.share(rate, of: amount, rounding), amount.type, node.range)
  }

  private func additive(_ node: Syntax) -> TypedExpression {
    let failed = TypedExpression(.error, .error, node.range)
    let operands = node.nodes.map { expression($0) }
    let signs = node.tokens.filter { $0.kind == .plus || $0.kind == .minus }.map { $0.kind == .minus }
    if operands.contains(where: { $0.type == .error }) || operands.count != signs.count + 1 { return failed }
    if operands.contains(where: { $0.type == .instant }) { return instants(node, operands, signs) }
    for operand in operands where !operand.type.isNumber {
      if operand.type == .rate {
        complain(
          .rateNeedsRounding, "a rate becomes an amount only with a rule for rounding", at: operand.range,
          notes: ["write for example `\(text(operand.range)) of o.total rounded down`"])
      } else {
        complain(
          .typeMismatch, "only numbers can be added or subtracted, and this is \(describe(operand.type))",
          at: operand.range)
      }
      return failed
    }
    let type = SpecType.common(operands.map(\.type))
    let count = diagnostics.count
    let parts = operands.map { require($0, type) }
    if diagnostics.count > count { return failed }
    return TypedExpression(
      .sum(zip([false] + signs, parts).map { (isNegative: $0, $1) }), type, node.range)
  }

  /// Sums with points in time: `instant ± span`, `instant - instant`.
  private func instants(_ node: Syntax, _ operands: [TypedExpression], _ signs: [Bool]) -> TypedExpression {
    guard operands.count <= SyntaxTree.longestInstantSum else {
      complain(
        .nestedTooDeeply, "a sum with points in time has at most \(SyntaxTree.longestInstantSum) operands",
        at: node.range)
      return TypedExpression(.error, .error, node.range)
    }
    var result = operands[0]
    for (isNegative, operand) in zip(signs, operands.dropFirst()) {
      let (left, right) = (result.type, operand.type)
      switch (left, right) {
      case (.instant, .instant) where isNegative:
        result = TypedExpression(.arithmetic(.subtract, result, operand), .integer(.duration), node.range)
      case (.instant, .integer(.duration)), (.instant, .zero):
        let span = require(operand, .integer(.duration))
        result = TypedExpression(
          .arithmetic(isNegative ? .subtract : .add, result, span), .instant, node.range)
      case (.integer(.duration), .instant) where !isNegative:
        result = TypedExpression(.arithmetic(.add, operand, result), .instant, node.range)
      default:
        complain(
          .instantArithmetic,
          "\(describe(left)) \(isNegative ? "minus" : "plus") \(describe(right)) has no meaning",
          at: node.range,
          notes: ["an instant plus or minus a span is an instant; an instant minus an instant is a span"])
        return TypedExpression(.error, .error, node.range)
      }
    }
    return result
  }

  private func multiplicative(_ node: Syntax) -> TypedExpression {
    let failed = TypedExpression(.error, .error, node.range)
    let operands = node.nodes.map { expression($0) }
    let operators = node.tokens.filter { [.star, .div, .mod].contains($0.kind) }
    if operands.contains(where: { $0.type == .error }) || operands.count != operators.count + 1 {
      return failed
    }
    var result = operands[0]
    for (token, next) in zip(operators, operands.dropFirst()) {
      let operation: TypedExpression.Arithmetic =
        token.kind == .star ? .multiply : token.kind == .div ? .divide : .modulo
      var operand = next
      if result.type == .anyMoney, operand.type.currency != nil { operand = require(operand, .anyMoney) }
      if operand.type == .anyMoney, result.type.currency != nil { result = require(result, .anyMoney) }
      guard let type = productType(operation, result.type, operand.type) else {
        if result.type == .rate || operand.type == .rate {
          complain(
            .rateNeedsRounding, "a rate becomes an amount only with a rule for rounding", at: node.range,
            notes: ["write for example `2.9% of o.total rounded down`"])
        } else {
          complain(
            .unitMismatch,
            "`\(node.text(token))` of \(describe(result.type)) and \(describe(operand.type)) has no meaning",
            at: node.range,
            notes: [
              "an amount is multiplied by a plain number, and divided by a plain number or an amount of its own unit"
            ])
        }
        return failed
      }
      if operation != .multiply, literal(operand) == 0 {
        complain(.divisionByZero, "this divides by zero", at: operand.range)
        return failed
      }
      result = TypedExpression(.arithmetic(operation, result, operand), type, node.range)
    }
    return result
  }

  private func productType(
    _ operation: TypedExpression.Arithmetic, _ left: SpecType, _ right: SpecType
  ) -> SpecType? {
    let plain = SpecType.integer(.plain)
    let (left, right) = (left == .zero ? plain : left, right == .zero ? plain : right)
    switch (operation, left, right) {
    case (_, .anyMoney, plain), (.multiply, plain, .anyMoney), (.modulo, .anyMoney, .anyMoney): return .anyMoney
    case (.divide, .anyMoney, .anyMoney): return plain
    default: break
    }
    guard case .integer(let a) = left, case .integer(let b) = right else { return nil }
    switch operation {
    case .multiply:
      if a == .plain { return right }
      return b == .plain ? left : nil
    case .divide:
      if b == .plain { return left }
      return a == b ? plain : nil
    default: return b == .plain || a == b ? left : nil
    }
  }
}
