/// The automata among which a translator chooses.
extension Translator {
  func smallest(_ automata: [GeneralisedBuchi]) -> GeneralisedBuchi {
    automata.min { ($0.stateCount, $0.edgeCount) < ($1.stateCount, $1.edgeCount) } ?? .empty
  }

  func stateBased(_ automaton: GeneralisedBuchi) throws(TemporalError) -> GeneralisedBuchi {
    try Simulation.reduced(Degeneralisation.stateBased(automaton), space, place: .states, limits: limits)
  }

  /// The reduced automata of the formula, or of its negation, that the tableaux give.
  mutating func reduced(
    negated: Bool, _ limits: TranslationLimits
  ) throws(TemporalError) -> [GeneralisedBuchi] {
    if let known = candidates[negated] { return known }
    var core = CoreForm(simplifier.bank)
    let normal = core.normal(formula, negated: negated)
    var past = PastElimination(core.bank)
    let future = past.eliminate(normal)
    simplifier.bank = past.bank
    let operands = past.memories.map { $0.operands.map { simplifier.label($0) } }
    var containment = Containment(simplifier, limits: limits)
    let simple = containment.refine(containment.simplified(future))
    simplifier = containment.simplifier
    if !negated { traits = simplifier.traits(simple) }
    var found: [GeneralisedBuchi] = []
    for raw in try tableaux(simple, limits) + restarting(simple) {
      let visible = try MemoryProduct.automaton(raw, past, operands: operands, space, limits: limits)
      found.append(try Simulation.reduced(visible, space, place: .edges, limits: limits))
    }
    candidates[negated] = found
    return found
  }

  /// The different automata that tableaux make of a formula of the future.
  private func tableaux(
    _ formula: TemporalFormula, _ limits: TranslationLimits
  ) throws(TemporalError) -> [GeneralisedBuchi] {
    var found: [GeneralisedBuchi] = []
    for postpones in [false, true] {
      var tableau = Tableau(simplifier, postponesDecisions: postpones, limits: limits)
      let automaton = try tableau.automaton(formula)
      if found.first != automaton { found.append(automaton) }
    }
    return found
  }

  /// Automata that begin anew again and again, if the formula is `GF g` with a guarantee `g` that looks ahead.
  private mutating func restarting(_ formula: TemporalFormula) throws(TemporalError) -> [GeneralisedBuchi] {
    let bank = simplifier.bank
    guard bank.connective(formula) == .globally, bank.connective(bank.first(formula)) == .finally else {
      return []
    }
    let once = bank.first(formula)
    let traits = simplifier.traits(bank.first(once))
    guard traits.contains(.guarantee), !traits.contains(.boolean) else { return [] }
    do {
      var found: [GeneralisedBuchi] = []
      for automaton in try tableaux(once, cheapLimits) {
        let small = try Simulation.reduced(automaton, space, place: .edges, limits: cheapLimits)
        guard let again = RestartingAutomaton(small, space) else { continue }
        found.append(again.buchi)
        if let deterministic = try again.deterministic(limits: cheapLimits) { found.append(deterministic) }
      }
      return found
    } catch TemporalError.cancelled {
      throw .cancelled
    } catch {
      // Too large to be of use.
      return []
    }
  }

  /// The state-based automata that those of `reduced` become.
  mutating func counting(
    negated: Bool, _ limits: TranslationLimits
  ) throws(TemporalError) -> [GeneralisedBuchi] {
    if let known = stateBasedCandidates[negated] { return known }
    var found: [GeneralisedBuchi] = []
    for automaton in try reduced(negated: negated, limits) { found.append(try stateBased(automaton)) }
    stateBasedCandidates[negated] = found
    return found
  }

