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
      var moves: [[Int]: Label] = [[]: .all]
      // Each edge splits the letters of every set of targets found so far.
      for edge in subset.flatMap({ automaton.edges[$0] }) {
        var split: [[Int]: Label] = [:]
        for (targets, label) in moves {
          let inside = space.intersection(label, edge.label)
          let outside = space.difference(label, edge.label)
          if inside != .none {
            let more = targets.contains(edge.target) ? targets : (targets + [edge.target]).sorted()
            split[more] = space.union(split[more] ?? .none, inside)
          }
          if outside != .none { split[targets] = space.union(split[targets] ?? .none, outside) }
        }
        moves = split
        try limits.check(states: worklist.count, edges: edgeCount + moves.count)
      }
      edgeCount += moves.count
      let ordered = moves.sorted { $0.key.lexicographicallyPrecedes($1.key) }
      edges.append(
        ordered.map { Edge(label: $0.value, marks: [], target: worklist.number($0.key)) })
    }
    subsets = worklist.nodes
  }
}
