/// A term of which everything but the state is known: a number that names one hash-consed node of a
/// `GroundBank`. Equal ground terms of one bank are equal numbers, so that steps can share their guards.
struct GroundTerm: Hashable, Sendable {
  let index: Int32
}

/// One node of a ground term. All values are words: booleans 0 and 1, members their positions, references
/// instance numbers or -1.
struct GroundNode: Hashable, Sendable {
  enum Operator: UInt8 {
    /// The number `value`.
    case constant
    /// The word at position `value` of the state.
    case slot
    /// What a `bind` statement has put into register `value`.
    case local
    /// The word of the state at the position that table `value` gives for the instance `a`; a trap for `none`.
    case lookup
    /// The number that table `value` gives for the instance `a`; a trap for `none`.
    case table
    case not, and, or, choice, equal, less, lessOrEqual
    case add, subtract, multiply, quotient, remainder
    /// Equal to `a` if it is at least 0 and less than `value`, else a trap.
    case within
    /// Never has a value that the machine could work with: the interpreter decides.
    case trap
  }

  let op: Operator
  var a: Int32 = -1
  var b: Int32 = -1
  var c: Int32 = -1
  var value: Int = 0
}

/// The ground terms of one compilation. Constructors fold constants, and never fold away a term that may trap:
/// a trap is how the machine notices that a term has no value, or none that fits a word.
struct GroundBank {
  private(set) var nodes: [GroundNode] = []
  /// An upper bound of the value's magnitude; `Int.max` if none is known.
  private var magnitudes: [Int] = []
  private var totals: [Bool] = []
  private var table: [Int32] = Array(repeating: -1, count: 1 << 12)
  /// Maps from instance numbers to positions in the state, or to numbers.
  private(set) var tables: [[Int32]] = []
  private var tablePositions: [[Int32]: Int] = [:]

  /// Values in slots are smaller than this in magnitude; what isn't is a trap.
  static let slotMagnitude = StateWord.limit

  subscript(term: GroundTerm) -> GroundNode { nodes[Int(term.index)] }

  /// Whether the term has a value in every state, one that fits a word.
  func isTotal(_ term: GroundTerm) -> Bool { totals[Int(term.index)] }

  /// The number that the term is in every state.
  func constant(of term: GroundTerm) -> Int? {
    let node = self[term]
    return node.op == .constant ? node.value : nil
  }

  mutating func position(ofTable entries: [Int32]) -> Int {
    if let known = tablePositions[entries] { return known }
    tables.append(entries)
    tablePositions[entries] = tables.count - 1
    return tables.count - 1
  }

  private mutating func intern(_ node: GroundNode, magnitude: Int, total: Bool) -> GroundTerm {
    var slot = Self.hash(node) & (table.count - 1)
    while table[slot] >= 0 {
      if nodes[Int(table[slot])] == node { return GroundTerm(index: table[slot]) }
      slot = (slot + 1) & (table.count - 1)
    }
    nodes.append(node)
    magnitudes.append(magnitude)
    totals.append(total)
    table[slot] = Int32(nodes.count - 1)
    if nodes.count * 2 > table.count { grow() }
    return GroundTerm(index: Int32(nodes.count - 1))
  }

  private mutating func grow() {
    table = Array(repeating: -1, count: table.count * 2)
    for (position, node) in nodes.enumerated() {
      var slot = Self.hash(node) & (table.count - 1)
      while table[slot] >= 0 { slot = (slot + 1) & (table.count - 1) }
      table[slot] = Int32(position)
    }
  }

  private static func hash(_ node: GroundNode) -> Int {
    var hash = UInt64(node.op.rawValue) &* 0x9E37_79B9_7F4A_7C15
    for part in [Int(node.a), Int(node.b), Int(node.c), node.value] {
      hash = (hash ^ UInt64(bitPattern: Int64(part)) ^ (hash >> 29)) &* 0xBF58_476D_1CE4_E5B9
    }
    return Int(truncatingIfNeeded: (hash ^ (hash >> 32)) & 0x7FFF_FFFF_FFFF_FFFF)
  }

  private func magnitude(_ term: GroundTerm) -> Int { magnitudes[Int(term.index)] }
}

