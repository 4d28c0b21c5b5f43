import EnsureModel

/// Steps about messages and secrets that no spec spells out, in words.
extension StoryTeller {
  /// What such a step is called; nil for a step that the author wrote, and for what somebody does as ever.
  func deed(_ step: TraceStep, _ id: ActionID, _ arguments: [Integer]) -> String? {
    let action = system.actions[id.index]
    guard let deed = action.deed else { return nil }
    let texts = zip(action.parameters, arguments).map { parameter, value in
      let known = bank.variables[parameter.variable.index]
      return (name: known.name, text: values.text(value, known.type))
    }
    let first = texts.first?.text ?? "?"
    switch deed {
    case .lose: return "\(first) is lost"
    case .drop: return "the attacker drops \(first)"
    case .intercept: return "the attacker reads \(first)"
    case .leak: return "\(first) leaks to the attacker"
    case .forge:
      let payload = texts.dropFirst().map { "\($0.name) = \($0.text)" }
      return "the attacker forges \(first)" + (payload.isEmpty ? "" : " with \(Sentence.list(payload))")
    case .tamper(let field):
      guard let imitated = action.imitates, let message = received(imitated, arguments) else { return nil }
      let chosen = system.actions[imitated.index].parameters.prefix { $0.kind == .declared }.count
      let value = texts.indices.contains(chosen) ? texts[chosen].text : "?"
      let name = system.fields[field.index].name
      return
        "the attacker changes \(message.name).\(name) to \(value) for \(receiver(step, imitated)): \(call(id, arguments, without: chosen))"
    case .replay:
      guard let imitated = action.imitates, let message = received(imitated, arguments) else { return nil }
      return
        "the attacker lets \(message.name) arrive again at \(receiver(step, imitated)): \(call(id, arguments))"
    case .guess: return nil
    }
  }

  /// That a message comes once more, of a step that receives it by itself.
  func arrivals(_ position: Int, _ id: ActionID, _ arguments: [Integer], _ agency: Agency) -> [String] {
    guard agency == .genuine, let message = received(id, arguments),
      let slot = interpreter.layout.slot(message.channel.delivery, message.instance),
      before(position).values[slot] == Integer(Channel.receivedStage)
    else { return [] }
    return ["\(message.name) arrives again"]
  }

  private func receiver(_ step: TraceStep, _ id: ActionID) -> String { actor(step, id, .genuine) }

  /// The message that an action receives, and the channel that it comes on.
  private func received(_ id: ActionID, _ arguments: [Integer]) -> (
    name: String, instance: Int, channel: Channel
  )? {
    for channel in system.channels {
      for (action, parameter) in zip(channel.receivers, channel.messageParameters) where action == id {
        guard arguments.indices.contains(parameter), let instance = arguments[parameter].asInt else {
          return nil
        }
        return (values.instance(instance, of: channel.entity), instance, channel)
      }
    }
    return nil
  }
}
