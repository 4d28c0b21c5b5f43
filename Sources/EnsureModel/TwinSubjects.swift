extension World {
  /// Everything in the world that could be empty (SEMANTICS, rule 20), in the order of the moves and then of the
  /// properties: each action and each threat's own step, each permit, each forbid, each discipline, the left side of each
  /// invariant that is an implication, and what each temporal property asks for. Forged steps are no subjects, and neither is
  /// what a power lets the attacker do with messages and secrets: it adds, and promises nothing; to refuse each
  /// replayed receipt is a defence.
  public var twinSubjects: [Twin.Subject] {
    var subjects: [Twin.Subject] = []
    for move in moves {
      let action = system.actions[move.action.index]
      switch move.agency {
      case .forged: continue
      case .threatStep:
        if action.deed == nil && action.imitates == nil { subjects.append(.action(move.action)) }
      case .genuine:
        subjects.append(.action(move.action))
        for (rule, declared) in action.rules.enumerated() {
          switch declared.effect {
          case .permit: subjects.append(.permit(move.action, rule: rule))
          case .forbid: subjects.append(.forbid(move.action, rule: rule))
          }
        }
        for clause in action.honest.indices { subjects.append(.honest(move.action, clause: clause)) }
      }
    }
    for (index, property) in system.properties.enumerated() {
      let id = PropertyID(index)
      switch property.kind {
      case .invariant(let term): if case .implies = bank[term] { subjects.append(.antecedent(id)) }
      case .temporal: if system.vacuity(of: id) != nil { subjects.append(.antecedent(id)) }
      }
    }
    return subjects
  }
}

extension Twin.Subject {
  /// The action that the subject speaks of; nil for an antecedent.
  public var action: ActionID? {
    switch self {
    case .action(let action), .permit(let action, _), .forbid(let action, _), .honest(let action, _): action
    case .antecedent: nil
    }
  }
}
