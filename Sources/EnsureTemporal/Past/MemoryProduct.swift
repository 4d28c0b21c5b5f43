/// Runs an automaton over propositions of the past together with the memory that knows them.
struct MemoryProduct {
  private let memories: [PastElimination.Memory]
  private let operands: [[Label]]
  private let guesses: Set<Int>
  private let space: LabelSpace
  private let limits: TranslationLimits
  private var steps: [UInt64: [Step]] = [:]

  /// How many operators of the past a formula may have: one bit each.
  static let maximalMemories = 64

  /// What letters do to the memory.
  private struct Step {
    /// The letters.
    let label: Label
    /// The memory behind them.
    let next: UInt64
    /// The operators that hold at this position.
    let values: UInt64
  }

  /// The automaton over the other propositions alone.
  static func automaton(
    _ automaton: GeneralisedBuchi, _ past: PastElimination, operands: [[Label]], _ space: LabelSpace,
    limits: TranslationLimits
  ) throws(TemporalError) -> GeneralisedBuchi {
    guard !past.memories.isEmpty else { return automaton }
    guard past.memories.count <= maximalMemories else { throw .tooManyPastOperators(limit: maximalMemories) }
    var product = MemoryProduct(
      memories: past.memories, operands: operands, guesses: Set(past.guesses), space: space, limits: limits)
    return try product.run(automaton)
  }

  private mutating func run(_ automaton: GeneralisedBuchi) throws(TemporalError) -> GeneralisedBuchi {
    struct Pair: Hashable {
      let state: Int
      let memory: UInt64
    }
    let values = Dictionary(uniqueKeysWithValues: memories.enumerated().map { ($1.atom, $0) })
    var result = GeneralisedBuchi(initial: 0, edges: [], setCount: automaton.setCount)
    var worklist = Worklist([Pair(state: automaton.initial, memory: initialMemory)])
    var edgeCount = 0
    while let pair = worklist.next() {
      var edges: [Edge] = []
      for step in stepsBehind(pair.memory) {
        for edge in automaton.edges[pair.state] {
          let known = space.replacing(edge.label) { number in
            values[number].map { step.values >> UInt64($0) & 1 == 1 ? .all : .none }
              ?? space.variable(number)
          }
          let label = space.intersection(known, step.label)
          guard label != .none else { continue }
          let visible = space.replacing(label) { guesses.contains($0) ? nil : space.variable($0) }
          let target = worklist.number(Pair(state: edge.target, memory: step.next))
          edges.append(Edge(label: visible, marks: edge.marks, target: target))
        }
      }
      edgeCount += edges.count
      result.edges.append(edges)
      try limits.check(states: worklist.count, edges: edgeCount)
    }
    return result
  }

  /// What is remembered before the first position: nothing has held, and what must always have held has.
  private var initialMemory: UInt64 {
    memories.enumerated().reduce(0) { memory, entry in
      switch entry.element.connective {
      case .weakYesterday, .historically, .trigger: memory | 1 << UInt64(entry.offset)
      default: memory
      }
    }
  }

  private mutating func stepsBehind(_ memory: UInt64) -> [Step] {
    if let known = steps[memory] { return known }
    var result = [Step(label: .all, next: 0, values: 0)]
    for (index, entry) in memories.enumerated() {
      let bit = UInt64(1) << UInt64(index)
      let before: Label = memory & bit == 0 ? .none : .all
      result = result.flatMap { step -> [Step] in
        // Operators further in have their values in this step already.
        let inner = operands[index].map { label in
          space.replacing(label) { number in
            let place = memories[..<index].firstIndex { $0.atom == number }
            return place.map { step.values >> UInt64($0) & 1 == 1 ? .all : .none } ?? space.variable(number)
          }
        }
        let remembered: Label
        switch entry.connective {
        case .yesterday, .weakYesterday: remembered = inner[0]
        case .once: remembered = space.union(inner[0], before)
        case .historically: remembered = space.intersection(inner[0], before)
        case .since: remembered = space.union(inner[1], space.intersection(inner[0], before))
        default: remembered = space.intersection(inner[1], space.union(inner[0], before))
        }
        let isDelayed = entry.connective == .yesterday || entry.connective == .weakYesterday
        return [(true, remembered), (false, space.complement(remembered))].compactMap { isSet, letters in
          let label = space.intersection(step.label, letters)
          guard label != .none else { return nil }
          let holds = isDelayed ? before == .all : isSet
          return Step(
            label: label, next: isSet ? step.next | bit : step.next,
            values: holds ? step.values | bit : step.values)
        }
      }
    }
    steps[memory] = result
    return result
  }
}
