/// The normal form that everything behind the parser works on: negations stand before atoms only, and the operators are
/// `& | X F G U R` and, of the past, `Y Z O H S T`.
///
/// `f W g` is `g R (f | g)` there, and `f M g` is `g U (f & g)`.
struct CoreForm {
  private(set) var bank: FormulaBank
  private var positive: [TemporalFormula: TemporalFormula] = [:]
  private var negative: [TemporalFormula: TemporalFormula] = [:]

  init(_ bank: FormulaBank) { self.bank = bank }

  /// The normal form of a formula, or of its negation.
  mutating func normal(_ formula: TemporalFormula, negated: Bool = false) -> TemporalFormula {
    if let known = negated ? negative[formula] : positive[formula] { return known }
    let result = make(formula, negated)
    if negated { negative[formula] = result } else { positive[formula] = result }
    return result
  }

  /// The formula that says that two formulas have the same value.
  mutating func equivalence(of left: TemporalFormula, and right: TemporalFormula) -> TemporalFormula {
    bank.make(.equivalent, [left, right])
  }

  private mutating func make(_ formula: TemporalFormula, _ negated: Bool) -> TemporalFormula {
    let operands = Array(bank.operands(formula))
    switch bank.connective(formula) {
    case .falsity: return negated ? bank.truth : bank.falsity
    case .truth: return negated ? bank.falsity : bank.truth
    case .atom: return negated ? bank.negation(formula) : formula
    case .not: return normal(operands[0], negated: !negated)
    case .and, .or:
      let parts = operands.map { normal($0, negated: negated) }
      let isConjunction = (bank.connective(formula) == .and) != negated
      return isConjunction ? bank.conjunction(parts) : bank.disjunction(parts)
    case .implies:
      let left = normal(operands[0], negated: !negated)
      let right = normal(operands[1], negated: negated)
      return negated ? bank.conjunction([left, right]) : bank.disjunction([left, right])
    case .xor: return equivalence(operands[0], operands[1], negated: !negated)
    case .equivalent: return equivalence(operands[0], operands[1], negated: negated)
    case .weakUntil:
      let left = normal(operands[0], negated: negated)
      let right = normal(operands[1], negated: negated)
      return negated
        ? bank.binary(.until, right, bank.conjunction([left, right]))
        : bank.binary(.release, right, bank.disjunction([left, right]))
    case .strongRelease:
      let left = normal(operands[0], negated: negated)
      let right = normal(operands[1], negated: negated)
      return negated
        ? bank.binary(.release, right, bank.disjunction([left, right]))
        : bank.binary(.until, right, bank.conjunction([left, right]))
    case let connective:
      let parts = operands.map { normal($0, negated: negated) }
      let kept = negated ? Self.dual(connective) : connective
      return parts.count == 1 ? bank.unary(kept, parts[0]) : bank.binary(kept, parts[0], parts[1])
    }
  }

  private mutating func equivalence(_ left: TemporalFormula, _ right: TemporalFormula, negated: Bool)
    -> TemporalFormula
  {
    let (yes, no) = (normal(left), normal(left, negated: true))
    let (same, other) = (normal(right, negated: negated), normal(right, negated: !negated))
    let (both, neither) = (bank.conjunction([yes, same]), bank.conjunction([no, other]))
    return bank.disjunction([both, neither])
  }

  private static func dual(_ connective: Connective) -> Connective {
    switch connective {
    case .finally: .globally
    case .globally: .finally
    case .until: .release
    case .release: .until
    case .yesterday: .weakYesterday
    case .weakYesterday: .yesterday
    case .once: .historically
    case .historically: .once
    case .since: .trigger
    case .trigger: .since
    default: connective
    }
  }
}
