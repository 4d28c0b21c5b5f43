import EnsureModel

/// Writes the terms of a system anew, node by node, with a change of the test's making.
struct TermRewriter {
  var system: TransitionSystem
  private var known: [Term: Term] = [:]
  private let change: (TermNode, inout TransitionSystem) -> Term?

  /// - Parameter change: what stands for a node whose operands have been rewritten; nil leaves it as it is.
  init(_ system: TransitionSystem, _ change: @escaping (TermNode, inout TransitionSystem) -> Term?) {
    self.system = system
    self.change = change
  }

  /// The system with every guard, body, commit, restriction and invariant rewritten.
  static func rewrite(
    _ system: inout TransitionSystem, _ change: @escaping (TermNode, inout TransitionSystem) -> Term?
  ) {
    var rewriter = TermRewriter(system, change)
    rewriter.rewriteAll()
    system = rewriter.system
  }

  private mutating func rewriteAll() {
    for position in system.actions.indices {
      var action = system.actions[position]
      action.requires = action.requires.map { clause($0) }
      action.honest = action.honest.map { clause($0) }
      action.commits = action.commits.map { clause($0) }
      action.body = body(action.body)
      action.rules = action.rules.map { rule in
        PolicyRule(
          policy: rule.policy, effect: rule.effect, subject: rule.subject,
          condition: rule.condition.map { term($0) },
          origin: rule.origin)
      }
      system.actions[position] = action
    }
    for position in system.properties.indices {
      let property = system.properties[position]
      guard case .invariant(let body) = property.kind else { continue }
      system.properties[position] = Property(
        name: property.name, variables: property.variables, kind: .invariant(term(body)),
        origin: property.origin,
        body: property.body)
    }
  }

  private mutating func clause(_ clause: Clause) -> Clause { Clause(term(clause.term), clause.origin) }

  private mutating func body(_ statements: [Statement]) -> [Statement] {
    statements.map { statement in
      switch statement {
      case .assign(.field(let field, let owner), let value, let origin):
        return .assign(.field(field, of: term(owner)), term(value), origin)
      case .assign(let place, let value, let origin): return .assign(place, term(value), origin)
      case .bind(let variable, let value, let origin): return .bind(variable, term(value), origin)
      case .branch(let condition, let yes, let no, let origin):
        return .branch(term(condition), body(yes), body(no), origin)
      case .update(let variable, where: let filter, let updated, let origin):
        return .update(variable, where: term(filter), body(updated), origin)
      }
    }
  }

  mutating func term(_ old: Term) -> Term {
    if let new = known[old] { return new }
    let node = rebuilt(system.bank[old])
    let new = change(node, &system) ?? Self.build(node, system.bank.sort(old), &system.bank)
    known[old] = new
    return new
  }

  /// The node with its operands rewritten.
  private mutating func rebuilt(_ node: TermNode) -> TermNode {
    switch node {
    case .boolean, .integer, .member, .none, .variable, .global, .now: node
    case .field(let field, let of): .field(field, of: term(of))
    case .keyed(let entity, let keys): .keyed(entity, keys.map { term($0) })
    case .key(let position, let of): .key(position, of: term(of))
    case .untouched(let of): .untouched(term(of))
    case .not(let a): .not(term(a))
    case .and(let all): .and(all.map { term($0) })
    case .or(let all): .or(all.map { term($0) })
    case .implies(let a, let b): .implies(term(a), term(b))
    case .choice(let a, let b, let c): .choice(term(a), term(b), term(c))
    case .equal(let a, let b): .equal(term(a), term(b))
    case .less(let a, let b): .less(term(a), term(b))
    case .lessOrEqual(let a, let b): .lessOrEqual(term(a), term(b))
    case .sum(let all): .sum(all.map { term($0) })
    case .difference(let a, let b): .difference(term(a), term(b))
    case .negated(let a): .negated(term(a))
    case .product(let a, let b): .product(term(a), term(b))
    case .quotient(let a, let b): .quotient(term(a), term(b))
    case .remainder(let a, let b): .remainder(term(a), term(b))
    case .total(let of, let variable, let filter): .total(of: term(of), over: variable, where: term(filter))
    case .count(let variable, let filter): .count(over: variable, where: term(filter))
    case .all(let variable, let filter, let body): .all(over: variable, where: term(filter), body: term(body))
    case .exists(let variable, let filter): .exists(over: variable, where: term(filter))
    }
  }

  static func build(_ node: TermNode, _ sort: Sort, _ bank: inout TermBank) -> Term {
    switch node {
    case .boolean(let value): bank.boolean(value)
    case .integer(let value): bank.integer(value)
    case .member(let enumeration, let position): bank.member(enumeration, position)
    case .none(let entity): bank.none(entity)
    case .variable(let variable): bank.variable(variable)
    case .global(let global): bank.global(global, sort)
    case .now: bank.now()
    case .field(let field, let of): bank.field(field, sort, of: of)
    case .keyed(let entity, let keys): bank.keyed(entity, keys)
    case .key(let position, let of): bank.key(position, sort, of: of)
    case .untouched(let of): bank.untouched(of)
    case .not(let a): bank.not(a)
    case .and(let all): bank.and(all)
    case .or(let all): bank.or(all)
    case .implies(let a, let b): bank.implies(a, b)
    case .choice(let a, let b, let c): bank.choice(a, b, c)
    case .equal(let a, let b): bank.equal(a, b)
    case .less(let a, let b): bank.less(a, b)
    case .lessOrEqual(let a, let b): bank.lessOrEqual(a, b)
    case .sum(let all): bank.sum(all)
    case .difference(let a, let b): bank.difference(a, b)
    case .negated(let a): bank.negated(a)
    case .product(let a, let b): bank.product(a, b)
    case .quotient(let a, let b): bank.quotient(a, b)
    case .remainder(let a, let b): bank.remainder(a, b)
    case .total(let of, let variable, let filter): bank.total(of: of, over: variable, where: filter)
    case .count(let variable, let filter): bank.count(over: variable, where: filter)
    case .all(let variable, let filter, let body): bank.all(over: variable, where: filter, body: body)
    case .exists(let variable, let filter): bank.exists(over: variable, where: filter)
    }
  }
}
