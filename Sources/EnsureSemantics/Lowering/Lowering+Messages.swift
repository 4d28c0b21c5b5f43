import EnsureModel
import EnsureSyntax

/// Messages become entities with a hidden field for each way on which they travel: how far they have come there. `send`
/// and `receive` become guards and assignments of it.
extension Lowering {
  /// A way on which a message travels: a channel, or on one that is broadcast the way to one receiver.
  struct Way {
    /// The position in `TypedSystem.channels`.
    let channel: Int
    /// The action at the end of it, if it has one of its own.
    let receiver: Int?
    /// How far the message has come.
    let field: FieldID
  }

  /// How a message is received.
  enum Receipt: Equatable {
    /// As it was sent, where it is in flight.
    case plain
    /// Once more, where it has been received.
    case replayed
    /// With the field, a position in `TypedSystem.fields`, as the attacker wants it.
    case tampered(field: Int)
  }

  /// What the attacker makes of a field of a message.
  struct Tampering {
    let field: FieldID
    let message: Term
    let value: Term
  }

  // MARK: Channels

  mutating func lowerChannels() {
    guard !typed.channels.isEmpty else { return }
    let stages = EnumerationID(system.enumerations.count)
    system.enumerations.append(Enumeration(name: "delivery", members: Channel.stages))
    for (position, channel) in typed.channels.enumerated() {
      let receivers = typed.receivers(of: position)
      let ends = channel.isBroadcast && !receivers.isEmpty ? receivers.map { [$0] } : [receivers]
      let isOnly = ends.count == 1 && typed.channels(of: channel.message).count == 1
      for end in ends {
        let receiver = channel.isBroadcast ? end.first : nil
        let way = receiver.map { "\(channel.name) to \(typed.actions[$0].name)" } ?? channel.name
        let unsent = system.bank.member(stages, Self.unsent)
        let field = addField(
          Field(
            name: isOnly ? "delivery" : "delivery on \(way)", entity: channel.message,
            type: ValueType(.enumeration(stages)), initial: .value(unsent), kind: .delivery,
            origin: origin(channel.range)))
        ways.append(Way(channel: position, receiver: receiver, field: field))
        var lowered = Channel(
          name: way, entity: channel.message, delivery: field, origin: origin(channel.range))
        lowered.receivers = end.map { ActionID($0) }
        lowered.messageParameters = end.map { action in
          let known = typed.actions[action]
          // An amount of any currency is two parameters.
          return known.parameters.prefix { $0 != known.receipt?.local }.reduce(0) { count, local in
            count + (typed.locals[local.index].type.type == .anyMoney ? 2 : 1)
          }
        }
        lowered.isLossy = channel.isLossy
        system.channels.append(lowered)
      }
    }
  }

  static var unsent: Int { 0 }
  static var inFlight: Int { Channel.owedStage }
  static var received: Int { 2 }
  static var lost: Int { 3 }

  /// That a message has come so far on a way.
  mutating func has(_ message: Term, come stage: Int, on way: Way) -> Term {
    let (value, member) = (read(way, of: message), self.stage(stage, on: way))
    return system.bank.equal(value, member)
  }

  private mutating func read(_ way: Way, of message: Term) -> Term {
    system.bank.field(way.field, system.fields[way.field.index].type.sort, of: message)
  }

  mutating func stage(_ stage: Int, on way: Way) -> Term {
    guard case .enumeration(let stages) = system.fields[way.field.index].type.sort else {
      fatalError("how far a message has come is one of the stages")
    }
    return system.bank.member(stages, stage)
  }

  /// The ways of a message, in order.
  func ways(of message: EntityID) -> [Way] { ways.filter { typed.channels[$0.channel].message == message } }

  /// `h.sent` and the like: so on some way.
  mutating func delivery(_ stage: TypedExpression.Delivery, of instance: TypedExpression) -> Term {
    let message = term(instance)
    guard let entity = instance.type.entity else { fatalError("only messages travel") }
    var terms: [Term] = []
    for way in ways(of: entity) {
      switch stage {
      case .sent:
        let isUnsent = has(message, come: Self.unsent, on: way)
        terms.append(system.bank.not(isUnsent))
      case .inFlight: terms.append(has(message, come: Self.inFlight, on: way))
      case .received: terms.append(has(message, come: Self.received, on: way))
      case .lost: terms.append(has(message, come: Self.lost, on: way))
      }
    }
    return system.bank.or(terms)
  }

  // MARK: Sending and receiving

  /// `send h: Hook on hooks { ... }`: some message that has not been sent yet, different from those that the step has
  /// sent before, gets its fields and is in flight.
  mutating func send(
    _ local: LocalID, _ channel: Int, _ payload: [TypedPayload], _ range: SourceRange,
    _ body: inout BodyLowering
  ) -> [Statement] {
    let values = payload.map { (fields[$0.field], term($0.value)) }
    let message = made(local, range, &body)
    return values.map { .assign(.field($0, of: message), $1, origin(range)) }
      + launch(message, on: ways.filter { $0.channel == channel }, origin(range))
  }