extension GroundBank {
  mutating func constant(_ value: Int) -> GroundTerm {
    let magnitude = value == Int.min ? Int.max : abs(value)
    return intern(GroundNode(op: .constant, value: value), magnitude: magnitude, total: true)
  }

  mutating func boolean(_ value: Bool) -> GroundTerm { constant(value ? 1 : 0) }

  mutating func slot(_ slot: Int) -> GroundTerm {
    intern(GroundNode(op: .slot, value: slot), magnitude: Self.slotMagnitude, total: true)
  }

  mutating func local(_ register: Int) -> GroundTerm {
    intern(GroundNode(op: .local, value: register), magnitude: Int.max, total: true)
  }

  mutating func trap() -> GroundTerm { intern(GroundNode(op: .trap), magnitude: Int.max, total: false) }

  /// The state's word for an instance; `slots` holds its position for each instance.
  mutating func lookup(_ instance: GroundTerm, slots: [Int32]) -> GroundTerm {
    if let known = constant(of: instance) {
      return slots.indices.contains(known) ? slot(Int(slots[known])) : trap()
    }
    let node = GroundNode(op: .lookup, a: instance.index, value: position(ofTable: slots))
    return intern(node, magnitude: Self.slotMagnitude, total: false)
  }

  /// A fixed number for each instance.
  mutating func table(_ instance: GroundTerm, entries: [Int32]) -> GroundTerm {
    if let known = constant(of: instance) {
      return entries.indices.contains(known) ? constant(Int(entries[known])) : trap()
    }
    let node = GroundNode(op: .table, a: instance.index, value: position(ofTable: entries))
    return intern(node, magnitude: Int(Int32.max), total: false)
  }

  /// The value, which must be at least 0 and less than `bound`.
  mutating func within(_ term: GroundTerm, _ bound: Int) -> GroundTerm {
    if let known = constant(of: term) { return known >= 0 && known < bound ? term : trap() }
    return intern(GroundNode(op: .within, a: term.index, value: bound), magnitude: bound, total: false)
  }

  mutating func not(_ operand: GroundTerm) -> GroundTerm {
    let node = self[operand]
    if node.op == .constant { return boolean(node.value == 0) }
    if node.op == .not { return GroundTerm(index: node.a) }
    return intern(GroundNode(op: .not, a: operand.index), magnitude: 1, total: isTotal(operand))
  }

  mutating func and(_ left: GroundTerm, _ right: GroundTerm) -> GroundTerm {
    if let known = constant(of: left) { return known == 0 ? left : right }
    if let known = constant(of: right), known == 1 || isTotal(left) { return known == 1 ? left : right }
    if left == right { return left }
    let total = isTotal(left) && isTotal(right)
    return intern(GroundNode(op: .and, a: left.index, b: right.index), magnitude: 1, total: total)
  }

  mutating func or(_ left: GroundTerm, _ right: GroundTerm) -> GroundTerm {
    if let known = constant(of: left) { return known == 1 ? left : right }
    if let known = constant(of: right), known == 0 || isTotal(left) { return known == 0 ? left : right }
    if left == right { return left }
    let total = isTotal(left) && isTotal(right)
    return intern(GroundNode(op: .or, a: left.index, b: right.index), magnitude: 1, total: total)
  }

  mutating func choice(_ condition: GroundTerm, _ yes: GroundTerm, _ no: GroundTerm) -> GroundTerm {
    if let known = constant(of: condition) { return known == 1 ? yes : no }
    if yes == no, isTotal(condition) { return yes }
    let total = isTotal(condition) && isTotal(yes) && isTotal(no)
    return intern(
      GroundNode(op: .choice, a: condition.index, b: yes.index, c: no.index),
      magnitude: max(magnitude(yes), magnitude(no)), total: total)
  }

  mutating func equal(_ left: GroundTerm, _ right: GroundTerm) -> GroundTerm {
    if left == right, isTotal(left) { return boolean(true) }
    // The constant stands right, so that equal tests are equal terms.
    let (a, b) = constant(of: left) != nil ? (right, left) : (left, right)
    return comparison(.equal, a, b) { $0 == $1 }
  }

