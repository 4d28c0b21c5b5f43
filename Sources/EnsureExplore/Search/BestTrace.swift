import EnsureModel

/// Finds the best of the shortest traces to a violation (SEMANTICS, rule 21).
///
/// A breadth-first search tells how long the shortest traces are, and in which layer each state lies. The layers
/// are walked backwards from the violation, to mark the states that lie on a shortest trace; then forwards, with
/// labels: each is the cost of one way to a state, and stays unless another one dominates it.
struct BestTrace {
  /// Where a trace ends.
  enum Goal {
    /// In one of these states.
    case states([Int])
    /// With a genuine step without a value, from one of these states.
    case defects([Int])
  }

  /// One way to a state.
  private struct Label {
    let cost: Cost
    let parent: Int
    let step: Int
    let passage: Passage
  }

  /// A state on a shortest trace, as it is (not as symmetry would have it), and the labels at it.
  private struct Node {
    let state: State
    var labels: [Int]
  }

  private let search: LayeredSearch
  private var space: StateSpace { search.space }
  private let limit: Int
  private var labels: [Label] = []

  /// The best trace.
  ///
  /// - Parameters:
  ///   - depth: how many steps lead to the goal's states.
  ///   - initial: the initial states.
  static func find(
    in search: LayeredSearch, to goal: Goal, depth: Int, from initial: [State], comparisons: Int
  ) throws(ExploreError) -> (trace: Trace, undefined: Undefined?) {
    var finder = BestTrace(search: search, limit: comparisons)
    return try finder.find(goal, depth, initial)
  }

  private init(search: LayeredSearch, limit: Int) {
    self.search = search
    self.limit = limit
  }

  private mutating func find(
    _ goal: Goal, _ depth: Int, _ initial: [State]
  ) throws(ExploreError) -> (trace: Trace, undefined: Undefined?) {
    let goals: [Int] =
      switch goal {
      case .states(let states), .defects(let states): states
      }
    let marked = mark(Set(goals), depth)
    var nodes: [Node] = []
    for state in initial where marked[0].contains(number(of: state)) {
      let passage = Passage(state: state)
      labels.append(Label(cost: space.cost(of: state), parent: -1, step: -1, passage: passage))
      nodes.append(Node(state: state, labels: [labels.count - 1]))
    }
    for layer in 0..<depth { nodes = advance(nodes, into: marked[layer + 1]) }
    switch goal {
    case .states:
      let best = best(nodes.flatMap(\.labels).map { ($0, labels[$0].cost) })
      guard let best else { throw .disagreement("no trace leads to a violation that was found", nil) }
      return (trace(to: best), nil)
    case .defects: return try endWithDefect(nodes)
    }
  }

  // MARK: Backwards

  /// For each layer the states from which the goals can be reached in as many steps as remain.
  private func mark(_ goals: Set<Int>, _ depth: Int) -> [Set<Int>] {
    var marked = [goals]
    for layer in (0..<depth).reversed() {
      let next = marked[marked.count - 1]
      var here: Set<Int> = []
      for source in search.layers[layer]..<search.layers[layer + 1] {
        var leads = false
        space.expand(space.store.row(source), space.store.hash(source)) { _, row, hash in
          if !leads, let target = search.number(row, hash), next.contains(target) { leads = true }
        }
        if leads { here.insert(source) }
      }
      marked.append(here)
    }
    return marked.reversed()
  }

  private func number(of state: State) -> Int {
    space.encode(state).withUnsafeBufferPointer { buffer in
      buffer.baseAddress.flatMap { search.number($0, space.hash($0)) } ?? -1
    }
  }

  // MARK: Forwards

  /// Takes all steps that lead from the nodes to marked states.
  private mutating func advance(_ nodes: [Node], into marked: Set<Int>) -> [Node] {
    var next: [Node] = []
    var positions: [State: Int] = [:]
    for node in nodes {
      for (step, passage) in steps(from: node.state, into: marked) {
        let position: Int
        if let known = positions[passage.state] {
          position = known
        } else {
          position = next.count
          positions[passage.state] = position
          next.append(Node(state: passage.state, labels: []))
        }
        let cost = space.cost(of: step, passage)
        for parent in node.labels {
          var sum = labels[parent].cost
          sum.add(cost)
          let label = Label(cost: sum, parent: parent, step: step, passage: passage)
          add(label, to: &next[position].labels)
        }
      }
    }
    return next
  }

