import EnsureModel
import EnsureSyntax

/// Messages and channels: what is declared, sent and received (SEMANTICS 12).
extension Checker {
  /// The names that a declaration gives and uses, without the words `message`, `channel` and `secret` in front.
  func declaredNames(_ node: Syntax) -> [Token] {
    let names = Array(node.names)
    switch node.kind {
    case .messageDecl, .channelDecl, .patternDecl: return Array(names.dropFirst())
    case .entityDecl where isSecret(node): return Array(names.dropFirst())
    default: return names
    }
  }

  /// Whether the word `secret` stands in front of an entity.
  func isSecret(_ node: Syntax) -> Bool {
    guard let first = node.tokens.first else { return false }
    return first.kind == .identifier
  }

  // MARK: Declarations

  func declareMessage(_ node: Syntax) {
    guard let token = declaredNames(node).first else { return }
    let name = declare(token, in: node, as: .entity(EntityID(system.entities.count)))
    var message = TypedEntity(name: name, kind: .thing, range: node.range(token))
    message.isMessage = true
    system.entities.append(message)
  }

  func declareChannel(_ node: Syntax) {
    guard let token = declaredNames(node).first else { return }
    let name = declare(token, in: node, as: .channel(system.channels.count))
    system.channels.append(TypedChannel(name: name, message: EntityID(-1), range: node.range(token)))
  }

  /// The fields of a message: each is set when it is sent, and never again.
  func declarePayload(_ node: Syntax) {
    guard let token = declaredNames(node).first, case .entity(let entity)? = names[node.text(token)]?.meaning,
      system.entities[entity.index].range == node.range(token)
    else { return }
    let name = system.entities[entity.index].name
    var seen: [String: SourceRange] = [:]
    for field in node.nodes where field.kind == .field {
      guard let token = field.names.first else { continue }
      let label = field.text(token)
      if let first = seen[label] {
        complain(
          .duplicateName, "`\(name)` has two fields `\(label)`", at: field.range(token),
          secondary: [Label(first, "the other one")])
        continue
      }
      seen[label] = field.range(token)
      if TypedExpression.Delivery(rawValue: label) != nil {
        complain(
          .duplicateName, "`\(label)` says of every message how far it has come", at: field.range(token),
          notes: ["choose another name for the field"])
        continue
      }
      let sensor = field.node(.sensorType)
      var type = declaredType(of: sensor ?? field, inlineName: "\(name).\(label)")
      refuseMessage(type, field)
      if let sensor {
        complain(
          .messageShape, "a message carries no sensors", at: sensor.range,
          notes: ["let it carry what the sensor says: leave the word `sensor` out"])
      }
      if let initial = field.node(.initial) {
        complain(
          .messageShape, "a message has no initial values: its fields are set when it is sent",
          at: initial.range)
      }
      if type.type == .anyMoney {
        complain(
          .notYet, "a message cannot carry `Money<any>` yet", at: field.range,
          notes: ["send the amount in one currency, or as a number beside an enumeration of currencies"])
        type = DeclaredType(.error)
      }
      if case .place = type.type {
        complain(
          .notYet, "a message cannot carry a place of several kinds yet", at: field.range,
          notes: ["send the instance itself, in a message for each kind of place"])
        type = DeclaredType(.error)
      }
      if case .set = type.type {
        complain(.messageShape, "a message carries no sets", at: field.range)
        type = DeclaredType(.error)
      }
      if case .reference(let target, isOptional: true) = type.type {
        complain(
          .messageShape, "a message carries instances, and never `none`", at: field.range,
          notes: ["leave the `?` out; for what may be missing declare another message"])
        type.type = .reference(target, isOptional: false)
      }
      addField(
        TypedField(
          name: label, owner: entity, type: type, initial: unsent(type, field.range), isMutable: true,
          kind: .declared, range: field.range(token)))
    }
  }

  /// What a field holds as long as its message has not been sent: nobody can read it, so it is no choice.
  private func unsent(_ type: DeclaredType, _ range: SourceRange) -> TypedInitial {
    switch type.type {
    case .boolean: return .value(TypedExpression(.boolean(false), .boolean, range))
    case .integer, .zero:
      var value: Integer = 0
      if let lower = type.lower, value < lower { value = lower }
      if let upper = type.upper, upper < value { value = upper }
      return .value(TypedExpression(.integer(value), type.type, range))
    case .enumeration: return .value(TypedExpression(.member(0), type.type, range))
    case .instant: return .value(TypedExpression(.now, .instant, range))
    default: return .implied
    }
  }

