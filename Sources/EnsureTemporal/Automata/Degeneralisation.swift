/// Makes a state-based Büchi automaton of a generalised one (after Babiak, Badie, Duret-Lutz, Křetínský, Strejček,
/// "Compositional approach to suspension and other improvements to LTL translation", SPIN 2013).
///
/// Each accepting component counts by itself through the sets that matter in it: a level says for which set an edge is
/// awaited, and an edge with several sets skips levels. All copies of a state in a component accept the same, so that
/// any closed part of the component with levels will do: the smallest is taken, over the orders of the sets.
struct Degeneralisation {
  /// The automaton, three times, with its marks in different places.
  private let variants: [GeneralisedBuchi]
  private let components: Components
  private var automaton: GeneralisedBuchi { variants[0] }

  /// A state with a level: the one in `accepting` has seen an edge of each set.
  private struct Copy: Hashable {
    let state: Int
    let level: Int
  }

  /// The part of a component with levels that stands for the component.
  private struct Part {
    var copies: [Copy] = []
    var order: [Int] = []
    var variant = 0
  }

  /// The state-based automaton; its states that accept have the only set on the edges that stay in their component.
  static func stateBased(_ automaton: GeneralisedBuchi) -> GeneralisedBuchi {
    Degeneralisation(automaton).run()
  }

  private init(_ automaton: GeneralisedBuchi) {
    components = Components(automaton)
    var spread = automaton
    Self.spreadMarks(&spread, components)
    var early = spread
    Self.takeMarksOnArrival(&early, components)
    variants = [automaton, spread, early]
  }

  /// Gives the sets that all edges out of a state have to the edges into it instead: the state has them already when it
  /// is reached.
  private static func takeMarksOnArrival(_ automaton: inout GeneralisedBuchi, _ components: Components) {
    var leaving = [Marks](repeating: automaton.allMarks, count: automaton.edges.count)
    for state in automaton.edges.indices {
      for edge in automaton.edges[state] where components.isWithin(state, edge) {
        leaving[state].formIntersection(edge.marks)
      }
    }
    for state in automaton.edges.indices {
      for index in automaton.edges[state].indices {
        let edge = automaton.edges[state][index]
        guard components.isWithin(state, edge) else { continue }
        automaton.edges[state][index].marks =
          edge.marks.subtracting(leaving[state]).union(leaving[edge.target])
      }
    }
  }

  /// Gives a set that all edges into a state have to all edges out of it, and the other way round: cycles pass both.
  private static func spreadMarks(_ automaton: inout GeneralisedBuchi, _ components: Components) {
    var changes = true
    while changes {
      changes = false
      var entering = [Marks](repeating: automaton.allMarks, count: automaton.edges.count)
      var leaving = entering
      for state in automaton.edges.indices {
        for edge in automaton.edges[state] where components.isWithin(state, edge) {
          entering[edge.target].formIntersection(edge.marks)
          leaving[state].formIntersection(edge.marks)
        }
      }
      for state in automaton.edges.indices {
        for index in automaton.edges[state].indices {
          let edge = automaton.edges[state][index]
          guard components.isWithin(state, edge) else { continue }
          let more = edge.marks.union(entering[state]).union(leaving[edge.target])
          if more != edge.marks {
            automaton.edges[state][index].marks = more
            changes = true
          }
        }
      }
    }
  }

