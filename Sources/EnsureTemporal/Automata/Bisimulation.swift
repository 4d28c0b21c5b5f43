/// Merges states that have the same edges to the same classes, by refining classes until nothing changes: weaker than
/// simulation, and for automata that are too large for it.
enum Bisimulation {
  static func merged(_ automaton: GeneralisedBuchi, _ space: LabelSpace) -> GeneralisedBuchi {
    var number = [Int](repeating: 0, count: automaton.edges.count)
    var classCount = 1
    while true {
      var known: [Signature: Int] = [:]
      let refined = automaton.edges.indices.map { state in
        let signature = Signature(old: number[state], moves: moves(automaton.edges[state], number, space))
        if let found = known[signature] { return found }
        known[signature] = known.count
        return known.count - 1
      }
      let isStable = known.count == classCount
      number = refined
      classCount = known.count
      if isStable { break }
    }
    var edges = [[Edge]](repeating: [], count: classCount)
    for state in automaton.edges.indices where edges[number[state]].isEmpty {
      edges[number[state]] = automaton.edges[state].map {
        Edge(label: $0.label, marks: $0.marks, target: number[$0.target])
      }
    }
    var merged = GeneralisedBuchi(
      initial: number[automaton.initial], edges: edges, setCount: automaton.setCount)
    merged.joinParallelEdges(space)
    return merged
  }

  private struct Signature: Hashable {
    let old: Int
    let moves: [Move: Label]
  }

  private struct Move: Hashable {
    let target: Int
    let marks: Marks
  }

  private static func moves(_ edges: [Edge], _ number: [Int], _ space: LabelSpace) -> [Move: Label] {
    edges.reduce(into: [:]) { moves, edge in
      let move = Move(target: number[edge.target], marks: edge.marks)
      moves[move] = space.union(moves[move] ?? .none, edge.label)
    }
  }
}
