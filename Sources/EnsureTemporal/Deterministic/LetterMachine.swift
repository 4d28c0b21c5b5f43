/// A complete deterministic automaton over finite words with an output in each state.
struct LetterMachine {
  var initial: Int
  /// For each state, edges whose labels are disjoint and together all letters; they have no marks.
  var edges: [[Edge]]
  var outputs: [Int]

  /// The smallest machine that gives the same outputs, by refining classes of states (Moore 1956). Only what is reached
  /// counts.
  func minimised(_ space: LabelSpace) -> LetterMachine {
    let reached = Set(Components(graph).states.joined())
    var number = outputs
    var classCount = Set(reached.map { outputs[$0] }).count
    while true {
      var known: [Signature: Int] = [:]
      var refined = number
      for state in edges.indices where reached.contains(state) {
        let moves = edges[state].reduce(into: [Int: Label]()) { moves, edge in
          moves[number[edge.target]] = space.union(moves[number[edge.target]] ?? .none, edge.label)
        }
        let signature = Signature(old: number[state], moves: moves)
        refined[state] = known[signature] ?? known.count
        known[signature] = refined[state]
      }
      let isStable = known.count == classCount
      number = refined
      classCount = known.count
      if isStable { break }
    }
    var result = LetterMachine(
      initial: number[initial], edges: [[Edge]](repeating: [], count: classCount),
      outputs: [Int](repeating: 0, count: classCount))
    for state in edges.indices where reached.contains(state) && result.edges[number[state]].isEmpty {
      result.edges[number[state]] = edges[state].map {
        Edge(label: $0.label, marks: [], target: number[$0.target])
      }
      result.outputs[number[state]] = outputs[state]
    }
    for state in result.edges.indices {
      var joined: [Edge] = []
      for edge in result.edges[state] {
        if let index = joined.firstIndex(where: { $0.target == edge.target }) {
          joined[index].label = space.union(joined[index].label, edge.label)
        } else {
          joined.append(edge)
        }
      }
      result.edges[state] = joined
    }
    return result.inBreadthFirstOrder
  }

  /// The machine with what is reached, nearest first.
  private var inBreadthFirstOrder: LetterMachine {
    var worklist = Worklist([initial])
    var result = LetterMachine(initial: 0, edges: [], outputs: [])
    while let state = worklist.next() {
      result.outputs.append(outputs[state])
      result.edges.append(
        edges[state].map { Edge(label: $0.label, marks: [], target: worklist.number($0.target)) })
    }
    return result
  }

  /// The machine without its outputs.
  var graph: GeneralisedBuchi { GeneralisedBuchi(initial: initial, edges: edges, setCount: 0) }

  private struct Signature: Hashable {
    let old: Int
    let moves: [Int: Label]
  }
}
