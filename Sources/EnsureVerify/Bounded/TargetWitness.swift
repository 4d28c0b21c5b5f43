import EnsureModel

/// Lets the interpreter say whether a trace shows what a target says.
struct TargetWitness {
  let interpreter: Interpreter
  private var world: World { interpreter.world }

  /// How the invariant fails at the end of the trace; nil if it doesn't. Of the tuples of values that differ only in
  /// what is no number the first one is taken; the numbers are given.
  func failure(of id: PropertyID, _ values: [Integer], at trace: Trace) -> Violation.Failure? {
    guard case .invariant(let term) = world.system.properties[id.index].kind else { return nil }
    do {
      return try interpreter.evaluate(term, in: trace.last, environment(id, values)) == 0
        ? .property(values) : nil
    } catch {
      return .propertyUndefined(values, error)
    }
  }

  /// The term without a value that the trace's last step, a genuine one, meets.
  func defect(at trace: Trace) -> Undefined? {
    guard let last = trace.steps.last, case .action(let action, let arguments, .genuine) = last.event else {
      return nil
    }
    for move in world.moves where move.action == action && move.isGenuine {
      let result = interpreter.step(
        move, arguments: arguments, principal: last.principal?.instance, in: last.state)
      if case .undefined(let undefined) = result { return undefined }
    }
    return nil
  }

  /// Whether the trace is a run, and a witness of the twin.
  func confirms(_ trace: Trace, _ end: Target.End, _ ground: GroundMove?, _ numbers: [Integer]) -> Bool {
    guard (try? interpreter.replay(trace)) != nil else { return false }
    switch end {
    case .breach, .defect, .run: return false
    case .triggered(let id, _):
      guard case .invariant(let term) = world.system.properties[id.index].kind,
        case .implies(let left, _) = world.bank[term]
      else { return false }
      return (try? interpreter.evaluate(left, in: trace.last, environment(id, numbers))) == 1
    case .taken: return trace.steps.last?.brokenHonesty == []
    case .permitted(_, let rule):
      guard let ground, let last = trace.steps.last, last.brokenHonesty.isEmpty else { return false }
      let before = trace.steps.dropLast().last?.state ?? trace.initial
      return applies(rule, ground, numbers, in: before)
    case .blocked(_, let kind):
      guard let ground, let (move, environment) = environment(ground, numbers) else { return false }
      let state = trace.last
      return world.wholeGuard(of: move.action).allSatisfy { condition in
        let value = try? interpreter.evaluate(condition.clause.term, in: state, environment)
        return value == (condition.kind == kind ? 0 : 1)
      }
    }
  }

  private func applies(_ rule: Int, _ ground: GroundMove, _ numbers: [Integer], in state: State) -> Bool {
    guard let (move, environment) = environment(ground, numbers) else { return false }
    let rule = world.system.actions[move.action.index].rules[rule]
    if let subject = rule.subject {
      guard subject.role == move.principalRole else { return false }
      if let rank = subject.rank {
        let entity = world.system.entities[subject.role.index]
        guard let principal = ground.principal, let field = entity.rankField else { return false }
        let stored = interpreter.layout.slot(field, principal).flatMap { state.values[$0].asInt }
        let actual = stored ?? interpreter.layout.rank(of: principal, in: subject.role)
        guard actual == rank || entity.rankOrder.contains(where: { $0.lower == rank && $0.higher == actual })
        else { return false }
      }
    }
    guard let condition = rule.condition else { return true }
    return (try? interpreter.evaluate(condition, in: state, environment)) == 1
  }

  /// A move and what its variables stand for, the numbers being those of its step.
  private func environment(_ ground: GroundMove, _ numbers: [Integer]) -> (Move, [VariableID: Integer])? {
    guard let index = ground.move else { return nil }
    let move = world.moves[index]
    var environment: [VariableID: Integer] = [:]
    if let variable = move.principal, let principal = ground.principal {
      environment[variable] = Integer(principal)
    }
    for (parameter, argument) in zip(world.system.actions[move.action.index].parameters, ground.arguments) {
      switch argument {
      case .known(let value): environment[parameter.variable] = Integer(value)
      case .amount(let position): environment[parameter.variable] = numbers[position]
      }
    }
    return (move, environment)
  }

  private func environment(_ id: PropertyID, _ values: [Integer]) -> [VariableID: Integer] {
    Dictionary(zip(world.system.properties[id.index].variables, values), uniquingKeysWith: { $1 })
  }
}