  /// What is said of a channel behind its name.
  func declareOptions(_ node: Syntax) {
    let tokens = declaredNames(node)
    guard let token = tokens.first, case .channel(let position)? = names[node.text(token)]?.meaning,
      system.channels[position].range == node.range(token), let type = tokens.dropFirst().first
    else { return }
    guard let message = message(type, in: node) else { return }
    system.channels[position].message = message
    var words = Array(tokens.dropFirst(2))[...]
    var seen: Set<String> = []
    while let word = words.popFirst() {
      let option = node.text(word)
      if !seen.insert(option).inserted {
        complain(.duplicateName, "`\(option)` stands twice", at: node.range(word))
      }
      switch option {
      case "exactly": system.channels[position].isExactlyOnce = true
      case "lossy": system.channels[position].isLossy = true
      case "broadcast": system.channels[position].isBroadcast = true
      default: if let field = words.popFirst() { order(position, by: field, in: node, message) }
      }
    }
  }

  private func order(_ channel: Int, by token: Token, in node: Syntax, _ message: EntityID) {
    // The message's own declaration may stand behind the channel's.
    bodies.append { [unowned self] in
      let known = system.entities[message.index]
      guard let field = known.fields.first(where: { system.fields[$0].name == node.text(token) }) else {
        complainUnknown(
          .unknownField, "`\(known.name)` has no field `\(node.text(token))`", token, in: node,
          among: known.fields.map { system.fields[$0].name })
        return
      }
      let type = system.fields[field].type.type
      guard type.isNumber || type == .instant else {
        complain(
          .notOrdered, "messages are ordered by a number or a point in time, and this is \(describe(type))",
          at: node.range(token))
        return
      }
      system.channels[channel].orderedBy = field
    }
  }

  /// The message that a name means.
  func message(_ token: Token, in node: Syntax) -> EntityID? {
    guard let entity = entityNamed(token, in: node) else { return nil }
    let known = system.entities[entity.index]
    if known.isMessage { return entity }
    complain(
      .notAMessage, "`\(known.name)` is no message", at: node.range(token),
      secondary: [Label(known.range, "it is declared here")],
      notes: ["declare it as `message \(known.name) { ... }`"])
    return nil
  }

  /// The channel that a name means.
  func channel(_ token: Token, in node: Syntax) -> Int? {
    if token.isMissing { return nil }
    if case .channel(let position)? = names[node.text(token)]?.meaning { return position }
    complainUnknown(
      .undefinedName, "there is no channel `\(node.text(token))`", token, in: node,
      among: system.channels.map(\.name))
    return nil
  }

  /// Whether a type is that of a message.
  func isMessage(_ type: SpecType) -> Bool {
    switch type {
    case .reference(let entity, _), .set(let entity): system.entities[entity.index].isMessage
    default: false
    }
  }

  /// Complains about a message that is kept: what it says is copied, so that nobody reads it later but as it was
  /// received.
  func refuseMessage(_ type: DeclaredType, _ node: Syntax) {
    guard isMessage(type.type) else { return }
    complain(
      .messageKept, "a message cannot be kept", at: node.range,
      notes: ["keep what it says: copy its fields where it is received"])
  }

  // MARK: Receiving

  func checkReceipt(_ node: Syntax, _ action: inout TypedAction) {
    let tokens = node.names.filter { !$0.isMissing }
    guard tokens.count == 4 else { return }
    guard let channel = channel(tokens[3], in: node) else { return }
    let name = node.text(tokens[1])
    guard let local = action.parameters.first(where: { system.locals[$0.index].name == name }) else {
      complainUnknown(
        .undefinedName, "the action has no parameter `\(name)`", tokens[1], in: node,
        among: action.parameters.map { system.locals[$0.index].name })
      return
    }
    let message = system.channels[channel].message
    guard message.index >= 0, system.locals[local.index].type.type != .error else { return }
    guard system.locals[local.index].type.type == .reference(message, isOptional: false) else {
      complain(
        .typeMismatch,
        "`\(system.channels[channel].name)` carries `\(system.entities[message.index].name)`, and `\(name)` is \(describe(system.locals[local.index].type.type))",
        at: node.range(tokens[1]), secondary: [Label(system.channels[channel].range, "the channel")])
      return
    }
    if let other = action.receipt {
      complain(
        .messageNotReceived, "an action receives one message", at: node.range,
        secondary: [Label(other.range, "it receives this one")],
        notes: ["let another action receive the other one"])
      return
    }
    action.receipt = TypedReceipt(local: local, channel: channel, range: node.range)
  }

