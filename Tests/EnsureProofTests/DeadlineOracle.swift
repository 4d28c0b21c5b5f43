/// A workflow of one instance with deadlines, decided by looking at all that can happen to it: which of its actions has
/// been possible for how long, and how long something has been waited for.
struct DeadlineOracle {
  /// A way from one state to another.
  struct Step: Hashable {
    let action: Int
    let from: Int
    let to: Int
    /// Whether it is forged, so that it keeps no promise and does no action.
    var isForged = false
  }

  let steps: [Step]
  /// How many ticks each action may stay possible; nil if it may for ever.
  let deadlines: [Int?]
  /// How many ticks have to have passed since the last step before each action is possible.
  let waits: [Int]
  let trigger: PromiseOracle.Atom
  let goal: PromiseOracle.Atom
  /// In how many ticks it has to come; nil if some day.
  let bound: Int?

  private struct Node: Hashable {
    var state: Int
    /// How many ticks ago the last step was taken; what nobody asks for any more is all the same.
    var sinceStep = 0
    /// For each action with a deadline how long it has been possible; nil if it is not.
    var ages: [Int?]
    /// How long it has been waited for; nil if it is not. Longer than anybody counts is all the same.
    var waited: Int?
  }

  private struct Edge {
    let from: Node
    let to: Node
    let isTick: Bool
  }

  private enum Event {
    case step(Step)
    case tick
    case idle
  }

  private func isPossible(_ action: Int, _ node: Node) -> Bool {
    node.sinceStep >= waits[action]
      && steps.contains { $0.action == action && $0.from == node.state && !$0.isForged }
  }

  private func holds(_ atom: PromiseOracle.Atom, _ state: Int, _ event: Event, promises: Bool) -> Bool {
    switch (atom, event) {
    case (.state(let wanted), _): return state == wanted
    case (.action(let action), .step(let step)): return step.action == action && !(promises && step.isForged)
    case (.action, _): return false
    }
  }

  /// What comes of an event, if it can happen.
  private func next(_ node: Node, _ event: Event) -> Node? {
    var next = node
    switch event {
    case .idle: break
    case .tick:
      for (age, deadline) in zip(node.ages, deadlines) {
        if let age, let deadline, age >= deadline { return nil }
      }
      next.sinceStep = min(node.sinceStep + 1, waits.max() ?? 0)
      for action in deadlines.indices where deadlines[action] != nil {
        next.ages[action] = isPossible(action, next) ? node.ages[action].map { $0 + 1 } ?? 0 : nil
      }
    case .step(let step):
      if !step.isForged, node.sinceStep < waits[step.action] { return nil }
      next.state = step.to
      next.sinceStep = 0
      for action in deadlines.indices where deadlines[action] != nil {
        let happened = step.action == action && !step.isForged
        let old = happened ? nil : node.ages[action]
        next.ages[action] = isPossible(action, next) ? old ?? 0 : nil
      }
    }
    let isKept = holds(goal, node.state, event, promises: true)
    let isWanted = holds(trigger, node.state, event, promises: false)
    var waited = isKept ? nil : node.waited ?? (isWanted ? 0 : nil)
    if case .tick = event, let so = waited { waited = min(so + 1, (bound ?? 0) + 1) }
    next.waited = waited
    return next
  }

  /// Whether some run in which time passes without bound breaks the promise.
  var isViolated: Bool {
    // Nothing has a deadline at the start.
    let first = Node(state: 0, ages: deadlines.map { _ in nil }, waited: nil)
    var edges: [Edge] = []
    var seen: Set<Node> = [first]
    var open = [first]
    while let node = open.popLast() {
      // Whatever comes of it, it was to be here.
      if let bound, let waited = node.waited, waited > bound { return true }
      let events = [Event.tick] + steps.filter { $0.from == node.state }.map { Event.step($0) }
      for event in events {
        guard let next = next(node, event) else { continue }
        if case .tick = event {
          edges.append(Edge(from: node, to: next, isTick: true))
        } else {
          edges.append(Edge(from: node, to: next, isTick: false))
        }
        if seen.insert(next).inserted { open.append(next) }
      }
      if let next = next(node, .idle), next != node {
        edges.append(Edge(from: node, to: next, isTick: false))
        if seen.insert(next).inserted { open.append(next) }
      }
    }
    if bound != nil { return false }
    // Waiting for ever: a tick from a place of waiting that comes round to it.
    let waiting = edges.filter { $0.from.waited != nil && $0.to.waited != nil }
    var successors: [Node: [Node]] = [:]
    for edge in waiting { successors[edge.from, default: []].append(edge.to) }
    return waiting.contains { tick in
      guard tick.isTick else { return false }
      var reached: Set<Node> = [tick.to]
      var front = [tick.to]
      while let node = front.popLast() {
        if node == tick.from { return true }
        for next in successors[node] ?? [] where reached.insert(next).inserted { front.append(next) }
      }
      return false
    }
  }
}
