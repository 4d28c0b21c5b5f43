/// What the interpreter can tell of `stuck(o)` (SEMANTICS, rule 15): that an instance is *not* stuck it sees from its
/// fields, from a step of the run, or from a step that is possible at once. That an instance is stuck speaks of
/// all that can ever happen, for any number of instances and all amounts; only a proof shows it.
struct StuckJudge {
  private let interpreter: Interpreter

  init(_ interpreter: Interpreter) { self.interpreter = interpreter }

  /// `fails` or `open`; `undefined` if a condition has no value.
  func outcome(_ entity: EntityID, _ instance: Int, at index: Int, of timeline: Timeline) -> Outcome {
    let state = timeline.positions[index].state
    do {
      if try isSettled(entity, instance, in: state) { return .fails }
    } catch {
      return .undefined(error)
    }
    let later = min(index, timeline.loop ?? index)
    for position in timeline.positions[later...] {
      if case .step(let step) = position.event, concerns(step, entity, instance) { return .fails }
    }
    return canAct(entity, instance, in: state) ? .fails : .open
  }

  /// Whether nothing that can be seen of a state keeps the instance from being stuck in it.
  func mayBeStuck(_ entity: EntityID, _ instance: Int, in state: State) -> Bool {
    (try? isSettled(entity, instance, in: state)) == false && !canAct(entity, instance, in: state)
  }

  /// Whether the instance is in its initial state or in a final one.
  private func isSettled(_ entity: EntityID, _ instance: Int, in state: State) throws(Undefined) -> Bool {
    if try interpreter.isUntouched(instance, of: entity, in: state) { return true }
    for final in interpreter.world.system.entities[entity.index].finals
    where try interpreter.evaluate(final.condition, in: state, [final.variable: Integer(instance)]) != 0 {
      return true
    }
    return false
  }

  /// Whether an honest, genuine step names the instance.
  private func concerns(_ step: TraceStep, _ entity: EntityID, _ instance: Int) -> Bool {
    guard case .action(let action, let arguments, .genuine) = step.event, step.brokenHonesty.isEmpty else {
      return false
    }
    if step.principal == TraceStep.Principal(entity: entity, instance: instance) { return true }
    let parameters = interpreter.world.system.actions[action.index].parameters
    return zip(parameters, arguments).contains { parameter, value in
      isOf(parameter.variable, entity) && value == Integer(instance)
    }
  }

  private func isOf(_ variable: VariableID, _ entity: EntityID) -> Bool {
    interpreter.world.bank.variables[variable.index].type.sort == .reference(entity)
  }

  /// Whether some genuine step that keeps `honest` and names the instance is possible in the state.
  private func canAct(_ entity: EntityID, _ instance: Int, in state: State) -> Bool {
    for move in interpreter.world.dutifulMoves {
      let parameters = interpreter.world.system.actions[move.action.index].parameters
      for (position, parameter) in parameters.enumerated() where isOf(parameter.variable, entity) {
        let possibility = Possibility(
          interpreter: interpreter, move: move, fixed: [position: Integer(instance)])
        if possibility.answer(in: state) == .possible { return true }
      }
      if move.principalRole == entity, move.principalUse == .identity {
        let possibility = Possibility(interpreter: interpreter, move: move, fixed: [:], principal: instance)
        if possibility.answer(in: state) == .possible { return true }
      }
    }
    return false
  }
}

extension Interpreter {
  /// Whether an instance that the property says is never stuck has been touched, is in no final state behind the trace, and
  /// takes part in nothing that is possible there.
  func mayBeStuck(_ id: PropertyID, _ values: [Integer], behind trace: Trace) -> Bool {
    guard world.system.properties.indices.contains(id.index) else { return false }
    let property = world.system.properties[id.index]
    guard let (variable, entity) = property.neverStuck(in: world.system.bank),
      let environment = environment(of: property, values),
      let number = environment[property.variables[variable]]?.asInt
    else { return false }
    return StuckJudge(self).mayBeStuck(entity, number, in: trace.last)
  }

  /// Whether the instance is still in its initial state.
  ///
  /// - Throws: which part of a restriction has no value.
  public func isUntouched(_ instance: Int, of entity: EntityID, in state: State) throws(Undefined) -> Bool {
    var evaluator = Evaluator(world, layout, state)
    return try Interpreter.defined { () throws(Interruption) in
      try evaluator.isUntouched(instance, of: entity)
    }
  }
}
