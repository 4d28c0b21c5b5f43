import EnsureModel
import EnsureSyntax

/// Declarations that have no name of their own, or whose bodies speak of all others: policies, properties,
/// threats, scenarios, decisions, observations, responses.
extension Checker {
  func declareUse(_ node: Syntax) {
    switch node.kind {
    case .personsDecl:
      if system.personsAreDistinct {
        complain(.duplicateName, "`distinct persons` stands twice", at: node.range)
      }
      system.personsAreDistinct = true
    case .finalDecl: bodies.append { [unowned self] in checkFinal(node) }
    case .uniqueDecl: bodies.append { [unowned self] in checkUnique(node) }
    case .policyDecl: bodies.append { [unowned self] in checkPolicy(node) }
    case .invariantDecl, .propertyDecl: bodies.append { [unowned self] in checkProperty(node) }
    case .threatDecl: declareThreat(node)
    case .scenarioDecl: bodies.append { [unowned self] in checkScenario(node) }
    case .acceptDecl, .expectDecl: bodies.append { [unowned self] in checkDecision(node) }
    case .observeDecl: bodies.append { [unowned self] in checkObservation(node) }
    case .latenessDecl: bodies.append { [unowned self] in checkLateness(node) }
    case .baselineDecl: bodies.append { [unowned self] in checkBaseline(node) }
    case .memoryDecl: bodies.append { [unowned self] in checkMemory(node) }
    case .respondDecl: lastBodies.append { [unowned self] in checkResponse(node) }
    default: break
    }
  }

  private func checkFinal(_ node: Syntax) {
    guard let token = node.names.first, let parameters = node.node(.parameters) else { return }
    let locals = parameterLocals(parameters)
    guard locals.count == 1, let entity = system.locals[locals[0].index].type.type.entity else {
      if locals.allSatisfy({ system.locals[$0.index].type.type != .error }) {
        complain(.wrongArgumentCount, "a final state is one of one instance", at: parameters.range)
      }
      return
    }
    guard let body = node.nodes.last, body.kind != .parameters else { return }
    let condition = within(ExpressionContext(place: "a final state", seesMessages: true)) {
      bring(locals[0])
      return expression(body, as: .boolean)
    }
    system.entities[entity.index].finals.append((node.text(token), locals[0], condition))
  }

  private func checkUnique(_ node: Syntax) {
    guard let token = node.names.first, let entity = entityNamed(token, in: node) else { return }
    let known = system.entities[entity.index]
    if known.isMessage {
      complain(
        .messageUnseen, "nobody compares all messages, so their fields cannot be kept unique", at: node.range,
        notes: ["keep what has been received in an entity of its own, and let that be unique"])
      return
    }
    var fields: [Int] = []
    for name in node.names.dropFirst() where !name.isMissing {
      if let field = known.fields.first(where: { system.fields[$0].name == node.text(name) }) {
        if case .set = system.fields[field].type.type {
          complain(.typeMismatch, "a set cannot be unique", at: node.range(name))
        } else if system.fields[field].type.type.isPlace {
          complain(
            .softwareKnows,
            "a place cannot be unique: software keeps what is unique, and cannot keep the world",
            at: node.range(name))
        }
        fields.append(field)
      } else if let truth = sensor(node.text(name), of: entity) {
        complain(
          .softwareKnows, "a sensor cannot be unique: software keeps what is unique, and cannot keep the world",
          at: node.range(name), secondary: [Label(system.fields[truth].range, "it is declared here")])
      } else {
        complainUnknown(
          .unknownField, "`\(known.name)` has no field `\(node.text(name))`", name, in: node,
          among: memberNames(of: entity))
      }
    }
    let local = makeLocal(known.name, DeclaredType(.reference(entity, isOptional: false)), node.range)
    let condition = node.nodes.last.map { body in
      within(ExpressionContext(place: "a condition on unique fields", bareFields: (entity, local))) {
        expression(body, as: .boolean)
      }
    }
    system.uniques.append(
      TypedUnique(entity: entity, fields: fields, local: local, condition: condition, range: node.range))
  }

  // MARK: Policies

  private func checkPolicy(_ node: Syntax) {
    guard let token = node.names.first else { return }
    let rules = node.nodes.filter { $0.kind == .policyRule }.compactMap { rule($0) }
    system.policies.append(TypedPolicy(name: node.text(token), rules: rules))
  }

