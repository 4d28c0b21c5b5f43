/// The terms of one model, hash-consed: a term that is built twice is stored once. Terms are built only by the
/// functions of `TermBank+Constructors.swift`, which check the sorts of their operands.
///
/// A bank only grows, so a copy of a bank understands every term of the original.
public struct TermBank: Sendable {
  enum Operator: UInt8 {
    case boolean, integer, member, none, variable, global, now, field, keyed, key, untouched
    case not, and, or, implies, choice, equal, less, lessOrEqual
    case sum, difference, negated, product, quotient, remainder
    case total, count, all, exists
  }

  /// Operator, sort, and what they apply to. `extra` is an identifier or a number; the operands lie in
  /// `operands[first..<first + count]`.
  struct Node {
    let op: Operator
    let count: Int32
    let extra: Int32
    let first: Int32
    let sort: Sort
    let size: Int32
  }

  var nodes: [Node] = []
  var operands: [Int32] = []
  var integers: [Integer] = []
  private var integerPositions: [Integer: Int32] = [:]
  /// Open addressing with linear probing: positions of nodes, or -1. The capacity is a power of two.
  private var table: [Int32] = Array(repeating: -1, count: 1 << 8)

  /// All variables that terms of this bank may mention.
  public private(set) var variables: [Variable] = []

  /// An empty bank.
  public init() {}

  /// How many different terms there are.
  public var count: Int { nodes.count }

  /// A new variable, different from all others, also from those of the same name.
  public mutating func makeVariable(_ name: String, _ type: ValueType) -> VariableID {
    variables.append(Variable(name: name, type: type))
    return VariableID(variables.count - 1)
  }

  /// The term's sort.
  public func sort(_ term: Term) -> Sort { nodes[Int(term.index)].sort }

  /// How many nodes the term has when it is written out as a tree; at most `Int32.max`. Engines that walk terms
  /// as trees rely on `EnsureSemantics` to refuse terms above its limit.
  public func size(_ term: Term) -> Int { Int(nodes[Int(term.index)].size) }

  /// The terms that `term` is directly made of, in order.
  public func children(_ term: Term) -> [Term] {
    let node = nodes[Int(term.index)]
    return operands[Int(node.first)..<Int(node.first + node.count)].map(Term.init(index:))
  }

  mutating func intern(_ op: Operator, _ sort: Sort, extra: Int = 0, _ children: [Term] = []) -> Term {
    var hash = Self.mixed(UInt64(op.rawValue) << 56 ^ Self.number(of: sort) << 32 ^ UInt64(UInt32(extra)))
    var size: Int64 = 1
    for child in children {
      hash = Self.mixed(hash &* 3 ^ UInt64(UInt32(bitPattern: child.index)))
      size += Int64(nodes[Int(child.index)].size)
    }
    let mask = table.count - 1
    var slot = Int(truncatingIfNeeded: hash) & mask
    while table[slot] >= 0 {
      let position = table[slot]
      if hashes[Int(position)] == hash, matches(nodes[Int(position)], op, sort, extra, children) {
        return Term(index: position)
      }
      slot = (slot + 1) & mask
    }
    let node = Node(
      op: op, count: Int32(children.count), extra: Int32(extra), first: Int32(operands.count), sort: sort,
      size: Int32(min(size, Int64(Int32.max))))
    for child in children { operands.append(child.index) }
    nodes.append(node)
    hashes.append(hash)
    table[slot] = Int32(nodes.count - 1)
    if nodes.count * 2 > table.count { grow() }
    return Term(index: Int32(nodes.count - 1))
  }

  private var hashes: [UInt64] = []

  /// A number that tells sorts apart; members of two enumerations differ in nothing else.
  private static func number(of sort: Sort) -> UInt64 {
    switch sort {
    case .boolean: 0
    case .integer: 1
    case .instant: 2
    case .enumeration(let enumeration): UInt64(enumeration.index) << 2 | 3
    case .reference(let entity): UInt64(entity.index) << 2
    }
  }

  /// Every bit of the result depends on every bit of the argument (the finaliser of MurmurHash3).
  private static func mixed(_ value: UInt64) -> UInt64 {
    var result = value ^ (value >> 33)
    result = result &* 0xFF51_AFD7_ED55_8CCD
    result ^= result >> 33
    result = result &* 0xC4CE_B9FE_1A85_EC53
    return result ^ (result >> 33)
  }

  private func matches(_ node: Node, _ op: Operator, _ sort: Sort, _ extra: Int, _ children: [Term]) -> Bool {
    guard node.op == op, node.extra == Int32(extra), Int(node.count) == children.count, node.sort == sort else {
      return false
    }
    for (offset, child) in children.enumerated() where operands[Int(node.first) + offset] != child.index {
      return false
    }
    return true
  }

  private mutating func grow() {
    table = Array(repeating: -1, count: table.count * 2)
    let mask = table.count - 1
    for (position, hash) in hashes.enumerated() {
      var slot = Int(truncatingIfNeeded: hash) & mask
      while table[slot] >= 0 { slot = (slot + 1) & mask }
      table[slot] = Int32(position)
    }
  }

  mutating func position(of integer: Integer) -> Int {
    if let known = integerPositions[integer] { return Int(known) }
    integers.append(integer)
    integerPositions[integer] = Int32(integers.count - 1)
    return integers.count - 1
  }
}

extension TermBank {
  /// The term's node, with its operands.
  public subscript(term: Term) -> TermNode {
    let node = nodes[Int(term.index)]
    let extra = Int(node.extra)
    func operand(_ offset: Int) -> Term { Term(index: operands[Int(node.first) + offset]) }
    switch node.op {
    case .boolean: return .boolean(extra != 0)
    case .integer: return .integer(integers[extra])
    case .member:
      guard case .enumeration(let enumeration) = node.sort else { fatalError("a member has an enumeration") }
      return .member(enumeration, extra)
    case .none: return .none(EntityID(extra))
    case .variable: return .variable(VariableID(extra))
    case .global: return .global(GlobalID(extra))
    case .now: return .now
    case .field: return .field(FieldID(extra), of: operand(0))
    case .keyed: return .keyed(EntityID(extra), children(term))
    case .key: return .key(extra, of: operand(0))
    case .untouched: return .untouched(operand(0))
    case .not: return .not(operand(0))
    case .and: return .and(children(term))
    case .or: return .or(children(term))
    case .implies: return .implies(operand(0), operand(1))
    case .choice: return .choice(operand(0), operand(1), operand(2))
    case .equal: return .equal(operand(0), operand(1))
    case .less: return .less(operand(0), operand(1))
    case .lessOrEqual: return .lessOrEqual(operand(0), operand(1))
    case .sum: return .sum(children(term))
    case .difference: return .difference(operand(0), operand(1))
    case .negated: return .negated(operand(0))
    case .product: return .product(operand(0), operand(1))
    case .quotient: return .quotient(operand(0), operand(1))
    case .remainder: return .remainder(operand(0), operand(1))
    case .total: return .total(of: operand(1), over: VariableID(extra), where: operand(0))
    case .count: return .count(over: VariableID(extra), where: operand(0))
    case .all: return .all(over: VariableID(extra), where: operand(0), body: operand(1))
    case .exists: return .exists(over: VariableID(extra), where: operand(0))
    }
  }
}
