package import EnsureModel

/// An aggregate as a number: the sum of something over all instances of an entity. What it is called in the text makes
/// no difference: two aggregates with the same shape, and the same values for their arguments, are one total.
package struct TotalShape: Hashable, Sendable {
  /// What each instance contributes if it satisfies the filter.
  enum Summand: Hashable, Sendable {
    /// 1: a count. "For all" is the count of whatever speaks against it.
    case one
    /// This number.
    case term
  }

  /// The kind of summand.
  let summand: Summand
  /// The entity.
  let entity: EntityID
  /// The conditions of the filter and the summand, written down in order, the names of variables left out.
  let tokens: [Token]

  /// A part of the text.
  enum Token: Hashable, Sendable {
    /// A literal, or an operator without its operands.
    case node(TermNode)
    /// The instance that contributes.
    case instance
    /// The argument with that position.
    case argument(Int)
  }
}

/// An aggregate taken apart.
struct Total: Sendable {
  let shape: TotalShape
  /// The variable that stands for the instance.
  let variable: VariableID
  let filter: Term
  /// The summand, or what is claimed of all; nil for a count.
  let body: Term?
  /// What is the same for all instances: the largest parts without the variable, in the order in which they occur. The
  /// total is that of the group which their values make.
  let arguments: [Term]
  /// The fields of the instance that are read; nil for all of them.
  let reads: Set<FieldID>?
  /// Whether an instance may contribute something that has no value: what is divided by may be 0.
  let mayLackValue: Bool
  /// Whether it reads nothing else but its own instance (SEMANTICS 25).
  let isLocal: Bool

  /// Takes an aggregate apart; nil if the term is none.
  init?(_ term: Term, in bank: TermBank) {
    let summand: TotalShape.Summand
    switch bank[term] {
    case .total(let of, let variable, let filter):
      (summand, body, self.variable, self.filter) = (.term, of, variable, filter)
    case .count(let variable, let filter), .exists(let variable, let filter):
      (summand, body, self.variable, self.filter) = (.one, nil, variable, filter)
    case .all(let variable, let filter, let claim):
      (summand, body, self.variable, self.filter) = (.one, claim, variable, filter)
    default: return nil
    }
    guard case .reference(let entity) = bank.variables[variable.index].type.sort else { return nil }
    var reader = Reader(bank: bank, bound: variable)
    for condition in bank.conjuncts(filter) where bank[condition] != .boolean(true) { reader.read(condition) }
    if let body {
      if summand == .one { reader.readOpposite(of: body) } else { reader.read(body) }
    }
    arguments = reader.arguments
    reads = reader.readsEverything ? nil : reader.reads
    isLocal = reader.isLocal
    mayLackValue = reader.divides
    shape = TotalShape(summand: summand, entity: entity, tokens: reader.tokens)
  }

  private struct Reader {
    let bank: TermBank
    let bound: VariableID
    var arguments: [Term] = []
    var reads: Set<FieldID> = []
    var readsEverything = false
    var isLocal = true
    var divides = false
    var tokens: [TotalShape.Token] = []
    private var mentions: [Term: Bool] = [:]

    init(bank: TermBank, bound: VariableID) {
      self.bank = bank
      self.bound = bound
    }

    private mutating func mentionsInstance(_ term: Term) -> Bool {
      if let known = mentions[term] { return known }
      var result = bank[term] == .variable(bound)
      for child in bank.children(term) where !result { result = mentionsInstance(child) }
      mentions[term] = result
      return result
    }

    /// Writes down that a condition does not hold.
    mutating func readOpposite(of condition: Term) {
      if case .not(let opposite) = bank[condition] { return read(opposite) }
      // Also of what is the same for all instances: that it holds is the argument then, and not that it does not.
      tokens.append(.node(.not(Term(index: 0))))
      read(condition)
    }

    /// Writes a term down: each operator, with its operands blotted out, in front of its operands.
    mutating func read(_ term: Term) {
      let node = bank[term]
      switch node {
      case .boolean, .integer, .member, .none:
        tokens.append(.node(node))
        return
      case .variable(bound):
        tokens.append(.instance)
        return
      default: break
      }
      if !mentionsInstance(term) {
        let position = arguments.firstIndex(of: term) ?? arguments.count
        if position == arguments.count { arguments.append(term) }
        tokens.append(.argument(position))
        return
      }
      let children = bank.children(term)
      switch node {
      case .field(let field, let instance): note(instance, field)
      case .key(_, let instance): note(instance, nil)
      case .untouched(let instance):
        note(instance, nil)
        readsEverything = true
      // An instance that the variable leads to, or one aggregate inside another.
      case .keyed, .total, .count, .all, .exists: isLocal = false
      case .quotient(_, let divisor), .remainder(_, let divisor):
        if case .integer(let value) = bank[divisor], value != 0 { break }
        divides = true
      default: break
      }
      tokens.append(.node(bank.blank(term)))
      for child in children { read(child) }
    }

    private mutating func note(_ instance: Term, _ field: FieldID?) {
      if bank[instance] == .variable(bound) {
        if let field { reads.insert(field) }
      } else {
        isLocal = false
      }
    }
  }
}

extension TermBank {
  /// The term's node with its operands blotted out.
  fileprivate func blank(_ term: Term) -> TermNode {
    let blank = Term(index: 0)
    switch self[term] {
    case .field(let field, _): return .field(field, of: blank)
    case .key(let position, _): return .key(position, of: blank)
    case .untouched: return .untouched(blank)
    case .keyed(let entity, let keys): return .keyed(entity, keys.map { _ in blank })
    case .not: return .not(blank)
    case .and(let operands): return .and(operands.map { _ in blank })
    case .or(let operands): return .or(operands.map { _ in blank })
    case .implies: return .implies(blank, blank)
    case .choice: return .choice(blank, blank, blank)
    case .equal: return .equal(blank, blank)
    case .less: return .less(blank, blank)
    case .lessOrEqual: return .lessOrEqual(blank, blank)
    case .sum(let operands): return .sum(operands.map { _ in blank })
    case .difference: return .difference(blank, blank)
    case .negated: return .negated(blank)
    case .product: return .product(blank, blank)
    case .quotient: return .quotient(blank, blank)
    case .remainder: return .remainder(blank, blank)
    case let node: return node
    }
  }
}

extension TermBank {
  /// The shape of an aggregate, whatever its instances are called; nil if the term is none.
  package func shape(ofTotal term: Term) -> TotalShape? { Total(term, in: self)?.shape }
}

extension TermBank {
  /// Whether a term has a value in every state on its face: it divides by nothing but numbers other than 0, and whatever it reads of an
  /// instance is that of one which an aggregate ranges over.
  func surelyHasValue(_ term: Term, _ bound: Set<VariableID> = []) -> Bool {
    var inner = bound
    switch self[term] {
    case .field(_, of: let instance), .key(_, of: let instance), .untouched(let instance):
      guard case .variable(let variable) = self[instance] else { return false }
      return bound.contains(variable)
    case .keyed: return false
    case .quotient(_, let divisor), .remainder(_, let divisor):
      guard case .integer(let value) = self[divisor], value != 0 else { return false }
    case .total(_, let variable, _), .count(let variable, _), .all(let variable, _, _),
      .exists(let variable, _):
      inner.insert(variable)
    default: break
    }
    return children(term).allSatisfy { surelyHasValue($0, inner) }
  }
}