  private func rule(_ node: Syntax) -> TypedRule? {
    let effect: PolicyRule.Effect = node.token(.permit) != nil ? .permit : .forbid
    var subject: RoleReference?
    var principalName: (Token, Syntax)?
    if let principal = node.node(.principal) {
      guard let role = role(principal.node(.roleRef)) else { return nil }
      subject = role
      principalName = principal.names.first.map { ($0, principal) }
    }
    let patterns = node.nodes.filter { $0.kind == .pattern }
    let conditionNode = node.token(.when) == nil ? nil : node.nodes.last
    var cases: [(action: Int, condition: TypedExpression?)] = []
    func add(_ position: Int, _ pattern: Syntax?) {
      let action = system.actions[position]
      if action.isWorld {
        if let pattern { complainByNobody(action, "so no policy concerns it", at: pattern.range) }
        return
      }
      if let subject, let principal = action.principal, subject.role != principal.role.role {
        if pattern == nil { return }
        complain(
          .ruleNeverApplies,
          "`\(action.name)` is taken by `\(system.entities[principal.role.role.index].name)`, so this rule never applies",
          at: pattern?.range ?? node.range, secondary: [Label(action.range, "its role is declared here")],
          notes: ["a policy narrows who may act; it never widens `by`"])
        return
      }
      let condition = conditionNode.map { conditionNode in
        within(ExpressionContext(place: "a policy", bare: pattern.flatMap { barePattern($0, of: action) })) {
          bindPattern(pattern, of: action)
          if let (token, principal) = principalName, let local = action.principal?.local {
            scope.append(principal.text(token), local)
          }
          return expression(conditionNode, as: .boolean)
        }
      }
      cases.append((position, condition))
    }
    if node.token(.star) != nil {
      for position in system.actions.indices where system.actions[position].threat == nil { add(position, nil) }
    }
    for pattern in patterns {
      if let position = action(of: pattern) { add(position, pattern) }
    }
    return TypedRule(effect: effect, subject: subject, cases: cases, range: node.range)
  }

  /// The pattern, if it leaves out the parameters that its action has.
  private func barePattern(_ pattern: Syntax, of action: TypedAction) -> BarePattern? {
    guard pattern.token(.leftParen) == nil, !action.parameters.isEmpty else { return nil }
    let parameters = action.parameters.map { system.locals[$0.index].name }
    return BarePattern(
      named: "\(action.name)(\(parameters.joined(separator: ", ")))", parameters: parameters,
      range: pattern.range)
  }

  /// Complains where a world action stands and somebody is wanted who takes it.
  func complainByNobody(_ action: TypedAction, _ why: String, at range: SourceRange) {
    complain(
      .byNobody, "`\(action.name)` happens by itself, \(why)", at: range,
      secondary: [Label(action.range, "it is declared as a world action here")])
  }

  /// The action that a pattern names, if its arguments fit in number.
  func action(of pattern: Syntax) -> Int? {
    guard let token = pattern.names.first, !token.isMissing else { return nil }
    let name = pattern.text(token)
    guard case .action(let position)? = names[name]?.meaning else {
      complainUnknown(
        .unknownAction, "there is no action `\(name)`", token, in: pattern,
        among: system.actions.filter { $0.threat == nil }.map(\.name))
      return nil
    }
    let count = system.actions[position].parameters.count
    guard pattern.token(.leftParen) != nil else { return position }
    let given = patternNames(pattern)
    if let rest = given.dropLast().first(where: { $0.kind == .dotDot }) {
      complain(.misplacedWildcard, "`..` stands for the last arguments of an action", at: pattern.range(rest))
      return nil
    }
    let isOpen = given.last?.kind == .dotDot
    let named = given.count - (isOpen ? 1 : 0)
    if isOpen ? named > count : named != count {
      complain(
        .wrongArgumentCount,
        "`\(name)` takes \(count) argument\(count == 1 ? "" : "s"), and here are \(named)",
        at: pattern.range,
        notes: ["write `_` for an argument that does not matter, and `..` for all that are left"])
      return nil
    }
    return position
  }

  private func patternNames(_ pattern: Syntax) -> [Token] {
    Array(
      pattern.tokens.drop { $0.kind != .leftParen }.filter {
        $0.kind == .identifier || $0.kind == .underscore || $0.kind == .dotDot
      })
  }

