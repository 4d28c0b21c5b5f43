import EnsureModel
import EnsureSyntax

/// Powers over messages and secrets become steps of the threat: ones that make a message appear or vanish, and ones that
/// imitate the actions which receive it.
extension Lowering {
  /// What the powers over messages and secrets amount to, besides the threat's other powers.
  mutating func messagePowers(_ threat: TypedThreat, _ id: ThreatID, with powers: [Power]) -> [Power] {
    var result: [Power] = []
    var seen: [EntityID: Set<Int>] = [:]
    func see(_ message: EntityID, _ channels: [Int]) { seen[message, default: []].formUnion(channels) }
    for power in threat.powers {
      switch power {
      case .forge(let message, let range):
        for channel in typed.channels(of: message) {
          result.append(step(forgery(of: message, on: channel, origin(range)), of: id))
        }
      case .tamper(let field, let range):
        let message = typed.fields[field].owner
        see(message, typed.channels(of: message))
        for action in receivers(of: message) {
          result.append(
            step(imitation(of: action, .tampered(field: field), .tamper(fields[field]), origin(range)), of: id))
        }
      case .replay(let message, let range):
        see(message, typed.channels(of: message))
        for action in receivers(of: message) {
          guard let channel = typed.actions[action].receipt?.channel, typed.channels[channel].isExactlyOnce
          else {
            continue
          }
          result.append(step(imitation(of: action, .replayed, .replay, origin(range)), of: id))
        }
      case .drop(let message, let range):
        see(message, typed.channels(of: message))
        for (position, way) in ways.enumerated() where typed.channels[way.channel].message == message {
          result.append(.drop(ChannelID(position), origin(range)))
          var dropped = vanishing(way, named: "drop")
          dropped.deed = .drop
          dropped.origin = origin(range)
          result.append(step(dropped, of: id))
        }
      case .leak(let secret, let range): result.append(step(leak(of: secret, origin(range)), of: id))
      case .attacker(let action, _, _, _, _, _):
        if let receipt = typed.actions[action].receipt {
          see(typed.channels[receipt.channel].message, [receipt.channel])
        }
      case .corrupt, .outage, .step, .guess: break
      }
    }
    for (message, channels) in seen.sorted(by: { $0.key < $1.key }) {
      if let interception = interception(of: message, on: channels, origin(threat.range)) {
        result.append(step(interception, of: id))
      }
    }
    for case .guess(let secret, let most, let per, let range) in threat.powers {
      result += guesses(of: secret, most, per, origin(range), id, among: powers + result)
    }
    return result
  }

  /// The actions that receive a message, on whatever channel.
  private func receivers(of message: EntityID) -> [Int] {
    typed.actions.indices.filter { position in
      guard typed.actions[position].threat == nil, let receipt = typed.actions[position].receipt else {
        return false
      }
      return typed.channels[receipt.channel].message == message
    }
  }

  private mutating func step(_ action: Action, of threat: ThreatID) -> Power {
    var action = action
    action.threat = threat
    system.actions.append(action)
    return .step(ActionID(system.actions.count - 1))
  }

  // MARK: Messages

  /// A step in which a message with an arbitrary payload appears.
  private mutating func forgery(of message: EntityID, on channel: Int, _ place: Origin) -> Action {
    let known = typed.entities[message.index]
    let variable = system.bank.makeVariable("message", ValueType(.reference(message)))
    let instance = system.bank.variable(variable)
    var action = Action(name: "forge", parameters: [Parameter(variable, .created)], origin: place)
    action.freshness = [Clause(system.bank.and(isUnsent(instance, message)), place)]
    action.deed = .forge
    for position in known.fields {
      let field = typed.fields[position]
      let chosen = system.bank.makeVariable(field.name, valueType(field.type))
      let value = system.bank.variable(chosen)
      action.parameters.append(Parameter(chosen, .chosen))
      action.body.append(.assign(.field(fields[position], of: instance), value, place))
    }
    action.body += launch(instance, on: ways.filter { $0.channel == channel }, place)
    action.secrets = secrets(action, isChosen: Set(action.parameters.map(\.variable)))
    return action
  }

  /// A receipt that is not as it should be.
  private mutating func imitation(of position: Int, _ receipt: Receipt, _ deed: Deed, _ place: Origin) -> Action
  {
    var action = action(position, receipt: receipt)
    action.imitates = ActionID(position)
    action.deed = deed
    action.origin = place
    return action
  }

