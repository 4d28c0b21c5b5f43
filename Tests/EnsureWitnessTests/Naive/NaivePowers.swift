import EnsureModel
import EnsureSemantics

/// Steps that no author wrote down, by what happens in them.
enum NaiveDeed: String, CaseIterable {
  case lose, drop, forge, tamper, replay, intercept, leak, guess
}

/// What the powers over messages and secrets bring about (SEMANTICS 10 and 12).
extension NaiveSteps {
  private var system: TypedSystem { scope.system }

  /// All that such steps can come to in a state: those of a threat, or (nil) those that happen by themselves. Nil if
  /// they are too many.
  func deeds(_ deed: NaiveDeed, of threat: Int?, in state: NaiveState) -> NaiveOutcomes? {
    var result = NaiveOutcomes()
    func add(_ state: NaiveState) { result.all.insert(.state(state, broken: [])) }
    guard let threat else {
      if deed == .lose { vanish(state, add) { system.channels[$0].isLossy } }
      return result
    }
    for (position, power) in system.threats[threat].powers.enumerated() {
      switch (deed, power) {
      case (.drop, .drop(let message, _)): vanish(state, add) { system.channels[$0].message == message }
      case (.forge, .forge(let message, _)):
        guard forge(message, nil, state, add) else { return nil }
        for guess in guesses(threat) {
          let places = system.entities[message.index].fields.map { system.fields[$0].type.type.referent }
          guard places.contains(guess.secret), places.count(where: { $0 == guess.per }) == 1 else { continue }
          guard forge(message, (threat, guess), state, add) else { return nil }
        }
      case (.leak, .leak(let secret, _)):
        for instance in scope.instances(of: secret) where !state.known.contains(instance) {
          var after = state
          after.known.insert(instance)
          add(after)
        }
      case (.tamper, .tamper(let field, _)), (.replay, .tamper(let field, _)):
        guard deed == .tamper else { break }
        guard let more = tamper(field, threat, state) else { return nil }
        result.all.formUnion(more.all)
      case (.replay, .replay(let message, _)):
        for action in receivers(of: message) {
          guard let channel = system.actions[action].receipt?.channel, system.channels[channel].isExactlyOnce
          else { continue }
          guard let more = receipts(action, state, [.replayed]) else { return nil }
          result.all.formUnion(more.all)
          if more.isLoose { result.isLoose = true }
        }
      case (.guess, .attacker(let action, _, _, _, _, _)), (.guess, .step(let action)):
        for guess in guesses(threat) {
          guard let more = guessing(action, position, threat, guess, state) else { return nil }
          result.all.formUnion(more.all)
          if more.isLoose { result.isLoose = true }
        }
      default: break
      }
    }
    if deed == .intercept { intercept(threat, state, add) }
    return result
  }

  // MARK: Messages

  private func receivers(of message: EntityID) -> [Int] {
    system.channels(of: message).flatMap { system.receivers(of: $0) }
  }

  private func vanish(_ state: NaiveState, _ add: (NaiveState) -> Void, on fits: (Int) -> Bool) {
    for (message, letter) in state.letters where fits(letter.channel) {
      for end in letter.waiting {
        var after = state
        after.letters[message]?.waiting.remove(end)
        after.letters[message]?.lost.insert(end)
        add(after)
      }
    }
  }

  /// All messages that can be made up; false if they are too many. A guess is counted at the one field of its kind.
  private func forge(
    _ message: EntityID, _ guess: (threat: Int, Guess)?, _ state: NaiveState, _ add: (NaiveState) -> Void
  ) -> Bool {
    let fields = system.entities[message.index].fields.map { system.fields[$0] }
    var payloads: [[NaiveValue]] = [[]]
    for field in fields {
      let values = scope.domain(field.type)
      payloads = payloads.flatMap { payload in values.map { payload + [$0] } }
      if payloads.count > Self.limit { return false }
    }
    for payload in payloads {
      var namer = NaiveNamer.attacker(nil)
      if let guess {
        guard let guessing = self.guessing(guess.1, guess.threat, payload, fields.map(\.type.type)) else {
          continue
        }
        namer = .attacker(guessing)
      }
      let mayUse = payload.allSatisfy { value in
        guard case .instance(let instance) = value, scope.entity(of: instance).isSecret else { return true }
        return mayName(instance, namer, in: state)
      }
      if !mayUse { continue }
      for channel in system.channels(of: message) {
        for instance in scope.instances(of: message) where state.letters[instance] == nil {
          var after = state
          if case .attacker(let guessing?) = namer { after.guesses[guessing.place, default: 0] += 1 }
          for (field, value) in zip(fields, payload) {
            after.fields[.init(instance: instance, field: field.name)] = value
          }
          after.letters[instance] = NaiveLetter(channel: channel, waiting: system.ends(of: channel))
          add(after)
        }
      }
    }
    return true
  }

