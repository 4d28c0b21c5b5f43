import EnsureModel
import EnsureSyntax

/// Scenarios. A name that stands where an instance belongs, and means nothing yet, stands for one from there on.
extension Checker {
  /// How many lines a scenario may have: playing one calls itself for each.
  private static let mostScenarioLines = 1_000

  func checkScenario(_ node: Syntax) {
    guard let title = node.token(.string) else { return }
    let name = StringLiteral.value(of: node.text(title))
    if let other = system.scenarios.first(where: { $0.name == name }) {
      complain(
        .duplicateName, "there are two scenarios of this name", at: node.range(title),
        secondary: [Label(other.range, "the other one")])
    }
    if node.nodes.count > Self.mostScenarioLines {
      complain(
        .tooLarge,
        "this scenario has \(node.nodes.count) lines; at most \(Self.mostScenarioLines) are played",
        at: node.range(title), notes: ["tell several shorter stories"])
      return
    }
    scenarioLocals = []
    var context = ExpressionContext(place: "a scenario")
    context.isScenario = true
    context.seesMessages = true
    let scenario = within(context) {
      var givens: [TypedExpression] = []
      var items: [TypedScenario.Item] = []
      declareScenarioNames(node)
      for item in node.nodes {
        switch item.kind {
        case .scenarioGiven:
          if !items.isEmpty {
            complain(
              .misplacedGiven, "`given` speaks of the beginning and stands in front of the steps",
              at: item.range)
          }
          if let condition = item.nodes.first { givens.append(expression(condition, as: .boolean)) }
        case .scenarioStep: if let step = step(item) { items.append(.step(step)) }
        case .scenarioWait:
          if let ticks = item.node(.number).flatMap({ ticks($0) }) { items.append(.wait(ticks, item.range)) }
        case .scenarioExpect:
          if let condition = item.nodes.first { items.append(.expect(expression(condition, as: .boolean))) }
        case .scenarioThen:
          if let step = item.node(.scenarioStep).flatMap({ self.step($0) }) { items.append(.impossible(step)) }
        default: break
        }
      }
      return TypedScenario(
        name: name, locals: scenarioLocals, givens: givens, items: items, range: node.range(title))
    }
    system.scenarios.append(scenario)
  }

  /// Finds the names that stand for instances by looking at all steps first, so that `given` can speak of them.
  private func declareScenarioNames(_ node: Syntax) {
    for item in node.nodes {
      guard let step = item.kind == .scenarioThen ? item.node(.scenarioStep) : item, step.kind == .scenarioStep,
        let token = step.names.first, case .action(let position)? = names[step.text(token)]?.meaning
      else { continue }
      let parameters = system.actions[position].parameters
      let arguments = step.nodes.filter { $0.kind != .principal && $0.kind != .sendsClause }.flatMap {
        $0.kind == .arguments ? $0.nodes : [$0]
      }
      for (argument, parameter) in zip(arguments, parameters) {
        guard argument.kind == .nameExpr, argument.nodes.isEmpty, let token = argument.names.first,
          case .reference(let entity, _) = system.locals[parameter.index].type.type,
          lookUp(argument.text(token)) == nil, names[argument.text(token)] == nil
        else { continue }
        _ = scenarioName(token, in: argument, entity)
      }
      let sent = system.sends(in: system.actions[position].body)
      for (token, local) in zip(sentNames(step), sent) {
        guard let entity = system.locals[local.index].type.type.entity, lookUp(step.text(token)) == nil,
          names[step.text(token)] == nil
        else { continue }
        _ = scenarioName(token, in: step, entity)
      }
      if let principal = step.node(.principal), let name = principal.names.first,
        let roleNode = principal.node(.roleRef), let role = role(roleNode)
      {
        if lookUp(principal.text(name)) == nil {
          _ = scenarioName(name, in: principal, role.role)
          scenarioLocals[scenarioLocals.count - 1].rank = role.rank
        }
      }
    }
  }

  /// Lets a name stand for an instance of `entity` from here on.
  func scenarioName(_ token: Token, in node: Syntax, _ entity: EntityID) -> TypedExpression {
    let local = introduce(token, in: node, DeclaredType(.reference(entity, isOptional: false)))
    scenarioLocals.append((local, nil))
    return self.local(local, node.range(token))
  }