  /// Brings the names that a pattern gives to an action's parameters into reach.
  func bindPattern(_ pattern: Syntax?, of action: TypedAction) {
    guard let pattern else { return }
    for (token, local) in zip(patternNames(pattern), action.parameters) where token.kind == .identifier {
      let name = pattern.text(token)
      if scope.local(name) != nil {
        complain(.duplicateName, "`\(name)` stands twice in this pattern", at: pattern.range(token))
      }
      scope.append(name, local)
    }
  }

  // MARK: Properties

  private func checkProperty(_ node: Syntax) {
    guard let token = node.names.first, case .property(let position)? = names[node.text(token)]?.meaning,
      names[node.text(token)]?.range == node.range(token)
    else { return }
    let isInvariant = node.kind == .invariantDecl
    let locals = parameterLocals(node.node(.parameters))
    let body = node.nodes.first { $0.kind != .parameters && $0.kind != .assumption }
    guard let body else { return }
    var context = ExpressionContext(place: isInvariant ? "an invariant" : "a property")
    context.allowsFormulas = !isInvariant
    context.seesMessages = true
    var fairness: [(role: RoleReference, strongly: Bool)] = []
    var assumptions: [TypedExpression] = []
    outerUses = []
    let formula = within(context) {
      for local in locals { bring(local) }
      let result = expression(body, as: isInvariant ? .boolean : .formula)
      for assumption in node.nodes where assumption.kind == .assumption {
        if let roleNode = assumption.node(.roleRef) {
          let isStrong = assumption.names.contains { assumption.text($0) == "strongly" }
          if let role = role(roleNode) { fairness.append((role, isStrong)) }
        } else if let inner = assumption.nodes.first {
          assumptions.append(expression(inner, as: .formula))
        }
      }
      return result
    }
    if !isInvariant {
      let count = diagnostics.count
      checkFormula(formula, hasVariables: !locals.isEmpty)
      for assumption in assumptions { checkFormula(assumption, hasVariables: !locals.isEmpty) }
      namePatterns(from: count, of: node.range)
    }
    system.properties[position] = TypedProperty(
      name: node.text(token), locals: locals, isInvariant: isInvariant, body: formula, fairness: fairness,
      assumptions: assumptions, range: node.range(token))
  }

  // MARK: Decisions

  /// The threats of a `threatSet`, with combinations taken apart.
  func threatSet(_ node: Syntax?) -> Set<ThreatID>? {
    guard let node else { return nil }
    return threats(node.names, in: node)
  }

  func threats(_ tokens: [Token], in node: Syntax) -> Set<ThreatID>? {
    var result: Set<ThreatID> = []
    var isWrong = false
    for token in tokens where !token.isMissing {
      switch names[node.text(token)]?.meaning {
      case .threat(let threat): result.insert(threat)
      case .combination(let position): result.formUnion(system.combinations[position].threats)
      default:
        isWrong = true
        complainUnknown(
          .unknownThreat, "there is no threat `\(node.text(token))`", token, in: node,
          among: system.threats.map(\.name) + system.combinations.map(\.name))
      }
    }
    return isWrong ? nil : result
  }

  private func checkDecision(_ node: Syntax) {
    let threats = threatSet(node.node(.threatSet))
    let isAcceptance = node.kind == .acceptDecl
    // The names in front of `under`; contextual words (`violated`, `or more`) are not among them.
    let stop = node.tokens.firstIndex {
      $0.kind == .under || ($0.kind == .identifier && !isAcceptance && node.text($0) == "violated")
    }
    var properties: [PropertyID] = []
    var isWrong = false
    for token in node.tokens.prefix(stop ?? node.tokens.count)
    where token.kind == .identifier && !token.isMissing {
      if case .property(let position)? = names[node.text(token)]?.meaning {
        properties.append(PropertyID(position))
      } else {
        isWrong = true
        complainUnknown(
          .unknownProperty, "there is no property `\(node.text(token))`", token, in: node,
          among: system.properties.map(\.name))
      }
    }
    guard let threats, !isWrong else { return }
    if isAcceptance {
      let reason = node.token(.string).map { StringLiteral.value(of: node.text($0)) } ?? ""
      system.acceptances.append(
        Acceptance(
          properties: properties, threats: threats, orMore: node.token(.or) != nil, reason: reason,
          origin: origin(node.range)))
    } else {
      system.expectations.append(
        Expectation(properties: properties, threats: threats, origin: origin(node.range)))
    }
  }
}
