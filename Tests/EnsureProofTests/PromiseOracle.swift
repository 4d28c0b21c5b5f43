/// A workflow of one instance, decided by looking at all of its states: whether what is promised comes in every fair run.
/// Instances have nothing to do with each other, so that one of them says it for any number.
struct PromiseOracle {
  /// A way from one state to another.
  struct Step: Hashable {
    let action: Int
    let from: Int
    let to: Int
    /// Whether it is forged, so that it keeps no promise and does no duty.
    var isForged = false
  }

  /// What is waited for.
  enum Atom {
    case state(Int)
    case action(Int)
  }

  /// How many states the workflow tells apart; beyond them come the same ones, for each number that has been counted.
  let states: Int
  var steps: [Step]
  /// The actions that are forced.
  let forced: Set<Int>
  let isStrong: Bool
  let trigger: Atom
  let goal: Atom

  /// The same workflow where some genuine actions may be taken so often only, together.
  func counting(_ actions: Set<Int>, upTo bound: Int) -> PromiseOracle {
    var counted: [Step] = []
    for count in 0...bound {
      for step in steps {
        let counts = actions.contains(step.action)
        if counts, !step.isForged, count == bound { continue }
        counted.append(
          Step(
            action: step.action, from: step.from + states * count,
            to: step.to + states * min(bound, counts ? count + 1 : count), isForged: step.isForged))
      }
    }
    return PromiseOracle(
      states: states, steps: counted, forced: forced, isStrong: isStrong, trigger: trigger, goal: goal)
  }

  /// Where it is waited: the state, and whether it is due.
  private struct Node: Hashable {
    let state: Int
    let isDue: Bool
  }

  private struct Edge {
    let from: Node
    let to: Node
    /// Nil if nothing happens.
    let step: Step?
  }

  private func holds(_ atom: Atom, _ state: Int, _ step: Step?, promises: Bool) -> Bool {
    switch atom {
    case .state(let wanted): return state % states == wanted
    case .action(let action): return step.map { $0.action == action && !(promises && $0.isForged) } ?? false
    }
  }

  /// Whether some fair run waits for ever.
  var isViolated: Bool {
    var edges: [Edge] = []
    var seen: Set<Node> = [Node(state: 0, isDue: false)]
    var open = Array(seen)
    while let node = open.popLast() {
      let possible: [Step?] = [nil] + steps.filter { $0.from == node.state }
      for step in possible {
        let isKept = holds(goal, node.state, step, promises: true)
        let isWanted = node.isDue || holds(trigger, node.state, step, promises: false)
        let next = Node(state: step?.to ?? node.state, isDue: isWanted && !isKept)
        edges.append(Edge(from: node, to: next, step: step))
        if seen.insert(next).inserted { open.append(next) }
      }
    }
    return hasFairLoop(seen.filter(\.isDue), edges.filter { $0.from.isDue && $0.to.isDue })
  }

  /// Whether a fair run can stay among these nodes for ever.
  private func hasFairLoop(_ nodes: Set<Node>, _ edges: [Edge]) -> Bool {
    for component in components(nodes, edges) {
      let inner = edges.filter { component.contains($0.from) && component.contains($0.to) }
      if inner.isEmpty { continue }
      // Where each forced action is possible in the component.
      var unfair: Set<Node> = []
      var isUnfair = false
      for action in forced {
        let isDone = inner.contains { $0.step?.action == action && $0.step?.isForged == false }
        if isDone { continue }
        let possible = component.filter { node in
          steps.contains { $0.action == action && !$0.isForged && $0.from == node.state }
        }
        if possible.count == component.count { isUnfair = true }
        if isStrong && !possible.isEmpty { unfair.formUnion(possible) }
      }
      if !isUnfair && unfair.isEmpty { return true }
      // Some of it may do without the places in which something is possible that is never done.
      if isStrong && !unfair.isEmpty && hasFairLoop(component.subtracting(unfair), inner) { return true }
    }
    return false
  }

  /// The strongly connected components; by reachability, since there are few nodes.
  private func components(_ nodes: Set<Node>, _ edges: [Edge]) -> [Set<Node>] {
    func reachable(_ start: Node) -> Set<Node> {
      var seen: Set<Node> = [start]
      var open = [start]
      while let node = open.popLast() {
        for edge in edges where edge.from == node && nodes.contains(edge.to) {
          if seen.insert(edge.to).inserted { open.append(edge.to) }
        }
      }
      return seen
    }
    let reach = Dictionary(uniqueKeysWithValues: nodes.map { ($0, reachable($0)) })
    var found: [Set<Node>] = []
    var left = nodes
    while let node = left.first {
      let component = (reach[node] ?? []).filter { reach[$0]?.contains(node) ?? false }
      found.append(component)
      left.subtract(component)
    }
    return found
  }
}
