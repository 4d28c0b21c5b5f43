import EnsureModel
import EnsureSyntax

/// Properties, threats, scenarios and decisions.
extension Lowering {
  mutating func lowerProperties() {
    for (position, known) in typed.entities.enumerated() {
      for final in known.finals {
        values = [:]
        let variable = makeVariable(final.local)
        present.insert(variable)
        let condition = term(final.condition)
        system.entities[position].finals.append(
          Entity.Final(name: final.name, variable: variable, condition: condition))
      }
    }
    for known in typed.properties {
      values = [:]
      let variables = known.locals.flatMap { makeVariables($0) }
      present.formUnion(variables)
      let kind: Property.Kind
      if known.isInvariant {
        kind = .invariant(term(known.body))
      } else {
        let assumptions =
          known.fairness.map { Assumption.fair($0.role, strongly: $0.strongly) }
          + known.assumptions.map { .formula(formula($0)) }
        kind = .temporal(formula(known.body), assuming: assumptions)
      }
      system.properties.append(
        Property(
          name: known.name, variables: variables, kind: kind, origin: origin(known.range),
          body: origin(known.body.range)))
    }
    system.combinations = typed.combinations
    system.expectations = typed.expectations
    system.acceptances = typed.acceptances
  }

  /// A temporal formula; parts that speak of one state only become terms.
  mutating func formula(_ expression: TypedExpression) -> Formula {
    guard expression.type == .formula else { return .state(term(expression)) }
    switch expression.kind {
    case .atom(let action, let arguments, let agency):
      let lowered = zip(arguments, typed.actions[action].parameters).flatMap { argument, parameter -> [Term?] in
        if let argument { return terms(argument) }
        return typed.locals[parameter.index].type.type == .anyMoney ? [nil, nil] : [nil]
      }
      return .action(ActionID(action), lowered, agency)
    case .stuck(let instance): return .stuck(term(instance))
    case .not(let operand): return .not(formula(operand))
    case .connective(let connective, let operands):
      let formulas = operands.map { formula($0) }
      switch connective {
      case .and: return .and(formulas)
      case .or: return .or(formulas)
      case .implies: return .implies(formulas[0], formulas[1])
      case .iff: return .iff(formulas[0], formulas[1])
      case .xor: return .not(.iff(formulas[0], formulas[1]))
      }
    case .choice(let condition, let yes, let no):
      let test = formula(condition)
      return .and([.implies(test, formula(yes)), .implies(.not(test), formula(no))])
    case .temporal(let operation, let operands, let window, let within):
      let inner = operands.map { formula($0) }
      switch operation {
      case .always: return .always(inner[0])
      case .eventually: return .eventually(inner[0], within: within)
      case .next: return .next(inner[0])
      case .previously: return .previously(inner[0])
      case .historically: return .historically(inner[0])
      case .once: return .once(inner[0], window)
      case .earlier: return .earlier(inner[0], window)
      case .until: return .until(inner[0], inner[1])
      case .unless: return .unless(inner[0], inner[1])
      case .since: return .since(inner[0], inner[1], window)
      }
    default: fatalError("only temporal operators, atoms and connectives are formulas")
    }
  }

  mutating func lowerThreats() {
    for threat in typed.threats {
      var powers: [Power] = []
      for power in threat.powers {
        switch power {
        case .forge, .tamper, .replay, .drop, .leak, .guess: break
        case .corrupt(let role, let range): powers.append(.corrupt(role, origin(range)))
        case .outage(let role, let range): powers.append(.outage(role, origin(range)))
        case .step(let action): powers.append(.step(ActionID(action)))
        case .attacker(let action, let role, let liftsRequires, let liftsPolicy, let when, let range):
          values = [:]
          bind(typed.actions[action].parameters, to: system.actions[action].parameters.map(\.variable))
          powers.append(
            .attacker(
              AttackerPower(
                action: enlightened(ActionID(action), ThreatID(system.threats.count)), impersonates: role,
                liftsRequires: liftsRequires,
                liftsPolicy: liftsPolicy, when: when.map { clause($0) }, origin: origin(range))))
        }
      }
      // Behind those that the author wrote, so that these keep their positions.
      powers += messagePowers(threat, ThreatID(system.threats.count), with: powers)
      system.threats.append(Threat(name: threat.name, powers: powers, origin: origin(threat.range)))
    }
  }

  mutating func lowerScenarios() {
    for scenario in typed.scenarios {
      values = [:]
      let variables = scenario.locals.map { (variable: makeVariable($0.local), rank: $0.rank) }
      present.formUnion(variables.map(\.variable))
      let givens = scenario.givens.map { clause($0) }
      let items = scenario.items.map { item in
        switch item {
        case .step(let known): Scenario.Item.step(step(known))
        case .wait(let ticks, let range): Scenario.Item.wait(ticks, origin(range))
        case .expect(let condition): Scenario.Item.expect(clause(condition))
        case .impossible(let known): Scenario.Item.impossible(step(known))
        }
      }
      system.scenarios.append(
        Scenario(
          name: scenario.name, variables: variables, givens: givens, items: items,
          origin: origin(scenario.range)))
    }
  }

  private mutating func step(_ known: TypedScenario.Step) -> Scenario.Step {
    let arguments = known.arguments.flatMap { terms($0) }
    var principal: Scenario.Principal?
    switch known.principal {
    case .named(let local)?:
      guard let value = values[local], case .variable(let variable) = system.bank[value] else {
        fatalError("a scenario's name is a variable")
      }
      principal = .named(variable)
    case .some(let role)?: principal = .some(role)
    case nil: break
    }
    // A step's messages are the parameters that `send` stands for, in order.
    let sent = system.actions[known.action].parameters.indices.filter { position in
      let parameter = system.actions[known.action].parameters[position]
      guard parameter.kind == .created,
        case .reference(let entity) = system.bank.variables[parameter.variable.index].type.sort
      else { return false }
      return typed.entities.indices.contains(entity.index) && typed.entities[entity.index].isMessage
    }
    let made = Dictionary(
      zip(sent, known.sends.compactMap { values[$0] }), uniquingKeysWith: { first, _ in first })
    return Scenario.Step(
      action: ActionID(known.action), arguments: arguments, principal: principal, made: made,
      origin: origin(known.range))
  }
}
