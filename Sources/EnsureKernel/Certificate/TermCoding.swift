public import EnsureModel

/// Writes terms as lists of nodes, operands before what they are operands of, each node once.
struct TermWriter {
  let bank: TermBank
  var numbering: Numbering
  /// Numbers of the variables that are bound around the term; those that aggregates bind are added.
  var variables: [VariableID: Int]
  private var positions: [Term: Int] = [:]
  private var nodes: [Term] = []

  init(bank: TermBank, numbering: Numbering, variables: [VariableID: Int]) {
    self.bank = bank
    self.numbering = numbering
    self.variables = variables
  }

  mutating func write(_ term: Term, to writer: inout CanonicalWriter) {
    nodes = []
    positions = [:]
    visit(term)
    writer.write(natural: nodes.count)
    for node in nodes { write(node: node, to: &writer) }
  }

  private mutating func visit(_ term: Term) {
    if positions[term] != nil { return }
    // An aggregate's variable is numbered when it is met first, in front of what it is bound in.
    switch bank[term] {
    case .total(_, let variable, _), .count(let variable, _), .all(let variable, _, _),
      .exists(let variable, _):
      if variables[variable] == nil { variables[variable] = variables.count }
    default: break
    }
    for child in bank.children(term) { visit(child) }
    positions[term] = nodes.count
    nodes.append(term)
  }

  private mutating func write(node term: Term, to writer: inout CanonicalWriter) {
    let node = bank[term]
    writer.write(byte: TermCode(node).rawValue)
    switch node {
    case .boolean(let value): writer.write(byte: value ? 1 : 0)
    case .integer(let value): writer.write(value)
    case .member(let enumeration, let position):
      writer.write(natural: numbering.number(enumeration))
      writer.write(natural: position)
    case .none(let entity): writer.write(natural: numbering.number(entity))
    case .variable(let variable): writer.write(natural: number(variable))
    case .global(let global): writer.write(natural: numbering.number(global))
    case .field(let field, _): writer.write(natural: numbering.number(field))
    case .keyed(let entity, _): writer.write(natural: numbering.number(entity))
    case .key(let position, _): writer.write(natural: position)
    case .total(_, let variable, _), .count(let variable, _), .all(let variable, _, _),
      .exists(let variable, _):
      writer.write(natural: number(variable))
      if case .reference(let entity) = bank.variables[variable.index].type.sort {
        writer.write(natural: numbering.number(entity))
      }
    default: break
    }
    let children = bank.children(term)
    if TermCode(node).hasAnyNumberOfOperands { writer.write(natural: children.count) }
    for child in children { writer.write(natural: positions[child] ?? 0) }
  }

  private func number(_ variable: VariableID) -> Int { variables[variable] ?? 0 }
}

extension Certificate {
  /// Whether a certificate holds a term: not every one can be read back.
  public static func holds(_ term: Term, in bank: TermBank) -> Bool {
    guard bank.size(term) <= TermReader.greatestSize else { return false }
    var level: Set<Term> = [term]
    var depth = 0
    while !level.isEmpty {
      depth += 1
      if depth > TermReader.greatestDepth { return false }
      level = Set(level.flatMap { bank.children($0) })
    }
    return true
  }
}

/// What tells the nodes of terms apart.
enum TermCode: UInt8, CaseIterable {
  case boolean, integer, member, none, variable, global, now, field, keyed, key, untouched
  case not, and, or, implies, choice, equal, less, lessOrEqual
  case sum, difference, negated, product, quotient, remainder
  case total, count, all, exists

  init(_ node: TermNode) {
    self =
      switch node {
      case .boolean: .boolean
      case .integer: .integer
      case .member: .member
      case .none: .none
      case .variable: .variable
      case .global: .global
      case .now: .now
      case .field: .field
      case .keyed: .keyed
      case .key: .key
      case .untouched: .untouched
      case .not: .not
      case .and: .and
      case .or: .or
      case .implies: .implies
      case .choice: .choice
      case .equal: .equal
      case .less: .less
      case .lessOrEqual: .lessOrEqual
      case .sum: .sum
      case .difference: .difference
      case .negated: .negated
      case .product: .product
      case .quotient: .quotient
      case .remainder: .remainder
      case .total: .total
      case .count: .count
      case .all: .all
      case .exists: .exists
      }
  }

  var hasAnyNumberOfOperands: Bool {
    switch self {
    case .keyed, .and, .or, .sum: true
    default: false
    }
  }
}

