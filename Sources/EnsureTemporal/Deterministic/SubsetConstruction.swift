/// The sets of states in which an automaton can be after a finite word (Rabin, Scott 1959).
struct SubsetConstruction {
  /// The sets, sorted; the first is that of the initial state, and the empty one is among them if a word leads nowhere.
  let subsets: [[Int]]
  /// For each set, the edges to other sets: disjoint and complete.
  private(set) var edges: [[Edge]] = []

  /// - Parameter lasting: states some of which any letter leads to from each of them. If there are any, it makes no difference which other
  ///   states a set has beside one of them, nor which of them: the set is one of the first of them alone.
  init(
    _ automaton: GeneralisedBuchi, _ space: LabelSpace, lasting: Set<Int> = [], limits: TranslationLimits
  ) throws(TemporalError) {
    let anyLasting = lasting.min().map { [$0] }
    func known(_ subset: [Int]) -> [Int] {
      anyLasting.map { subset.contains(where: lasting.contains) ? $0 : subset } ?? subset
    }
    var worklist = Worklist([known([automaton.initial])])
    var edgeCount = 0
    while let subset = worklist.next() {
      if subset == anyLasting {
        edges.append([Edge(label: .all, marks: [], target: worklist.number(subset))])
        continue
      }
      // Which letters lead to a state; with which marks makes no difference.
      var letters: [Int: Label] = [:]
      for edge in subset.flatMap({ automaton.edges[$0] }) {
        let target = lasting.contains(edge.target) ? anyLasting?.first ?? edge.target : edge.target
        letters[target] = space.union(letters[target] ?? .none, edge.label)
      }
      if let last = anyLasting?.first, let those = letters[last] {
        for target in letters.keys where target != last {
          letters[target] = space.difference(letters[target] ?? .none, those)
        }
        letters = letters.filter { $0.value != .none }
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
