/// One side of the duality of linear temporal logic: each rule about `& G R` is one about `| F U` with both sides of
/// every implication exchanged, so that rules are written once.
struct Duality {
  /// `and` or `or`.
  let sum: Connective
  /// What joins with `sum` into one operator: `G a & G b` is `G (a & b)`.
  let lasting: Connective
  /// `a R b` for conjunctions, `a U b` for disjunctions.
  let binary: Connective
  /// The trait that makes `lasting` vanish.
  let trait: FormulaTraits
  let isConjunction: Bool

  static let conjunction = Duality(
    sum: .and, lasting: .globally, binary: .release, trait: .universal, isConjunction: true)
  static let disjunction = Duality(
    sum: .or, lasting: .finally, binary: .until, trait: .eventual, isConjunction: false)

  var dual: Duality { isConjunction ? .disjunction : .conjunction }
}

extension Simplifier {
  /// `implies` from the point of view of one side: the stronger operand of a conjunction, the weaker of a disjunction
  /// makes the other superfluous.
  mutating func absorbs(_ winner: TemporalFormula, _ loser: TemporalFormula, _ side: Duality) -> Bool {
    side.isConjunction ? implies(winner, loser) : implies(loser, winner)
  }

  /// Whether two operands decide the sum: a contradiction, or a tautology.
  mutating func decides(_ left: TemporalFormula, _ right: TemporalFormula, _ side: Duality) -> Bool {
    side.isConjunction
      ? implies(left, complement(right)) || implies(right, complement(left))
      : implies(complement(left), right) || implies(complement(right), left)
  }

  mutating func sum(_ operands: [TemporalFormula], _ side: Duality) -> TemporalFormula {
    side.isConjunction ? bank.conjunction(operands) : bank.disjunction(operands)
  }

  /// The operands of a sum of that side, or the formula itself.
  func summands(_ formula: TemporalFormula, _ side: Duality) -> [TemporalFormula] {
    bank.connective(formula) == side.sum ? Array(bank.operands(formula)) : [formula]
  }
}
