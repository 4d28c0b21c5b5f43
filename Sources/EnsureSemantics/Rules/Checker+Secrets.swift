import EnsureModel
import EnsureSyntax

/// Who can name a secret: rules that look at whole bodies, with the effects that they call (SEMANTICS 10).
extension Checker {
  func checkSecrets() {
    guard system.entities.contains(where: \.isSecret) else { return }
    for action in system.actions {
      if action.threat == nil { checkHolders(action) } else { checkPaths(action.body, of: action) }
    }
    for threat in system.threats {
      for case .guess(let secret, _, let per, let range) in threat.powers {
        checkGuess(secret, per, range, in: threat)
      }
    }
  }

  private func secretName(_ type: SpecType) -> String? {
    guard let entity = type.entity, system.entities[entity.index].isSecret else { return nil }
    return system.entities[entity.index].name
  }

  /// The parameters and chosen names of an action that are instances of secrets.
  func namedSecrets(_ action: TypedAction) -> [LocalID] {
    (action.parameters + chosen(action.body)).filter { secretName(system.locals[$0.index].type.type) != nil }
  }

  /// What a body chooses, with the effects that it calls.
  private func chosen(_ body: [TypedStatement]) -> [LocalID] {
    body.flatMap { statement -> [LocalID] in
      switch statement {
      case .choose(let local, _): [local]
      case .branch(_, let yes, let no, _): chosen(yes) + chosen(no)
      case .call(let effect, _, _): chosen(system.effects[effect].body)
      default: []
      }
    }
  }

  /// A genuine principal names secrets that he holds: some field must say so.
  private func checkHolders(_ action: TypedAction) {
    guard let role = action.principal?.role.role else { return }
    for local in namedSecrets(action) {
      let known = system.locals[local.index]
      guard let secret = known.type.type.entity, system.holdings(of: secret, by: role).isEmpty else { continue }
      let (name, holder) = (system.entities[secret.index].name, system.entities[role.index].name)
      complain(
        .nobodyHolds, "no `\(holder)` holds a `\(name)`, so nobody can ever take this step", at: known.range,
        secondary: [Label(action.range, "the action")],
        notes: [
          "a principal holds the secrets whose parent or field he is (`secret entity \(name) of \(holder)`), and those that a field of his names"
        ])
    }
  }

  /// The attacker's own steps name secrets by parameters, which he has to know, and not by a path to one.
  private func checkPaths(_ body: [TypedStatement], of action: TypedAction) {
    func check(_ value: TypedExpression) {
      guard let name = secretName(value.type) else { return }
      switch value.kind {
      case .local, .none: return
      case .choice(_, let yes, let no):
        check(yes)
        check(no)
      default:
        complain(
          .secretByPath, "the attacker would name a `\(name)` here without knowing it", at: value.range,
          secondary: [Label(action.range, "his step")],
          notes: ["let it be a parameter of the step: then he has to know it"])
      }
    }
    for statement in body {
      switch statement {
      case .assign(_, _, let value, _), .bind(_, let value, _): check(value)
      case .send(_, _, let payload, _): for item in payload { check(item.value) }
      case .branch(_, let yes, let no, _): checkPaths(yes + no, of: action)
      case .forEach(_, where: _, let updates, _): checkPaths(updates, of: action)
      case .call(let effect, let arguments, _):
        for argument in arguments { check(argument) }
        checkPaths(system.effects[effect].body, of: action)
      case .choose, .make: break
      }
    }
  }

  /// Guesses are counted at an instance that the step names, so that there is no doubt at which.
  private func checkGuess(_ secret: EntityID, _ per: EntityID, _ range: SourceRange, in threat: TypedThreat) {
    let name = system.entities[per.index].name
    func check(_ types: [SpecType], _ what: String) {
      guard types.contains(where: { $0.entity == secret }) else { return }
      let count = types.count { $0.entity == per }
      guard count != 1 else { return }
      complain(
        .guessUncounted,
        "\(what) names \(count == 0 ? "no" : "more than one") `\(name)`, so it is open where this guess is counted",
        at: range, notes: ["guesses are counted at the one `\(name)` among the step's parameters"])
    }
    func types(_ action: TypedAction) -> [SpecType] {
      (action.parameters + chosen(action.body)).map { system.locals[$0.index].type.type }
    }
    for power in threat.powers {
      switch power {
      case .attacker(let action, _, _, _, _, _), .step(let action):
        check(types(system.actions[action]), "`\(system.actions[action].name)`")
      case .forge(let message, _):
        let fields = system.entities[message.index].fields.map { system.fields[$0].type.type }
        check(fields, "a forged `\(system.entities[message.index].name)`")
      default: break
      }
    }
  }
}

extension TypedSystem {
  /// The fields (positions in `fields`) that say which instances of `secret` a principal of `role` holds: fields of the
  /// secret, among them its parent, and fields of the role; sets too.
  func holdings(of secret: EntityID, by role: EntityID) -> [Int] {
    fields.indices.filter { position in
      let field = fields[position]
      switch field.type.type {
      case .reference(let target, _), .set(let target):
        return (field.owner == secret && target == role) || (field.owner == role && target == secret)
      default: return false
      }
    }
  }
}
