import EnsureModel
import EnsureSyntax

/// Rules of meaning that a whole, well-typed spec must keep. They run last, and only over what has no error, so
/// that nothing is complained about twice.
extension Checker {
  func checkRules() {
    if diagnostics.contains(where: { $0.severity == .error }) {
      checkNames()
      return
    }
    checkNames()
    checkExpansion()
    if diagnostics.contains(where: { $0.severity == .error }) { return }
    checkPolicies()
    checkSecrets()
    checkAggregates()
    checkBulkEffects()
    checkSensors()
    checkWatching()
    checkInitialStates()
    checkThreats()
    checkMembers()
  }

  /// A spec says something, and has a name.
  private func checkNames() {
    guard let root = trees.first?.root else { return }
    let start = SourceRange(file: FileID(index: 0), start: 0, end: 0)
    if root.nodes.isEmpty, system.name == nil {
      complain(
        .emptySpec, "there is nothing here", at: start,
        notes: ["a spec begins with `system` and a name; `ensure explain E0114` shows a small one"])
    } else if system.name != nil, system.properties.isEmpty, system.scenarios.isEmpty,
      !diagnostics.contains(where: { $0.severity == .error })
    {
      let header = root.names.first.map(root.range) ?? start
      complain(
        .nothingToVerify, "the system states nothing to verify", at: header,
        notes: ["add an `invariant`, a `property` or a `scenario`"])
    }
  }

  /// An action that a rule mentions is denied unless a permit applies; one that only forbids mention is denied
  /// to everybody, which nobody means (SEMANTICS 7).
  private func checkPolicies() {
    var permitted: Set<Int> = []
    var forbidden: [Int: SourceRange] = [:]
    for rule in system.policies.flatMap(\.rules) {
      for (action, _) in rule.cases {
        if rule.effect == .permit {
          permitted.insert(action)
        } else if forbidden[action] == nil {
          forbidden[action] = rule.range
        }
      }
    }
    for (action, range) in forbidden.sorted(by: { $0.key < $1.key }) where !permitted.contains(action) {
      let name = system.actions[action].name
      complain(
        .onlyForbidden, "`\(name)` is only forbidden, so nobody may ever do it", at: range,
        secondary: [Label(system.actions[action].range, "the action")],
        notes: ["an action that a rule mentions is denied unless a permit applies: add `permit any \(name)`"])
    }
  }

  /// A threat that adds nothing gives a false feeling of safety (SEMANTICS 12).
  private func checkThreats() {
    for threat in system.threats where !threat.powers.contains(where: { addsSomething($0, in: threat) }) {
      complain(
        threat.range.file == FileID(index: 0) ? .idleThreat : .idleImportedThreat,
        "`\(threat.name)` adds nothing to what everybody can do anyway", at: threat.range,
        notes: [
          "`corrupt` adds something only where the role's actions have `honest` clauses or a duty; `outage` where it has a duty; `forge` and `tamper` where the message is received; `replay` on a channel that delivers exactly once; `drop` on one that is not lossy; `leak` and `guess` where the attacker can name the secret"
        ])
    }
  }

  /// Whether some action receives the message on such a channel.
  private func isReceived(_ message: EntityID, on fits: (TypedChannel) -> Bool) -> Bool {
    system.channels(of: message).contains { fits(system.channels[$0]) && !system.receivers(of: $0).isEmpty }
  }

  /// Whether a step of the threat names an instance of the secret.
  private func names(_ secret: EntityID, _ threat: TypedThreat) -> Bool {
    threat.powers.contains { power in
      switch power {
      case .attacker(let action, _, _, _, _, _), .step(let action):
        return namedSecrets(system.actions[action]).contains {
          system.locals[$0.index].type.type.entity == secret
        }
      case .forge(let message, _):
        return system.entities[message.index].fields.contains {
          system.fields[$0].type.type.entity == secret
        }
      case .tamper(let field, _): return system.fields[field].type.type.entity == secret
      case .corrupt(let role, _):
        return system.actions.contains {
          $0.principal?.role.role == role.role
            && namedSecrets($0).contains { system.locals[$0.index].type.type.entity == secret }
        }
      default: return false
      }
    }
  }