  /// Complains about messages among the parameters of which no clause says that they are received.
  func checkMessageParameters(_ action: TypedAction, _ node: Syntax) {
    let named = Set(
      node.nodes.filter { $0.kind == .receiveClause }.compactMap { clause in
        clause.names.dropFirst().first.map { clause.text($0) }
      })
    for parameter in action.parameters {
      let known = system.locals[parameter.index]
      guard isMessage(known.type.type), !named.contains(known.name) else { continue }
      complain(
        .messageNotReceived, "`\(known.name)` is a message that `\(action.name)` does not receive",
        at: known.range,
        notes: ["say on which channel it comes: `receive \(known.name) on ...`; an action receives one message"]
      )
    }
  }

  // MARK: Sending

  func send(_ node: Syntax) -> TypedStatement? {
    let tokens = node.names
    guard tokens.count == 5 else { return nil }
    let message = message(tokens[2], in: node)
    let channel = channel(tokens[4], in: node)
    func name() -> LocalID {
      introduce(tokens[1], in: node, DeclaredType(message.map { .reference($0, isOptional: false) } ?? .error))
    }
    guard let message else {
      _ = name()
      return nil
    }
    if let channel, system.channels[channel].message.index >= 0, system.channels[channel].message != message {
      let carried = system.entities[system.channels[channel].message.index].name
      complain(
        .typeMismatch, "`\(system.channels[channel].name)` carries `\(carried)`", at: node.range(tokens[4]),
        secondary: [Label(system.channels[channel].range, "the channel")])
    }
    var payload: [TypedPayload] = []
    var seen: Set<Int> = []
    let known = system.entities[message.index]
    for item in node.nodes where item.kind == .payload {
      guard let token = item.names.first, !token.isMissing, let value = item.nodes.first else { continue }
      guard let field = known.fields.first(where: { system.fields[$0].name == item.text(token) }) else {
        complainUnknown(
          .unknownField, "`\(known.name)` has no field `\(item.text(token))`", token, in: item,
          among: known.fields.map { system.fields[$0].name })
        _ = expression(value)
        continue
      }
      if !seen.insert(field).inserted {
        complain(.duplicateName, "`\(item.text(token))` is set twice", at: item.range(token))
      }
      if let result = assigned(value, to: system.fields[field].type) {
        payload.append(TypedPayload(field: field, value: result))
      }
    }
    let missing = known.fields.filter { !seen.contains($0) }.map { "`\(system.fields[$0].name)`" }
    if !missing.isEmpty {
      complain(
        .messageShape, "the message does not say its \(missing.joined(separator: ", "))",
        at: node.range(tokens[2]),
        secondary: [Label(known.range, "declared here")], notes: ["a message is sent with all its fields"])
    }
    let local = name()
    guard let channel else { return nil }
    return .send(local, channel: channel, payload, node.range)
  }

  // MARK: Asking how far it has come

  /// `h.sent`, `h.inFlight`, `h.received`, `h.lost`.
  func delivery(_ name: String, of instance: TypedExpression, at range: SourceRange) -> TypedExpression? {
    guard let stage = TypedExpression.Delivery(rawValue: name), isMessage(instance.type) else { return nil }
    if !context.seesMessages {
      complain(
        .messageUnseen, "\(context.place) cannot ask how far a message has come", at: range,
        notes: [
          "software learns of a message by receiving it; properties, `honest`, scenarios and threats can ask"
        ])
      return TypedExpression(.error, .error, range)
    }
    return TypedExpression(.delivery(stage, of: instance), .boolean, range)
  }
}
