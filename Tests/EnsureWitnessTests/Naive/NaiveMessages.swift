import EnsureModel
import EnsureSemantics

/// What the attacker makes of a field of a message.
struct NaiveTampering {
  let message: NaiveInstance
  let field: Int
  let value: NaiveValue
}

/// How a message is received.
enum NaiveReceipt: Hashable {
  case plain
  case replayed
  case tampered(field: Int, NaiveValue)
}

/// An attacker's guess at a secret: what is guessed, where it is counted, how many secrets of the kind the step names.
struct NaiveGuessing: Hashable {
  let secret: String
  let place: NaiveGuess
  let most: Integer
  let count: Int
}

/// Who names the secrets of a step.
enum NaiveNamer: Hashable {
  case nobody
  case principal(NaiveInstance)
  case attacker(NaiveGuessing?)
}

extension NaiveLetter {
  func has(_ stage: TypedExpression.Delivery) -> Bool {
    switch stage {
    case .sent: true
    case .inFlight: !waiting.isEmpty
    case .received: !received.isEmpty
    case .lost: !lost.isEmpty
    }
  }
}

extension TypedSystem {
  /// The ends at which a message on a channel waits.
  func ends(of channel: Int) -> Set<String> {
    let receivers = receivers(of: channel).map { actions[$0].name }
    return channels[channel].isBroadcast && !receivers.isEmpty ? Set(receivers) : [""]
  }
}

/// Messages and secrets: who receives what, who names what (SEMANTICS 10 and 12).
extension NaiveSteps {
  private var system: TypedSystem { scope.system }

  /// The end of its channel that an action is.
  private func end(_ action: TypedAction) -> String {
    guard let channel = action.receipt?.channel else { return "" }
    return system.channels[channel].isBroadcast ? action.name : ""
  }

  /// The message that an action receives.
  func message(_ action: TypedAction, _ arguments: [NaiveValue]) -> NaiveInstance? {
    guard let local = action.receipt?.local, let position = action.parameters.firstIndex(of: local),
      case .instance(let message) = arguments[position]
    else { return nil }
    return message
  }

  /// Whether the message that the action receives can be received.
  func isThere(_ action: TypedAction, _ evaluator: NaiveEvaluator, isReplay: Bool) -> Bool {
    guard let receipt = action.receipt, case .value(.instance(let message))? = evaluator.locals[receipt.local]
    else {
      return true
    }
    let state = evaluator.state
    let channel = system.channels[receipt.channel]
    let end = end(action)
    guard let letter = state.letters[message], letter.channel == receipt.channel else { return false }
    if isReplay { return letter.received.contains(end) }
    let isAgain = !channel.isExactlyOnce && letter.received.contains(end)
    guard letter.waiting.contains(end) || isAgain else { return false }
    guard let field = channel.orderedBy.map({ system.fields[$0].name }) else { return true }
    func rank(_ message: NaiveInstance) -> Integer {
      switch state.fields[.init(instance: message, field: field)] {
      case .number(let number)?, .instant(let number)?: number
      default: 0
      }
    }
    return state.letters.allSatisfy { other, known in
      known.channel != receipt.channel || !known.waiting.contains(end) || rank(message) <= rank(other)
    }
  }

  /// Notes that the action has received its message.
  func receive(_ action: TypedAction, _ arguments: [NaiveValue], _ state: inout NaiveState) {
    guard let message = message(action, arguments) else { return }
    state.letters[message]?.waiting.remove(end(action))
    state.letters[message]?.received.insert(end(action))
  }

  // MARK: Secrets

  /// Whether the declared parameters name only secrets that may be named.
  func namesOnly(_ action: TypedAction, _ arguments: [NaiveValue], _ mayName: (NaiveInstance) -> Bool) -> Bool {
    arguments.allSatisfy { value in
      guard case .instance(let instance) = value, scope.entity(of: instance).isSecret else { return true }
      return mayName(instance)
    }
  }

  func mayName(_ secret: NaiveInstance, _ namer: NaiveNamer, in state: NaiveState) -> Bool {
    let isKnown = state.known.contains(secret)
    switch namer {
    case .nobody: return true
    case .principal(let principal):
      return holds(principal, secret, state) || isKnown && isCorrupt(principal, state)
    case .attacker(let guess):
      guard let guess, guess.secret == secret.entity else { return isKnown }
      let isOpen = Integer(state.guesses[guess.place] ?? 0) < guess.most
      return guess.count == 1 ? !isKnown && isOpen : isKnown || isOpen
    }
  }

  /// A principal holds a secret if a field of one of them, or a set, names the other.
  private func holds(_ principal: NaiveInstance, _ secret: NaiveInstance, _ state: NaiveState) -> Bool {
    func names(_ owner: NaiveInstance, _ other: NaiveInstance) -> Bool {
      scope.entity(of: owner).fields.contains { position in
        let place = NaiveState.Place(instance: owner, field: system.fields[position].name)
        return state.fields[place] == .instance(other) || state.sets[place]?.contains(other) == true
      }
    }
    return names(principal, secret) || names(secret, principal)
  }
}
