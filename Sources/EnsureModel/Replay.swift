/// Why a trace is no run of the system, or shows no violation. It is never a verdict: whoever made the trace is
/// wrong.
public enum Refusal: Error, Hashable, Sendable {
  /// The trace is of another scope or world than the interpreter.
  case otherWorld
  /// The first state is no initial state.
  case initial
  /// The step with that position (from 0) cannot be taken as it stands there.
  case step(Int, StepRefusal)
  /// The loop does not go round: it begins outside the trace, ends in another state, or (with time) takes none.
  case loop
  /// The property has another kind, number or type of variables, or nothing fails.
  case noFailure
  /// What should be witnessed is not.
  case noWitness
  /// The loop is not fair: the action is due for these instances for ever, and nobody takes it.
  case unfair(ActionID, [Int])
  /// Whether the run is a violation cannot be told. Nobody is wrong, but the answer is `unknown`.
  case undecided(Undecided)
}

/// Why one step of a trace is refused.
public enum StepRefusal: Hashable, Sendable {
  /// No move of the world has that action, agency and principal.
  case noSuchMove
  /// The step does not happen.
  case result(StepResult)
  /// It leads to another state.
  case state
  /// It breaks other `honest` clauses, or needs other threats.
  case usage
  /// Time cannot pass so, or the system has none.
  case delay
  /// A step that is no action has a principal, a threat, a broken discipline or arbitrary values.
  case decoration
}

extension Interpreter {
  /// Rebuilds each state of `trace` from its steps and compares.
  ///
  /// - Parameter property: what the run is to be judged by. A loop has to come back to the same state; if it is known what is
  ///   asked of the run, in all but the `Tallies` of that.
  /// - Throws: where the trace is wrong.
  public func replay(_ trace: Trace, for property: PropertyID? = nil) throws(Refusal) {
    try replay(trace, steps: trace.steps.count)
    guard let loop = trace.loop else { return }
    guard loop >= 0, loop <= trace.steps.count else { throw .loop }
    if !goesRound(trace, from: loop, apartFrom: property.map { Tallies(of: $0, in: world) }) { throw .loop }
  }

  /// Whether what a trace does behind so many steps can go round for ever: it comes back to where it begins, in all but
  /// tallies, and takes some time where there is any.
  ///
  /// - Precondition: the trace has so many steps.
  public func goesRound(_ trace: Trace, from loop: Int, apartFrom tallies: @autoclosure () -> Tallies?) -> Bool
  {
    let drift = drift(of: trace, from: loop)
    if !drift.isEmpty {
      guard let tallies = tallies(), drift.allSatisfy({ tallies.contains(layout.places[$0]) }) else {
        return false
      }
    }
    if !world.system.hasTime { return true }
    return trace.steps[loop...].contains { step in
      if case .delay = step.event { return true }
      return false
    }
  }

  /// The places, by their slots, that are other at the end of a trace than behind so many of its steps, as far as that makes a
  /// difference.
  public func drift(of trace: Trace, from loop: Int) -> [Int] {
    let entry = loop == 0 ? trace.initial : trace.steps[loop - 1].state
    if entry == trace.last { return [] }
    let (before, after) = (withClocksRead(entry), withClocksRead(trace.last))
    return layout.places.indices.filter { before.values[$0] != after.values[$0] }
  }

