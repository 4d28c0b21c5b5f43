/// Clean-up that changes neither the language nor, but for useless ones, the states.
extension GeneralisedBuchi {
  /// Without states from which nothing is accepted, and with the marks that say least: none outside of accepting
  /// components, and as few sets as will do.
  func cleaned(_ space: LabelSpace) -> GeneralisedBuchi {
    var result = self
    result.joinParallelEdges(space)
    let all = Components(result)
    let isUseful = all.reachesAcceptance(result)
    guard isUseful[result.initial] else { return .empty }
    result = result.restricted { isUseful[$0] }
    let components = Components(result)
    result.dropMarksOutside(components)
    result.completeMarks(components)
    result.dropSets(components)
    result.joinParallelEdges(space)
    return result
  }

  /// Takes the marks off edges that no accepted run takes for ever.
  private mutating func dropMarksOutside(_ components: Components) {
    for state in edges.indices {
      let accepts = components.isAccepting(components.number[state], self)
      for index in edges[state].indices where !accepts || !components.isWithin(state, edges[state][index]) {
        edges[state][index].marks = []
      }
    }
  }

  /// In each accepting component, gives the edges a set where every cycle through them has an edge of that set anyway:
  /// the more edges are in all sets, the fewer levels a degeneralisation needs.
  private mutating func completeMarks(_ components: Components) {
    for component in 0..<components.count where components.isAccepting(component, self) {
      for set in 0..<setCount where everyCycleHas(set, component, components) {
        for state in components.states[component] {
          for index in edges[state].indices where components.isWithin(state, edges[state][index]) {
            edges[state][index].marks.insert(.set(set))
          }
        }
      }
    }
  }

  private func everyCycleHas(_ set: Int, _ component: Int, _ components: Components) -> Bool {
    let without = Components(self, from: components.states[component]) { edge in
      !edge.marks.contains(.set(set)) && components.number[edge.target] == component
    }
    return !without.hasCycle.contains(true)
  }

  /// Drops each set that another one makes superfluous in every accepting component: its edges are all there are, or
  /// the other one's edges are among them.
  private mutating func dropSets(_ components: Components) {
    var kept = Array(0..<setCount)
    let accepting = (0..<components.count).filter { components.isAccepting($0, self) }
    let within: [[Marks]] = accepting.map { component in
      components.states[component].flatMap { state in
        edges[state].filter { components.isWithin(state, $0) }.map(\.marks)
      }
    }
    // A cycle that is not to be accepted needs a set that it has no edge of.
    let needsOne = (0..<components.count).contains {
      components.hasCycle[$0] && !components.isAccepting($0, self)
    }
    for set in 0..<setCount where !(needsOne && kept.count == 1) {
      let isSuperfluous = within.allSatisfy { marks in
        marks.allSatisfy { $0.contains(.set(set)) }
          || kept.contains { other in
            other != set && marks.allSatisfy { !$0.contains(.set(other)) || $0.contains(.set(set)) }
          }
      }
      if isSuperfluous { kept.removeAll { $0 == set } }
    }
    guard kept.count < setCount else { return }
    for state in edges.indices {
      for index in edges[state].indices {
        let old = edges[state][index].marks
        edges[state][index].marks = kept.enumerated().reduce(into: Marks()) { marks, entry in
          if old.contains(.set(entry.element)) { marks.insert(.set(entry.offset)) }
        }
      }
    }
    setCount = kept.count
  }
}
