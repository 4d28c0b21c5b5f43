/// The synchronous product of two automata: what both accept.
struct Product {
  /// The states that both are in after the same word.
  struct Pair: Hashable {
    let left: Int
    let right: Int
  }

  /// The automaton whose states are pairs; the second automaton's sets follow the first one's.
  private(set) var automaton: GeneralisedBuchi
  /// The pair that each state is.
  let pairs: [Pair]

  /// The pairs that can be reached.
  ///
  /// - Throws: if there are too many of them, or more sets than an edge has marks.
  init(
    _ left: GeneralisedBuchi, _ right: GeneralisedBuchi, _ space: LabelSpace, limits: TranslationLimits
  ) throws(TemporalError) {
    guard left.setCount + right.setCount <= Tableau.maximalPromises else {
      throw .tooManyEventualities(limit: Tableau.maximalPromises)
    }
    automaton = GeneralisedBuchi(initial: 0, edges: [], setCount: left.setCount + right.setCount)
    var worklist = Worklist([Pair(left: left.initial, right: right.initial)])
    var edgeCount = 0
    while let pair = worklist.next() {
      var edges: [Edge] = []
      for one in left.edges[pair.left] {
        for other in right.edges[pair.right] {
          let label = space.intersection(one.label, other.label)
          guard label != .none else { continue }
          let marks = Marks(rawValue: one.marks.rawValue | other.marks.rawValue << UInt64(left.setCount))
          let target = worklist.number(Pair(left: one.target, right: other.target))
          edges.append(Edge(label: label, marks: marks, target: target))
        }
      }
      edgeCount += edges.count
      automaton.edges.append(edges)
      try limits.check(states: worklist.count, edges: edgeCount)
    }
    pairs = worklist.nodes
  }

  /// Whether no word is accepted by both.
  static func isEmpty(
    _ left: GeneralisedBuchi, _ right: GeneralisedBuchi, _ space: LabelSpace, limits: TranslationLimits
  ) throws(TemporalError) -> Bool {
    let both = try Product(left, right, space, limits: limits).automaton
    return !Components(both).reachesAcceptance(both)[both.initial]
  }
}
