import EnsureModel
import EnsureSyntax

/// Bodies of actions, effects and threats' steps.
extension Checker {
  func block(_ node: Syntax?) -> [TypedStatement] {
    guard let node else { return [] }
    let reach = scope.count
    defer { scope.removeLast(scope.count - reach) }
    return node.nodes.compactMap { statement($0) }
  }

  private func statement(_ node: Syntax) -> TypedStatement? {
    switch node.kind {
    case .assignment: return assignment(node)
    case .letStmt:
      guard let token = node.names.first, let value = node.nodes.first else { return nil }
      var expression = expression(value)
      if expression.type == .zero { expression = require(expression, .integer(.plain)) }
      if case .set = expression.type {
        complain(
          .typeMismatch, "a set has no name of its own; name the instance that has it", at: expression.range)
        expression = TypedExpression(.error, .error, expression.range)
      }
      if expression.type == .rate || expression.type == .none || expression.type.isPlace {
        complain(.typeMismatch, "\(describe(expression.type)) cannot be named by `let`", at: expression.range)
        expression = TypedExpression(.error, .error, expression.range)
      }
      let local = introduce(token, in: node, DeclaredType(expression.type))
      return .bind(local, expression, node.range)
    case .chooseStmt:
      guard let token = node.names.first else { return nil }
      var type = declaredType(of: node, inlineName: node.text(token))
      if case .set = type.type { complain(.typeMismatch, "a set cannot be chosen", at: node.range) }
      if case .reference(let entity, isOptional: true) = type.type {
        complain(
          .optionalReference, "`\(node.text(token))` ranges over instances and is never `none`", at: node.range,
          notes: ["write `choose \(node.text(token)): \(system.entities[entity.index].name)`"])
        type.type = .reference(entity, isOptional: false)
      }
      if type.type == .instant {
        complain(.instantArithmetic, "an instant comes from `now` only and cannot be chosen", at: node.range)
      }
      if isMessage(type.type) {
        complain(
          .messageNotReceived, "a message cannot be chosen", at: node.range,
          notes: ["it is sent by `send`, and received by `receive ... on`"])
      }
      return .choose(introduce(token, in: node, type), node.range)
    case .newStmt:
      guard let token = node.names.first, let type = node.names.dropFirst().first else { return nil }
      guard let entity = entityNamed(type, in: node) else {
        _ = introduce(token, in: node, DeclaredType(.error))
        return nil
      }
      let known = system.entities[entity.index]
      if known.isMessage {
        complain(
          .cannotMake, "a message is made by sending it", at: node.range,
          notes: ["write `send \(node.text(token)): \(known.name) on ... { ... }`"])
        _ = introduce(token, in: node, DeclaredType(.error))
        return nil
      }
      if known.kind != .thing || !known.keys.isEmpty {
        complain(
          .cannotMake,
          "`new` makes things without keys, and `\(known.name)` is \(known.keys.isEmpty ? "a principal" : "keyed")",
          at: node.range, secondary: [Label(known.range, "it is declared here")])
        _ = introduce(token, in: node, DeclaredType(.error))
        return nil
      }
      if made[entity] == nil { made[entity] = node.range }
      return .make(introduce(token, in: node, DeclaredType(.reference(entity, isOptional: false))), node.range)
    case .sendStmt: return send(node)
    case .ifStmt: return branch(node)
    case .effectStmt: return effectCall(node)
    case .forEachStmt: return forEach(node)
    default: return nil
    }
  }

  private func branch(_ node: Syntax) -> TypedStatement? {
    guard let condition = node.nodes.first else { return nil }
    let test = expression(condition, as: .boolean)
    let parts = node.nodes.dropFirst()
    let yes = block(parts.first)
    var no: [TypedStatement] = []
    if let rest = parts.dropFirst().first {
      no = rest.kind == .ifStmt ? [branch(rest)].compactMap { $0 } : block(rest)
    }
    return .branch(test, yes, no, node.range)
  }

  private func forEach(_ node: Syntax) -> TypedStatement? {
    guard let binder = node.node(.binder), let name = binder.names.first,
      let entityToken = binder.names.dropFirst().first
    else { return nil }
    let entity = entityNamed(entityToken, in: binder)
    if let entity, system.entities[entity.index].isMessage {
      complain(
        .messageUnseen, "nobody changes messages, nor looks at all of them", at: binder.range,
        notes: ["software learns of a message by receiving it"])
    }
    return within(context) {
      let type = entity.map { DeclaredType(.reference($0, isOptional: false)) } ?? DeclaredType(.error)
      let local = introduce(name, in: binder, type)
      let filter = binder.nodes.first.map { expression($0, as: .boolean) }
      let body = block(node.node(.block))
      return entity == nil ? nil : .forEach(local, where: filter, body, node.range)
    }
  }

  private func effectCall(_ node: Syntax) -> TypedStatement? {
    guard let token = node.names.first else { return nil }
    let name = node.text(token)
    guard case .effect(let position)? = names[name]?.meaning else {
      if let other = names[name] {
        complain(
          .notAnEffect, "`\(name)` is \(other.meaning.description), not an effect", at: node.range(token),
          secondary: other.range.map { [Label($0, "it is declared here")] } ?? [])
      } else {
        complainUnknown(
          .undefinedName, "there is no effect `\(name)`", token, in: node, among: system.effects.map(\.name))
      }
      return nil
    }
    if let current { mentions[current, default: []].append((.effect(position), node.range(token))) }
    let types = system.effects[position].parameters.map { system.locals[$0.index].type.type }
    let arguments = node.nodes.first?.kind == .arguments ? (node.nodes.first?.nodes ?? []) : node.nodes
    guard arguments.count == types.count else {
      complain(
        .wrongArgumentCount,
        "`\(name)` takes \(types.count) argument\(types.count == 1 ? "" : "s"), and here are \(arguments.count)",
        at: node.range)
      return nil
    }
    let values = zip(arguments, types).map { argument(expression($0, expecting: $1), $1) }
    return values.contains { $0.type == .error } ? nil : .call(effect: position, values, node.range)
  }

