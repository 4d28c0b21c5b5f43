/// Questions about the languages of whole automata, over the same atomic propositions.
extension Automaton {
  /// Whether no word is accepted by both.
  ///
  /// - Throws: if the automata's product is too large.
  public func isDisjoint(
    from other: Automaton, limits: TranslationLimits = TranslationLimits()
  ) throws(TemporalError) -> Bool {
    let space = LabelSpace()
    return try Product.isEmpty(working(space), other.working(space), space, limits: limits)
  }

  /// The automaton that accepts what one of both does, with marks on edges.
  public func union(_ other: Automaton) -> Automaton {
    let sets = max(setCount, other.setCount)
    // The one with fewer sets has all its runs in the sets that it lacks.
    func widened(_ marks: Marks, _ count: Int) -> Marks {
      marks.union(Marks.all(sets).subtracting(.all(count)))
    }
    func moved(_ automaton: Automaton, by offset: Int) -> [[Edge]] {
      automaton.edges.map { leaving in
        leaving.map {
          Edge(label: $0.label, marks: widened($0.marks, automaton.setCount), target: $0.target + offset)
        }
      }
    }
    let first = moved(self, by: 1)
    let second = moved(other, by: 1 + stateCount)
    return Automaton(
      atoms: atoms, initial: 0, edges: [first[initial] + second[other.initial]] + first + second,
      setCount: sets, isStateBased: false)
  }

  /// Whether every word is accepted; `nil` if that is too costly to find out.
  ///
  /// - Throws: if the deterministic automaton that has to be made is too large.
  public func isUniversal(limits: TranslationLimits = TranslationLimits()) throws(TemporalError) -> Bool? {
    let space = LabelSpace()
    let counting = Degeneralisation.stateBased(working(space).cleaned(space)).cleaned(space)
    return try Determinisation.parity(counting, space, limits: limits)?.isUniversal
  }
}