  /// A step in which the attacker learns the secrets that a message carries; nil if it carries none.
  private mutating func interception(of message: EntityID, on channels: Set<Int>, _ place: Origin) -> Action? {
    let variable = system.bank.makeVariable("message", ValueType(.reference(message)))
    let instance = system.bank.variable(variable)
    var action = Action(name: "intercept", parameters: [Parameter(variable, .declared)], origin: place)
    action.deed = .intercept
    var isNews: [Term] = []
    for position in typed.entities[message.index].fields {
      guard let secret = typed.fields[position].type.type.entity, let flag = known[secret] else { continue }
      let carried = system.bank.field(fields[position], .reference(secret), of: instance)
      let isKnown = system.bank.field(flag, .boolean, of: carried)
      isNews.append(system.bank.not(isKnown))
      let yes = system.bank.boolean(true)
      action.body.append(.assign(.field(flag, of: carried), yes, place))
    }
    if isNews.isEmpty { return nil }
    var isSent: [Term] = []
    for way in ways where channels.contains(way.channel) && typed.channels[way.channel].message == message {
      let isUnsent = has(instance, come: Self.unsent, on: way)
      isSent.append(system.bank.not(isUnsent))
    }
    let (sent, news) = (system.bank.or(isSent), system.bank.or(isNews))
    action.requires = [Clause(system.bank.and([sent, news]), place)]
    return action
  }

  // MARK: Secrets

  /// The parameters of an action that name secrets. Those in `isChosen` are the attacker's in any case.
  mutating func secrets(_ action: Action, isChosen: Set<VariableID>) -> [SecretUse] {
    if known.isEmpty { return [] }
    var result: [SecretUse] = []
    for parameter in action.parameters where parameter.kind != .created {
      guard case .reference(let secret) = system.bank.variables[parameter.variable.index].type.sort,
        let flag = known[secret]
      else { continue }
      let instance = system.bank.variable(parameter.variable)
      let isKnown = system.bank.field(flag, .boolean, of: instance)
      var isHeld: Term?
      if let principal = action.principal, !isChosen.contains(parameter.variable) {
        let who = system.bank.variable(principal.variable)
        isHeld = holds(who, principal.role.role, instance, secret)
      }
      result.append(SecretUse(parameter.variable, holding: isHeld, knowledge: isKnown, origin: action.origin))
    }
    return result
  }

  /// That a principal holds an instance of a secret: a field of the one says so of the other.
  private mutating func holds(_ who: Term, _ role: EntityID, _ instance: Term, _ secret: EntityID) -> Term {
    var terms: [Term] = []
    for position in typed.holdings(of: secret, by: role) {
      let field = fields[position]
      let isOfSecret = typed.fields[position].owner == secret
      if case .set = typed.fields[position].type.type {
        let keys = isOfSecret ? [instance, who] : [who, instance]
        let pair = system.bank.keyed(system.fields[field.index].entity, keys)
        terms.append(system.bank.field(field, .boolean, of: pair))
        continue
      }
      let owner = isOfSecret ? instance : who
      let value = system.bank.field(field, system.fields[field.index].type.sort, of: owner)
      terms.append(system.bank.equal(value, isOfSecret ? who : instance))
    }
    return system.bank.or(terms)
  }

  /// The assignments by which the attacker knows the secrets that a step of his makes, at the end of its body: what
  /// stands in a branch that is not taken is not made.
  mutating func knowing(_ parameters: [Parameter]) -> [Statement] {
    var result: [Statement] = []
    for parameter in parameters where parameter.kind == .created {
      let variable = system.bank.variables[parameter.variable.index]
      guard case .reference(let secret) = variable.type.sort, let flag = known[secret],
        let field = created[secret]
      else { continue }
      let instance = system.bank.variable(parameter.variable)
      let isKnown = system.bank.field(flag, .boolean, of: instance)
      let isMade = system.bank.field(field, .boolean, of: instance)
      let value = system.bank.or([isKnown, isMade])
      result.append(.assign(.field(flag, of: instance), value, system.fields[flag.index].origin))
    }
    return result
  }

