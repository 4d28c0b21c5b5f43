/// Messages, channels, secrets, and the powers over them.
extension SpecGenerator {
  var stages: [String] { ["sent", "inFlight", "received", "lost"] }

  // MARK: Declarations

  /// Behind all others, so that nothing else refers to a message or a secret.
  mutating func planMessages() {
    let people = entities.indices.filter { entities[$0].kind != .thing }
    if random.chance(40) {
      var secret = GeneratedEntity(name: "Pin", kind: .thing)
      secret.isSecret = true
      secret.parent = random.pick(people)
      entities.append(secret)
    }
    if random.chance(45) {
      var message = GeneratedEntity(name: "Note", kind: .thing)
      message.isMessage = true
      entities.append(message)
    }
  }

  mutating func writeMessage(_ position: Int) {
    block("message \(entities[position].name)") { generator in
      var fields: [GeneratedName] = []
      for _ in 0..<(1 + generator.random.below(2)) {
        fields.append(generator.declared(generator.fresh("field")))
      }
      if let secret = generator.entities.indices.first(where: { generator.entities[$0].isSecret }),
        generator.random.chance(60)
      {
        let type = GeneratedType.reference(secret)
        fields.append(
          GeneratedName(name: generator.fresh("field"), type: type, typeText: generator.typeText(type)))
      }
      if generator.hasTime, generator.random.chance(25) {
        fields.append(GeneratedName(name: generator.fresh("time"), type: .instant, typeText: "Instant"))
      }
      for var field in fields where field.type != .anyMoney {
        field.isMutable = false
        generator.line("\(field.name): \(field.typeText)")
        generator.entities[position].fields.append(field)
      }
    }
  }

  mutating func writeChannels() {
    for message in entities.indices where entities[message].isMessage {
      for _ in 0..<(random.chance(25) ? 2 : 1) {
        let name = fresh("notes")
        var text = "channel \(name): \(entities[message].name)"
        if random.chance(60) { text += " exactly once" }
        let ordered = entities[message].fields.filter { $0.type.isNumber || $0.type == .instant }
        if !ordered.isEmpty, random.chance(35) { text += " ordered by \(random.pick(ordered).name)" }
        if random.chance(30) { text += " lossy" }
        if random.chance(30) { text += " broadcast" }
        line(text)
        channels.append((name, message))
      }
    }
  }

  // MARK: Behaviour

  /// Sends a message; false if one of its fields cannot be filled.
  mutating func writeSend(_ place: inout GeneratedPlace) -> Bool {
    let channel = random.pick(channels)
    var payload: [String] = []
    for field in entities[channel.message].fields {
      var text: String?
      switch field.type {
      case .reference(let entity) where entities[entity].isSecret && place.isAttack:
        text = place.locals.first { $0.type == field.type }?.name
      case .reference(let entity): text = present(entity, place)
      case .instant: text = random.chance(60) ? "now" : "(now - 1 s)"
      default:
        if let (lower, upper) = field.range, random.chance(75) {
          text = literal(lower + random.below(upper - lower + 1), field.type)
        } else if field.range != nil {
          text = path(place) { $0.type == field.type }
        } else {
          text = value(1, field, place)
        }
      }
      guard let text else { return false }
      payload.append("\(field.name) = \(text)")
    }
    let name = fresh("n")
    line(
      "send \(name): \(entities[channel.message].name) on \(channel.name) { \(payload.joined(separator: "; ")) }"
    )
    place.locals.append(GeneratedName(name: name, type: .reference(channel.message), isMutable: false))
    return true
  }

  // MARK: Properties

  mutating func writeMessageProperties() {
    guard let message = entities.indices.first(where: { entities[$0].isMessage }), random.chance(70) else {
      return
    }
    let name = fresh("n")
    let type = GeneratedType.reference(message)
    let place = GeneratedPlace(locals: [GeneratedName(name: name, type: type, isMutable: false)])
    let (left, right) = (random.pick(stages), random.pick(stages))
    let head = "invariant \(fresh("Way"))(\(name): \(typeText(type)))"
    if random.chance(25) {
      line("\(head): count(x\(name): \(typeText(type)) where x\(name).\(left)) > 1 or \(name).\(right)")
    } else {
      line("\(head): \(name).\(left) implies \(random.chance(50) ? "\(name).\(right)" : truth(1, place))")
    }
  }

  // MARK: Threats

  /// A power over messages or secrets; false if there is none.
  mutating func writeMessagePower() -> Bool {
    let message = entities.indices.first { entities[$0].isMessage }
    let secret = entities.indices.first { entities[$0].isSecret }
    if let secret, message == nil || random.chance(35) {
      line("leak \(entities[secret].name)")
      return true
    }
    guard let message else { return false }
    let (name, fields) = (entities[message].name, entities[message].fields)
    switch random.below(4) {
    case 0 where !fields.contains { $0.type == .instant }: line("forge \(name)")
    case 1:
      guard let field = fields.first(where: { $0.type != .instant }) else { return false }
      line("tamper \(name).\(field.name)")
    case 2: line("replay \(name)")
    default: line("drop \(name)")
    }
    return true
  }

  /// Guesses in one step, which names one instance that they can be counted at.
  mutating func writeGuess() -> Bool {
    guard let secret = entities.indices.first(where: { entities[$0].isSecret }) else { return false }
    let type = GeneratedType.reference(secret)
    for action in actions where action.parameters.contains(where: { $0.type == type }) {
      let owners = action.parameters.filter { own in
        own.type.entity != nil && own.type != type && !entities[own.type.entity ?? 0].isMessage
          && action.parameters.count { $0.type == own.type } == 1
      }
      guard let owner = owners.first, !action.choosesReferences else { continue }
      line("guess \(entities[secret].name) at most \(random.below(3)) per \(owner.typeText)")
      line("attacker may \(action.name)" + (random.chance(50) && !action.isReceipt ? " without requires" : ""))
      return true
    }
    return false
  }
}
