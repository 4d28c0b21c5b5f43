extension World {
  /// Whether anything that steps, deadlines or properties read tells untouched instances from others.
  package var asksWhoIsUntouched: Bool {
    var terms: [Term] = []
    for move in moves {
      terms += move.guards.map(\.clause.term) + move.commits.map(\.term)
      terms += Statement.terms(system.effects(of: move))
    }
    terms += system.actions.flatMap { $0.honest.map(\.term) }
    terms += system.deadlines.flatMap { [$0.isRunning, $0.since, $0.age] } + owed.flatMap(\.self)
    for property in system.properties {
      switch property.kind {
      case .invariant(let body): terms.append(body)
      case .temporal(let formula, let assumptions):
        if formula.mentionsStuck { return true }
        terms += formula.terms
        for case .formula(let assumed) in assumptions { terms += assumed.terms }
      }
    }
    var isAsked = false
    for term in terms where !isAsked {
      bank.walk(term) { part in
        if case .untouched = bank[part] { isAsked = true }
        return !isAsked
      }
    }
    return isAsked
  }
}
