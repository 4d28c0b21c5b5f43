/// Translates one formula to automata, and keeps what is needed again.
///
/// Several ways are tried, and the smallest automaton is taken: the tableau with and without putting decisions off, for
/// obligations the minimal weak automaton, for recurrence a deterministic one.
public struct Translator {
  /// The formula.
  public let formula: TemporalFormula
  let limits: TranslationLimits
  let space = LabelSpace()
  var simplifier: Simplifier
  let source: FormulaBank
  var candidates: [Bool: [GeneralisedBuchi]] = [:]
  var weakAutomaton: WeakAutomaton??
  var weakIsCostly = false
  var stateBasedCandidates: [Bool: [GeneralisedBuchi]] = [:]
  var parityAutomaton: ParityAutomaton??
  var parityIsOfNegation = false
  var deterministicCandidates: [GeneralisedBuchi]?
  /// What is seen of the simplified formula.
  var traits: FormulaTraits = []

  /// A translator of a formula of a bank, which it copies.
  ///
  /// - Throws: if the formula has more atomic propositions than letters have bits.
  public init(
    _ formula: TemporalFormula, of bank: FormulaBank, limits: TranslationLimits = TranslationLimits()
  ) throws(TemporalError) {
    self.formula = formula
    self.limits = limits
    source = bank
    simplifier = Simplifier(bank, space)
    if bank.atoms.count > Self.maximalAtoms { throw .tooManyAtoms(limit: Self.maximalAtoms) }
  }

  /// How many atomic propositions a letter has bits for.
  public static let maximalAtoms = 64

  /// The smallest generalised Büchi automaton found, with marks on edges.
  public mutating func generalised() throws(TemporalError) -> Automaton {
    var found = try reduced(negated: false, limits)
    if let weak = try cheapWeak() {
      found.insert(weak.buchi.cleaned(space), at: 0)
    } else if isKnownToBeNoObligation {
      found += try deterministicBuchi()
    }
    return Automaton(smallest(found), atoms: source.atoms, space, place: .edges)
  }

  /// The smallest Büchi automaton found, with marks on states.
  public mutating func buchi() throws(TemporalError) -> Automaton {
    var found = try counting(negated: false, limits)
    if let weak = try cheapWeak() {
      // Of equally small ones the deterministic one is better.
      found.insert(weak.buchi.cleaned(space), at: 0)
    } else if isKnownToBeNoObligation {
      for automaton in try deterministicBuchi() { found.append(try stateBased(automaton)) }
    }
    return Automaton(smallest(found), atoms: source.atoms, space, place: .states)
  }

  /// The formula's class in the hierarchy of temporal properties.
  public mutating func hierarchyClass() throws(TemporalError) -> HierarchyClass? {
    if let known = try classOfObligation() { return known }
    // What is no obligation, and seen to be one or the other, is that.
    _ = try reduced(negated: false, limits)
    if traits.contains(.recurrence) { return .recurrence }
    if traits.contains(.persistence) { return .persistence }
    guard let parity = try parity(limits) else { return nil }
    return parity.isRecurrence ? .recurrence : parity.isPersistence ? .persistence : .reactivity
  }

  /// The class of an obligation; nil if the formula is none. Where that is too much to find out of the formula it may not be of its
  /// negation, whose class is the dual one.
  private mutating func classOfObligation() throws(TemporalError) -> HierarchyClass? {
    func name(isSafety: Bool, isGuarantee: Bool) -> HierarchyClass {
      isSafety ? isGuarantee ? .bottom : .safety : isGuarantee ? .guarantee : .obligation
    }
    do {
      return try weak(limits).map { name(isSafety: $0.isSafety, isGuarantee: $0.isGuarantee) }
    } catch .cancelled {
      throw .cancelled
    } catch {
      let negation = smallest(try reduced(negated: true, limits))
      if !negation.isDeterministic(space) { throw error }
      let own = smallest(try reduced(negated: false, limits))
      let dual = try WeakAutomaton(negation, space, limits: limits) { () throws(TemporalError) in own }
      return dual.map { name(isSafety: $0.isGuarantee, isGuarantee: $0.isSafety) }
    }
  }

  /// The smallest three-valued monitor.
  public mutating func monitor() throws(TemporalError) -> Monitor {
    let automaton = smallest(try reduced(negated: false, limits))
    let complement = smallest(try reduced(negated: true, limits))
    return try Monitor(automaton, complement: complement, atoms: source.atoms, space, limits: limits)
  }
}
