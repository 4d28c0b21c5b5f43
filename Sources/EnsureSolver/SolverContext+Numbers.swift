internal import CZ3
public import EnsureModel

/// Numbers and their order. What is known while a term is built is left out of it.
extension SolverContext {
  /// A new number about which nothing is known.
  public func makeNumber(_ name: String) -> Number {
    .term(NumberTerm(node: pin(Z3_mk_fresh_const(raw, name, integerSort))))
  }

  /// The sum.
  public func add(_ left: Number, _ right: Number) -> Number {
    switch (left, right) {
    case (.constant(let left), .constant(let right)): return .constant(left + right)
    case (.constant(0), _): return right
    case (_, .constant(0)): return left
    default: return arithmetic([left, right], Z3_mk_add)
    }
  }

  /// `left - right`.
  public func subtract(_ left: Number, _ right: Number) -> Number {
    switch (left, right) {
    case (.constant(let left), .constant(let right)): return .constant(left - right)
    case (_, .constant(0)): return left
    case (.term(let left), .term(let right)) where left == right: return 0
    case (_, .constant(let constant)): return add(left, .constant(-constant))
    default: return arithmetic([left, right], Z3_mk_sub)
    }
  }

  /// The negated number.
  public func negated(_ operand: Number) -> Number { subtract(0, operand) }

  /// The product. Z3 may not know what follows from a product of two terms.
  public func multiply(_ left: Number, _ right: Number) -> Number {
    switch (left, right) {
    case (.constant(let left), .constant(let right)): return .constant(left * right)
    case (.constant(0), _), (_, .constant(0)): return 0
    case (.constant(1), _): return right
    case (_, .constant(1)): return left
    default: return arithmetic([left, right], Z3_mk_mul)
    }
  }

  /// The Euclidean quotient; any number for divisor 0. (SMT-LIB's `div` is Euclidean for divisors of both signs.)
  public func quotient(_ left: Number, _ right: Number) -> Number {
    if let divisor = right.known {
      if let dividend = left.known, let result = dividend.quotientAndRemainder(dividingBy: divisor) {
        return .constant(result.quotient)
      }
      if divisor == 1 { return left }
    }
    return .term(NumberTerm(node: pin(Z3_mk_div(raw, node(left), node(right)))))
  }

  /// The Euclidean remainder, never negative; any number for divisor 0.
  public func remainder(_ left: Number, _ right: Number) -> Number {
    if let divisor = right.known {
      if let dividend = left.known, let result = dividend.quotientAndRemainder(dividingBy: divisor) {
        return .constant(result.remainder)
      }
      if divisor == 1 { return 0 }
    }
    return .term(NumberTerm(node: pin(Z3_mk_mod(raw, node(left), node(right)))))
  }

  /// `first` if the condition holds, else `second`.
  public func choice(_ condition: Proposition, _ first: Number, _ second: Number) -> Number {
    if let known = known(condition) { return known ? first : second }
    if first == second { return first }
    return .term(NumberTerm(node: pin(Z3_mk_ite(raw, condition.node, node(first), node(second)))))
  }

  /// Equality.
  public func equal(_ left: Number, _ right: Number) -> Proposition {
    if left == right { return yes }
    if left.known != nil, right.known != nil { return no }
    return Proposition(node: pin(Z3_mk_eq(raw, node(left), node(right))))
  }

  /// `left < right`.
  public func less(_ left: Number, _ right: Number) -> Proposition {
    if left == right { return no }
    if let left = left.known, let right = right.known { return proposition(left < right) }
    return Proposition(node: pin(Z3_mk_lt(raw, node(left), node(right))))
  }

  /// `left <= right`.
  public func lessOrEqual(_ left: Number, _ right: Number) -> Proposition {
    if left == right { return yes }
    if let left = left.known, let right = right.known { return proposition(left <= right) }
    return Proposition(node: pin(Z3_mk_le(raw, node(left), node(right))))
  }

  private func arithmetic(
    _ operands: [Number], _ make: (OpaquePointer?, UInt32, UnsafePointer<OpaquePointer?>?) -> OpaquePointer?
  ) -> Number {
    let nodes = operands.map { Optional(node($0)) }
    return .term(
      NumberTerm(node: pin(nodes.withUnsafeBufferPointer { make(raw, UInt32($0.count), $0.baseAddress) })))
  }
}