  private func step(_ node: Syntax) -> TypedScenario.Step? {
    guard let token = node.names.first, !token.isMissing else { return nil }
    let name = node.text(token)
    guard case .action(let position)? = names[name]?.meaning, system.actions[position].threat == nil else {
      complainUnknown(
        .unknownAction, "there is no action `\(name)`", token, in: node,
        among: system.actions.filter { $0.threat == nil }.map(\.name),
        notes: ["a scenario is made of the system's own actions"])
      return nil
    }
    let types = system.actions[position].parameters.map { system.locals[$0.index].type.type }
    let arguments = node.nodes.filter { $0.kind != .principal && $0.kind != .sendsClause }.flatMap {
      $0.kind == .arguments ? $0.nodes : [$0]
    }
    guard arguments.count == types.count else {
      complain(
        .wrongArgumentCount,
        "`\(name)` takes \(types.count) argument\(types.count == 1 ? "" : "s"), and here are \(arguments.count)",
        at: node.range)
      return nil
    }
    let values = zip(arguments, types).map { argument(expression($0, expecting: $1), $1) }
    if values.contains(where: { $0.type == .error }) { return nil }
    var principal: TypedScenario.Principal?
    if let by = node.node(.principal) {
      principal = self.principal(by, of: system.actions[position])
      if principal == nil { return nil }
    }
    guard let sends = sends(node, of: system.actions[position]) else { return nil }
    return TypedScenario.Step(
      action: position, arguments: values, principal: principal, sends: sends, range: node.range)
  }

  /// The names behind `sends`.
  private func sentNames(_ step: Syntax) -> [Token] {
    step.node(.sendsClause).map { Array($0.names.dropFirst()) } ?? []
  }

  /// `sends h, k`: what the scenario calls the messages that the step sends.
  private func sends(_ node: Syntax, of action: TypedAction) -> [LocalID]? {
    guard let clause = node.node(.sendsClause) else { return [] }
    let sent = system.sends(in: action.body)
    let tokens = sentNames(node)
    guard tokens.count == sent.count else {
      complain(
        .wrongArgumentCount,
        "`\(action.name)` sends \(sent.count) message\(sent.count == 1 ? "" : "s"), and here are \(tokens.count) names",
        at: clause.range, secondary: [Label(action.range, "the action")])
      return nil
    }
    var result: [LocalID] = []
    for (token, local) in zip(tokens, sent) {
      guard let name = lookUp(clause.text(token)) else {
        complainUnknown(
          .undefinedName, "`\(clause.text(token))` cannot name a message here", token, in: clause,
          among: scope.names)
        return nil
      }
      guard system.locals[name.index].type.type == system.locals[local.index].type.type else {
        complain(
          .typeMismatch,
          "`\(action.name)` sends \(describe(system.locals[local.index].type.type)), and `\(clause.text(token))` is \(describe(system.locals[name.index].type.type))",
          at: clause.range(token))
        return nil
      }
      result.append(name)
    }
    return result
  }

  /// `by alice: Merchant.clerk`, `by Merchant.clerk`, or `by alice` for somebody named before.
  private func principal(_ node: Syntax, of action: TypedAction) -> TypedScenario.Principal? {
    if action.isWorld {
      complainByNobody(action, "so a scenario cannot say by whom", at: node.range)
      return nil
    }
    guard let roleNode = node.node(.roleRef), let expected = action.principal?.role.role else { return nil }
    func fits(_ entity: EntityID) -> Bool {
      if entity == expected { return true }
      complain(
        .typeMismatch,
        "`\(action.name)` is taken by `\(system.entities[expected.index].name)`, not by `\(system.entities[entity.index].name)`",
        at: roleNode.range, secondary: [Label(action.range, "its role is declared here")])
      return false
    }
    if let name = node.names.first {
      guard let role = role(roleNode), fits(role.role), let local = lookUp(node.text(name)) else { return nil }
      return .named(local)
    }
    if let token = roleNode.names.first, roleNode.names.count == 1, let local = lookUp(roleNode.text(token)) {
      guard let entity = system.locals[local.index].type.type.entity, fits(entity) else { return nil }
      return .named(local)
    }
    if let token = roleNode.names.first, roleNode.names.count == 1, !token.isMissing,
      names[roleNode.text(token)] == nil
    {
      let (name, role) = (roleNode.text(token), system.entities[expected.index].name)
      complainUnknown(
        .unknownType, "there is no entity `\(name)`, and nobody has been named so", token, in: roleNode,
        among: system.entities.map(\.name),
        notes: ["where somebody is named first a scenario says what he is: `by \(name): \(role)`"])
      return nil
    }
    guard let role = role(roleNode), fits(role.role) else { return nil }
    return .some(role)
  }
}