/// Reads terms that a `TermWriter` has written. Whatever the bytes are, the terms are well sorted.
struct TermReader {
  let system: TransitionSystem
  let numbering: Numbering
  var bank: TermBank
  /// The variables that are bound around the term, by number.
  var variables: [VariableID]

  /// How deep, and how large when it is written out as a tree, a term of a certificate may be. A number counts for as
  /// many nodes as it has machine words, so that products of numbers are bounded too.
  static let greatestDepth = 500
  static let greatestSize = 100_000

  mutating func term(from reader: inout CanonicalReader) throws(KernelError) -> Term {
    let count = try reader.count()
    var nodes: [Term] = []
    var extents: [Term: (depth: Int, size: Int)] = [:]
    for _ in 0..<count {
      let term = try node(from: &reader, nodes)
      // Terms are walked as trees, one call inside the other.
      var extent = (depth: 1, size: 1)
      if case .integer(let value) = bank[term] { extent.size += value.magnitudeBits / UInt.bitWidth }
      for child in bank.children(term) {
        let inner = extents[child] ?? (0, 0)
        extent = (max(extent.depth, inner.depth + 1), extent.size + inner.size)
      }
      if extent.depth > Self.greatestDepth {
        throw reader.error("a term is deeper than \(Self.greatestDepth)")
      }
      if extent.size > Self.greatestSize {
        throw reader.error("a term has more than \(Self.greatestSize) nodes")
      }
      extents[term] = extent
      nodes.append(term)
    }
    guard let root = nodes.last else { throw reader.error("a term has no nodes") }
    return root
  }

  private func item<Item>(_ list: [Item], _ reader: inout CanonicalReader) throws(KernelError) -> Item {
    list[try reader.natural(below: list.count)]
  }

