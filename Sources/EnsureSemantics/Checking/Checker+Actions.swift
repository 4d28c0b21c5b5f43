import EnsureModel
import EnsureSyntax

/// Actions, effects, and who may act.
extension Checker {
  /// The role, actor or rank that a `roleRef` names.
  func role(_ node: Syntax?) -> RoleReference? {
    guard let node, let token = node.names.first, let entity = entityNamed(token, in: node) else { return nil }
    let known = system.entities[entity.index]
    guard known.kind != .thing else {
      complain(
        .notAPrincipal, "`\(known.name)` is an entity, and entities don't act", at: node.range(token),
        secondary: [Label(known.range, "it is declared here")],
        notes: ["declare it as `actor` or `role` if it does"])
      return nil
    }
    guard let rankToken = node.names.dropFirst().first else { return RoleReference(entity) }
    let ranks = known.ranks.map { system.enumerations[$0.index].members } ?? []
    guard let rank = ranks.firstIndex(of: node.text(rankToken)) else {
      complainUnknown(
        .unknownMember, "`\(known.name)` has no rank `\(node.text(rankToken))`", rankToken, in: node,
        among: ranks)
      return nil
    }
    return RoleReference(entity, rank: rank)
  }

  func declareAction(_ node: Syntax, _ position: Int) {
    let parameters = parameterLocals(node.node(.parameters), allowsInstants: false)
    var principal: (local: LocalID, role: RoleReference, isNamed: Bool)?
    if let by = node.node(.principal), let role = role(by.node(.roleRef)) {
      let token = by.names.first
      let local = makeLocal(
        token.map(by.text) ?? lowered(system.entities[role.role.index].name),
        DeclaredType(.reference(role.role, isOptional: false)), token.map(by.range) ?? by.range)
      principal = (local, role, token != nil)
    }
    let known = system.actions[position]
    system.actions[position] = TypedAction(
      name: known.name, parameters: parameters, principal: principal,
      isOptional: node.token(.optional) != nil || node.kind == .worldActionDecl, threat: nil, range: known.range
    )
    system.actions[position].isWorld = node.kind == .worldActionDecl
    bodies.append { [unowned self] in checkAction(node, position) }
  }

  private func lowered(_ name: String) -> String { name.prefix(1).lowercased() + name.dropFirst() }

  private func checkAction(_ node: Syntax, _ position: Int) {
    var action = system.actions[position]
    within(ExpressionContext(place: "a guard")) {
      for local in action.parameters { bring(local) }
      if let principal = action.principal, principal.isNamed { bring(principal.local) }
      for clause in node.nodes {
        switch clause.kind {
        case .requiresClause:
          if let condition = clause.nodes.first { action.requires.append(expression(condition, as: .boolean)) }
        case .honestClause:
          guard let condition = clause.nodes.first else { break }
          context.seesMessages = true
          action.honest.append(expression(condition, as: .boolean))
          context.seesMessages = false
        case .receiveClause: checkReceipt(clause, &action)
        case .distinctClause: action.distinct.append(distinct(clause, action))
        case .withinClause:
          if let deadline = deadline(clause, action) { action.deadline = deadline }
        default: break
        }
      }
      checkMessageParameters(action, node)
      context.place = "a body"
      action.body = block(node.node(.block))
    }
    system.actions[position] = action
  }

  /// By when the action is taken once it is possible.
  private func deadline(_ clause: Syntax, _ action: TypedAction) -> (ticks: Integer, range: SourceRange)? {
    guard let number = clause.node(.number), let ticks = ticks(number) else { return nil }
    if let first = action.deadline {
      complain(
        .deadlineShape, "`\(action.name)` has a deadline already", at: clause.range,
        secondary: [Label(first.range, "the first one")], notes: ["keep the shorter one"])
    } else if action.isOptional {
      complain(
        .deadlineShape, "`\(action.name)` is optional, so that nobody ever has to take it", at: clause.range,
        notes: ["leave out `optional`, or the deadline"])
    } else if ticks < 1 {
      complain(
        .deadlineShape, "a deadline of no time at all would keep time from passing", at: clause.range,
        notes: ["one tick is the shortest there is, here \(describeResolution)"])
    } else {
      return (ticks, clause.range)
    }
    return nil
  }

  private func distinct(_ clause: Syntax, _ action: TypedAction) -> [LocalID] {
    var result: [LocalID] = []
    for token in clause.names where !token.isMissing {
      guard let local = lookUp(clause.text(token)) else {
        complainUnknown(
          .undefinedName, "the action has no parameter `\(clause.text(token))`", token, in: clause,
          among: action.parameters.map { system.locals[$0.index].name })
        continue
      }
      if result.contains(local) {
        complain(.duplicateName, "`\(clause.text(token))` cannot differ from itself", at: clause.range(token))
      } else if let first = result.first,
        !system.locals[local.index].type.type.fits(system.locals[first.index].type.type)
      {
        complain(
          .typeMismatch,
          "`\(system.locals[first.index].name)` and `\(clause.text(token))` have different types and differ anyway",
          at: clause.range(token))
      } else {
        result.append(local)
      }
    }
    return result
  }

  func checkEffect(_ node: Syntax, _ position: Int) {
    current = .effect(position)
    defer { current = nil }
    let parameters = system.effects[position].parameters
    let body = within(ExpressionContext(place: "a body")) {
      for local in parameters { bring(local) }
      return block(node.node(.block))
    }
    system.effects[position].body = body
  }

  /// Complains about predicates, functions and effects that need themselves, and about chains of calls that are
  /// too long to be followed.
  func checkRecursion() {
    /// How many links the longest chain of calls from here has.
    var lengths: [Callable: Int] = [:]
    var path: [Callable] = []
    let longest = 200

    func name(_ callable: Callable) -> String {
      switch callable {
      case .function(let position): system.functions[position].name
      case .effect(let position): system.effects[position].name
      }
    }

    func tooLong(_ range: SourceRange) {
      complain(
        .expansionTooLarge, "these calls are nested more than \(longest) deep", at: range,
        notes: ["let some of them do more themselves"])
    }

    @discardableResult
    func visit(_ callable: Callable) -> Int {
      if let known = lengths[callable] { return known }
      path.append(callable)
      var length = 1
      for (next, range) in mentions[callable] ?? [] {
        if let start = path.firstIndex(of: next) {
          let names = (path[start...] + [next]).map { "`\(name($0))`" }
          let circle = "\(names[0]) needs \(names.dropFirst().joined(separator: ", which needs "))"
          complain(
            .recursion, "\(circle)", at: range,
            notes: ["predicates, functions and effects cannot call themselves, also not through others"])
        } else if path.count > longest {
          tooLong(range)
          length = longest + 2
        } else {
          let inner = visit(next) + 1
          // Said once: whatever calls this is too long too.
          if inner == longest + 1 { tooLong(range) }
          length = max(length, min(inner, longest + 2))
        }
      }
      path.removeLast()
      lengths[callable] = length
      return length
    }

    for position in system.functions.indices { visit(.function(position)) }
    for position in system.effects.indices { visit(.effect(position)) }
  }
}
