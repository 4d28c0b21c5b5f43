/// Automata for `GF g` where `g` is a guarantee: again and again it can be seen that `g` holds somewhere.
///
/// An automaton for `F g` that begins anew as soon as it has accepted does that: all that it has to do for ever is to begin
/// anew. A tableau of `GF g` remembers every beginning of `g` that it follows.
struct RestartingAutomaton {
  /// An automaton for `F g` in which runs that accept come to states that accept whatever follows.
  private let automaton: GeneralisedBuchi
  private let isEnd: [Bool]
  private let space: LabelSpace

  /// An automaton for `GF g` made from one for `F g`; `nil` if that accepts in other ways, or at once.
  init?(_ automaton: GeneralisedBuchi, _ space: LabelSpace) {
    self.automaton = automaton
    self.space = space
    let components = Components(automaton)
    var isEnd = [Bool](repeating: false, count: automaton.edges.count)
    for component in 0..<components.count where components.isAccepting(component, automaton) {
      let state = components.states[component][0]
      let stays = automaton.edges[state].filter { $0.target == state }
      let staying = stays.reduce(Label.none) { space.union($0, $1.label) }
      guard components.states[component].count == 1, staying == .all else { return nil }
      isEnd[state] = true
    }
    guard !isEnd[automaton.initial] else { return nil }
    self.isEnd = isEnd
  }

  /// The automaton whose edges to ends lead to its beginning, and are the accepting ones.
  var buchi: GeneralisedBuchi {
    var result = GeneralisedBuchi(initial: automaton.initial, edges: automaton.edges, setCount: 1)
    for state in result.edges.indices {
      for index in result.edges[state].indices {
        let ends = isEnd[result.edges[state][index].target]
        result.edges[state][index].marks = ends ? .set(0) : []
        if ends { result.edges[state][index].target = automaton.initial }
      }
    }
    return result
  }

  /// The same, made from the smallest deterministic automaton for `F g`.
  func deterministic(limits: TranslationLimits) throws(TemporalError) -> GeneralisedBuchi? {
    let subsets = try SubsetConstruction(automaton, space, limits: limits)
    var edges = subsets.edges
    // Once it is seen that `g` has held, nothing else matters.
    for (number, subset) in subsets.subsets.enumerated() where subset.contains(where: { isEnd[$0] }) {
      edges[number] = [Edge(label: .all, marks: [], target: number)]
    }
    let outputs = subsets.subsets.map { $0.contains { isEnd[$0] } ? 1 : 0 }
    let machine = LetterMachine(initial: 0, edges: edges, outputs: outputs).minimised(space)
    var once = GeneralisedBuchi(initial: machine.initial, edges: machine.edges, setCount: 1)
    for state in machine.edges.indices where machine.outputs[state] == 1 {
      for index in once.edges[state].indices { once.edges[state][index].marks = .set(0) }
    }
    return RestartingAutomaton(once, space)?.buchi
  }
}
