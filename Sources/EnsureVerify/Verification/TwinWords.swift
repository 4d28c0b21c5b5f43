import EnsureModel

/// Sentences about what could be empty, in the words of the spec.
struct TwinWords {
  let system: TransitionSystem

  init(_ system: TransitionSystem) { self.system = system }

  /// That there is no witness.
  func missing(_ subject: Twin.Subject, _ bound: Bound?) -> String {
    let within =
      bound.map { bound in
        bound.isExhaustive ? " in this scope" : " within \(bound.depth) \(bound.depth == 1 ? "step" : "steps")"
      } ?? ""
    switch subject {
    case .action(let action): return "no way was found in which `\(name(action))` can happen\(within)"
    case .permit(let action, let rule):
      return "no way was found in which `\(words(action, rule))` grants anything\(within)"
    case .forbid(let action, let rule):
      return "no way was found in which `\(words(action, rule))` stops anything\(within)"
    case .honest(let action, _):
      return "no way was found in which `honest` of `\(name(action))` stops anything\(within)"
    case .antecedent(let property):
      return isPromise(property)
        ? "no run was found \(assumed(property))on which `\(name(property))` asks for anything that is not so already\(within)"
        : "no state was found in which the left side of `\(name(property))` holds\(within)"
    }
  }

  /// That there never is one, which is certified, and what to do about the first of them.
  func impossible(_ subjects: [Twin.Subject]) -> String {
    guard let first = subjects.first else { return "" }
    let others = subjects.dropFirst().map(never)
    return "\(never(first)), which is certified; \(correction(first))"
      + (others.isEmpty ? "" : "; also certified: \(others.joined(separator: "; "))")
  }

  /// That there never is one.
  func never(_ subject: Twin.Subject) -> String {
    switch subject {
    case .antecedent(let property):
      isPromise(property)
        ? "`\(name(property))` never asks for anything that is not so already"
        : "the left side of `\(name(property))` never holds"
    case .action(let action): "`\(name(action))` can never happen"
    case .permit(let action, let rule): "`\(words(action, rule))` never grants anything"
    case .forbid(let action, let rule): "`\(words(action, rule))` never stops anything"
    case .honest(let action, _): "`honest` of `\(name(action))` never stops anything"
    }
  }

  /// What to do about it.
  private func correction(_ subject: Twin.Subject) -> String {
    switch subject {
    case .antecedent(let property):
      isPromise(property) ? Self.lookAtTrigger : "look at whether anything makes it true"
    case .action(let action): "look at what `\(name(action))` requires"
    case .permit(let action, _):
      "look at whether its condition contradicts what `\(name(action))` requires"
    case .forbid(let action, _), .honest(let action, _):
      "whatever it is there to stop, the rest of the guard of `\(name(action))` excludes already"
    }
  }

  /// What a witness shows.
  func shown(_ subject: Twin.Subject) -> String {
    switch subject {
    case .action(let action): "that `\(name(action))` can happen"
    case .permit(let action, let rule): "that `\(words(action, rule))` grants something"
    case .forbid(let action, let rule): "that `\(words(action, rule))` stops something"
    case .honest(let action, _): "that `honest` of `\(name(action))` stops something"
    case .antecedent(let property):
      isPromise(property)
        ? "that `\(name(property))` can ask for something"
        : "that the left side of `\(name(property))` can hold"
    }
  }

  /// What to do about it.
  func advice(_ subject: Twin.Subject) -> String {
    switch subject {
    case .action(let action), .permit(let action, _):
      "look at what `\(name(action))` requires, or raise --depth and --scope"
    case .forbid, .honest:
      "look at whether the rest of the guard excludes it anyway, or raise --depth and --scope"
    case .antecedent(let property):
      "\(isPromise(property) ? Self.lookAtTrigger : "look at whether it can become true"), or raise --depth and --scope"
    }
  }

  /// Conditions beside an action are read before its step, so that a promise is easily kept where it is made.
  private static let lookAtTrigger =
    "look at whether what triggers it can come about, and whether what it promises holds there, before the step"

  private func isPromise(_ property: PropertyID) -> Bool {
    if case .temporal = system.properties[property.index].kind { true } else { false }
  }

  private func assumed(_ property: PropertyID) -> String {
    let isAssuming = system.properties[property.index].assumptions.contains { assumption in
      if case .formula = assumption { true } else { false }
    }
    return isAssuming ? "that keeps what is assumed and " : ""
  }

  private func name(_ property: PropertyID) -> String { system.properties[property.index].name }

  private func name(_ action: ActionID) -> String { system.actions[action.index].name }

  private func words(_ action: ActionID, _ position: Int) -> String {
    let rule = system.actions[action.index].rules[position]
    var who = "any"
    if let subject = rule.subject {
      let entity = system.entities[subject.role.index]
      who = entity.name
      if let rank = subject.rank, let ranks = entity.ranks {
        who += ".\(system.enumerations[ranks.index].members[rank])"
      }
    }
    return "\(rule.effect == .permit ? "permit" : "forbid") \(who) \(name(action))"
  }
}
