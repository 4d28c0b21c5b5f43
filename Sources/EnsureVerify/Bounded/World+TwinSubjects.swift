public import EnsureModel

extension World {
  /// Everything in the world that could be empty, and so wants a witness (SEMANTICS, rule 20): actions and the steps
  /// of threats, permits, forbids, disciplines, and the left sides of invariants.
  public var twinSubjects: [Twin.Subject] {
    var subjects: [Twin.Subject] = []
    for move in moves {
      let action = system.actions[move.action.index]
      switch move.agency {
      case .forged: continue
      case .threatStep: subjects.append(.action(move.action))
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
      if case .invariant(let term) = property.kind, case .implies = bank[term] {
        subjects.append(.antecedent(PropertyID(index)))
      }
    }
    return subjects
  }
}