  private func addsSomething(_ power: TypedPower, in threat: TypedThreat) -> Bool {
    switch power {
    case .step: return true
    case .attacker(let action, _, let liftsRequires, _, _, _):
      // What happens by itself may happen anyway, whatever the attacker does.
      return liftsRequires || !system.actions[action].isWorld
    case .forge(let message, _): return isReceived(message) { _ in true }
    case .tamper(let field, _): return isReceived(system.fields[field].owner) { _ in true }
    case .replay(let message, _): return isReceived(message, on: \.isExactlyOnce)
    case .drop(let message, _): return isReceived(message) { !$0.isLossy }
    case .leak(let secret, _): return system.threats.contains { names(secret, $0) }
    case .guess(let secret, let most, _, _): return most > 0 && names(secret, threat)
    case .corrupt(let role, _):
      return system.actions.contains {
        $0.principal?.role.role == role.role && (!$0.honest.isEmpty || isDuty($0))
      }
    case .outage(let role, _):
      return system.actions.contains { $0.principal?.role.role == role.role && isDuty($0) }
    }
  }

  /// Whether fairness or a deadline may force the action, or that messages arrive.
  private func isDuty(_ action: TypedAction) -> Bool {
    if action.deadline != nil { return true }
    if let receipt = action.receipt, !system.channels[receipt.channel].isLossy { return true }
    guard !action.isOptional, let role = action.principal?.role.role else { return false }
    return system.properties.contains { $0.fairness.contains { $0.role.role == role } }
  }

  /// A member that no field can ever hold is a slip, or a state that the author forgot to reach (SEMANTICS 20).
  private func checkMembers() {
    var isAssigned = system.enumerations.map { Array(repeating: false, count: $0.members.count) }
    func mark(_ expression: TypedExpression) {
      guard case .enumeration(let enumeration) = expression.type else { return }
      switch expression.kind {
      case .member(let position):
        // A damaged declaration may have lost its members.
        if isAssigned[enumeration.index].indices.contains(position) {
          isAssigned[enumeration.index][position] = true
        }
      case .choice(_, let yes, let no):
        mark(yes)
        mark(no)
      default: markAll(enumeration)
      }
    }
    func markAll(_ enumeration: EnumerationID) {
      for position in isAssigned[enumeration.index].indices { isAssigned[enumeration.index][position] = true }
    }
    func markInitial(_ initial: TypedInitial, _ type: SpecType) {
      switch initial {
      case .value(let value): mark(value)
      case .arbitrary: if case .enumeration(let enumeration) = type { markAll(enumeration) }
      case .implied: break
      }
    }
    for field in system.fields { markInitial(field.initial, field.type.type) }
    for global in system.globals { markInitial(global.initial, global.type.type) }
    for key in system.entities.flatMap(\.keys) {
      if case .enumeration(let enumeration) = key.type.type { markAll(enumeration) }
    }
    for body in system.actions.map(\.body) + system.effects.map(\.body) {
      for statement in body {
        statement.walk { inner in
          if case .assign(_, _, let value, _) = inner { mark(value) }
          if case .send(_, _, let payload, _) = inner { payload.forEach { mark($0.value) } }
          for expression in inner.expressions {
            expression.walk { if case .call(_, let arguments) = $0.kind { arguments.forEach(mark) } }
          }
          if case .call(_, let arguments, _) = inner { arguments.forEach(mark) }
        }
      }
    }
    for power in system.threats.flatMap(\.powers) {
      var fields: [Int] = []
      if case .forge(let message, _) = power { fields = system.entities[message.index].fields }
      if case .tamper(let field, _) = power { fields = [field] }
      for field in fields {
        if case .enumeration(let enumeration) = system.fields[field].type.type { markAll(enumeration) }
      }
    }
    var reported: Set<Int> = []
    for field in system.fields {
      guard case .enumeration(let enumeration) = field.type.type, reported.insert(enumeration.index).inserted
      else { continue }
      let known = system.enumerations[enumeration.index]
      let missing = zip(known.members, isAssigned[enumeration.index]).filter { !$0.1 }.map { "`\($0.0)`" }
      if !missing.isEmpty {
        complain(
          .unassignedMember, "nothing ever becomes \(missing.joined(separator: " or "))", at: field.range,
          notes: ["leave it out, or add the action that is missing"])
      }
    }
  }
}
