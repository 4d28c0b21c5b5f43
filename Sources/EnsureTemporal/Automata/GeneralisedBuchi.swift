/// The acceptance sets that an edge belongs to: bit `i` stands for set `i`.
public struct Marks: OptionSet, Hashable, Sendable {
  /// The sets as bits.
  public let rawValue: UInt64

  /// The sets whose bits are set.
  public init(rawValue: UInt64) { self.rawValue = rawValue }

  /// One set alone.
  public static func set(_ number: Int) -> Marks { Marks(rawValue: 1 << UInt64(number)) }

  /// The sets 0 to `count - 1`; at most 64.
  static func all(_ count: Int) -> Marks {
    Marks(rawValue: count >= 64 ? .max : (1 << UInt64(count)) - 1)
  }
}

/// An edge of an automaton whose labels are in a label space.
struct Edge: Hashable, Sendable {
  var label: Label
  var marks: Marks
  var target: Int
}

/// A Büchi automaton with several acceptance sets of edges: a run is accepted if it takes edges of each set for ever.
struct GeneralisedBuchi: Hashable {
  var initial: Int
  /// For each state, the edges that leave it.
  var edges: [[Edge]]
  /// How many acceptance sets there are; without any, every infinite run is accepted.
  var setCount: Int

  /// The automaton that accepts nothing.
  static let empty = GeneralisedBuchi(initial: 0, edges: [[]], setCount: 0)

  var stateCount: Int { edges.count }
  var edgeCount: Int { edges.reduce(0) { $0 + $1.count } }
  var allMarks: Marks { .all(setCount) }

  /// Whether no letter leaves a state by two edges.
  func isDeterministic(_ space: LabelSpace) -> Bool {
    edges.allSatisfy { leaving in
      var seen = Label.none
      for edge in leaving {
        if !space.isDisjoint(seen, edge.label) { return false }
        seen = space.union(seen, edge.label)
      }
      return true
    }
  }

  /// The edges of each state with equal target and marks made one.
  mutating func joinParallelEdges(_ space: LabelSpace) {
    for state in edges.indices {
      var joined: [Edge] = []
      for edge in edges[state] where edge.label != .none {
        if let index = joined.firstIndex(where: { $0.target == edge.target && $0.marks == edge.marks }) {
          joined[index].label = space.union(joined[index].label, edge.label)
        } else {
          joined.append(edge)
        }
      }
      edges[state] = joined
    }
  }

  /// The automaton that keeps the states for which `keeps` says so, the initial one among them, in the order of a
  /// breadth-first search.
  func restricted(to keeps: (Int) -> Bool) -> GeneralisedBuchi {
    guard keeps(initial) else { return .empty }
    var numbers = [Int](repeating: -1, count: edges.count)
    var order = [initial]
    numbers[initial] = 0
    var next = 0
    while next < order.count {
      for edge in edges[order[next]] where numbers[edge.target] < 0 && keeps(edge.target) {
        numbers[edge.target] = order.count
        order.append(edge.target)
      }
      next += 1
    }
    let kept = order.map { state in
      edges[state].compactMap { edge -> Edge? in
        guard numbers[edge.target] >= 0 else { return nil }
        return Edge(label: edge.label, marks: edge.marks, target: numbers[edge.target])
      }
    }
    return GeneralisedBuchi(initial: 0, edges: kept, setCount: setCount)
  }
}
