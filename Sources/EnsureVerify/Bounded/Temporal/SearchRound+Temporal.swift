import EnsureModel
import EnsureSolver

/// Temporal properties, which ask more than one question of each depth.
extension SearchRound {
  /// Asks for runs that violate what is watched of a temporal property, behind the steps that have been asserted.
  mutating func askTemporal(_ question: TemporalQuestion, _ onEvent: (BoundedEvent) -> Bool)
    throws(BoundedError)
  {
    if let stuck = question.stuck { return try askStuck(question, stuck, onEvent) }
    let subject = question.subject
    var keys: [Target.Key] = []
    for target in targets[subject] ?? [] where target.isFirst && !keys.contains(target.key) {
      keys.append(target.key)
    }
    for key in keys where isOpen(subject) && !exhausted.contains(key) {
      let ways = question.ways(isFirst: true, key)
      question.pace?.keep()
      let rules =
        [unrolling.cone(key.cone), unrolling.inOrder(given: key.given)]
        + (question.pace.map { [$0.holds] } ?? [])
      let (plausible, certain) = (context.or(ways.map(\.isPlausible)), context.or(ways.map(\.isCertain)))
      switch try check(certain, rules, subject, key, onEvent) {
      case .none: return
      case .some(.some(let model)):
        if case .twin(let twin) = subject {
          try witness(twin, question, ways, model, onEvent)
        } else {
          try violate(question, key, model, onEvent)
        }
        return
      case .some(.none): break
      }
      if subject.property != nil, doubts[subject] == nil, plausible != certain {
        switch try check(plausible, rules, subject, nil, onEvent) {
        case .none: return
        case .some(.some): doubts[subject] = unrolling.depth
        case .some(.none): break
        }
      }
    }
  }

  /// Asks the solver for a run that satisfies a condition: nil if it gives up, `.some(nil)` if there is none.
  mutating func check(
    _ condition: Proposition, _ rules: [Proposition], _ subject: Subject, _ key: Target.Key?,
    _ onEvent: (BoundedEvent) -> Bool
  ) throws(BoundedError) -> SolverModel?? {
    let goal = context.makeProposition("goal")
    solver.assert(context.implies(goal, condition))
    switch solver.check(assuming: [goal] + rules) {
    case .satisfiable: return .some(solver.model())
    case .unsatisfiable:
      if let key, !solver.core().contains(goal) { exhausted.insert(key) }
      return .some(nil)
    case .unknown(let reason):
      giveUp([subject], at: unrolling.depth > 0 ? unrolling.depth - 1 : nil, reason, onEvent)
      return nil
    }
  }

  /// Has the interpreter replay a run on which something is asked for.
  private mutating func witness(
    _ twin: Twin.Subject, _ question: TemporalQuestion, _ ways: [TemporalQuestion.Way], _ model: SolverModel,
    _ onEvent: (BoundedEvent) -> Bool
  ) throws(BoundedError) {
    guard let way = ways.first(where: { model.holds($0.isCertain) }) else {
      throw .disagreement("the solver's model reaches nothing that was asked", nil)
    }
    let trace = try TraceDecoder(unrolling: unrolling).trace(model).going(
      round: way.shape.loop(behind: unrolling.depth))
    do {
      try encoding.interpreter.replay(trace, witnessing: twin)
    } catch .undecided {
      return
    } catch .noWitness where !question.property.variables.isEmpty {
      // The values of its numbers are not in the trace, so that not to find them says little.
      return
    } catch {
      throw .disagreement("the interpreter does not see the witness of \(twin): \(error)", trace)
    }
    close(twin, with: trace, onEvent)
  }

  /// The interpreter cannot tell whether a run is a violation.
  private mutating func doubt(
    _ subject: Subject, _ reason: Undecided, _ onEvent: (BoundedEvent) -> Bool
  ) {
    var isForLackOfInstances = false
    if case .needsUntouched = reason { isForLackOfInstances = true }
    doubt(
      subject, reason.words(in: encoding.system), isForLackOfInstances: isForLackOfInstances, onEvent)
  }

  /// Minimises a violation that has been found, and has the interpreter replay it, with its fairness.
  private mutating func violate(
    _ question: TemporalQuestion, _ key: Target.Key, _ model: SolverModel, _ onEvent: (BoundedEvent) -> Bool
  ) throws(BoundedError) {
    guard case .property(let id) = question.subject else { return }
    let subject = question.subject
    let ways = question.ways(isFirst: false)
    let cone = (targets[subject] ?? []).reduce(into: Set<Int>()) { $0.formUnion($1.key.cone) }
    let ends = ways.map { (condition: $0.isCertain, final: Int?.none, values: $0.values) }
    let rules = [unrolling.cone(cone)] + (question.pace.map { [$0.holds] } ?? [])
    let (best, end) = TraceMinimiser.minimise(unrolling, ends, assuming: rules, from: model)
    let way = ways[end]
    let interpreter = encoding.interpreter
    let values = way.values.map(best.value)
    var trace = try TraceDecoder(unrolling: unrolling).trace(best).going(
      round: way.shape.loop(behind: unrolling.depth))
    // The interpreter reads each tick, however many a step has.
    if question.pace != nil, let shorter = trace.withLongSteps,
      case .violated? = interpreter.judge(id, values, on: shorter)
    {
      trace = shorter
    }
    let violation: Violation
    switch interpreter.judge(id, values, on: trace) {
    case .violated?: violation = Violation(trace: trace, failure: .temporal(values))
    case .undefined(let undefined)?:
      violation = Violation(trace: trace, failure: .propertyUndefined(values, undefined))
    case .undecided(let reason)?: return doubt(subject, reason, onEvent)
    // What is so at the ticks that were read need not be so at all of them.
    case .satisfied? where question.pace != nil, .open? where question.pace != nil:
      return doubt(subject, question.gap ?? "not every tick of a long step is looked at", onEvent)
    case let judgement:
      throw .disagreement(
        "the interpreter sees no violation of the temporal property: \(judgement.map { "\($0)" } ?? "none")",
        trace)
    }
    do {
      try interpreter.replay(violation, of: id)
    } catch {
      if case .undecided(let reason) = error {
        return doubt(subject, reason, onEvent)
      }
      throw .disagreement("the interpreter refuses the trace: \(error)", trace)
    }
    close(subject, with: violation, onEvent)
  }
}

extension Trace {
  /// The same run with one step for what time passes between two others, as far as its scope has such steps; nil if that is how it
  /// is, or it goes round.
  fileprivate var withLongSteps: Trace? {
    if loop != nil { return nil }
    var merged: [TraceStep] = []
    func isAllowed(_ ticks: Integer) -> Bool {
      scope.delays.ranges.isEmpty
        || scope.delays.ranges.contains { ticks >= Integer($0.lowerBound) && ticks <= Integer($0.upperBound) }
    }
    for step in steps {
      if case .delay(let more) = step.event, case .delay(let ticks)? = merged.last?.event,
        isAllowed(ticks + more)
      {
        merged[merged.count - 1] = TraceStep(
          event: .delay(ticks + more), principal: nil, threats: [], brokenHonesty: [], arbitrary: [],
          state: step.state)
      } else {
        merged.append(step)
      }
    }
    if merged.count == steps.count { return nil }
    return Trace(scope: scope, threats: threats, initial: initial, steps: merged)
  }
}
