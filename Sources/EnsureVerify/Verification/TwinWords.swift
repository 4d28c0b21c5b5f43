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
      return
        "no state was found in which the left side of `\(system.properties[property.index].name)` holds\(within)"
    }
  }

  /// That there never is one.
  func impossible(_ subject: Twin.Subject) -> String {
    switch subject {
    case .antecedent(let property):
      "the left side of `\(system.properties[property.index].name)` never holds, which is certified"
    case .action(let action), .permit(let action, _), .forbid(let action, _), .honest(let action, _):
      "`\(name(action))` can never happen, which is certified"
    }
  }

  /// What to do about that.
  func correction(_ subject: Twin.Subject) -> String {
    switch subject {
    case .antecedent: "look at whether anything makes it true"
    case .action(let action), .permit(let action, _), .forbid(let action, _), .honest(let action, _):
      "look at what `\(name(action))` requires"
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
      "that the left side of `\(system.properties[property.index].name)` can hold"
    }
  }

  /// What to do about it.
  func advice(_ subject: Twin.Subject) -> String {
    switch subject {
    case .action(let action), .permit(let action, _):
      "look at what `\(name(action))` requires, or raise --depth and --scope"
    case .forbid, .honest:
      "look at whether the rest of the guard excludes it anyway, or raise --depth and --scope"
    case .antecedent: "look at whether it can become true, or raise --depth and --scope"
    }
  }

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