  /// The assignments that put a message in flight.
  mutating func launch(_ message: Term, on ways: [Way], _ origin: Origin) -> [Statement] {
    var result: [Statement] = []
    for way in ways {
      let inFlight = stage(Self.inFlight, on: way)
      result.append(.assign(.field(way.field, of: message), inFlight, origin))
    }
    return result
  }

  /// A parameter for a message that has not been sent yet.
  private mutating func made(_ local: LocalID, _ range: SourceRange, _ body: inout BodyLowering) -> Term {
    guard let entity = typed.locals[local.index].type.type.entity else { fatalError("only messages are sent") }
    let variable = makeVariable(local)
    let message = system.bank.variable(variable)
    present.insert(variable)
    body.parameters.append(Parameter(variable, .created))
    var conditions = isUnsent(message, entity)
    for other in body.made[entity] ?? [] {
      let equal = system.bank.equal(message, other)
      conditions.append(system.bank.not(equal))
    }
    body.guards.append(Clause(system.bank.and(conditions), origin(range)))
    body.made[entity, default: []].append(message)
    return message
  }

  /// That the message has been sent on no way.
  mutating func isUnsent(_ message: Term, _ entity: EntityID) -> [Term] {
    var result: [Term] = []
    for way in ways(of: entity) { result.append(has(message, come: Self.unsent, on: way)) }
    return result
  }

  /// The guard that a receipt stands for, and the assignment that it makes.
  mutating func receive(_ receipt: TypedReceipt, by action: Int, isReplay: Bool) -> (Clause, Statement) {
    let channel = typed.channels[receipt.channel]
    guard let message = values[receipt.local],
      let way = ways.first(where: {
        $0.channel == receipt.channel && ($0.receiver == nil || $0.receiver == action)
      })
    else { fatalError("what is received is a parameter and comes on a channel") }
    var conditions: [Term] = []
    let hasCome = has(message, come: Self.received, on: way)
    if isReplay {
      conditions.append(hasCome)
    } else {
      let isOwed = has(message, come: Self.inFlight, on: way)
      conditions.append(channel.isExactlyOnce ? isOwed : system.bank.or([isOwed, hasCome]))
      if let field = channel.orderedBy { conditions.append(isFirst(message, fields[field], way)) }
    }
    let place = origin(receipt.range)
    let received = stage(Self.received, on: way)
    return (
      Clause(system.bank.and(conditions), place), .assign(.field(way.field, of: message), received, place)
    )
  }

  /// That no message which is still to be received comes before this one.
  private mutating func isFirst(_ message: Term, _ field: FieldID, _ way: Way) -> Term {
    let entity = typed.channels[way.channel].message
    let variable = system.bank.makeVariable("other", ValueType(.reference(entity)))
    let other = system.bank.variable(variable)
    let sort = system.fields[field.index].type.sort
    let isOwed = has(other, come: Self.inFlight, on: way)
    let (own, others) = (system.bank.field(field, sort, of: message), system.bank.field(field, sort, of: other))
    let isBefore = system.bank.lessOrEqual(own, others)
    return system.bank.all(over: variable, where: isOwed, body: isBefore)
  }

  // MARK: Tampering

  /// A parameter for what the attacker makes of a field of the message at hand; reads of the field give it from here on.
  mutating func tamper(_ position: Int, _ local: LocalID) -> Parameter {
    let field = typed.fields[position]
    let variable = system.bank.makeVariable(field.name, valueType(field.type))
    guard let message = values[local] else { fatalError("what is received is a parameter") }
    let value = system.bank.variable(variable)
    tampering = Tampering(field: fields[position], message: message, value: value)
    return Parameter(variable, .chosen)
  }

  /// What a read of a field gives: of the message that is tampered with, whatever name it goes by, what the attacker
  /// wants.
  mutating func tampered(_ tampering: Tampering, _ field: FieldID, _ instance: Term, _ value: Term) -> Term {
    guard field == tampering.field else { return value }
    if instance == tampering.message { return tampering.value }
    let isMessage = system.bank.equal(instance, tampering.message)
    return system.bank.choice(isMessage, tampering.value, value)
  }

  // MARK: Losses

  /// On a channel that is lossy, messages vanish: a step that nobody takes.
  mutating func lowerLosses() {
    for (position, channel) in typed.channels.enumerated() where channel.isLossy {
      for way in ways where way.channel == position {
        var action = vanishing(way, named: "lose")
        action.deed = .lose
        action.isOptional = true
        system.actions.append(action)
      }
    }
  }

  /// A step in which a message that is in flight vanishes.
  mutating func vanishing(_ way: Way, named name: String) -> Action {
    let channel = typed.channels[way.channel]
    let place = origin(channel.range)
    let variable = system.bank.makeVariable("message", ValueType(.reference(channel.message)))
    let message = system.bank.variable(variable)
    var action = Action(name: name, parameters: [Parameter(variable, .declared)], origin: place)
    action.requires = [Clause(has(message, come: Self.inFlight, on: way), place)]
    let lost = stage(Self.lost, on: way)
    action.body = [.assign(.field(way.field, of: message), lost, place)]
    return action
  }
}
