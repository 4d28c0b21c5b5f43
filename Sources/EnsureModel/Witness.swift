extension Interpreter {
  /// Replays a trace and looks whether it witnesses `subject` (SEMANTICS, rule 20). Whoever takes a twin for granted
  /// relies on this.
  ///
  /// An action or a permit is witnessed by the last step. A forbid or a discipline is witnessed by the state behind
  /// the trace, in which some values and some principal satisfy everything that the genuine step needs, with
  /// `honest`, but for this clause. The trace may name them: its last step is then the attempt, which leaves the
  /// state as it is. Otherwise instances, members, truth values and the numbers at hand are tried. An antecedent
  /// is witnessed by the last state in the same way. That of a temporal property is witnessed by a run on which something
  /// is asked for (`TransitionSystem.vacuity`); only there the trace may be a lasso, which has to be fair.
  ///
  /// - Throws: what is wrong with the trace, or `Refusal.noWitness`.
  public func replay(_ trace: Trace, witnessing subject: Twin.Subject) throws(Refusal) {
    if case .antecedent(let property) = subject, isTemporal(property) {
      try replay(trace, for: property)
      if trace.loop != nil { try checkFairness(of: trace, for: property) }
      guard asks(property, on: trace) else { throw .noWitness }
      return
    }
    guard trace.loop == nil else { throw .loop }
    switch subject {
    case .action(let action):
      try replay(trace)
      guard takes(trace, action) != nil else { throw .noWitness }
    case .permit(let action, let rule):
      try replay(trace)
      guard let step = takes(trace, action), applies(rule, step, before: trace) else { throw .noWitness }
    case .forbid(let action, let rule): try replay(trace, blocking: action, by: .forbid(rule))
    case .honest(let action, let clause): try replay(trace, blocking: action, by: .honest(clause))
    case .antecedent(let property):
      try replay(trace)
      guard reaches(property, in: trace.last) else { throw .noWitness }
    }
  }

  // MARK: Steps

  /// The last step, if it is an honest one of that action, genuine or a threat's own.
  private func takes(_ trace: Trace, _ action: ActionID) -> TraceStep? {
    guard let last = trace.steps.last, case .action(action, _, let agency) = last.event,
      last.brokenHonesty.isEmpty
    else { return nil }
    if case .forged = agency { return nil }
    return last
  }

  /// Whether the permit at that position applies to a step, in the state before it.
  private func applies(_ rule: Int, _ step: TraceStep, before trace: Trace) -> Bool {
    guard case .action(let id, let arguments, .genuine) = step.event,
      world.system.actions.indices.contains(id.index),
      world.system.actions[id.index].rules.indices.contains(rule)
    else { return false }
    let action = world.system.actions[id.index]
    let declared = action.rules[rule]
    let state = trace.steps.count > 1 ? trace.steps[trace.steps.count - 2].state : trace.initial
    if let subject = declared.subject {
      guard subject.role == action.principal?.role.role else { return false }
      if let rank = subject.rank {
        let entity = world.system.entities[subject.role.index]
        guard let principal = step.principal?.instance, let field = entity.rankField else { return false }
        let stored = layout.slot(field, principal).flatMap { state.values[$0].asInt }
        let actual = stored ?? layout.rank(of: principal, in: subject.role)
        guard actual == rank || entity.rankOrder.contains(where: { $0.lower == rank && $0.higher == actual })
        else { return false }
      }
    }
    guard let condition = declared.condition else { return true }
    var environment: [VariableID: Integer] = [:]
    for (parameter, value) in zip(action.parameters, arguments) { environment[parameter.variable] = value }
    if let principal = step.principal, let variable = action.principal?.variable {
      environment[variable] = Integer(principal.instance)
    }
    return holds(condition, in: state, environment) ?? false
  }

  // MARK: Blocks

  private func replay(_ trace: Trace, blocking id: ActionID, by kind: Guard.Kind) throws(Refusal) {
    guard let move = world.genuineMove(of: id) else { throw .noWitness }
    let action = world.system.actions[id.index]
    let clauses = world.wholeGuard(of: id)
    guard clauses.contains(where: { $0.kind == kind }) else { throw .noWitness }
    let isBlocked = { (state: State, environment: [VariableID: Integer]) -> Bool in
      clauses.allSatisfy { self.holds($0.clause.term, in: state, environment) == ($0.kind != kind) }
    }

    if let last = trace.steps.last, case .action(id, let arguments, .genuine) = last.event {
      let before = trace.steps.count > 1 ? trace.steps[trace.steps.count - 2].state : trace.initial
      let way = Trace(
        scope: trace.scope, threats: trace.threats, initial: trace.initial, steps: Array(trace.steps.dropLast())
      )
      var environment: [VariableID: Integer] = [:]
      // Only states to which a run leads are states of the scope, in which terms can be evaluated.
      if last.state == before, bind(move, arguments, last.principal?.instance, &environment) == nil,
        (try? replay(way)) != nil, isBlocked(before, environment)
      {
        return
      }
    }
    try replay(trace)
    let variables = action.parameters.map(\.variable) + (move.principal.map { [$0] } ?? [])
    let isWitnessed = exists(variables, in: trace.last, constants: clauses.map(\.clause.term), isBlocked)
    guard isWitnessed else { throw .noWitness }
  }

  // MARK: Values at hand

  /// How many tuples of values are tried.
  private static let tries = 1 << 16

  private func reaches(_ id: PropertyID, in state: State) -> Bool {
    guard world.system.properties.indices.contains(id.index) else { return false }
    let property = world.system.properties[id.index]
    guard case .invariant(let term) = property.kind, case .implies(let antecedent, _) = world.bank[term] else {
      return false
    }
    return exists(property.variables, in: state, constants: [antecedent]) { state, environment in
      holds(antecedent, in: state, environment) == true
    }
  }

  /// Whether a temporal property asks for something on the run, for some values of its variables.
  private func asks(_ id: PropertyID, on trace: Trace) -> Bool {
    guard let vacuity = world.system.vacuity(of: id) else { return false }
    return exists(vacuity.variables, in: trace.last, constants: []) { _, environment in
      judge(vacuity, environment, on: trace) == .violated
    }
  }

  private func holds(_ term: Term, in state: State, _ environment: [VariableID: Integer]) -> Bool? {
    (try? evaluate(term, in: state, environment)).map { $0 != 0 }
  }

  /// Whether some values of the variables, among those at hand, satisfy `condition`.
  private func exists(
    _ variables: [VariableID], in state: State, constants: [Term],
    _ condition: (State, [VariableID: Integer]) -> Bool
  ) -> Bool {
    let numbers = numbersAtHand(state, constants)
    var tuples: [[VariableID: Integer]] = [[:]]
    for variable in variables {
      let type = world.bank.variables[variable.index].type
      let values = candidates(type, numbers)
      if tuples.count * max(1, values.count) > Self.tries { return false }
      tuples = tuples.flatMap { tuple in values.map { tuple.merging([variable: $0]) { $1 } } }
    }
    return tuples.contains { condition(state, $0) }
  }

  private func candidates(_ type: ValueType, _ numbers: [Integer]) -> [Integer] {
    switch type.sort {
    case .boolean: [0, 1]
    case .enumeration(let id): world.system.enumerations[id.index].members.indices.map { Integer($0) }
    case .reference(let entity): (0..<layout.instances(of: entity)).map { Integer($0) }
    case .integer, .instant: numbers.filter { layout.contains($0, type) }
    }
  }

  /// The numbers of the state and of some terms, with their neighbours.
  private func numbersAtHand(_ state: State, _ terms: [Term]) -> [Integer] {
    var numbers = Set(state.values)
    numbers.insert(0)
    for root in terms {
      world.bank.walk(root) { term in
        if case .integer(let value) = world.bank[term] { numbers.insert(value) }
        return true
      }
    }
    return Set(numbers.flatMap { [$0 - 1, $0, $0 + 1] }).sorted()
  }
}
