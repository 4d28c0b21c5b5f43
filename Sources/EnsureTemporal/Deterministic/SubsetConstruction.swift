/// The sets of states in which an automaton can be after a finite word (Rabin, Scott 1959).
struct SubsetConstruction {
  /// The sets, sorted; the first is that of the initial state, and the empty one is among them if a word leads nowhere.
  let subsets: [[Int]]
  /// For each set, the edges to other sets: disjoint and complete.
  private(set) var edges: [[Edge]] = []

  init(
    _ automaton: GeneralisedBuchi, _ space: LabelSpace, limits: TranslationLimits
  ) throws(TemporalError) {
    var worklist = Worklist([[automaton.initial]])
    var edgeCount = 0
    while let subset = worklist.next() {
      // Which letters lead to a state; with which marks makes no difference.
      var letters: [Int: Label] = [:]
      for edge in subset.flatMap({ automaton.edges[$0] }) {
        letters[edge.target] = space.union(letters[edge.target] ?? .none, edge.label)
      }
      let targets = letters.keys.sorted()
      let classes = try space.partition(targets.map { letters[$0] ?? .none }) { count throws(TemporalError) in
        try limits.check(states: worklist.count, edges: edgeCount + count)
      }
      let moves = classes.map { (targets: $0.sets.map { targets[$0] }, letters: $0.letters) }
      edgeCount += moves.count
      try limits.check(states: worklist.count, edges: edgeCount)
      let ordered = moves.sorted { $0.targets.lexicographicallyPrecedes($1.targets) }
      edges.append(
        ordered.map { Edge(label: $0.letters, marks: [], target: worklist.number($0.targets)) })
    }
    subsets = worklist.nodes
  }
}
