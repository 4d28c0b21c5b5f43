import EnsureModel

/// Building of terms with what is known about numbers folded, as constants decide what is linear.
extension TermBank {
  /// The number that the term is, if it is a literal.
  func literal(_ term: Term) -> Integer? {
    if case .integer(let value) = self[term] { return value }
    return nil
  }

  mutating func foldedSum(_ operands: [Term]) -> Term {
    var constant: Integer = 0
    var open: [Term] = []
    for operand in operands {
      if let value = literal(operand) { constant += value } else { open.append(operand) }
    }
    if constant != 0 || open.isEmpty { open.append(integer(constant)) }
    return sum(open)
  }

  mutating func foldedDifference(_ left: Term, _ right: Term) -> Term {
    if let value = literal(right) { return foldedSum([left, integer(-value)]) }
    return difference(left, right)
  }

  mutating func foldedNegation(_ operand: Term) -> Term {
    if let value = literal(operand) { return integer(-value) }
    return negated(operand)
  }

  /// The product; nil if both factors are unknown.
  mutating func foldedProduct(_ left: Term, _ right: Term) -> Term? {
    switch (literal(left), literal(right)) {
    case (let left?, let right?): return integer(left * right)
    case (let factor?, nil): return scaled(right, by: factor)
    case (nil, let factor?): return scaled(left, by: factor)
    case (nil, nil): return nil
    }
  }

  private mutating func scaled(_ term: Term, by factor: Integer) -> Term {
    if factor == 1 { return term }
    if factor == 0 { return integer(0) }
    return factor == -1 ? negated(term) : product(integer(factor), term)
  }

  /// A conjunction in which what is known is left out, and each operand stands once.
  mutating func foldedAnd(_ operands: [Term]) -> Term {
    let (yes, no) = (boolean(true), boolean(false))
    var open: [Term] = []
    var seen: Set<Term> = [yes]
    for operand in operands where seen.insert(operand).inserted {
      if operand == no { return no }
      open.append(operand)
    }
    return and(open)
  }

  /// A disjunction in which what is known is left out, and each operand stands once.
  mutating func foldedOr(_ operands: [Term]) -> Term {
    let (yes, no) = (boolean(true), boolean(false))
    var open: [Term] = []
    var seen: Set<Term> = [no]
    for operand in operands where seen.insert(operand).inserted {
      if operand == yes { return yes }
      open.append(operand)
    }
    return or(open)
  }

  mutating func foldedNot(_ operand: Term) -> Term {
    switch self[operand] {
    case .boolean(let value): return boolean(!value)
    case .not(let inner): return inner
    default: return not(operand)
    }
  }

  mutating func foldedEqual(_ left: Term, _ right: Term) -> Term {
    if left == right { return boolean(true) }
    if let left = literal(left), let right = literal(right) { return boolean(left == right) }
    for (one, other) in [(left, right), (right, left)] {
      if case .boolean(let value) = self[one] { return value ? other : foldedNot(other) }
    }
    return equal(left, right)
  }

  mutating func foldedChoice(_ condition: Term, _ yes: Term, _ no: Term) -> Term {
    if case .boolean(let value) = self[condition] { return value ? yes : no }
    return yes == no ? yes : choice(condition, yes, no)
  }

  mutating func foldedOrder(_ left: Term, _ right: Term, orEqual: Bool) -> Term {
    if let left = literal(left), let right = literal(right) {
      return boolean(orEqual ? left <= right : left < right)
    }
    return orEqual ? lessOrEqual(left, right) : less(left, right)
  }

  /// The quotient or remainder by a number other than 0.
  mutating func foldedDivision(_ left: Term, by divisor: Integer, isQuotient: Bool) -> Term {
    if let value = literal(left), let result = value.quotientAndRemainder(dividingBy: divisor) {
      return integer(isQuotient ? result.quotient : result.remainder)
    }
    if divisor == 1 { return isQuotient ? left : integer(0) }
    let right = integer(divisor)
    return isQuotient ? quotient(left, right) : remainder(left, right)
  }
}
