import EnsureModel

/// The mistakes that a lowering could make, each made in the model that the right one gives.
enum BrokenLowering: String, CaseIterable, Sendable {
  case additionAssigns = "`o.n += x` is lowered as `o.n = x`"
  case strictIsWeak = "`a < b` is lowered as `a <= b`"
  case filterDropped = "the filter of a total is dropped"
  case permitConditionDropped = "a permit's `when` is dropped"
  case forbidDropped = "a forbid is dropped"
  case removalInserts = "`s -= x` is lowered as `s += x`"
  case roundedDown = "every share is rounded down"
  case elseDropped = "an `else` branch is dropped"
  case uniqueIgnored = "`unique` is ignored"
  case newIsNotFresh = "`new` names any instance"
  case newIsLifted = "`without requires` frees `new` from freshness"
  case nameReadLate = "an argument of an effect, or a `let`, is read when it is used"
  case honestIsRequired = "`honest` is lowered as `requires`"
  case distinctDropped = "`distinct` is dropped"
  case choiceIsSwapped = "the branches of an `if` expression are swapped"
  case orderForgotten = "a permit for a rank forgets the higher ones"
  case memberOffByOne = "the second member of an enumeration is lowered as the first"
  case impersonationForgotten = "`attacker ... as R` forgets R"
  case initialIsArbitrary = "a restriction of an initial value is dropped"
  case bulkFilterDropped = "the filter of a `for each` is dropped"
  case bulkIsSplit = "the statements of a `for each` run one after the other"
  case currenciesAreAlike = "any two currencies count as equal"
  case bindingsShared = "both branches of an `if` run"

  /// The model with the mistake in it.
  func apply(_ system: inout TransitionSystem) {
    switch self {
    case .additionAssigns: bodies(&system, Self.assigning)
    case .strictIsWeak:
      TermRewriter.rewrite(&system) { node, system in
        if case .less(let a, let b) = node { return system.bank.lessOrEqual(a, b) }
        return nil
      }
    case .filterDropped:
      TermRewriter.rewrite(&system) { node, system in
        let all = system.bank.boolean(true)
        switch node {
        case .total(let of, let variable, _): return system.bank.total(of: of, over: variable, where: all)
        case .count(let variable, _): return system.bank.count(over: variable, where: all)
        default: return nil
        }
      }
    case .permitConditionDropped:
      rules(&system) { rule in
        if rule.effect == .forbid { return rule }
        return PolicyRule(
          policy: rule.policy, effect: .permit, subject: rule.subject, condition: nil, origin: rule.origin)
      }
    case .forbidDropped: rules(&system) { $0.effect == .forbid ? nil : $0 }
    case .removalInserts:
      bodies(&system) { statement, system in
        guard case .assign(.field(let field, let of), _, let origin) = statement,
          system.fields[field.index].kind == .membership
        else { return [statement] }
        return [.assign(.field(field, of: of), system.bank.boolean(true), origin)]
      }
    case .roundedDown:
      // The other rules divide a sum whose last operand is a number.
      TermRewriter.rewrite(&system) { node, system in
        guard case .quotient(let dividend, let divisor) = node, case .sum(let parts) = system.bank[dividend],
          parts.count == 2, case .integer(let offset) = system.bank[parts[1]], offset.signum > 0
        else { return nil }
        return system.bank.quotient(parts[0], divisor)
      }
    case .elseDropped:
      bodies(&system) { statement, _ in
        guard case .branch(let condition, let yes, _, let origin) = statement else { return [statement] }
        return [.branch(condition, yes, [], origin)]
      }
    case .uniqueIgnored: actions(&system) { $0.commits = [] }
    case .newIsNotFresh: actions(&system) { $0.freshness = [] }
    case .newIsLifted:
      actions(&system) { action in
        action.requires += action.freshness
        action.freshness = []
      }
    case .nameReadLate: LateReading.apply(&system)
    case .honestIsRequired:
      actions(&system) { action in
        action.requires += action.honest
        action.honest = []
      }
    case .distinctDropped: actions(&system) { $0.distinct = [] }
    case .choiceIsSwapped:
      TermRewriter.rewrite(&system) { node, system in
        if case .choice(let a, let b, let c) = node { return system.bank.choice(a, c, b) }
        return nil
      }
    case .orderForgotten:
      for position in system.entities.indices { system.entities[position].rankOrder = [] }
    case .memberOffByOne:
      TermRewriter.rewrite(&system) { node, system in
        if case .member(let enumeration, 1) = node { return system.bank.member(enumeration, 0) }
        return nil
      }
    case .impersonationForgotten: powers(&system)
    case .initialIsArbitrary:
      for position in system.fields.indices {
        if case .arbitrary = system.fields[position].initial {
          system.fields[position].initial = .arbitrary(where: nil)
        }
      }
    case .bulkFilterDropped:
      bodies(&system) { statement, system in
        guard case .update(let variable, where: _, let body, let origin) = statement else { return [statement] }
        return [.update(variable, where: system.bank.boolean(true), body, origin)]
      }
    case .bulkIsSplit:
      bodies(&system) { statement, _ in
        guard case .update(let variable, where: let filter, let body, let origin) = statement,
          body.allSatisfy({ if case .assign = $0 { true } else { false } })
        else { return [statement] }
        return body.map { .update(variable, where: filter, [$0], origin) }
      }
    case .currenciesAreAlike:
      TermRewriter.rewrite(&system) { node, system in
        guard case .equal(let left, _) = node, let currencies = system.currencyEnumeration,
          system.bank.sort(left) == .enumeration(currencies)
        else { return nil }
        return system.bank.boolean(true)
      }
    case .bindingsShared:
      bodies(&system) { statement, _ in
        guard case .branch(_, let yes, let no, _) = statement else { return [statement] }
        return yes + no
      }
    }
  }

