/// Whether words that end in a loop are accepted.
extension Automaton {
  /// Whether the automaton accepts a word; bit `i` of its letters is the proposition `atoms[i]`.
  public func accepts(_ word: LassoWord) -> Bool {
    let letters = word.stem + word.loop
    var graph = GeneralisedBuchi(
      initial: initial * letters.count, edges: [], setCount: setCount)
    for state in edges.indices {
      for position in letters.indices {
        let next = position + 1 < letters.count ? position + 1 : word.stem.count
        graph.edges.append(
          edges[state].filter { $0.allows(letters[position]) }.map {
            EnsureTemporal.Edge(label: .all, marks: $0.marks, target: $0.target * letters.count + next)
          })
      }
    }
    let components = Components(graph)
    return (0..<components.count).contains { components.isAccepting($0, graph) }
  }
}
