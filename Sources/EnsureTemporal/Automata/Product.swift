/// What two automata accept both.
enum Product {
  /// The synchronous product; a state is a pair, and the second automaton's sets follow the first one's.
  ///
  /// - Throws: if there are too many pairs, or more sets than an edge has marks.
  static func intersection(
    _ left: GeneralisedBuchi, _ right: GeneralisedBuchi, _ space: LabelSpace, limits: TranslationLimits
  ) throws(TemporalError) -> GeneralisedBuchi {
    guard left.setCount + right.setCount <= Tableau.maximalPromises else {
      throw .tooManyEventualities(limit: Tableau.maximalPromises)
    }
    var numbers: [Int: Int] = [:]
    var pairs: [(Int, Int)] = []
    var result = GeneralisedBuchi(initial: 0, edges: [], setCount: left.setCount + right.setCount)
    func number(_ first: Int, _ second: Int) -> Int {
      let key = first * right.edges.count + second
      if let known = numbers[key] { return known }
      numbers[key] = pairs.count
      pairs.append((first, second))
      return pairs.count - 1
    }
    _ = number(left.initial, right.initial)
    var edgeCount = 0
    while result.edges.count < pairs.count {
      let (first, second) = pairs[result.edges.count]
      var edges: [Edge] = []
      for one in left.edges[first] {
        for other in right.edges[second] {
          let label = space.intersection(one.label, other.label)
          guard label != .none else { continue }
          let marks = Marks(rawValue: one.marks.rawValue | other.marks.rawValue << UInt64(left.setCount))
          edges.append(Edge(label: label, marks: marks, target: number(one.target, other.target)))
        }
      }
      edgeCount += edges.count
      result.edges.append(edges)
      try limits.check(states: pairs.count, edges: edgeCount)
    }
    return result
  }

  /// Whether no word is accepted by both.
  static func isEmpty(
    _ left: GeneralisedBuchi, _ right: GeneralisedBuchi, _ space: LabelSpace, limits: TranslationLimits
  ) throws(TemporalError) -> Bool {
    let both = try intersection(left, right, space, limits: limits)
    return !Components(both).reachesAcceptance(both)[both.initial]
  }
}
