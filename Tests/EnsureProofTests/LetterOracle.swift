/// A case, some letters about it and a door, decided by looking at all of their states: whether what is promised about the case
/// comes in every fair run. If it does not with so many letters, it does not with more.
struct LetterOracle {
  /// What a step needs and does. What is nil does not matter, or stays as it is.
  struct Rule {
    /// Who is fair to whom.
    enum Fairness { case none, weak, strong }
    /// Of what it is a step.
    enum Mover { case letter, newLetter, file, door }

    let mover: Mover
    var fairness = Fairness.none
    /// The state of the letter, of the case or of the door from which it is possible.
    var from: Int
    /// The state that it leads to.
    var to: Int
    /// The state that the case has to be in, and the one that it gets to.
    var needs: Int?
    var makes: Int?
    /// Whether the door has to be open.
    var needsOpen = false
    /// Another letter that takes over: the state that it has to be in, and the one that it gets to.
    var heir: (from: Int, to: Int)?
    /// Whether a threat brings it.
    var isForged = false
  }

  /// Something that holds in a state, or a step that is taken.
  enum Atom: Hashable {
    case file(Int)
    case door(Int)
    case step(Int)
  }

  var rules: [Rule]
  let trigger: Atom
  let goal: Atom
  /// What is assumed: behind each of the first the second comes; behind any state, if there is no first.
  var assumed: [(trigger: Atom?, goal: Atom)]

  private struct Node: Hashable {
    var file = 0
    var letters: [Int]
    var door = 0
    var isDue = false
    /// For each assumption, whether it is still to be kept.
    var open: [Bool]
  }

  /// A rule, for a letter or for nobody in particular: what fairness forces.
  private struct Duty: Hashable {
    let rule: Int
    var letter: Int?
    var heir: Int?
  }

  private struct Edge {
    let to: Int
    let duty: Duty?
  }

  private func holds(_ atom: Atom, _ node: Node, _ rule: Int?) -> Bool {
    switch atom {
    case .file(let state): node.file == state
    case .door(let state): node.door == state
    case .step(let wanted): rule == wanted
    }
  }

  /// Whether a rule is possible for a letter.
  private func isPossible(_ duty: Duty, _ node: Node) -> Bool {
    let rule = rules[duty.rule]
    if rule.needsOpen && node.door == 0 { return false }
    if let needs = rule.needs, node.file != needs { return false }
    if let heir = rule.heir {
      guard let number = duty.heir, number != duty.letter, node.letters[number] == heir.from else {
        return false
      }
    }
    switch rule.mover {
    case .letter, .newLetter: return duty.letter.map { node.letters[$0] == rule.from } ?? false
    case .file: return node.file == rule.from
    case .door: return node.door == rule.from
    }
  }

  private func next(_ duty: Duty, _ node: Node) -> Node {
    let rule = rules[duty.rule]
    var next = node
    switch rule.mover {
    case .letter, .newLetter: if let letter = duty.letter { next.letters[letter] = rule.to }
    case .file: next.file = rule.to
    case .door: next.door = rule.to
    }
    if let heir = rule.heir, let number = duty.heir { next.letters[number] = heir.to }
    if let makes = rule.makes { next.file = makes }
    return next
  }

  private func judged(_ next: Node, from node: Node, _ rule: Int?) -> Node {
    var next = next
    next.isDue = (node.isDue || holds(trigger, node, rule)) && !holds(goal, node, rule)
    for (number, assumption) in assumed.enumerated() {
      let begins = assumption.trigger.map { holds($0, node, rule) } ?? true
      next.open[number] = (node.open[number] || begins) && !holds(assumption.goal, node, rule)
    }
    return next
  }

  /// Whether some fair run with so many letters waits for ever.
  func isViolated(letters: Int) -> Bool {
    let duties = rules.indices.flatMap { rule -> [Duty] in
      switch rules[rule].mover {
      case .letter where rules[rule].heir != nil:
        (0..<letters).flatMap { letter in (0..<letters).map { Duty(rule: rule, letter: letter, heir: $0) } }
      case .letter, .newLetter: (0..<letters).map { Duty(rule: rule, letter: $0) }
      case .file, .door: [Duty(rule: rule)]
      }
    }
    let first = Node(letters: Array(repeating: 0, count: letters), open: assumed.map { _ in false })
    var nodes = [first]
    var numbers = [first: 0]
    var edges: [[Edge]] = []
    while edges.count < nodes.count {
      let node = nodes[edges.count]
      var found: [(Node, Duty?)] = [(judged(node, from: node, nil), nil)]
      for duty in duties where isPossible(duty, node) {
        found.append((judged(next(duty, node), from: node, duty.rule), duty))
      }
      edges.append(
        found.map { next, duty in
          let number = numbers[next] ?? nodes.count
          if number == nodes.count {
            numbers[next] = number
            nodes.append(next)
          }
          return Edge(to: number, duty: duty)
        })
    }
    let waiting = Set(nodes.indices.filter { nodes[$0].isDue })
    let forced = duties.filter { rules[$0.rule].fairness != .none && !rules[$0.rule].isForged }
    return hasFairLoop(waiting, nodes, edges, forced)
  }

  /// Whether a fair run that keeps what is assumed can stay among these nodes for ever.
  private func hasFairLoop(_ among: Set<Int>, _ nodes: [Node], _ edges: [[Edge]], _ forced: [Duty]) -> Bool {
    for component in components(among, edges) {
      let inner = component.flatMap { edges[$0] }.filter { component.contains($0.to) }
      if inner.isEmpty { continue }
      let keeps = assumed.indices.allSatisfy { number in component.contains { !nodes[$0].open[number] } }
      if !keeps { continue }
      let done = Set(inner.compactMap(\.duty))
      var unfair: Set<Int> = []
      var isUnfair = false
      for duty in forced where !done.contains(duty) {
        let possible = component.filter { isPossible(duty, nodes[$0]) }
        if possible.count == component.count { isUnfair = true }
        if rules[duty.rule].fairness == .strong { unfair.formUnion(possible) }
      }
      if isUnfair { continue }
      if unfair.isEmpty { return true }
      if hasFairLoop(component.subtracting(unfair), nodes, edges, forced) { return true }
    }
    return false
  }

  /// The strongly connected components: what can be reached both ways.
  private func components(_ among: Set<Int>, _ edges: [[Edge]]) -> [Set<Int>] {
    var back: [Int: [Int]] = [:]
    for node in among {
      for edge in edges[node] where among.contains(edge.to) { back[edge.to, default: []].append(node) }
    }
    func reached(_ start: Int, _ next: (Int) -> [Int]) -> Set<Int> {
      var seen: Set<Int> = [start]
      var open = [start]
      while let node = open.popLast() {
        for other in next(node) where among.contains(other) && seen.insert(other).inserted {
          open.append(other)
        }
      }
      return seen
    }
    var found: [Set<Int>] = []
    var left = among
    while let node = left.first {
      let component = reached(node) { edges[$0].map(\.to) }.intersection(reached(node) { back[$0] ?? [] })
      found.append(component)
      left.subtract(component)
    }
    return found
  }
}