  /// All receipts by one action, for each way of receiving.
  private func receipts(_ action: Int, _ state: NaiveState, _ ways: [NaiveReceipt]) -> NaiveOutcomes? {
    let known = system.actions[action]
    let tuples = arguments(of: action)
    let principals = known.principal.map { scope.instances(of: $0.role.role) } ?? []
    if known.principal == nil || tuples.count * ways.count * principals.count > 400 { return nil }
    var result = NaiveOutcomes()
    for tuple in tuples {
      for way in ways {
        for principal in principals {
          guard let more = genuine(action, tuple, by: principal, in: state, way) else { return nil }
          result.all.formUnion(more.all)
          if more.isLoose { result.isLoose = true }
        }
      }
    }
    return result
  }

  private func tamper(_ field: Int, _ threat: Int, _ state: NaiveState) -> NaiveOutcomes? {
    let type = system.fields[field].type
    // Guessed fields are not looked at here.
    if guesses(threat).contains(where: { $0.secret == type.type.referent }) { return nil }
    let ways = scope.domain(type).filter { value in
      guard case .instance(let instance) = value, scope.entity(of: instance).isSecret else { return true }
      return state.known.contains(instance)
    }.map { NaiveReceipt.tampered(field: field, $0) }
    var result = NaiveOutcomes()
    for action in receivers(of: system.fields[field].owner) {
      guard let more = receipts(action, state, ways) else { return nil }
      result.all.formUnion(more.all)
      if more.isLoose { result.isLoose = true }
    }
    return result
  }

  /// Whoever can change, repeat, stop or take a message can read it.
  private func intercept(_ threat: Int, _ state: NaiveState, _ add: (NaiveState) -> Void) {
    var seen: Set<Int> = []
    for power in system.threats[threat].powers {
      switch power {
      case .tamper(let field, _): seen.formUnion(system.channels(of: system.fields[field].owner))
      case .replay(let message, _), .drop(let message, _): seen.formUnion(system.channels(of: message))
      case .attacker(let action, _, _, _, _, _):
        if let channel = system.actions[action].receipt?.channel { seen.insert(channel) }
      default: break
      }
    }
    for (message, letter) in state.letters where seen.contains(letter.channel) {
      var after = state
      var isNews = false
      for position in scope.entity(of: message).fields {
        let field = system.fields[position]
        guard let entity = field.type.type.referent, system.entities[entity.index].isSecret else { continue }
        switch state.fields[.init(instance: message, field: field.name)] {
        case .instance(let secret)?: if after.known.insert(secret).inserted { isNews = true }
        // Whether nothing is known has no value, so that it is whatever suits the attacker.
        default: isNews = true
        }
      }
      if isNews { add(after) }
    }
  }

  // MARK: Guesses

  private typealias Guess = (power: Int, secret: EntityID, most: Integer, per: EntityID)

  private func guesses(_ threat: Int) -> [Guess] {
    system.threats[threat].powers.enumerated().compactMap { position, power in
      guard case .guess(let secret, let most, let per, _) = power else { return nil }
      return (position, secret, most, per)
    }
  }

  /// A guess in a step with these values, counted at the one instance of its kind; nil if there is none.
  private func guessing(_ guess: Guess, _ threat: Int, _ values: [NaiveValue], _ types: [SpecType])
    -> NaiveGuessing?
  {
    guard let position = types.firstIndex(where: { $0.referent == guess.per }),
      case .instance(let owner) = values[position]
    else { return nil }
    return NaiveGuessing(
      secret: system.entities[guess.secret.index].name,
      place: NaiveGuess(threat: threat, power: guess.power, instance: owner), most: guess.most,
      count: types.count { $0.referent == guess.secret })
  }

  /// The attacker's steps that name the secret by a declared parameter, as guesses.
  private func guessing(_ action: Int, _ power: Int, _ threat: Int, _ guess: Guess, _ state: NaiveState)
    -> NaiveOutcomes?
  {
    let known = system.actions[action]
    let types = known.parameters.map { system.locals[$0.index].type.type }
    if chooses(known.body) { return nil }
    guard types.contains(where: { $0.referent == guess.secret }),
      types.count(where: { $0.referent == guess.per }) == 1
    else { return NaiveOutcomes() }
    var result = NaiveOutcomes()
    let tuples = arguments(of: action)
    if tuples.count > 400 { return nil }
    for tuple in tuples {
      guard let guessing = self.guessing(guess, threat, tuple, types) else { continue }
      let more =
        known.threat == nil
        ? attack(threat, power, tuple, in: state, guessing) : threatStep(action, tuple, in: state, guessing)
      guard let more else { return nil }
      result.all.formUnion(more.all)
      if more.isLoose { result.isLoose = true }
    }
    return result
  }

  private func chooses(_ body: [TypedStatement]) -> Bool {
    body.contains { statement in
      switch statement {
      case .choose: true
      case .branch(_, let yes, let no, _): chooses(yes + no)
      case .call(let effect, _, _): chooses(system.effects[effect].body)
      default: false
      }
    }
  }
}
