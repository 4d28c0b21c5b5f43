/// The strongly connected components of an automaton (Tarjan, SIAM Journal on Computing 1972).
///
/// Components are numbered so that an edge between two leads to the one with the smaller number.
struct Components {
  /// The component of each state; -1 for a state that is not reached.
  private(set) var number: [Int]
  /// The states of each component.
  private(set) var states: [[Int]] = []
  /// Whether a component has an edge within.
  private(set) var hasCycle: [Bool] = []
  /// The marks of the edges within each component.
  private(set) var marks: [Marks] = []

  /// The components of what can be reached from the given states, over edges that `follows` allows.
  init(_ automaton: GeneralisedBuchi, from starts: [Int]? = nil, follows: (Edge) -> Bool = { _ in true }) {
    let count = automaton.edges.count
    number = [Int](repeating: -1, count: count)
    var order = [Int](repeating: -1, count: count)
    var low = [Int](repeating: 0, count: count)
    var stack: [Int] = []
    var path: [(state: Int, next: Int)] = []
    var time = 0
    for start in starts ?? [automaton.initial] where order[start] < 0 {
      path.append((start, 0))
      while let top = path.last {
        let state = top.state
        if top.next == 0, order[state] < 0 {
          order[state] = time
          low[state] = time
          time += 1
          stack.append(state)
        }
        if top.next < automaton.edges[state].count {
          path[path.count - 1].next += 1
          let edge = automaton.edges[state][top.next]
          guard follows(edge) else { continue }
          if order[edge.target] < 0 {
            path.append((edge.target, 0))
          } else if number[edge.target] < 0 {
            low[state] = min(low[state], order[edge.target])
          }
          continue
        }
        path.removeLast()
        if let above = path.last { low[above.state] = min(low[above.state], low[state]) }
        if low[state] == order[state] {
          var members: [Int] = []
          while let member = stack.popLast() {
            number[member] = states.count
            members.append(member)
            if member == state { break }
          }
          states.append(members)
        }
      }
    }
    hasCycle = [Bool](repeating: false, count: states.count)
    marks = [Marks](repeating: [], count: states.count)
    for state in number.indices where number[state] >= 0 {
      for edge in automaton.edges[state] where follows(edge) && number[edge.target] == number[state] {
        hasCycle[number[state]] = true
        marks[number[state]].formUnion(edge.marks)
      }
    }
  }

  var count: Int { states.count }

  /// Whether an edge stays in its component.
  func isWithin(_ state: Int, _ edge: Edge) -> Bool { number[edge.target] == number[state] }

  /// Whether a component has a cycle with an edge of every set.
  func isAccepting(_ component: Int, _ automaton: GeneralisedBuchi) -> Bool {
    hasCycle[component] && marks[component].isSuperset(of: automaton.allMarks)
  }

  /// For each state, whether a word is accepted from there.
  func reachesAcceptance(_ automaton: GeneralisedBuchi) -> [Bool] {
    var reaches = [Bool](repeating: false, count: count)
    // Successors have smaller numbers, so that they are known.
    for component in 0..<count {
      reaches[component] =
        isAccepting(component, automaton)
        || states[component].contains { state in
          automaton.edges[state].contains { number[$0.target] >= 0 && reaches[number[$0.target]] }
        }
    }
    return number.map { $0 >= 0 && reaches[$0] }
  }
}
