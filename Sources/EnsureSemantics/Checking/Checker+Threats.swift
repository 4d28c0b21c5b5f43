import EnsureModel
import EnsureSyntax

/// Threats and their combinations.
extension Checker {
  func declareThreat(_ node: Syntax) {
    guard let token = node.names.first, let declared = names[node.text(token)],
      declared.range == node.range(token)
    else { return }
    if let combination = node.node(.combination), case .combination(let position) = declared.meaning {
      for part in combination.names where combination.text(part) == node.text(token) {
        complain(.recursion, "`\(node.text(token))` combines itself", at: combination.range(part))
        return
      }
      for token in combination.names {
        if case .combination? = names[combination.text(token)]?.meaning {
          complain(
            .notAThreat, "`\(combination.text(token))` is a combination itself", at: combination.range(token),
            notes: ["combine the threats that it is made of"])
          return
        }
      }
      if let threats = threats(combination.names, in: combination) {
        let known = system.combinations[position]
        system.combinations[position] = Combination(
          name: known.name, threats: threats, origin: known.origin)
      }
      return
    }
    guard case .threat(let threat) = declared.meaning else { return }
    for power in node.nodes where power.kind == .stepPower { declareStep(power, of: threat) }
    bodies.append { [unowned self] in
      var steps = system.actions.indices.filter { system.actions[$0].threat == threat }[...]
      for power in node.nodes { checkPower(power, of: threat, steps: &steps) }
    }
  }

  private func declareStep(_ node: Syntax, of threat: ThreatID) {
    guard let token = node.names.first else { return }
    let position = system.actions.count
    let name = declare(token, in: node, as: .action(position))
    let parameters = parameterLocals(node.node(.parameters), allowsInstants: false)
    system.actions.append(
      TypedAction(
        name: name, parameters: parameters, principal: nil, isOptional: true, threat: threat,
        range: node.range(token)))
    bodies.append { [unowned self] in
      var action = system.actions[position]
      within(ExpressionContext(place: "a guard", seesMessages: true)) {
        for local in parameters { bring(local) }
        for clause in node.nodes where clause.kind == .requiresClause {
          if let condition = clause.nodes.first { action.requires.append(expression(condition, as: .boolean)) }
        }
        action.body = block(node.node(.block))
      }
      system.actions[position] = action
    }
  }

  private func checkPower(_ node: Syntax, of threat: ThreatID, steps: inout ArraySlice<Int>) {
    switch node.kind {
    case .corruptPower:
      if let role = role(node.node(.roleRef)) {
        system.threats[threat.index].powers.append(.corrupt(role, node.range))
      }
    case .outagePower:
      if let role = role(node.node(.roleRef)) {
        system.threats[threat.index].powers.append(.outage(role, node.range))
      }
    case .stepPower:
      if let step = steps.popFirst() { system.threats[threat.index].powers.append(.step(action: step)) }
    case .attackerPower: checkAttacker(node, of: threat)
    case .spoofPower: checkSpoof(node, of: threat)
    case .stealPower: checkSteal(node, of: threat)
    default:
      if let power = messagePower(node) { system.threats[threat.index].powers.append(power) }
    }
  }

  private func checkAttacker(_ node: Syntax, of threat: ThreatID) {
    guard let pattern = node.node(.pattern), let position = action(of: pattern) else { return }
    let action = system.actions[position]
    if action.threat != nil {
      complain(
        .notAThreat, "`\(action.name)` is a threat's own step, which its threat takes anyway", at: pattern.range
      )
      return
    }
    if action.isWorld {
      let policy = zip(node.tokens, node.tokens.dropFirst()).first {
        $0.kind == .without && $1.kind == .policy
      }
      if let word = node.node(.roleRef)?.range ?? policy.map({ node.range($0.1) }) {
        return complainByNobody(action, "so there is nobody whom the attacker could be taken for", at: word)
      }
    }
    let impersonated = node.node(.roleRef).flatMap { role($0) }
    if node.node(.roleRef) != nil, impersonated == nil { return }
    var lifts: (requires: Bool, policy: Bool) = (false, false)
    let tokens = node.tokens
    for (offset, token) in tokens.enumerated() where token.kind == .without {
      guard let next = tokens.dropFirst(offset + 1).first else { continue }
      if next.kind == .requires { lifts.requires = true }
      if next.kind == .policy { lifts.policy = true }
    }
    if lifts.requires, let receipt = action.receipt {
      complain(
        .receiptWithoutRequires, "without `requires` `\(action.name)` would receive a message that nobody sent",
        at: node.range, secondary: [Label(receipt.range, "it receives one")],
        notes: [
          "`forge` lets any message appear, `tamper` changes what is received; without `without requires` the attacker takes what is in flight"
        ])
      return
    }
    var condition: TypedExpression?
    if node.token(.when) != nil, let body = node.nodes.last {
      condition = within(ExpressionContext(place: "what binds the attacker", seesMessages: true)) {
        bindPattern(pattern, of: action)
        return expression(body, as: .boolean)
      }
    }
    if let impersonated, let principal = action.principal, impersonated.role != principal.role.role,
      mentionsPrincipal(action, liftsRequires: lifts.requires)
    {
      complain(
        .impersonation,
        "`\(action.name)` uses its principal as `\(system.entities[principal.role.role.index].name)`, so the attacker cannot be taken for `\(system.entities[impersonated.role.index].name)` in it",
        at: node.range, secondary: [Label(action.range, "the action")])
    }
    system.threats[threat.index].powers.append(
      .attacker(
        action: position, as: impersonated, liftsRequires: lifts.requires, liftsPolicy: lifts.policy,
        when: condition, node.range))
  }

  private func mentionsPrincipal(_ action: TypedAction, liftsRequires: Bool) -> Bool {
    guard let local = action.principal?.local else { return false }
    let guards = liftsRequires ? [] : action.requires
    return guards.contains { $0.mentions(local) } || action.body.contains { $0.mentions(local) }
  }
}
