/// The nodes of a graph that is made from its first node on: each gets a number when it is first met, and its turn in
/// the order of the numbers.
///
///     var worklist = Worklist([first])
///     while let node = worklist.next() {
///       edges.append(successors(of: node).map { worklist.number($0) })
///     }
struct Worklist<Node: Hashable> {
  /// The nodes met so far, by their numbers.
  private(set) var nodes: [Node] = []
  private var numbers: [Node: Int] = [:]
  private var turn = 0

  /// A list that begins with those nodes, which have the numbers from 0 on.
  init(_ starts: [Node]) {
    for start in starts { _ = number(start) }
  }

  /// How many nodes have been met.
  var count: Int { nodes.count }

  /// The number of a node, a new one if it has not been met before.
  mutating func number(_ node: Node) -> Int {
    if let known = numbers[node] { return known }
    numbers[node] = nodes.count
    nodes.append(node)
    return nodes.count - 1
  }

  /// The node whose turn it is; `nil` if all that have been met have had theirs.
  mutating func next() -> Node? {
    guard turn < nodes.count else { return nil }
    turn += 1
    return nodes[turn - 1]
  }
}