  mutating func less(_ left: GroundTerm, _ right: GroundTerm) -> GroundTerm {
    comparison(.less, left, right) { $0 < $1 }
  }

  mutating func lessOrEqual(_ left: GroundTerm, _ right: GroundTerm) -> GroundTerm {
    comparison(.lessOrEqual, left, right) { $0 <= $1 }
  }

  private mutating func comparison(
    _ op: GroundNode.Operator, _ left: GroundTerm, _ right: GroundTerm, _ compare: (Int, Int) -> Bool
  ) -> GroundTerm {
    if let a = constant(of: left), let b = constant(of: right) { return boolean(compare(a, b)) }
    let total = isTotal(left) && isTotal(right)
    return intern(GroundNode(op: op, a: left.index, b: right.index), magnitude: 1, total: total)
  }

  mutating func add(_ left: GroundTerm, _ right: GroundTerm) -> GroundTerm {
    if constant(of: left) == 0 { return right }
    if constant(of: right) == 0 { return left }
    return arithmetic(.add, left, right, magnitude(left).addingReportingOverflow(magnitude(right))) {
      $0.addingReportingOverflow($1)
    }
  }

  mutating func subtract(_ left: GroundTerm, _ right: GroundTerm) -> GroundTerm {
    if constant(of: right) == 0 { return left }
    return arithmetic(.subtract, left, right, magnitude(left).addingReportingOverflow(magnitude(right))) {
      $0.subtractingReportingOverflow($1)
    }
  }

  mutating func multiply(_ left: GroundTerm, _ right: GroundTerm) -> GroundTerm {
    if constant(of: left) == 1 { return right }
    if constant(of: right) == 1 { return left }
    return arithmetic(.multiply, left, right, magnitude(left).multipliedReportingOverflow(by: magnitude(right)))
    {
      $0.multipliedReportingOverflow(by: $1)
    }
  }

  private mutating func arithmetic(
    _ op: GroundNode.Operator, _ left: GroundTerm, _ right: GroundTerm,
    _ bound: (partialValue: Int, overflow: Bool), _ compute: (Int, Int) -> (partialValue: Int, overflow: Bool)
  ) -> GroundTerm {
    if let a = constant(of: left), let b = constant(of: right) {
      let (value, overflow) = compute(a, b)
      return overflow ? trap() : constant(value)
    }
    let total = isTotal(left) && isTotal(right) && !bound.overflow
    return intern(
      GroundNode(op: op, a: left.index, b: right.index),
      magnitude: bound.overflow ? Int.max : bound.partialValue,
      total: total)
  }

  mutating func quotient(_ left: GroundTerm, _ right: GroundTerm) -> GroundTerm {
    division(.quotient, left, right, magnitude(left)) { euclideanDivision($0, $1).quotient }
  }

  mutating func remainder(_ left: GroundTerm, _ right: GroundTerm) -> GroundTerm {
    division(.remainder, left, right, magnitude(right)) { euclideanDivision($0, $1).remainder }
  }

  private mutating func division(
    _ op: GroundNode.Operator, _ left: GroundTerm, _ right: GroundTerm, _ magnitude: Int,
    _ compute: (Int, Int) -> Int
  ) -> GroundTerm {
    let divisor = constant(of: right)
    if divisor == 0 { return trap() }
    if let a = constant(of: left), let b = divisor { return a == Int.min ? trap() : constant(compute(a, b)) }
    let total = isTotal(left) && divisor != nil && self.magnitude(left) < Int.max
    let bound = magnitude == Int.max ? magnitude : magnitude + 1
    return intern(GroundNode(op: op, a: left.index, b: right.index), magnitude: bound, total: total)
  }
}

/// Euclidean division: the remainder is never negative. `divisor` is not 0, and `dividend` not `Int.min`.
@inline(__always)
func euclideanDivision(_ dividend: Int, _ divisor: Int) -> (quotient: Int, remainder: Int) {
  let quotient = dividend / divisor
  let remainder = dividend % divisor
  if remainder >= 0 { return (quotient, remainder) }
  return divisor > 0 ? (quotient - 1, remainder + divisor) : (quotient + 1, remainder - divisor)
}
