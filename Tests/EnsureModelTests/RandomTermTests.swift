import EnsureModel
import ModelSketch
import Testing

/// Random terms, each grown together with the value that it must have.
@Suite struct RandomTermTests {
  /// A term with its value; nil if it has none.
  private struct Known {
    let term: Term
    let value: Int?
  }

  private struct Grower {
    let spec = Sketch()
    var generator: SplitMix
    /// Parameters with values.
    var variables: [Known] = []
    var environment: [VariableID: Integer] = [:]

    init(seed: UInt64) {
      generator = SplitMix(state: seed)
      for value in [-7, -1, 0, 2, 5] {
        let variable = spec.variable("x", Sketch.integer)
        environment[variable.id] = Integer(value)
        variables.append(Known(term: variable.term, value: value))
      }
    }

    mutating func pick(_ count: Int) -> Int { Int.random(in: 0..<count, using: &generator) }

    /// Combines two values, both needed.
    private func both(_ left: Known, _ right: Known, _ combine: (Int, Int) -> Int?) -> Int? {
      guard let first = left.value, let second = right.value else { return nil }
      return combine(first, second)
    }

    mutating func number(_ depth: Int) -> Known {
      if depth == 0 { return variables[pick(variables.count)] }
      switch pick(8) {
      case 0:
        let value = pick(20) - 10
        return Known(term: spec.int(Integer(value)), value: value)
      case 1:
        let (left, right) = (number(depth - 1), number(depth - 1))
        return Known(term: spec.plus(left.term, right.term), value: both(left, right, +))
      case 2:
        let (left, right) = (number(depth - 1), number(depth - 1))
        return Known(term: spec.minus(left.term, right.term), value: both(left, right, -))
      case 3:
        // One side stays small, so that no product leaves a word.
        let (left, right) = (number(depth - 1), number(0))
        return Known(term: spec.system.bank.product(left.term, right.term), value: both(left, right, *))
      case 4:
        let (left, right) = (number(depth - 1), number(depth - 1))
        return Known(
          term: spec.div(left.term, right.term), value: both(left, right) { Grower.divide($0, $1)?.quotient })
      case 5:
        let (left, right) = (number(depth - 1), number(depth - 1))
        return Known(
          term: spec.mod(left.term, right.term), value: both(left, right) { Grower.divide($0, $1)?.remainder })
      case 6:
        let operand = number(depth - 1)
        return Known(term: spec.system.bank.negated(operand.term), value: operand.value.map { -$0 })
      default:
        let (condition, yes, no) = (truth(depth - 1), number(depth - 1), number(depth - 1))
        return Known(
          term: spec.system.bank.choice(condition.term, yes.term, no.term),
          value: condition.value.flatMap { $0 != 0 ? yes.value : no.value })
      }
    }

    mutating func truth(_ depth: Int) -> Known {
      if depth == 0 {
        let value = pick(2)
        return Known(term: spec.yes(value == 1), value: value)
      }
      switch pick(6) {
      case 0:
        let (left, right) = (number(depth - 1), number(depth - 1))
        return Known(term: spec.lt(left.term, right.term), value: both(left, right) { $0 < $1 ? 1 : 0 })
      case 1:
        let (left, right) = (number(depth - 1), number(depth - 1))
        return Known(term: spec.eq(left.term, right.term), value: both(left, right) { $0 == $1 ? 1 : 0 })
      case 2:
        let operand = truth(depth - 1)
        return Known(term: spec.not(operand.term), value: operand.value.map { 1 - $0 })
      case 3:
        let operands = (0..<3).map { _ in truth(depth - 1) }
        return Known(term: spec.system.bank.and(operands.map(\.term)), value: Grower.first(0, operands) ?? 1)
      case 4:
        let operands = (0..<3).map { _ in truth(depth - 1) }
        return Known(term: spec.system.bank.or(operands.map(\.term)), value: Grower.first(1, operands) ?? 0)
      default:
        let (left, right) = (truth(depth - 1), truth(depth - 1))
        return Known(
          term: spec.implies(left.term, right.term), value: left.value.flatMap { $0 == 0 ? 1 : right.value })
      }
    }

    /// What decides a connective: `decisive`, or (as an inner nil) a term without a value; nil if nothing does.
    static func first(_ decisive: Int, _ operands: [Known]) -> Int?? {
      for operand in operands where operand.value == nil || operand.value == decisive { return operand.value }
      return .none
    }

    /// By search: the quotient that leaves a remainder from 0 up to the divisor's magnitude.
    static func divide(_ dividend: Int, _ divisor: Int) -> (quotient: Int, remainder: Int)? {
      if divisor == 0 { return nil }
      let near = dividend / divisor
      return (near - 1...near + 1).lazy.map { (quotient: $0, remainder: dividend - $0 * divisor) }
        .first { 0 <= $0.remainder && $0.remainder < abs(divisor) }
    }
  }

  @Test(arguments: 0..<20) func valuesAreAsGrown(_ seed: Int) throws {
    var grower = Grower(seed: UInt64(seed))
    let known = (0..<100).map { index in
      index.isMultiple(of: 2) ? grower.number(1 + index % 5) : grower.truth(1 + index % 5)
    }
    let interpreter = try grower.spec.interpreter(grower.spec.scope())
    let start = try interpreter.start
    for known in known {
      let value = try? interpreter.evaluate(known.term, in: start, grower.environment)
      #expect(value == known.value.map { Integer($0) })
    }
  }
}