  /// The minimal weak automaton of the formula, if that is an obligation.
  mutating func weak(_ limits: TranslationLimits) throws(TemporalError) -> WeakAutomaton? {
    if let known = weakAutomaton { return known }
    let automaton = smallest(try reduced(negated: false, limits))
    let weak = try WeakAutomaton(automaton, space, limits: limits) { () throws(TemporalError) in
      smallest(try reduced(negated: true, limits))
    }
    weakAutomaton = .some(weak)
    return weak
  }

  /// The minimal weak automaton, if the formula is an obligation and it is cheap to find.
  mutating func cheapWeak() throws(TemporalError) -> WeakAutomaton? {
    guard !weakIsCostly else { return nil }
    do {
      // Of a large automaton the deterministic one is hardly ever smaller.
      guard smallest(try reduced(negated: false, limits)).stateCount <= Self.weakAttemptStates else {
        return nil
      }
      return try weak(cheapLimits)
    } catch TemporalError.cancelled {
      throw .cancelled
    } catch {
      weakIsCostly = true
      return nil
    }
  }

  /// Whether the search for a weak automaton has come to an end without one.
  var isKnownToBeNoObligation: Bool {
    if case .some(.none) = weakAutomaton { true } else { false }
  }

  /// How many states an automaton may have for which a smaller weak one is sought.
  private static let weakAttemptStates = 150

  /// What is spent on automata that only might be smaller than those at hand.
  private var cheapLimits: TranslationLimits {
    var cheap = limits
    cheap.states = min(limits.states, 400)
    cheap.edges = min(limits.edges, 10_000)
    cheap.work = min(limits.work, 2_000_000)
    return cheap
  }

  /// A deterministic parity automaton of the formula, if one can be had within the limits: that of the negation,
  /// complemented, where the negation has a smaller automaton to begin with.
  mutating func parity(_ limits: TranslationLimits) throws(TemporalError) -> ParityAutomaton? {
    if let known = parityAutomaton { return known }
    let automaton = smallest(try counting(negated: false, limits))
    let complement = smallest(try counting(negated: true, limits))
    let space = space
    func effort(_ automaton: GeneralisedBuchi) -> (Int, Int) {
      (automaton.isDeterministic(space) ? 0 : 1, automaton.stateCount)
    }
    let isNegated = effort(complement) < effort(automaton)
    let parity = try Self.determinised(isNegated ? complement : automaton, isNegated, space, limits)
    parityAutomaton = .some(parity)
    parityIsOfNegation = isNegated
    return parity
  }

  private static func determinised(
    _ automaton: GeneralisedBuchi, _ isNegated: Bool, _ space: LabelSpace, _ limits: TranslationLimits
  ) throws(TemporalError) -> ParityAutomaton? {
    let parity = try Determinisation.parity(automaton, space, limits: limits)
    return isNegated ? parity?.complemented : parity
  }

  /// Deterministic Büchi automata, reduced, if the formula has one and it is cheap to find: one by way of the formula,
  /// one by way of its negation.
  mutating func deterministicBuchi() throws(TemporalError) -> [GeneralisedBuchi] {
    if let known = deterministicCandidates { return known }
    let found = try makeDeterministicBuchi()
    deterministicCandidates = found
    return found
  }

  private mutating func makeDeterministicBuchi() throws(TemporalError) -> [GeneralisedBuchi] {
    var cheap = limits
    cheap.states = min(limits.states, 200)
    cheap.edges = min(limits.edges, 2_000)
    do {
      guard let first = try parity(cheap), first.isRecurrence else { return [] }
      var found = [first]
      for negated in [false, true] where negated != parityIsOfNegation {
        let automaton = smallest(try counting(negated: negated, cheap))
        if let other = try Self.determinised(automaton, negated, space, cheap) { found.append(other) }
      }
      var reduced: [GeneralisedBuchi] = []
      for automaton in found.compactMap({ $0.buchi() }) {
        reduced.append(try Simulation.reduced(automaton, space, place: .edges, limits: limits))
      }
      return reduced
    } catch TemporalError.cancelled {
      throw .cancelled
    } catch {
      // Too large to be of use.
      return []
    }
  }
}
