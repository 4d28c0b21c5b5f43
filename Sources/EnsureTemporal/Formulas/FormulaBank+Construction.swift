/// Constructors that simplify what is plain: constants, repeated and complementary operands. Conjunctions and
/// disjunctions that they make are flat, with operands in the bank's order, so that order and grouping do not matter.
extension FormulaBank {
  /// The conjunction of formulas.
  public mutating func conjunction(_ operands: [TemporalFormula]) -> TemporalFormula {
    collect(.and, operands, neutral: truth, absorbing: falsity)
  }

  /// The disjunction of formulas.
  public mutating func disjunction(_ operands: [TemporalFormula]) -> TemporalFormula {
    collect(.or, operands, neutral: falsity, absorbing: truth)
  }

  /// The negation; double negations and constants vanish.
  public mutating func negation(_ formula: TemporalFormula) -> TemporalFormula {
    switch connective(formula) {
    case .falsity: truth
    case .truth: falsity
    case .not: first(formula)
    default: make(.not, [formula])
    }
  }

  /// A unary operator of time. A constant is its own `next`, `finally`, `globally`, `once` and `historically`.
  mutating func unary(_ connective: Connective, _ operand: TemporalFormula) -> TemporalFormula {
    let isConstant = operand == truth || operand == falsity
    switch connective {
    case .yesterday:
      // At the first position there is no yesterday, so that a true operand is not simplified.
      return operand == falsity ? falsity : make(connective, [operand])
    case .weakYesterday: return operand == truth ? truth : make(connective, [operand])
    case .not: return negation(operand)
    default:
      if isConstant { return operand }
      let isIdempotent = connective != .next
      return isIdempotent && self.connective(operand) == connective ? operand : make(connective, [operand])
    }
  }

  /// A binary operator of time, where a constant or twice the same operand decides it simplified.
  mutating func binary(_ connective: Connective, _ left: TemporalFormula, _ right: TemporalFormula)
    -> TemporalFormula
  {
    if left == right, connective != .xor, connective != .implies, connective != .equivalent { return left }
    switch connective {
    case .until:
      if right == truth || right == falsity || left == falsity { return right }
      if left == truth { return unary(.finally, right) }
    case .weakUntil:
      if left == truth || right == truth { return truth }
      if left == falsity { return right }
      if right == falsity { return unary(.globally, left) }
    case .release:
      if right == truth || right == falsity || left == truth { return right }
      if left == falsity { return unary(.globally, right) }
    case .strongRelease:
      if left == falsity || right == falsity { return falsity }
      if left == truth { return right }
      if right == truth { return unary(.finally, left) }
    case .since:
      if right == truth || right == falsity || left == falsity { return right }
      if left == truth { return unary(.once, right) }
    case .trigger:
      if right == truth || right == falsity || left == truth { return right }
      if left == falsity { return unary(.historically, right) }
    default: break
    }
    return make(connective, [left, right])
  }

  private mutating func collect(
    _ connective: Connective, _ operands: [TemporalFormula], neutral: TemporalFormula,
    absorbing: TemporalFormula
  ) -> TemporalFormula {
    var flat: [TemporalFormula] = []
    for operand in operands {
      if operand == absorbing { return absorbing }
      if operand == neutral { continue }
      if self.connective(operand) == connective {
        flat.append(contentsOf: self.operands(operand))
      } else {
        flat.append(operand)
      }
    }
    flat.sort()
    var unique: [TemporalFormula] = []
    for operand in flat where unique.last != operand { unique.append(operand) }
    for operand in unique where self.connective(operand) == .not && unique.contains(first(operand)) {
      return absorbing
    }
    guard unique.count > 1 else { return unique.first ?? neutral }
    return make(connective, unique)
  }
}