  /// The action as an attacker takes it who knows the secrets that he makes; itself, if it makes none.
  mutating func enlightened(_ id: ActionID, _ threat: ThreatID) -> ActionID {
    var action = system.actions[id.index]
    let statements = knowing(action.parameters)
    if statements.isEmpty { return id }
    action.body += statements
    action.threat = threat
    action.imitates = id
    system.actions.append(action)
    return ActionID(system.actions.count - 1)
  }

  /// A step in which an instance of a secret becomes known.
  private mutating func leak(of secret: EntityID, _ place: Origin) -> Action {
    guard let flag = known[secret] else { fatalError("only secrets leak") }
    let variable = system.bank.makeVariable("secret", ValueType(.reference(secret)))
    let instance = system.bank.variable(variable)
    var action = Action(name: "leak", parameters: [Parameter(variable, .declared)], origin: place)
    action.deed = .leak
    let isKnown = system.bank.field(flag, .boolean, of: instance)
    action.requires = [Clause(system.bank.not(isKnown), place)]
    let yes = system.bank.boolean(true)
    action.body = [.assign(.field(flag, of: instance), yes, place)]
    return action
  }

  /// The steps among `powers` that name the secret, as guesses: counted at the one instance of `per` among their
  /// parameters, and possible while the count is small enough.
  private mutating func guesses(
    of secret: EntityID, _ most: Integer, _ per: EntityID, _ place: Origin, _ id: ThreatID,
    among powers: [Power]
  ) -> [Power] {
    let zero = system.bank.integer(0)
    let counter = addField(
      Field(
        name: "guesses", entity: per, type: ValueType(.integer, lower: 0), initial: .value(zero),
        kind: .guesses,
        origin: place))
    var result: [Power] = []
    for power in powers {
      switch power {
      case .step(let step):
        guard let guess = guess(step, secret, most, per, counter, place) else { continue }
        result.append(self.step(guess, of: id))
      case .attacker(let power):
        guard var guess = guess(power.action, secret, most, per, counter, place) else { continue }
        guess.imitates = guess.imitates ?? power.action
        guess.threat = id
        system.actions.append(guess)
        result.append(
          .attacker(
            AttackerPower(
              action: ActionID(system.actions.count - 1), impersonates: power.impersonates,
              liftsRequires: power.liftsRequires, liftsPolicy: power.liftsPolicy, when: power.when,
              origin: place)))
      case .corrupt, .outage, .drop: break
      }
    }
    return result
  }

  private mutating func guess(
    _ id: ActionID, _ secret: EntityID, _ most: Integer, _ per: EntityID, _ counter: FieldID, _ place: Origin
  ) -> Action? {
    var action = system.actions[id.index]
    func variables(of entity: EntityID) -> [VariableID] {
      action.parameters.filter { $0.kind != .created }.map(\.variable).filter {
        system.bank.variables[$0.index].type.sort == .reference(entity)
      }
    }
    let guessed = Set(variables(of: secret))
    let owners = variables(of: per)
    guard action.secrets.contains(where: { guessed.contains($0.variable) && isChosen($0, by: action) }),
      let owner = owners.first, owners.count == 1
    else { return nil }
    let instance = system.bank.variable(owner)
    let count = system.bank.field(counter, .integer, of: instance)
    let (limit, one) = (system.bank.integer(most), system.bank.integer(1))
    let isOpen = system.bank.less(count, limit)
    action.secrets = action.secrets.map { use in
      guard guessed.contains(use.variable), isChosen(use, by: action) else { return use }
      let isUnknown = system.bank.not(use.knowledge)
      // Of several secrets in one step each may be known or guessed, so that one guess counts for all.
      let knowledge =
        guessed.count == 1 ? system.bank.and([isUnknown, isOpen]) : system.bank.or([use.knowledge, isOpen])
      return SecretUse(use.variable, holding: use.holding, knowledge: knowledge, origin: use.origin)
    }
    action.body = [.assign(.field(counter, of: instance), system.bank.sum([count, one]), place)] + action.body
    if action.deed == nil { action.deed = .guess }
    return action
  }

  /// Whether it is the attacker who names the secret: not where somebody takes an action in which only what he receives
  /// is wrong.
  private func isChosen(_ use: SecretUse, by action: Action) -> Bool {
    switch action.deed {
    case .tamper, .replay: use.holding == nil
    default: true
    }
  }
}