  /// Rebuilds the trace of a violation, and evaluates what failed at its end. Whoever prints `violated` relies on
  /// this; that an instance stays stuck only the kernel can say.
  ///
  /// For `stepUndefined` the last step is the one that meets the term, and its state is the one before it.
  ///
  /// - Parameter property: the property; it is not looked at for `stepUndefined`.
  /// - Throws: what is wrong.
  public func replay(_ violation: Violation, of property: PropertyID?) throws(Refusal) {
    let trace = violation.trace
    switch violation.failure {
    case .stepUndefined(let undefined):
      guard let last = trace.steps.last, trace.loop == nil else { throw .noFailure }
      let position = trace.steps.count - 1
      try replay(trace, steps: position)
      let before = position == 0 ? trace.initial : trace.steps[position - 1].state
      guard last.state == before else { throw .step(position, .state) }
      guard case .action(_, let arguments, .genuine) = last.event else { throw .noFailure }
      let results = moves(of: last).map {
        step($0, arguments: arguments, principal: last.principal?.instance, in: before)
      }
      guard results.contains(.undefined(undefined)) else { throw .noFailure }
    case .property(let values):
      try replay(trace)
      guard let (term, environment) = invariant(property, values) else { throw .noFailure }
      guard (try? evaluate(term, in: trace.last, environment)) == 0 else { throw .noFailure }
    case .temporal(let values):
      try replay(trace, for: property)
      try replayTemporal(violation, of: property, values)
    case .stuck(let values, _):
      try replay(trace)
      guard let property, trace.loop == nil, mayBeStuck(property, values, behind: trace) else {
        throw .noFailure
      }
    case .propertyUndefined(let values, let undefined):
      try replay(trace, for: property)
      if let property, isTemporal(property) { return try replayTemporal(violation, of: property, values) }
      guard let (term, environment) = invariant(property, values) else { throw .noFailure }
      do {
        _ = try evaluate(term, in: trace.last, environment)
      } catch {
        if error == undefined { return }
      }
      throw .noFailure
    }
  }

  /// The term of an invariant, with the values of its variables, if they are of their types.
  func invariant(_ id: PropertyID?, _ values: [Integer]) -> (Term, [VariableID: Integer])? {
    guard let id, world.system.properties.indices.contains(id.index) else { return nil }
    let property = world.system.properties[id.index]
    guard case .invariant(let term) = property.kind, let environment = environment(of: property, values) else {
      return nil
    }
    return (term, environment)
  }

  func isTemporal(_ id: PropertyID) -> Bool {
    guard world.system.properties.indices.contains(id.index) else { return false }
    if case .temporal = world.system.properties[id.index].kind { return true }
    return false
  }

  private func replay(_ trace: Trace, steps: Int) throws(Refusal) {
    guard trace.scope == layout.scope, trace.threats == world.threats else { throw .otherWorld }
    guard isInitial(trace.initial) else { throw .initial }
    var state = trace.initial
    for (position, step) in trace.steps.prefix(steps).enumerated() {
      if let refusal = refusal(of: step, in: state) { throw .step(position, refusal) }
      state = step.state
    }
  }

  /// What is wrong with a step from a state; nil if it can be taken and leads where it says.
  func refusal(of step: TraceStep, in state: State) -> StepRefusal? {
    switch step.event {
    case .idle:
      return step.isBare ? (step.state == state ? nil : .state) : .decoration
    case .delay(let ticks):
      guard step.isBare else { return .decoration }
      guard let next = delay(ticks, in: state) else { return .delay }
      return step.state == next ? nil : .state
    case .action(_, let arguments, _):
      // Several moves can differ only in whom the attacker is taken for, when the trace need not say it.
      var refusal = StepRefusal.noSuchMove
      for move in moves(of: step) {
        let result = self.step(
          move, arguments: arguments, principal: step.principal?.instance, in: state, tape: step.arbitrary)
        guard case .taken(let taken) = result else {
          refusal = .result(result)
          continue
        }
        guard taken.state == step.state else {
          refusal = .state
          continue
        }
        if taken.brokenHonesty == step.brokenHonesty, taken.threats == step.threats { return nil }
        refusal = .usage
      }
      return refusal
    }
  }

  /// The moves that a step of a trace may be.
  private func moves(of step: TraceStep) -> [Move] {
    guard case .action(let action, _, let agency) = step.event else { return [] }
    return world.moves.filter { move in
      guard move.action == action, move.agency == agency else { return false }
      guard let principal = step.principal else { return move.principalUse == .nothing }
      return move.principalRole == principal.entity
    }
  }
}

extension TraceStep {
  /// Whether the step says nothing of people and powers.
  fileprivate var isBare: Bool {
    principal == nil && threats.isEmpty && brokenHonesty.isEmpty && arbitrary.isEmpty
  }
}
