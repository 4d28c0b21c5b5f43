/// A complete deterministic parity automaton: each edge has one priority, and a run is accepted if the least priority
/// that it has for ever is even.
struct ParityAutomaton {
  let initial: Int
  /// For each state, disjoint edges that together have all letters; the only mark of an edge is its priority.
  let edges: [[Edge]]

  /// The automaton with the same edges as one without acceptance.
  private var graph: GeneralisedBuchi { GeneralisedBuchi(initial: initial, edges: edges, setCount: 0) }

  /// The automaton of the complement: each priority one more.
  var complemented: ParityAutomaton {
    ParityAutomaton(
      initial: initial,
      edges: edges.map { leaving in
        leaving.map { Edge(label: $0.label, marks: .set($0.marks.priority + 1), target: $0.target) }
      })
  }

  /// A deterministic Büchi automaton for the same language, with marks on edges; `nil` if there is none.
  ///
  /// An automaton with the same states will do if any does (Krishnan, Puri, Brayton, ISAAC 1994): its edges that accept are
  /// those that lie on no rejected cycle.
  func buchi() -> GeneralisedBuchi? {
    guard let final = edgesOffCycles(parity: 1) else { return nil }
    var result = GeneralisedBuchi(initial: initial, edges: edges, setCount: 1)
    for state in edges.indices {
      for index in edges[state].indices {
        result.edges[state][index].marks = final[state][index] ? .set(0) : []
      }
    }
    return result
  }

  /// Whether a deterministic Büchi automaton accepts the language.
  var isRecurrence: Bool { edgesOffCycles(parity: 1) != nil }

  /// Whether a deterministic Büchi automaton accepts the complement.
  var isPersistence: Bool { edgesOffCycles(parity: 0) != nil }

  /// Whether every word is accepted: no cycle rejects.
  var isUniversal: Bool { !priorities.contains { $0 % 2 == 1 && hasCycle(of: $0, in: graph) } }

  /// The edges that lie on no cycle whose least priority has that parity, if every cycle of the other parity has one of
  /// them.
  private func edgesOffCycles(parity: Int) -> [[Bool]]? {
    var isOff = edges.map { $0.map { _ in true } }
    for priority in priorities where priority % 2 == parity {
      forEachEdge(onCyclesOf: priority) { state, index in isOff[state][index] = false }
    }
    for priority in priorities where priority % 2 != parity {
      // A cycle of the other parity without such an edge?
      var rest = graph
      for state in rest.edges.indices {
        rest.edges[state] = edges[state].indices.filter { !isOff[state][$0] }.map { edges[state][$0] }
      }
      if hasCycle(of: priority, in: rest) { return nil }
    }
    return isOff
  }

  /// All priorities that edges have.
  private var priorities: [Int] {
    Set(edges.joined().map { $0.marks.priority }).sorted()
  }

  private func hasCycle(of priority: Int, in graph: GeneralisedBuchi) -> Bool {
    let components = Components(graph, from: Array(graph.edges.indices)) { $0.marks.priority >= priority }
    return components.marks.contains { $0.contains(.set(priority)) }
  }

  /// The edges that lie on cycles with that least priority.
  private func forEachEdge(onCyclesOf priority: Int, _ body: (Int, Int) -> Void) {
    let components = Components(graph, from: Array(edges.indices)) { $0.marks.priority >= priority }
    for state in edges.indices where components.marks[components.number[state]].contains(.set(priority)) {
      for (index, edge) in edges[state].enumerated()
      where edge.marks.priority >= priority && components.isWithin(state, edge) {
        body(state, index)
      }
    }
  }
}

extension Marks {
  /// The number of the only set.
  var priority: Int { rawValue.trailingZeroBitCount }
}