  /// The steps that lead from a state to marked ones, as the interpreter takes them.
  private func steps(from state: State, into marked: Set<Int>) -> [(Int, Passage)] {
    var candidates: [Int] = []
    space.encode(state).withUnsafeBufferPointer { buffer in
      guard let start = buffer.baseAddress else { return }
      space.expand(start, space.hash(start)) { step, row, hash in
        if candidates.last != step, let target = search.number(row, hash), marked.contains(target) {
          candidates.append(step)
        }
      }
    }
    var found: [(Int, Passage)] = []
    for step in candidates.sorted() {
      for case .taken(let passage) in space.outcomes(of: step, in: state)
      where marked.contains(number(of: passage.state)) {
        found.append((step, passage))
      }
    }
    return found
  }

  private mutating func add(_ label: Label, to list: inout [Int]) {
    for other in list where labels[other].cost.dominates(label.cost) { return }
    if labels.count >= limit, !list.isEmpty { return }
    list.removeAll { label.cost.dominates(labels[$0].cost) }
    labels.append(label)
    list.append(labels.count - 1)
  }

  // MARK: The end

  private func best(_ candidates: [(label: Int, cost: Cost)]) -> Int? {
    var best: (label: Int, cost: Cost)?
    for candidate in candidates {
      if let known = best, !candidate.cost.isBetter(than: known.cost) { continue }
      best = candidate
    }
    return best?.label
  }

  private mutating func endWithDefect(_ nodes: [Node]) throws(ExploreError) -> (
    trace: Trace, undefined: Undefined?
  ) {
    var candidates: [(label: Int, cost: Cost)] = []
    var reasons: [Int: Undefined] = [:]
    for node in nodes {
      let row = space.encode(node.state)
      row.withUnsafeBufferPointer { buffer in
        if let start = buffer.baseAddress { space.expand(start, space.hash(start)) { _, _, _ in } }
      }
      for (step, undefined) in space.defects.sorted(by: { $0.step < $1.step }) {
        let passage = Passage(state: node.state)
        for parent in node.labels {
          var sum = labels[parent].cost
          sum.add(space.cost(of: step, passage))
          labels.append(Label(cost: sum, parent: parent, step: step, passage: passage))
          reasons[labels.count - 1] = undefined
          candidates.append((labels.count - 1, sum))
        }
      }
    }
    guard let best = best(candidates) else {
      throw .disagreement("no trace leads to a defect that was found", nil)
    }
    return (trace(to: best), reasons[best])
  }

  private func trace(to label: Int) -> Trace {
    var steps: [TraceStep] = []
    var current = label
    while labels[current].parent >= 0 {
      let label = labels[current]
      steps.append(space.traceStep(label.step, label.passage))
      current = label.parent
    }
    return Trace(
      scope: space.interpreter.layout.scope, threats: space.interpreter.world.threats,
      initial: labels[current].passage.state, steps: steps.reversed())
  }
}

extension StateSpace {
  /// A step as traces show it.
  func traceStep(_ step: Int, _ passage: Passage) -> TraceStep {
    switch steps[step].event {
    case .delay(let ticks):
      return TraceStep(
        event: .delay(Integer(ticks)), principal: nil, threats: [], brokenHonesty: [], arbitrary: [],
        state: passage.state)
    case .move(let position, let principal, let arguments):
      let move = interpreter.world.moves[position]
      let who = principal.flatMap { instance in
        move.principalRole.map { TraceStep.Principal(entity: $0, instance: instance) }
      }
      return TraceStep(
        event: .action(move.action, arguments: arguments.map { Integer($0) }, move.agency), principal: who,
        threats: passage.threats, brokenHonesty: passage.brokenHonesty, arbitrary: passage.arbitrary,
        state: passage.state)
    }
  }
}
