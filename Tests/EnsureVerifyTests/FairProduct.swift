import EnsureTemporal

/// A system of two places, with a formula, decided by an explicit product: its states and those of an automaton that accepts what
/// violates the formula. Nothing of it is shared with the engines but the automata, which have witnesses of their own.
struct FairProduct {
  /// A step: from where it is possible, what it does, and who is fair to it.
  struct Step: Equatable {
    enum Role: String, CaseIterable { case weak = "W", strong = "S", nobody = "N" }
    let name: String
    /// The values of the first place with which it is possible, and the one of the second; nil for any.
    let from: [Int]
    let needs: Int?
    let role: Role
    let isOptional: Bool
    /// What it writes; nil for nothing.
    let first: Int?
    let second: Int?

    func isPossible(_ state: [Int]) -> Bool {
      from.contains(state[0]) && (needs.map { $0 == state[1] } ?? true)
    }
    func after(_ state: [Int]) -> [Int] { [first ?? state[0], second ?? state[1]] }
  }

  /// A formula of linear time.
  indirect enum Formula: Equatable {
    case place(Int, Int)
    case step(String)
    case unary(String, Formula)
    case binary(String, Formula, Formula)

    /// As a spec writes it.
    var spec: String {
      switch self {
      case .place(let place, let value): "\(["x", "y"][place]) == \(["m", "k"][place])\(value)"
      case .step(let name): "\(name)()"
      case .unary(let word, let operand): "(\(word) (\(operand.spec)))"
      case .binary(let word, let left, let right): "((\(left.spec)) \(word) (\(right.spec)))"
      }
    }

    private static let signs = [
      "not": "!", "always": "G", "eventually": "F", "next": "X", "previously": "Y", "once": "O",
      "historically": "H",
      "and": "&", "or": "|", "implies": "->", "until": "U", "unless": "W", "since": "S",
    ]

    /// As the translator reads it.
    var sign: String {
      switch self {
      case .place(let place, let value): "\(["x", "y"][place])\(value)"
      case .step(let name): name
      case .unary(let word, let operand): "(\(Self.signs[word] ?? word) (\(operand.sign)))"
      case .binary(let word, let left, let right):
        "((\(left.sign)) \(Self.signs[word] ?? word) (\(right.sign)))"
      }
    }

    /// The formulas of which it is made.
    var parts: [Formula] {
      switch self {
      case .place, .step: []
      case .unary(_, let operand): [operand]
      case .binary(_, let left, let right): [left, right]
      }
    }

    func mentions(_ name: String) -> Bool { self == .step(name) || parts.contains { $0.mentions(name) } }
  }

  /// How many values the places have.
  let sizes: [Int]
  var steps: [Step]
  var formula: Formula
  /// To whom runs are fair.
  let roles: [Step.Role]

  /// The spec that asks the same.
  var spec: String {
    var lines = ["system Z", "role W", "role S", "role N"]
    for (place, size) in sizes.enumerated() {
      let members = (0..<size).map { "\(["m", "k"][place])\($0)" }
      lines.append("global \(["x", "y"][place]): { \(members.joined(separator: ", ")) } = \(members[0])")
    }
    for step in steps {
      let values = step.from.map { "x == m\($0)" }.joined(separator: " or ")
      let second = step.needs.map { " and y == k\($0)" } ?? ""
      let writes = [step.first.map { "x = m\($0)" }, step.second.map { "y = k\($0)" }].compactMap(\.self)
      lines.append(
        "\(step.isOptional ? "optional " : "")action \(step.name)() by \(step.role.rawValue) requires (\(values))\(second) { "
          + "\(writes.joined(separator: "  ")) }")
    }
    let fair = roles.map { $0 == .weak ? "fair W" : "strongly fair S" }.joined(separator: ", ")
    lines.append("property P: \(formula.spec) assuming \(fair)")
    return lines.joined(separator: "\n")
  }

  // MARK: The product

  private struct Node: Hashable {
    let state: [Int]
    let place: Int
  }

  private struct Edge {
    let step: String?
    let isAccepting: Bool
    let target: Int
  }

  /// Whether some fair run violates the formula.
  func isViolated() throws -> Bool {
    var bank = FormulaBank()
    let violation = try FormulaParser.parse("!(\(formula.sign))", into: &bank)
    var translator = try Translator(violation, of: bank)
    let automaton = try translator.buchi()
    var nodes = [Node(state: [0, 0], place: automaton.initial)]
    var known = [nodes[0]: 0]
    var edges: [[Edge]] = []
    while edges.count < nodes.count {
      let node = nodes[edges.count]
      var leaving: [Edge] = []
      for step in [nil] + steps.filter({ $0.isPossible(node.state) }).map(Optional.some) {
        var letter: UInt64 = 0
        for (bit, atom) in automaton.atoms.enumerated()
        where atom == step?.name || atom == "x\(node.state[0])" || atom == "y\(node.state[1])" {
          letter |= 1 << UInt64(bit)
        }
        let state = step?.after(node.state) ?? node.state
        for edge in automaton.edges[node.place] where edge.allows(letter) {
          let next = Node(state: state, place: edge.target)
          if known[next] == nil {
            known[next] = nodes.count
            nodes.append(next)
          }
          leaving.append(
            Edge(step: step?.name, isAccepting: edge.marks == .set(0), target: known[next] ?? 0))
        }
      }
      edges.append(leaving)
    }
    return hasFairLoop(Set(nodes.indices), nodes, edges)
  }

