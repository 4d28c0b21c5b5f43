extension World {
  /// The genuine guard of an action with `honest`, whoever is corrupt: clause by clause, in the order in which they are
  /// judged. What a forbid or a discipline stops is told by it, in every world (SEMANTICS 20). Empty for a threat's own step.
  public func wholeGuard(of action: ActionID) -> [Guard] {
    guard let move = genuineMove(of: action) else { return [] }
    let software = move.guards.filter { condition in
      if case .honest = condition.kind { false } else { true }
    }
    let discipline = system.actions[action.index].honest.enumerated()
    return software + discipline.map { Guard(.honest($0.offset), $0.element) }
  }

  /// The genuine step of an action; nil for a threat's own.
  public func genuineMove(of action: ActionID) -> Move? {
    moves.first { $0.action == action && $0.isGenuine }
  }

  /// An invariant that holds only if nothing ever witnesses `subject`: that at no values of the variables everything which a
  /// witness shows of a state is so. What `commit` demands of the state behind a step is not looked at.
  ///
  /// - Parameter terms: the world's terms; it grows.
  /// - Returns: nil where no state shows it: of an action, which changes the state, and of what a temporal property asks for.
  public func absence(of subject: Twin.Subject, _ terms: inout TermBank)
    -> (variables: [VariableID], body: Term)?
  {
    switch subject {
    case .action: return nil
    case .antecedent(let id):
      let property = system.properties[id.index]
      guard case .invariant(let body) = property.kind, case .implies(let left, _) = terms[body] else {
        return nil
      }
      return (property.variables, terms.not(left))
    case .permit(let action, let rule):
      var builder = MoveBuilder(system: system, bank: terms, threats: threats.sorted(), sabotage: sabotage)
      let grants = builder.grants(rule, of: action)
      terms = builder.bank
      return excluded(wholeGuard(of: action).map(\.clause.term) + [grants], of: action, &terms)
    case .forbid(let action, _), .honest(let action, _):
      let clauses = wholeGuard(of: action)
      // What makes no clause for this principal stops nobody.
      guard clauses.contains(where: { $0.kind == subject.clause }) else { return ([], terms.boolean(true)) }
      let conditions = clauses.map { condition in
        condition.kind == subject.clause ? terms.not(condition.clause.term) : condition.clause.term
      }
      return excluded(conditions, of: action, &terms)
    }
  }

  /// That the conditions are never met together, whoever takes the action and with which arguments.
  private func excluded(_ conditions: [Term], of action: ActionID, _ terms: inout TermBank)
    -> (variables: [VariableID], body: Term)
  {
    let body = terms.not(terms.and(conditions))
    let read = terms.freeVariables(body)
    let declared = system.actions[action.index]
    let names = declared.parameters.map(\.variable) + (declared.principal.map { [$0.variable] } ?? [])
    return (names.filter(read.contains), body)
  }
}

extension Twin.Subject {
  /// The clause of a guard whose failure witnesses it; nil for what a step or a property witnesses.
  public var clause: Guard.Kind? {
    switch self {
    case .forbid(_, let rule): .forbid(rule)
    case .honest(_, let clause): .honest(clause)
    case .action, .permit, .antecedent: nil
    }
  }
}