  // MARK: Assignment

  private func assignment(_ node: Syntax) -> TypedStatement? {
    guard let placeNode = node.node(.place), let value = node.nodes.last, value.kind != .place,
      let (place, type) = place(placeNode)
    else {
      if let value = node.nodes.last, value.kind != .place { _ = expression(value) }
      return nil
    }
    let sign: AssignmentOperator =
      node.token(.plusEqual) != nil ? .add : node.token(.minusEqual) != nil ? .subtract : .set
    if case .set(let entity) = type.type {
      let element = argument(
        expression(value, expecting: .reference(entity, isOptional: false)),
        .reference(entity, isOptional: false))
      if sign == .set {
        complain(
          .typeMismatch, "a set changes by one member at a time: write `+=` or `-=`", at: node.range)
        return nil
      }
      return element.type == .error ? nil : .assign(place, sign, element, node.range)
    }
    if sign != .set {
      guard type.type.isNumber else {
        complain(
          .typeMismatch,
          "`\(sign == .add ? "+=" : "-=")` is for numbers and sets, and this is \(describe(type.type))",
          at: placeNode.range)
        return nil
      }
    }
    guard let expression = assigned(value, to: type, isWhole: sign == .set) else { return nil }
    return .assign(place, sign, expression, node.range)
  }

  /// A value that is stored where `type` is wanted; nil if it has been complained about. `isWhole` is false where it is
  /// only a difference.
  func assigned(_ value: Syntax, to type: DeclaredType, isWhole: Bool = true) -> TypedExpression? {
    let original = expression(value, expecting: type.type)
    var expression = require(original, type.type)
    expression = presence(expression, original: original, type.type)
    if expression.type == .error { return nil }
    if isWhole, let number = literal(expression) { checkRange(number, type, at: value.range) }
    if type.type == .instant { checkInstant(expression) }
    return expression
  }

  /// An instant that is stored is another stored one, or a constant span from the present (SEMANTICS 18).
  private func checkInstant(_ expression: TypedExpression) {
    switch expression.kind {
    case .now, .field, .global, .local, .key: return
    case .choice(_, let yes, let no):
      checkInstant(yes)
      checkInstant(no)
    case .arithmetic(_, let left, let right):
      let (instant, span) = left.type == .instant ? (left, right) : (right, left)
      if case .now = instant.kind, PartialEvaluator(system: system).value(of: span) != .unknown { return }
      fallthrough
    default:
      complain(
        .instantArithmetic,
        "a stored instant is `now` plus or minus a constant span, or another stored instant",
        at: expression.range,
        notes: ["store the instant itself and compare it later: `now - o.paid >= o.patience`"])
    }
  }

  private func place(_ node: Syntax) -> (TypedPlace, DeclaredType)? {
    guard let first = node.names.first, !first.isMissing else { return nil }
    let name = node.text(first)
    let path = Array(node.names.dropFirst())
    var base: TypedExpression
    if let keys = node.node(.keyed) {
      guard let entity = entityNamed(first, in: node) else { return nil }
      let declared = system.entities[entity.index].keys
      guard !declared.isEmpty else {
        complain(.badKey, "`\(name)` has no keys", at: node.range)
        return nil
      }
      guard let values = arguments(keys, declared.map(\.type.type), of: name) else { return nil }
      base = TypedExpression(.keyed(entity, values), .reference(entity, isOptional: false), node.range)
    } else if let local = lookUp(name) {
      base = self.local(local, node.range(first))
    } else if case .global(let position)? = names[name]?.meaning {
      let global = system.globals[position]
      if path.isEmpty {
        if global.isMutable { return (.global(position), global.type) }
        complain(
          .notAssignable, "`\(name)` is a parameter of the system and never changes", at: node.range,
          secondary: [Label(global.range, "it is declared here")],
          notes: ["declare it as `global` if it changes"])
        return nil
      }
      base = TypedExpression(.global(position), global.type.type, node.range(first))
    } else if let other = names[name] {
      complain(
        .notAssignable, "`\(name)` is \(other.meaning.description) and cannot be assigned",
        at: node.range(first))
      return nil
    } else {
      complainUnknown(
        .undefinedName, "there is no `\(name)` here", first, in: node,
        among: scope.names + system.globals.map(\.name))
      return nil
    }
    guard let last = path.last else {
      complain(
        .notAssignable, "`\(name)` is a name for a value and cannot be assigned", at: node.range,
        notes: ["assign a field: `\(name).field = ...`"])
      return nil
    }
    let target = self.path(path, in: node, from: base)
    switch target.kind {
    case .field(let position, let instance):
      let field = system.fields[position]
      if system.entities[field.owner.index].isMessage {
        complain(
          .notAssignable, "a message says what it said when it was sent", at: node.range(last),
          secondary: [Label(field.range, "the field")], notes: ["its fields are set by `send` only"])
        return nil
      }
      if !field.isMutable {
        complain(
          .notAssignable, "`\(field.name)` never changes", at: node.range(last),
          secondary: [Label(field.range, "it is declared here")],
          notes: field.kind == .rank ? ["declare the ranks as `mutable` if they change"] : [])
        return nil
      }
      return (.field(position, of: instance), field.type)
    case .key:
      complain(.notAssignable, "a key of an instance never changes", at: node.range(last))
      return nil
    default: return nil
    }
  }
}
