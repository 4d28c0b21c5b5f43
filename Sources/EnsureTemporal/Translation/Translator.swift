/// Translates one formula to automata, and keeps what is needed again.
///
/// Several ways are tried, and the smallest automaton is taken: the tableau with and without putting decisions off, and
/// for obligations the minimal weak automaton.
public struct Translator {
  /// The formula.
  public let formula: Formula
  private let limits: TranslationLimits
  private let space = LabelSpace()
  private var simplifier: Simplifier
  private let source: FormulaBank
  private var candidates: [Bool: [GeneralisedBuchi]] = [:]
  private var weakAutomata: [Bool: WeakAutomaton?] = [:]

  /// A translator of a formula of a bank, which it copies.
  ///
  /// - Throws: if the formula has more atomic propositions than letters have bits.
  public init(
    _ formula: Formula, of bank: FormulaBank, limits: TranslationLimits = TranslationLimits()
  ) throws(TemporalError) {
    self.formula = formula
    self.limits = limits
    source = bank
    simplifier = Simplifier(bank, space)
    if bank.atoms.count > 64 { throw .tooManyAtoms(limit: 64) }
  }

  /// The smallest generalised Büchi automaton found, with marks on edges.
  public mutating func generalised() throws(TemporalError) -> Automaton {
    var best = try smallest(try reduced(negated: false))
    if let weak = try weak(negated: false) {
      let trimmed = weak.buchi.cleaned(space)
      if trimmed.stateCount <= best.stateCount { best = trimmed }
    }
    return Automaton(best, atoms: source.atoms, space, place: .edges)
  }

  /// The smallest Büchi automaton found, with marks on states.
  public mutating func buchi() throws(TemporalError) -> Automaton {
    var found: [GeneralisedBuchi] = []
    if let weak = try weak(negated: false) { found.append(weak.buchi.cleaned(space)) }
    for automaton in try reduced(negated: false) {
      let counting = Degeneralisation.stateBased(automaton)
      found.append(Simulation.reduced(counting, space, place: .states))
    }
    return Automaton(try smallest(found), atoms: source.atoms, space, place: .states)
  }

  private func smallest(_ automata: [GeneralisedBuchi]) throws(TemporalError) -> GeneralisedBuchi {
    automata.min { ($0.stateCount, $0.edgeCount) < ($1.stateCount, $1.edgeCount) } ?? .empty
  }

  /// The reduced automata of the formula, or of its negation, that the tableaux give.
  mutating func reduced(negated: Bool) throws(TemporalError) -> [GeneralisedBuchi] {
    if let known = candidates[negated] { return known }
    var core = CoreForm(simplifier.bank)
    let normal = core.normal(formula, negated: negated)
    simplifier.bank = core.bank
    let simple = simplifier.simplify(normal)
    var found: [GeneralisedBuchi] = []
    for postpones in [false, true] {
      var tableau = Tableau(simplifier, postponesDecisions: postpones, limits: limits)
      let raw = try tableau.automaton(simple)
      found.append(Simulation.reduced(raw, space, place: .edges))
    }
    candidates[negated] = found
    return found
  }

  private mutating func weak(negated: Bool) throws(TemporalError) -> WeakAutomaton? {
    if let known = weakAutomata[negated] { return known }
    let automaton = try smallest(try reduced(negated: negated))
    let complement = try smallest(try reduced(negated: !negated))
    let weak = try WeakAutomaton(automaton, complement: complement, space, limits: limits)
    weakAutomata[negated] = .some(weak)
    return weak
  }
}
