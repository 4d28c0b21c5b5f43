/// A formula: a number that has a meaning in the bank that made it, and in copies of that bank.
public struct TemporalFormula: Hashable, Comparable, Sendable {
  let index: Int32

  init(_ index: Int) { self.index = Int32(truncatingIfNeeded: index) }

  /// The number as an index of arrays.
  var position: Int { Int(index) }

  /// Older formulas come first; operands are older than what they are operands of.
  public static func < (left: TemporalFormula, right: TemporalFormula) -> Bool { left.index < right.index }
}

/// Holds formulas so that equal ones are the same number (hash-consing): comparing is comparing numbers, and results
/// are remembered in arrays.
public struct FormulaBank: Sendable {
  private struct Node {
    let connective: Connective
    /// The operands' place in `operandStore`; for an atom, its number.
    let start: Int32
    let count: Int32
    let depth: Int32
    let hash: UInt64
  }

  private var nodes: [Node] = []
  private var operandStore: [TemporalFormula] = []
  /// An open table of formulas by their hash, at most half full; -1 where it is free.
  private var table = [Int32](repeating: -1, count: 64)
  private var atomNumbers: [String: Int] = [:]

  /// The names of the atomic propositions, in the order in which they were first used.
  public private(set) var atoms: [String] = []

  /// The formula that never holds.
  public let falsity = TemporalFormula(0)
  /// The formula that always holds.
  public let truth = TemporalFormula(1)

  /// A bank with the two constants.
  public init() {
    _ = make(.falsity, [])
    _ = make(.truth, [])
  }

  /// How many formulas there are.
  public var count: Int { nodes.count }

  /// The atomic proposition of that name.
  public mutating func atom(_ name: String) -> TemporalFormula {
    if let number = atomNumbers[name] { return atom(number: number) }
    atomNumbers[name] = atoms.count
    atoms.append(name)
    return atom(number: atoms.count - 1)
  }

  /// The atomic proposition `atoms[number]`.
  mutating func atom(number: Int) -> TemporalFormula {
    let hash = Self.mix(UInt64(Connective.atom.rawValue), UInt64(number))
    return intern(.atom, hash, depth: 1, payload: number) { node in Int(node.start) == number }
  }

  /// The formula with that connective and those operands, as they stand: nothing is simplified.
  ///
  /// The number of operands has to fit the connective's arity.
  public mutating func make(_ connective: Connective, _ operands: [TemporalFormula]) -> TemporalFormula {
    precondition(connective.arity.map { $0 == operands.count } ?? (operands.count >= 2))
    var hash = UInt64(connective.rawValue)
    var depth = 0
    for operand in operands {
      hash = Self.mix(hash, UInt64(operand.position))
      depth = max(depth, self.depth(operand))
    }
    return intern(connective, hash, depth: depth + 1, operands)
  }

  /// What the formula's outermost connective is.
  public func connective(_ formula: TemporalFormula) -> Connective { nodes[formula.position].connective }

  /// How many connectives and atoms lie above one another, at most.
  public func depth(_ formula: TemporalFormula) -> Int { Int(nodes[formula.position].depth) }

  /// The operands, in their order.
  public func operands(_ formula: TemporalFormula) -> ArraySlice<TemporalFormula> {
    let node = nodes[formula.position]
    guard node.connective != .atom else { return [] }
    return operandStore[Int(node.start)..<Int(node.start + node.count)]
  }

  /// The first operand of a formula that has one.
  public func first(_ formula: TemporalFormula) -> TemporalFormula {
    operandStore[Int(nodes[formula.position].start)]
  }

  /// The second operand of a formula that has two.
  public func second(_ formula: TemporalFormula) -> TemporalFormula {
    operandStore[Int(nodes[formula.position].start) + 1]
  }

  /// The position in `atoms` of an atomic proposition.
  public func atomNumber(_ formula: TemporalFormula) -> Int { Int(nodes[formula.position].start) }

  /// The formula's parts, itself included, each once, operands before what they are operands of.
  public func subformulas(_ formula: TemporalFormula) -> [TemporalFormula] {
    var isPart = [Bool](repeating: false, count: formula.position + 1)
    isPart[formula.position] = true
    // Operands are older, so that one pass downwards finds all parts.
    for index in stride(from: formula.position, through: 0, by: -1) where isPart[index] {
      for operand in operands(TemporalFormula(index)) { isPart[operand.position] = true }
    }
    return isPart.indices.filter { isPart[$0] }.map { TemporalFormula($0) }
  }

  private mutating func intern(
    _ connective: Connective, _ hash: UInt64, depth: Int, _ operands: [TemporalFormula]
  ) -> TemporalFormula {
    if let known = find(hash, { $0.connective == connective && operandsEqual($0, operands) }) { return known }
    let start = operandStore.count
    operandStore.append(contentsOf: operands)
    return insert(
      Node(
        connective: connective, start: Int32(start), count: Int32(operands.count), depth: Int32(depth),
        hash: hash))
  }

  private mutating func intern(
    _ connective: Connective, _ hash: UInt64, depth: Int, payload: Int, _ isSame: (Node) -> Bool
  ) -> TemporalFormula {
    if let known = find(hash, { $0.connective == connective && isSame($0) }) { return known }
    return insert(
      Node(connective: connective, start: Int32(payload), count: 0, depth: Int32(depth), hash: hash))
  }

  private func operandsEqual(_ node: Node, _ operands: [TemporalFormula]) -> Bool {
    guard Int(node.count) == operands.count else { return false }
    for index in operands.indices where operandStore[Int(node.start) + index] != operands[index] {
      return false
    }
    return true
  }

  private func find(_ hash: UInt64, _ isSame: (Node) -> Bool) -> TemporalFormula? {
    var slot = Int(truncatingIfNeeded: hash >> 7) & (table.count - 1)
    while table[slot] >= 0 {
      let node = nodes[Int(table[slot])]
      if node.hash == hash, isSame(node) { return TemporalFormula(Int(table[slot])) }
      slot = (slot + 1) & (table.count - 1)
    }
    return nil
  }

  private mutating func insert(_ node: Node) -> TemporalFormula {
    nodes.append(node)
    if nodes.count * 2 > table.count {
      table = [Int32](repeating: -1, count: table.count * 2)
      for index in nodes.indices { place(index) }
    } else {
      place(nodes.count - 1)
    }
    return TemporalFormula(nodes.count - 1)
  }

  private mutating func place(_ index: Int) {
    var slot = Int(truncatingIfNeeded: nodes[index].hash >> 7) & (table.count - 1)
    while table[slot] >= 0 { slot = (slot + 1) & (table.count - 1) }
    table[slot] = Int32(index)
  }

  private static func mix(_ seed: UInt64, _ value: UInt64) -> UInt64 {
    var hash = (seed ^ value &* 0x9E37_79B9_7F4A_7C15) &* 0xFF51_AFD7_ED55_8CCD
    hash ^= hash >> 32
    return hash &+ value
  }
}
