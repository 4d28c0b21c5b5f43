/// Replaces what looks back by propositions whose value a memory knows at each position.
///
/// The memory has one bit for each operator of the past: its value at the last position, or, for `Y` and `Z`, that of its
/// operand. An operand that looks ahead is itself replaced by a proposition, which is guessed at each position and which
/// the formula is made to demand to be right.
struct PastElimination {
  /// An operator of the past whose operands are formulas without operators of time.
  struct Memory {
    let connective: Connective
    let operands: [TemporalFormula]
    /// The number of the proposition that stands for it.
    let atom: Int
  }

  private(set) var bank: FormulaBank
  /// Operators whose propositions later ones may refer to come first.
  private(set) var memories: [Memory] = []
  /// The numbers of the propositions that are guessed.
  private(set) var guesses: [Int] = []
  private var demands: [TemporalFormula] = []
  private var replaced: [TemporalFormula: TemporalFormula] = [:]

  init(_ bank: FormulaBank) { self.bank = bank }

  /// A formula of the future that, with the memory, means the same as a formula in core form.
  mutating func eliminate(_ formula: TemporalFormula) -> TemporalFormula {
    let result = replace(decidedAtFirst(formula))
    return bank.conjunction([result] + demands)
  }

  /// The formula with what looks back from the first position decided: nothing lies behind it.
  private mutating func decidedAtFirst(_ formula: TemporalFormula) -> TemporalFormula {
    switch bank.connective(formula) {
    case .yesterday: bank.falsity
    case .weakYesterday: bank.truth
    case .once, .historically: decidedAtFirst(bank.first(formula))
    case .since, .trigger: decidedAtFirst(bank.second(formula))
    case .and: bank.conjunction(bank.operands(formula).map { decidedAtFirst($0) })
    case .or: bank.disjunction(bank.operands(formula).map { decidedAtFirst($0) })
    case .next: next(bank.first(formula))
    default: formula
    }
  }

  /// `X` of a formula: `X Y a` is `a`.
  private mutating func next(_ formula: TemporalFormula) -> TemporalFormula {
    switch bank.connective(formula) {
    case .yesterday, .weakYesterday: decidedAtFirst(bank.first(formula))
    case .and: bank.conjunction(bank.operands(formula).map { next($0) })
    case .or: bank.disjunction(bank.operands(formula).map { next($0) })
    default: bank.unary(.next, formula)
    }
  }

  private mutating func replace(_ formula: TemporalFormula) -> TemporalFormula {
    if let known = replaced[formula] { return known }
    let connective = bank.connective(formula)
    let operands = bank.operands(formula).map { replace($0) }
    let result: TemporalFormula
    if connective.isPast {
      let known = operands.map { guess($0) }
      let atom = freshAtom("memory")
      memories.append(Memory(connective: connective, operands: known, atom: bank.atomNumber(atom)))
      result = atom
    } else {
      switch connective {
      case .falsity, .truth, .atom: result = formula
      case .and: result = bank.conjunction(operands)
      case .or: result = bank.disjunction(operands)
      case _ where operands.count == 1: result = bank.unary(connective, operands[0])
      default: result = bank.binary(connective, operands[0], operands[1])
      }
    }
    replaced[formula] = result
    return result
  }

  /// A formula without operators of time that has the same value at each position.
  private mutating func guess(_ formula: TemporalFormula) -> TemporalFormula {
    let looksAhead = bank.subformulas(formula).contains { bank.connective($0).isFuture }
    guard looksAhead else { return formula }
    let atom = freshAtom("guess")
    guesses.append(bank.atomNumber(atom))
    var core = CoreForm(bank)
    let demand = core.normal(core.equivalence(of: atom, and: formula))
    bank = core.bank
    demands.append(bank.unary(.globally, demand))
    return atom
  }

  /// A proposition with a name that no text can have.
  private mutating func freshAtom(_ purpose: String) -> TemporalFormula {
    bank.atom("\u{0}\(purpose) \(bank.atoms.count)")
  }
}