  private mutating func node(from reader: inout CanonicalReader, _ nodes: [Term]) throws(KernelError) -> Term {
    let tag = try reader.byte()
    guard let code = TermCode(rawValue: tag) else { throw reader.error("there are no terms of kind \(tag)") }
    func operand(_ reader: inout CanonicalReader) throws(KernelError) -> Term { try item(nodes, &reader) }
    func operand(_ sort: Sort, _ reader: inout CanonicalReader) throws(KernelError) -> Term {
      let term = try item(nodes, &reader)
      if bank.sort(term) != sort { throw reader.error("an operand has another sort") }
      return term
    }
    func operands(_ sort: Sort?, _ reader: inout CanonicalReader) throws(KernelError) -> [Term] {
      let count = try reader.count()
      var found: [Term] = []
      for _ in 0..<count {
        found.append(try sort == nil ? operand(&reader) : operand(sort ?? .boolean, &reader))
      }
      if found.count < 2 { throw reader.error("too few operands") }
      return found
    }
    func pair(_ reader: inout CanonicalReader) throws(KernelError) -> (Term, Term) {
      let left = try operand(&reader)
      return (left, try operand(bank.sort(left), &reader))
    }
    func ordered(_ reader: inout CanonicalReader) throws(KernelError) -> (Term, Term) {
      let (left, right) = try pair(&reader)
      guard bank.sort(left) == .integer || bank.sort(left) == .instant else {
        throw reader.error("only numbers are ordered")
      }
      return (left, right)
    }
    func instance(of entity: EntityID?, _ reader: inout CanonicalReader) throws(KernelError) -> (Term, EntityID)
    {
      let term = try operand(&reader)
      guard case .reference(let own) = bank.sort(term), own == entity ?? own else {
        throw reader.error("an instance of another entity belongs here")
      }
      return (term, own)
    }
    switch code {
    case .boolean: return bank.boolean(try reader.natural(below: 2) == 1)
    case .integer: return bank.integer(try reader.integer())
    case .member:
      let enumeration = try item(numbering.enumerations, &reader)
      let members = system.enumerations[enumeration.index].members.count
      return bank.member(enumeration, try reader.natural(below: members))
    case .none: return bank.none(try item(numbering.entities, &reader))
    case .variable: return bank.variable(try item(variables, &reader))
    case .global:
      let global = try item(numbering.globals, &reader)
      return bank.global(global, system.globals[global.index].type.sort)
    case .now: return bank.now()
    case .field:
      let field = try item(numbering.fields, &reader)
      let declared = system.fields[field.index]
      return bank.field(field, declared.type.sort, of: try instance(of: declared.entity, &reader).0)
    case .keyed:
      let entity = try item(numbering.entities, &reader)
      let count = try reader.count()
      let declared = system.entities[entity.index].keys
      guard count == declared.count, count > 0 else { throw reader.error("another number of keys") }
      var keys: [Term] = []
      for key in declared { keys.append(try operand(key.type.sort, &reader)) }
      return bank.keyed(entity, keys)
    case .key:
      let position = try reader.natural()
      let (term, entity) = try instance(of: nil, &reader)
      let keys = system.entities[entity.index].keys
      guard position < keys.count else { throw reader.error("there is no such key") }
      return bank.key(position, keys[position].type.sort, of: term)
    case .untouched: return bank.untouched(try instance(of: nil, &reader).0)
    case .not: return bank.not(try operand(.boolean, &reader))
    case .and: return bank.and(try operands(.boolean, &reader))
    case .or: return bank.or(try operands(.boolean, &reader))
    case .implies:
      let left = try operand(.boolean, &reader)
      return bank.implies(left, try operand(.boolean, &reader))
    case .choice:
      let condition = try operand(.boolean, &reader)
      let (yes, no) = try pair(&reader)
      return bank.choice(condition, yes, no)
    case .equal:
      let (left, right) = try pair(&reader)
      return bank.equal(left, right)
    case .less:
      let (left, right) = try ordered(&reader)
      return bank.less(left, right)
    case .lessOrEqual:
      let (left, right) = try ordered(&reader)
      return bank.lessOrEqual(left, right)
    case .sum:
      let found = try operands(nil, &reader)
      let instants = found.filter { bank.sort($0) == .instant }.count
      let isArithmetic = found.allSatisfy { bank.sort($0) == .integer || bank.sort($0) == .instant }
      guard isArithmetic, instants <= 1 else {
        throw reader.error("a sum is of integers and at most one instant")
      }
      return bank.sum(found)
    case .difference:
      let (left, right) = (try operand(&reader), try operand(&reader))
      switch (bank.sort(left), bank.sort(right)) {
      case (.integer, .integer), (.instant, .integer), (.instant, .instant): return bank.difference(left, right)
      default: throw reader.error("a difference of other things than numbers")
      }
    case .negated: return bank.negated(try operand(.integer, &reader))
    case .product:
      let left = try operand(.integer, &reader)
      return bank.product(left, try operand(.integer, &reader))
    case .quotient:
      let left = try operand(.integer, &reader)
      return bank.quotient(left, try operand(.integer, &reader))
    case .remainder:
      let left = try operand(.integer, &reader)
      return bank.remainder(left, try operand(.integer, &reader))
    case .total, .count, .all, .exists:
      let number = try reader.natural(below: variables.count)
      let entity = try item(numbering.entities, &reader)
      let variable = variables[number]
      guard bank.variables[variable.index].type == ValueType(.reference(entity)) else {
        throw reader.error("an aggregate ranges over another entity than its variable")
      }
      let filter = try operand(.boolean, &reader)
      switch code {
      case .total: return bank.total(of: try operand(.integer, &reader), over: variable, where: filter)
      case .all: return bank.all(over: variable, where: filter, body: try operand(.boolean, &reader))
      case .count: return bank.count(over: variable, where: filter)
      default: return bank.exists(over: variable, where: filter)
      }
    }
  }
}

extension CanonicalWriter {
  /// Writes a type; units make no difference to what anything means.
  mutating func write(_ type: ValueType, _ numbering: inout Numbering) {
    switch type.sort {
    case .boolean: write(byte: 0)
    case .integer: write(byte: 1)
    case .instant: write(byte: 2)
    case .enumeration(let id):
      write(byte: 3)
      write(natural: numbering.number(id))
    case .reference(let id):
      write(byte: 4)
      write(natural: numbering.number(id))
    }
    for bound in [type.lower, type.upper] {
      write(byte: bound == nil ? 0 : 1)
      if let bound { write(bound) }
    }
    write(byte: type.isOptional ? 1 : 0)
  }
}

extension CanonicalReader {
  /// Reads a type.
  mutating func type(_ numbering: Numbering) throws(KernelError) -> ValueType {
    let sort: Sort
    switch try byte() {
    case 0: sort = .boolean
    case 1: sort = .integer
    case 2: sort = .instant
    case 3: sort = .enumeration(numbering.enumerations[try natural(below: numbering.enumerations.count)])
    case 4: sort = .reference(numbering.entities[try natural(below: numbering.entities.count)])
    case let other: throw error("there is no sort \(other)")
    }
    var bounds: [Integer?] = []
    for _ in 0..<2 { bounds.append(try natural(below: 2) == 1 ? try integer() : nil) }
    return ValueType(sort, lower: bounds[0], upper: bounds[1], isOptional: try natural(below: 2) == 1)
  }
}
