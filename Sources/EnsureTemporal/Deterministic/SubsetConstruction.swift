/// The sets of states in which an automaton can be after a finite word (Rabin, Scott 1959).
struct SubsetConstruction {
  /// The sets, sorted; the first is that of the initial state, and the empty one is among them if a word leads nowhere.
  private(set) var subsets: [[Int]] = []
  /// For each set, the edges to other sets: disjoint and complete.
  private(set) var edges: [[Edge]] = []

  init(
    _ automaton: GeneralisedBuchi, _ space: LabelSpace, limits: TranslationLimits
  ) throws(TemporalError) {
    var numbers: [[Int]: Int] = [:]
    func number(_ subset: [Int], _ subsets: inout [[Int]]) -> Int {
      if let known = numbers[subset] { return known }
      numbers[subset] = subsets.count
      subsets.append(subset)
      return subsets.count - 1
    }
    _ = number([automaton.initial], &subsets)
    var edgeCount = 0
    while edges.count < subsets.count {
      var moves: [[Int]: Label] = [[]: .all]
      // Each edge splits the letters of every set of targets found so far.
      for edge in subsets[edges.count].flatMap({ automaton.edges[$0] }) {
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
        try limits.check(states: subsets.count, edges: edgeCount + moves.count)
      }
      edgeCount += moves.count
      let ordered = moves.sorted { $0.key.lexicographicallyPrecedes($1.key) }
      edges.append(
        ordered.map { Edge(label: $0.value, marks: [], target: number($0.key, &subsets)) })
    }
  }
}