  /// Whether there is a loop within these nodes that the automaton accepts and that is fair.
  private func hasFairLoop(_ nodes: Set<Int>, _ all: [Node], _ edges: [[Edge]]) -> Bool {
    for component in components(of: nodes, edges) {
      let inner = component.flatMap { node in edges[node].filter { component.contains($0.target) } }
      guard inner.contains(where: \.isAccepting) else { continue }
      let taken = Set(inner.compactMap(\.step))
      var excluded: Set<Int> = []
      var isDead = false
      for step in steps where !step.isOptional && roles.contains(step.role) && !taken.contains(step.name) {
        let possible = component.filter { step.isPossible(all[$0].state) }
        if step.role == .strong { excluded.formUnion(possible) } else if possible == component { isDead = true }
      }
      if isDead { continue }
      if excluded.isEmpty || hasFairLoop(component.subtracting(excluded), all, edges) { return true }
    }
    return false
  }

  /// The strongly connected components (Kosaraju and Sharir, 1981).
  private func components(of nodes: Set<Int>, _ edges: [[Edge]]) -> [Set<Int>] {
    var order: [Int] = []
    var seen: Set<Int> = []
    for root in nodes.sorted() where !seen.contains(root) {
      var stack = [(root, 0)]
      seen.insert(root)
      while let (node, next) = stack.popLast() {
        guard next < edges[node].count else {
          order.append(node)
          continue
        }
        stack.append((node, next + 1))
        let target = edges[node][next].target
        if nodes.contains(target), seen.insert(target).inserted { stack.append((target, 0)) }
      }
    }
    var back: [Int: [Int]] = [:]
    for node in nodes {
      for edge in edges[node] where nodes.contains(edge.target) { back[edge.target, default: []].append(node) }
    }
    var found: [Set<Int>] = []
    var assigned: Set<Int> = []
    for root in order.reversed() where !assigned.contains(root) {
      var component: Set<Int> = []
      var open = [root]
      while let node = open.popLast() {
        if !assigned.insert(node).inserted { continue }
        component.insert(node)
        open += back[node] ?? []
      }
      found.append(component)
    }
    return found
  }
}

// MARK: - At random

extension FairProduct {
  /// A system and a formula at random.
  init(_ numbers: inout some RandomNumberGenerator) {
    func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &numbers) }
    let sizes = [number(2...4), number(1...3)]
    steps = (0..<number(2...5)).map { index in
      let from = Array(0..<sizes[0]).shuffled(using: &numbers).prefix(number(1...max(1, sizes[0] - 1))).sorted()
      let first = number(0...sizes[0])
      let second = number(0...sizes[1])
      let isSilent = first == sizes[0] && second == sizes[1]
      return Step(
        name: "a\(index)", from: from, needs: number(0...2) == 0 ? number(0...sizes[1] - 1) : nil,
        role: Step.Role.allCases.randomElement(using: &numbers) ?? .nobody, isOptional: number(0...4) == 0,
        first: isSilent ? 0 : first == sizes[0] ? nil : first, second: second == sizes[1] ? nil : second)
    }
    self.sizes = sizes
    roles = [[.weak, .strong], [.weak], [.strong]].randomElement(using: &numbers) ?? []
    formula = Self.formula(sizes, steps.map(\.name), depth: number(2...4), &numbers)
    if number(0...2) > 0 { formula = .unary("always", formula) }
  }

  private static func formula(
    _ sizes: [Int], _ steps: [String], depth: Int, _ numbers: inout some RandomNumberGenerator
  ) -> Formula {
    func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &numbers) }
    if depth == 0 || number(0...7) == 0 {
      switch number(0...6) {
      case 0...2: return .place(0, number(0...sizes[0] - 1))
      case 3: return .place(1, number(0...sizes[1] - 1))
      default: return .step(steps[number(0...steps.count - 1)])
      }
    }
    let words = [
      "not", "and", "or", "implies", "always", "eventually", "until", "unless", "once", "since", "historically",
      "eventually", "next", "implies", "previously", "always",
    ]
    let word = words[number(0...words.count - 1)]
    let left = formula(sizes, steps, depth: depth - 1, &numbers)
    switch word {
    case "and", "or", "implies", "until", "unless", "since":
      return .binary(word, left, formula(sizes, steps, depth: depth - 1, &numbers))
    default: return .unary(word, left)
    }
  }

  /// Smaller ones: with a step less, or a part of the formula in its place.
  var smaller: [FairProduct] {
    var found: [FairProduct] = []
    for index in steps.indices where !formula.mentions(steps[index].name) {
      var product = self
      product.steps.remove(at: index)
      if !product.steps.isEmpty { found.append(product) }
    }
    for formula in Self.smaller(formula) {
      var product = self
      product.formula = formula
      found.append(product)
    }
    return found
  }

  private static func smaller(_ formula: Formula) -> [Formula] {
    switch formula {
    case .place, .step: []
    case .unary(let word, let operand): [operand] + smaller(operand).map { .unary(word, $0) }
    case .binary(let word, let left, let right):
      [left, right] + smaller(left).map { .binary(word, $0, right) }
        + smaller(right).map { .binary(word, left, $0) }
    }
  }
}
