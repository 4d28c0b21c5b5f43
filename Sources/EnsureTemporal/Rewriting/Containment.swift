/// Simplifies by what formulas mean: operands of conjunctions, disjunctions and `U` or `R` that follow from one another
/// are found with automata, where their syntax does not show it.
///
/// Only for formulas of moderate size; beyond, what syntax shows has to do.
struct Containment {
  private(set) var simplifier: Simplifier
  private var limits: TranslationLimits
  private var implied: [Simplifier.Implication: Bool] = [:]
  private var samples = SampleWords()
  private var refined: [TemporalFormula: TemporalFormula] = [:]

  /// How many different parts a formula may have that is looked at, and how many operands a conjunction.
  private static let parts = 60
  private static let operands = 6

  init(_ simplifier: Simplifier, limits: TranslationLimits) {
    self.simplifier = simplifier
    self.limits = limits
    // A question that is not answered with few states is not worth an answer.
    self.limits.states = min(limits.states, 300)
    self.limits.edges = min(limits.edges, 3_000)
    self.limits.work = min(limits.work, 100_000)
  }

  /// What the rules on syntax make of a formula.
  mutating func simplified(_ formula: TemporalFormula) -> TemporalFormula { simplifier.simplify(formula) }

  /// A formula that means the same.
  mutating func refine(_ formula: TemporalFormula) -> TemporalFormula {
    if let known = refined[formula] { return known }
    let traits = simplifier.traits(formula)
    var result = formula
    if !traits.contains(.boolean), simplifier.bank.subformulas(formula).count <= Self.parts {
      if isImpossible(formula) {
        result = simplifier.bank.falsity
      } else if isImpossible(simplifier.complement(formula)) {
        result = simplifier.bank.truth
      } else {
        let operands = simplifier.bank.operands(formula).map { refine($0) }
        result = simplifier.simplify(simplifier.rebuild(simplifier.bank.connective(formula), operands))
        result = simplifier.simplify(compare(result))
      }
    }
    refined[formula] = result
    return result
  }

  private mutating func compare(_ formula: TemporalFormula) -> TemporalFormula {
    let operands = Array(simplifier.bank.operands(formula))
    switch simplifier.bank.connective(formula) {
    case .and: return simplifier.bank.conjunction(withoutImplied(operands, .conjunction))
    case .or: return simplifier.bank.disjunction(withoutImplied(operands, .disjunction))
    case .until where implies(operands[0], operands[1]): return operands[1]
    case .until where implies(simplifier.complement(operands[0]), operands[1]):
      return simplifier.bank.unary(.finally, operands[1])
    case .release where implies(operands[1], operands[0]): return operands[1]
    case .release where implies(operands[1], simplifier.complement(operands[0])):
      return simplifier.bank.unary(.globally, operands[1])
    default: return formula
    }
  }

  private mutating func withoutImplied(_ operands: [TemporalFormula], _ side: Duality) -> [TemporalFormula] {
    guard operands.count <= Self.operands else { return operands }
    var kept = operands
    // The largest is left out first.
    let bank = simplifier.bank
    for operand in operands.sorted(by: { bank.subformulas($0).count > bank.subformulas($1).count }) {
      for other in kept where other != operand {
        let isSuperfluous = side.isConjunction ? implies(other, operand) : implies(operand, other)
        if isSuperfluous {
          kept.removeAll { $0 == operand }
          break
        }
      }
    }
    return kept
  }

  private mutating func implies(_ left: TemporalFormula, _ right: TemporalFormula) -> Bool {
    if simplifier.implies(left, right) { return true }
    let question = Simplifier.Implication(left: left, right: right)
    if let known = implied[question] { return known }
    let counterexample = simplifier.bank.conjunction([left, simplifier.complement(right)])
    let answer = isImpossible(counterexample)
    implied[question] = answer
    return answer
  }

  /// Whether no word satisfies a formula; false where the limits do not allow an answer.
  private mutating func isImpossible(_ formula: TemporalFormula) -> Bool {
    let simple = simplifier.simplify(formula)
    if simple == simplifier.bank.falsity { return true }
    if samples.satisfies(simple, of: simplifier.bank) { return false }
    var tableau = Tableau(simplifier, postponesDecisions: false, limits: limits)
    guard let automaton = try? tableau.automaton(simple) else { return false }
    return !Components(automaton).reachesAcceptance(automaton)[automaton.initial]
  }
}
