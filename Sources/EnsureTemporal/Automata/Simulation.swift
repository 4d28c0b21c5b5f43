/// Where an automaton's acceptance sits.
enum AcceptancePlace: Sendable {
  /// Each edge has its own marks.
  case edges
  /// The edges that leave a state, and stay in its component, have the same marks.
  case states
}

/// The direct simulation of an automaton's states, forwards or backwards, and the automata that it makes smaller
/// (Somenzi, Bloem, CAV 2000; Babiak, Badie, Duret-Lutz, Křetínský, Strejček, TACAS 2013).
///
/// A state simulates another if it can copy each of its steps, with at least its marks. What a run does only finitely
/// often needs no marks: what `Fleeting` says of edges between components changes the relation, not the language.
struct Simulation {
  private enum Direction: CaseIterable { case forwards, backwards }

  private struct Step {
    let label: Label
    /// The edge's own marks.
    let marks: Marks
    /// The marks that count.
    let counted: Marks
    /// The state that it leads to, or, backwards, comes from.
    let end: Int
    /// Where the label's truth table is, if there is one.
    let place: Int
  }

  /// What is made of edges that a run takes finitely often. One thing or the other for all of them: if they needed no
  /// marks but offered all, simulating would not be transitive, and classes of states would not be sound.
  private enum Fleeting: CaseIterable {
    /// They have no marks.
    case unmarked
    /// They have all marks.
    case marked
  }

  private let automaton: GeneralisedBuchi
  private let space: LabelSpace
  private let place: AcceptancePlace
  private let fleeting: Fleeting
  private let limits: TranslationLimits
  private let components: Components
  private let tables: TruthTables?
  private var stateMarks: [Marks] = []
  private var count: Int { automaton.edges.count }

  /// Beyond so many states only equal states are merged, which takes less than quadratic time.
  static let simulatedStates = 300
  /// The same of edges, each of which may be compared with each other.
  private static let simulatedEdges = 8_000

  private static func isTooLarge(_ automaton: GeneralisedBuchi) -> Bool {
    automaton.edges.count > simulatedStates || automaton.edgeCount > simulatedEdges
  }

  /// The automaton reduced by simulations in both directions until neither makes it smaller.
  static func reduced(
    _ automaton: GeneralisedBuchi, _ space: LabelSpace, place: AcceptancePlace, limits: TranslationLimits
  ) throws(TemporalError) -> GeneralisedBuchi {
    var best = automaton.cleaned(space)
    while true {
      if isTooLarge(best) {
        let merged = Bisimulation.merged(best, space)
        if merged.edges.count == best.edges.count || isTooLarge(merged) { return merged }
        best = merged
      }
      var next = best
      for direction in Direction.allCases {
        for fleeting in Fleeting.allCases {
          next = try Simulation(next, space, place, fleeting, limits).reduced(direction)
        }
      }
      let isSmaller = (next.edges.count, next.edgeCount) < (best.edges.count, best.edgeCount)
      best = next
      if !isSmaller { return best }
    }
  }

  private init(
    _ automaton: GeneralisedBuchi, _ space: LabelSpace, _ place: AcceptancePlace, _ fleeting: Fleeting,
    _ limits: TranslationLimits
  ) {
    self.automaton = automaton
    self.space = space
    self.place = place
    self.fleeting = fleeting
    self.limits = limits
    components = Components(automaton)
    tables = TruthTables(of: Set(automaton.edges.joined().map(\.label)), space)
    if place == .states {
      stateMarks = automaton.edges.indices.map { state in
        automaton.edges[state].reduce(into: Marks()) { $0.formUnion($1.marks) }
      }
    }
  }

  /// The marks that count for an edge.
  private func marks(_ state: Int, _ edge: Edge) -> Marks {
    switch place {
    case .edges: components.isWithin(state, edge) ? edge.marks : fleetingMarks
    case .states: marks(state)
    }
  }

  private func marks(_ state: Int) -> Marks {
    components.hasCycle[components.number[state]] ? stateMarks[state] : fleetingMarks
  }

  private var fleetingMarks: Marks { fleeting == .marked ? automaton.allMarks : [] }

  /// The steps of each state in a direction.
  private func steps(_ direction: Direction) -> [[Step]] {
    var steps = [[Step]](repeating: [], count: count)
    for state in automaton.edges.indices {
      for edge in automaton.edges[state] {
        let (near, end) = direction == .forwards ? (state, edge.target) : (edge.target, state)
        steps[near].append(
          Step(
            label: edge.label, marks: edge.marks, counted: marks(state, edge), end: end,
            place: tables?.place(edge.label) ?? 0))
      }
    }
    return steps
  }

  /// For each pair of states, at `smaller * count + larger`, whether the second simulates the first.
  private func relation(_ direction: Direction, _ steps: [[Step]]) throws(TemporalError) -> [Bool] {
    let letters = steps.map { $0.reduce(Label.none) { space.union($0, $1.label) } }
    var scratch = [UInt64](repeating: 0, count: tables?.wordCount ?? 0)
    return try greatestRelation(direction, steps) { smaller, larger, relation in
      if !space.isSubset(letters[smaller], letters[larger]) { return false }
      if direction == .backwards {
        if smaller == automaton.initial && larger != automaton.initial { return false }
        if place == .states, !marks(smaller).isSubset(of: marks(larger)) { return false }
      }
      return steps[smaller].allSatisfy { copies(steps[larger], $0, relation, &scratch) }
    }
  }