  private func run() -> GeneralisedBuchi {
    var result = GeneralisedBuchi(initial: 0, edges: [], setCount: 1)
    let parts = (0..<components.count).map { component -> Part in
      guard components.isAccepting(component, automaton) else {
        // One level that never accepts.
        return Part(copies: components.states[component].map { Copy(state: $0, level: 0) }, order: [-1])
      }
      return smallestPart(component)
    }
    var numbers: [Copy: Int] = [:]
    var entrance = [Int](repeating: -1, count: automaton.edges.count)
    var all: [(copy: Copy, component: Int)] = []
    for (component, part) in parts.enumerated() {
      for copy in part.copies.sorted(by: { ($0.state, $0.level) < ($1.state, $1.level) }) {
        numbers[copy] = all.count
        if entrance[copy.state] < 0 { entrance[copy.state] = all.count }
        all.append((copy, component))
      }
    }
    result.edges = all.map { copy, component in
      let order = parts[component].order
      let accepts = copy.level == order.count
      return variants[parts[component].variant].edges[copy.state].compactMap { edge in
        guard components.isWithin(copy.state, edge) else {
          return entrance[edge.target] < 0
            ? nil : Edge(label: edge.label, marks: [], target: entrance[edge.target])
        }
        let next = Copy(state: edge.target, level: Self.advance(copy.level, edge.marks, order))
        return numbers[next].map {
          Edge(label: edge.label, marks: accepts ? .set(0) : [], target: $0)
        }
      }
    }
    result.initial = entrance[automaton.initial]
    return result
  }

  /// The level behind an edge.
  private static func advance(_ level: Int, _ marks: Marks, _ order: [Int]) -> Int {
    var next = level == order.count ? 0 : level
    while next < order.count, order[next] >= 0, marks.contains(.set(order[next])) { next += 1 }
    return next
  }

  private func smallestPart(_ component: Int) -> Part {
    var best = Part()
    for variant in variants.indices {
      for order in Self.orders(essentialSets(component, variants[variant])) {
        let part = closedPart(component, order, variant)
        if best.copies.isEmpty || part.copies.count < best.copies.count { best = part }
      }
    }
    return best
  }

  /// The sets of which the component has edges that are not among those of another set, and edges that have it not.
  private func essentialSets(_ component: Int, _ automaton: GeneralisedBuchi) -> [Int] {
    let marks = components.states[component].flatMap { state in
      automaton.edges[state].filter { components.isWithin(state, $0) }.map(\.marks)
    }
    var kept = Array(0..<automaton.setCount)
    for set in 0..<automaton.setCount {
      let isSuperfluous =
        marks.allSatisfy { $0.contains(.set(set)) }
        || kept.contains { other in
          other != set && marks.allSatisfy { !$0.contains(.set(other)) || $0.contains(.set(set)) }
        }
      if isSuperfluous { kept.removeAll { $0 == set } }
    }
    return kept
  }

  /// All orders of up to five sets; of more, the rotations.
  private static func orders(_ sets: [Int]) -> [[Int]] {
    guard sets.count <= 5 else {
      return sets.indices.map { Array(sets[$0...] + sets[..<$0]) }
    }
    guard sets.count > 1 else { return [sets] }
    return sets.flatMap { first in orders(sets.filter { $0 != first }).map { [first] + $0 } }
  }

  /// The smallest strongly connected part of the component with levels that no edge leaves but to another component.
  private func closedPart(_ component: Int, _ order: [Int], _ variant: Int) -> Part {
    let automaton = variants[variant]
    var graph = GeneralisedBuchi(initial: 0, edges: [], setCount: 0)
    let starts = components.states[component].sorted().map { Copy(state: $0, level: 0) }
    var worklist = Worklist(starts)
    while let copy = worklist.next() {
      graph.edges.append(
        automaton.edges[copy.state].filter { components.isWithin(copy.state, $0) }.map { edge in
          let target = worklist.number(
            Copy(state: edge.target, level: Self.advance(copy.level, edge.marks, order)))
          return Edge(label: edge.label, marks: [], target: target)
        })
    }
    let levels = Components(graph, from: Array(starts.indices))
    let closed = (0..<levels.count).filter { part in
      levels.states[part].allSatisfy { graph.edges[$0].allSatisfy { levels.number[$0.target] == part } }
    }
    let smallest = closed.min { levels.states[$0].count < levels.states[$1].count } ?? 0
    return Part(copies: levels.states[smallest].map { worklist.nodes[$0] }, order: order, variant: variant)
  }
}
