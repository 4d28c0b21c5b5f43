internal import EnsureKernel
internal import EnsureObligations

/// From a search that has met a contradiction to a refutation with what was needed for it.
extension RefutationSearch {
  /// The refutation: the lemmas and learned clauses on which the contradiction rests, and the new inequalities in them.
  func refutation() -> Refutation {
    let needed = neededClauses()
    let given = form.atoms.count
    var positions: [Int: Int] = [:]
    for index in needed {
      for literal in clauses.clause(index) where literal >> 1 >= given { positions[literal >> 1] = 0 }
    }
    var atoms: [Atom] = []
    for proposition in positions.keys.sorted() {
      positions[proposition] = given + atoms.count
      atoms.append(new[proposition - given])
    }
    func literal(_ code: Int) -> Literal? {
      Literal(code: 2 * (positions[code >> 1] ?? code >> 1) + code & 1)
    }
    var steps: [Refutation.Step] = []
    for index in needed {
      switch clauses.origins[index] {
      case .given: continue
      case .lemma(let conflict):
        steps.append(
          .lemma(
            conflict.compactMap { part in
              literal(part.literal).map { Refutation.Multiple($0, part.multiplier) }
            }))
      case .learned:
        steps.append(.clause(clauses.clause(index).compactMap(literal)))
      }
    }
    return Refutation(atoms: atoms, steps: steps)
  }

  /// The given clauses on which the contradiction rests, by their positions in the form.
  func neededGivens() -> [Int] {
    neededClauses().filter { if case .given = clauses.origins[$0] { true } else { false } }
  }

  /// The clauses on which the contradiction rests, in the order in which they were found.
  private func neededClauses() -> [Int] {
    guard let contradiction else { return [] }
    var isNeeded = Array(repeating: false, count: clauses.count)
    var isFixed = Array(repeating: false, count: clauses.propositions)
    var openClauses: [Int] = []
    var openValues: [Int] = []
    func need(_ index: Int) {
      if isNeeded[index] { return }
      isNeeded[index] = true
      openClauses.append(index)
    }
    /// The proposition has its value without any decision, as a consequence of a clause.
    func needValue(_ proposition: Int) {
      if isFixed[proposition] { return }
      isFixed[proposition] = true
      openValues.append(proposition)
    }
    need(contradiction)
    for literal in clauses.clause(contradiction) { needValue(literal >> 1) }
    while !openClauses.isEmpty || !openValues.isEmpty {
      if let index = openClauses.popLast() {
        if case .learned(let sources, let fixed) = clauses.origins[index] {
          for source in sources { need(source) }
          for proposition in fixed { needValue(proposition) }
        }
      } else if let proposition = openValues.popLast() {
        need(clauses.reasons[proposition])
        for literal in clauses.clause(clauses.reasons[proposition]) { needValue(literal >> 1) }
      }
    }
    return isNeeded.indices.filter { isNeeded[$0] }
  }
}