  /// Whether steps together have the letters of a step, with its marks at least and ends that simulate its end. `scratch`
  /// is room for a set of letters.
  private func copies(
    _ steps: [Step], _ step: Step, _ relation: [Bool], _ scratch: inout [UInt64]
  ) -> Bool {
    var open = step.label
    tables?.fill(&scratch, with: step.place)
    for copy in steps
    where relation[step.end * count + copy.end] && step.counted.isSubset(of: copy.counted) {
      if let tables {
        if !tables.remove(copy.place, from: &scratch) { return true }
      } else {
        open = space.difference(open, copy.label)
        if open == .none { return true }
      }
    }
    return false
  }

  /// The automaton with states that simulate each other made one, and then without superfluous steps.
  private func reduced(_ direction: Direction) throws(TemporalError) -> GeneralisedBuchi {
    let steps = steps(direction)
    let simulates = try relation(direction, steps)
    let classes = Self.classes(simulates, count)
    if classes.count == count { return pruned(direction, steps, simulates).cleaned(space) }
    var edges = [[Edge]](repeating: [], count: classes.count)
    for state in automaton.edges.indices {
      edges[classes.number[state]] += automaton.edges[state].map {
        Edge(label: $0.label, marks: $0.marks, target: classes.number[$0.target])
      }
    }
    let merged = quotient(edges, classes).cleaned(space)
    return try Simulation(merged, space, place, fleeting, limits).reduced(direction)
  }

  /// The automaton without the steps for which the same state has one to a strictly larger state with as many marks.
  private func pruned(
    _ direction: Direction, _ steps: [[Step]], _ simulates: [Bool]
  ) -> GeneralisedBuchi {
    var result = automaton
    for state in result.edges.indices { result.edges[state] = [] }
    for state in steps.indices {
      for step in steps[state] {
        var label = step.label
        for other in steps[state] where step.counted.isSubset(of: other.counted) {
          let isLarger =
            other.end == step.end
            ? step.counted != other.counted
            : simulates[step.end * count + other.end] && !simulates[other.end * count + step.end]
          if isLarger { label = space.difference(label, other.label) }
        }
        guard label != .none else { continue }
        let (source, target) = direction == .forwards ? (state, step.end) : (step.end, state)
        result.edges[source].append(Edge(label: label, marks: step.marks, target: target))
      }
    }
    return result
  }

  // MARK: - Relations and classes

  private struct Classes {
    /// The class of each state.
    var number: [Int]
    /// One state of each class.
    var states: [Int]
    var count: Int { states.count }
  }

  /// The greatest relation whose pairs all pass a test that may use what is related to the ends of the smaller state's
  /// steps.
  private func greatestRelation(
    _ direction: Direction, _ steps: [[Step]], _ test: (Int, Int, [Bool]) -> Bool
  ) throws(TemporalError) -> [Bool] {
    var relation = [Bool](repeating: true, count: count * count)
    // Ends before beginnings, so that most of what the ends lose is known when it is asked for.
    let order = (0..<count).sorted { left, right in
      let (first, second) = (components.number[left], components.number[right])
      return first == second ? left < right : (first < second) == (direction == .forwards)
    }
    let ends = steps.map { Set($0.map(\.end)) }
    // When a state was last compared with all others, and when it last lost one: turns, counted from 1.
    var compared = [Int](repeating: 0, count: count)
    var lost = [Int](repeating: 0, count: count)
    var turn = 0
    var changes = true
    while changes {
      changes = false
      for smaller in order {
        guard compared[smaller] == 0 || ends[smaller].contains(where: { lost[$0] >= compared[smaller] }) else {
          continue
        }
        try limits.check(states: 0)
        turn += 1
        compared[smaller] = turn
        for larger in 0..<count where smaller != larger && relation[smaller * count + larger] {
          if !test(smaller, larger, relation) {
            relation[smaller * count + larger] = false
            lost[smaller] = turn
            changes = true
          }
        }
      }
    }
    return relation
  }

  private static func classes(_ simulates: [Bool], _ count: Int) -> Classes {
    var classes = Classes(number: [Int](repeating: -1, count: count), states: [])
    for state in 0..<count where classes.number[state] < 0 {
      for other in state..<count
      where classes.number[other] < 0 && simulates[state * count + other] && simulates[other * count + state] {
        classes.number[other] = classes.count
      }
      classes.states.append(state)
    }
    return classes
  }

  /// The automaton whose states are the classes. With marks on states, what the members that lie on cycles agree on
  /// holds for the whole class.
  private func quotient(_ edges: [[Edge]], _ classes: Classes) -> GeneralisedBuchi {
    var edges = edges
    if place == .states {
      var marks = [Marks](repeating: [], count: classes.count)
      for state in 0..<count where components.hasCycle[components.number[state]] {
        marks[classes.number[state]].formUnion(stateMarks[state])
      }
      for state in edges.indices {
        for index in edges[state].indices { edges[state][index].marks = marks[state] }
      }
    }
    return GeneralisedBuchi(
      initial: classes.number[automaton.initial], edges: edges, setCount: automaton.setCount)
  }
}
