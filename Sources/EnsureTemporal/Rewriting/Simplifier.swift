/// Rewrites formulas in core form to equivalent ones with smaller automata, by the usual rules (Somenzi, Bloem, CAV 2000;
/// Etessami, Holzmann, CONCUR 2000; Babiak, Křetínský, Řehák, Strejček, TACAS 2012).
///
/// Holds the bank and the label space that a translation works with, and what it has found out about formulas.
struct Simplifier {
  struct Implication: Hashable {
    let left: TemporalFormula
    let right: TemporalFormula
  }

  var bank: FormulaBank
  let space: LabelSpace
  var implications: [Implication: Bool] = [:]
  private var traitsOf: [FormulaTraits] = []
  private var labels: [TemporalFormula: Label] = [:]
  /// The formula that stands for all without operators of time that mean the same.
  private var formulaOf: [Label: TemporalFormula] = [:]
  private var complements: [TemporalFormula: TemporalFormula] = [:]
  private var simplified: [TemporalFormula: TemporalFormula] = [:]
  private var underway: Set<TemporalFormula> = []

  init(_ bank: FormulaBank, _ space: LabelSpace) {
    self.bank = bank
    self.space = space
  }

  /// The traits of a formula in core form.
  mutating func traits(_ formula: TemporalFormula) -> FormulaTraits {
    while traitsOf.count < bank.count {
      let next = TemporalFormula(traitsOf.count)
      let operands = bank.operands(next).map { traitsOf[$0.position] }
      traitsOf.append(FormulaTraits(bank.connective(next), operands))
    }
    return traitsOf[formula.position]
  }

  /// The letters that satisfy a formula without operators of time.
  mutating func label(_ formula: TemporalFormula) -> Label {
    if let known = labels[formula] { return known }
    let operands = Array(bank.operands(formula))
    let result: Label =
      switch bank.connective(formula) {
      case .falsity: .none
      case .truth: .all
      case .atom: space.variable(bank.atomNumber(formula))
      case .not: space.complement(label(operands[0]))
      case .and: operands.reduce(.all) { space.intersection($0, label($1)) }
      default: operands.reduce(.none) { space.union($0, label($1)) }
      }
    labels[formula] = result
    return result
  }

  /// The core form of the negation.
  mutating func complement(_ formula: TemporalFormula) -> TemporalFormula {
    if let known = complements[formula] { return known }
    var core = CoreForm(bank)
    let result = core.normal(formula, negated: true)
    bank = core.bank
    complements[formula] = result
    complements[result] = formula
    return result
  }

  /// A formula that means the same, rewritten until no rule applies.
  mutating func simplify(_ formula: TemporalFormula) -> TemporalFormula {
    if let known = simplified[formula] { return known }
    // Two rules may undo each other on the way; then what is at hand is simple enough.
    guard underway.insert(formula).inserted else { return formula }
    defer { underway.remove(formula) }
    var result = formula
    if traits(formula).contains(.boolean) {
      result = canonical(formula)
    } else {
      let operands = bank.operands(formula).map { simplify($0) }
      result = rebuild(bank.connective(formula), operands)
      // Each rule makes the formula smaller or its operators fewer; the bound is for a pair of rules that would not.
      for _ in 0..<20 {
        if let known = simplified[result] {
          result = known
          break
        }
        let next = traits(result).contains(.boolean) ? canonical(result) : rewrite(result)
        if next == result { break }
        result = next
      }
    }
    simplified[formula] = result
    simplified[result] = result
    return result
  }

  /// The formula with that connective over those operands, with what the constructors do.
  mutating func rebuild(_ connective: Connective, _ operands: [TemporalFormula]) -> TemporalFormula {
    switch connective {
    case .and: bank.conjunction(operands)
    case .or: bank.disjunction(operands)
    case .falsity: bank.falsity
    case .truth: bank.truth
    case _ where operands.count == 1: bank.unary(connective, operands[0])
    default: bank.binary(connective, operands[0], operands[1])
    }
  }

  private mutating func canonical(_ formula: TemporalFormula) -> TemporalFormula {
    let label = label(formula)
    if label == .none { return bank.falsity }
    if label == .all { return bank.truth }
    if let known = formulaOf[label] { return known }
    formulaOf[label] = formula
    return formula
  }

  private mutating func rewrite(_ formula: TemporalFormula) -> TemporalFormula {
    switch bank.connective(formula) {
    case .and: rewriteSum(formula, .conjunction)
    case .or: rewriteSum(formula, .disjunction)
    case .next: rewriteNext(formula)
    case .finally: rewriteEventually(formula, .disjunction)
    case .globally: rewriteEventually(formula, .conjunction)
    case .until: rewriteUntil(formula, .disjunction)
    case .release: rewriteUntil(formula, .conjunction)
    default: formula
    }
  }
}
