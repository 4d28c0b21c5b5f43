import EnsureModel
import EnsureSemantics

/// A fraction, exact.
struct NaiveFraction {
  let numerator: Integer
  /// Positive.
  let denominator: Integer

  /// The greatest whole number that is not above it, and how far above that it lies, in parts of the denominator.
  private var floor: (whole: Integer, rest: Integer) {
    guard let result = numerator.quotientAndRemainder(dividingBy: denominator) else {
      fatalError("not by zero")
    }
    return (result.quotient, result.remainder)
  }

  /// The whole number that it is rounded to.
  func rounded(_ rule: Rounding) -> Integer {
    let (below, rest) = floor
    if rest == 0 { return below }
    let above = below + 1
    let toHalf = rest + rest
    switch rule {
    case .down: return below
    case .up: return above
    case .towardsZero: return numerator.signum > 0 ? below : above
    case .halfUp, .halfAwayFromZero, .halfEven:
      if toHalf < denominator { return below }
      if denominator < toHalf { return above }
      if rule == .halfUp { return above }
      if rule == .halfAwayFromZero { return numerator.signum > 0 ? above : below }
      return below.quotientAndRemainder(dividingBy: 2)?.remainder == 0 ? below : above
    }
  }
}

/// Arithmetic.
extension NaiveEvaluator {
  mutating func arithmetic(_ expression: TypedExpression) throws(NaiveStop) -> NaiveValue {
    switch expression.kind {
    case .sum(let parts):
      var sum: Integer = 0
      for (isNegative, part) in parts { sum = isNegative ? sum - (try number(part)) : sum + (try number(part)) }
      return .number(sum)
    case .negate(let operand): return .number(0 - (try number(operand)))
    case .arithmetic(let operation, let left, let right):
      if left.type == .anyMoney, right.type == .anyMoney, expression.type != .anyMoney {
        let (first, second) = (try value(left), try value(right))
        guard case .money(_, let one) = first, case .money(_, let other) = second else {
          fatalError("money is divided by money")
        }
        if one != other { return try undefined(DeclaredType(.integer(.plain))) }
      }
      let result = try operate(operation, try number(left), try number(right))
      return expression.type == .instant ? .instant(result) : .number(result)
    case .share(let rate, let amount, let rule):
      let rate = self.rate(rate)
      let amount = try repeated { evaluator throws(NaiveStop) in try evaluator.number(amount) }
      return .number(
        NaiveFraction(numerator: amount * rate.numerator, denominator: rate.denominator).rounded(rule))
    case .builtin(let builtin, let arguments):
      let values = try repeated { evaluator throws(NaiveStop) in
        var values: [Integer] = []
        for argument in arguments { values.append(try evaluator.number(argument)) }
        return values
      }
      switch builtin {
      case .minimum: return .number(values.min() ?? 0)
      case .maximum: return .number(values.max() ?? 0)
      case .absolute: return .number(values[0].magnitude)
      }
    default: fatalError("this is no arithmetic")
    }
  }

  /// Arithmetic of amounts that carry their currencies, which must be the same: else the amount is undefined. The
  /// currency is that of the first.
  mutating func money(_ expression: TypedExpression) throws(NaiveStop) -> NaiveValue {
    var amounts: [NaiveValue] = []
    for child in expression.children where child.type == .anyMoney { amounts.append(try value(child)) }
    var codes: [String] = []
    for case .money(_, let code) in amounts { codes.append(code) }
    if Set(codes).count > 1 {
      guard case .number(let arbitrary) = try undefined(DeclaredType(.integer(.plain))) else {
        fatalError("a number is arbitrary as a number")
      }
      return .money(arbitrary, codes[0])
    }
    guard case .number(let result) = try arithmetic(expression) else { fatalError("amounts are numbers") }
    return .money(result, codes[0])
  }

  /// Evaluates what the lowering may write down more than once.
  mutating func repeated<Result>(_ body: (inout NaiveEvaluator) throws(NaiveStop) -> Result)
    throws(NaiveStop) -> Result
  {
    repetition += 1
    defer { repetition -= 1 }
    return try body(&self)
  }

  private mutating func operate(
    _ operation: TypedExpression.Arithmetic, _ left: Integer, _ right: Integer
  ) throws(NaiveStop) -> Integer {
    switch operation {
    case .add: return left + right
    case .subtract: return left - right
    case .multiply: return left * right
    case .divide, .modulo:
      guard let result = left.quotientAndRemainder(dividingBy: right) else {
        guard case .number(let value) = try undefined(DeclaredType(.integer(.plain))) else {
          fatalError("a number is arbitrary as a number")
        }
        return value
      }
      return operation == .divide ? result.quotient : result.remainder
    }
  }

  private func rate(_ expression: TypedExpression) -> Rate {
    switch expression.kind {
    case .rate(let rate): return rate
    case .constant(let position): return rate(system.constants[position].value)
    default: fatalError("a rate is constant")
    }
  }
}