  // MARK: Ways to change a model

  private func actions(_ system: inout TransitionSystem, _ change: (inout Action) -> Void) {
    for position in system.actions.indices { change(&system.actions[position]) }
  }

  private func rules(_ system: inout TransitionSystem, _ change: (PolicyRule) -> PolicyRule?) {
    actions(&system) { $0.rules = $0.rules.compactMap(change) }
  }

  private func bodies(
    _ system: inout TransitionSystem, _ change: (Statement, inout TransitionSystem) -> [Statement]
  ) {
    func changed(_ body: [Statement]) -> [Statement] {
      body.flatMap { statement -> [Statement] in
        switch statement {
        case .branch(let condition, let yes, let no, let origin):
          return change(.branch(condition, changed(yes), changed(no), origin), &system)
        case .update(let variable, where: let filter, let body, let origin):
          return change(.update(variable, where: filter, changed(body), origin), &system)
        case .assign, .bind: return change(statement, &system)
        }
      }
    }
    for position in system.actions.indices {
      let body = system.actions[position].body
      system.actions[position].body = changed(body)
    }
  }

  /// `x = x + y` becomes `x = y`.
  private static func assigning(_ statement: Statement, _ system: inout TransitionSystem) -> [Statement] {
    guard case .assign(let place, let value, let origin) = statement, case .sum(let parts) = system.bank[value],
      parts.count == 2
    else { return [statement] }
    let old = system.bank[parts[0]]
    switch place {
    case .field(let field, let of):
      return old == .field(field, of: of) ? [.assign(place, parts[1], origin)] : [statement]
    case .global(let global): return old == .global(global) ? [.assign(place, parts[1], origin)] : [statement]
    }
  }

  private func powers(_ system: inout TransitionSystem) {
    system.threats = system.threats.map { threat in
      let powers = threat.powers.map { power -> Power in
        guard case .attacker(let known) = power else { return power }
        return .attacker(
          AttackerPower(
            action: known.action, impersonates: nil, liftsRequires: known.liftsRequires,
            liftsPolicy: known.liftsPolicy, when: known.when, origin: known.origin))
      }
      return Threat(name: threat.name, powers: powers, origin: threat.origin)
    }
  }
}

/// Puts the value of a name in the places where it is used.
enum LateReading {
  static func apply(_ system: inout TransitionSystem) {
    for position in system.actions.indices {
      var values: [VariableID: Term] = [:]
      let body = late(system.actions[position].body, &values, &system)
      system.actions[position].body = body
    }
  }

  private static func late(
    _ body: [Statement], _ values: inout [VariableID: Term], _ system: inout TransitionSystem
  ) -> [Statement] {
    var result: [Statement] = []
    for statement in body {
      switch statement {
      case .bind(let variable, let value, _): values[variable] = replaced(value, values, &system)
      case .assign(.field(let field, let of), let value, let origin):
        let owner = replaced(of, values, &system)
        result.append(.assign(.field(field, of: owner), replaced(value, values, &system), origin))
      case .assign(let place, let value, let origin):
        result.append(.assign(place, replaced(value, values, &system), origin))
      case .branch(let condition, let yes, let no, let origin):
        let test = replaced(condition, values, &system)
        result.append(.branch(test, late(yes, &values, &system), late(no, &values, &system), origin))
      case .update(let variable, where: let filter, let updated, let origin):
        let test = replaced(filter, values, &system)
        result.append(.update(variable, where: test, late(updated, &values, &system), origin))
      }
    }
    return result
  }

  private static func replaced(
    _ term: Term, _ values: [VariableID: Term], _ system: inout TransitionSystem
  ) -> Term {
    var rewriter = TermRewriter(system) { node, _ in
      if case .variable(let variable) = node { return values[variable] }
      return nil
    }
    let result = rewriter.term(term)
    system = rewriter.system
    return result
  }
}
