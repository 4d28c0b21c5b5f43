import EnsureModel

/// Runs that scenarios and violations have shown, as far as they are runs of the honest world, as witnesses (SEMANTICS, rule 20): each
/// of their states is one that can be reached, however many steps away, and among however many instances.
struct KnownRuns {
  private let system: TransitionSystem
  /// All beginnings of the runs, shorter ones first, with who takes their steps.
  private let beginnings: [(run: Trace, interpreter: Interpreter)]

  /// The runs over the values of a scope, up to the first step that needs a threat; each has as many instances as it names.
  init(_ runs: [Trace], of system: TransitionSystem, in scope: Scope) {
    self.system = system
    var found: [(run: Trace, interpreter: Interpreter)] = []
    for known in runs {
      var own = scope
      own.instances = known.scope.instances
      guard let interpreter = try? Interpreter(World(system, threats: []), scope: own) else { continue }
      var run = Trace(scope: own, threats: [], initial: known.initial, steps: [])
      let isNew = found.allSatisfy { other, _ in
        other.scope.instances != own.instances || other.initial != run.initial || !other.steps.isEmpty
      }
      if isNew { found.append((run, interpreter)) }
      for step in known.steps {
        guard let next = Self.replayed(step, behind: run.last, interpreter) else { break }
        run = Trace(scope: own, threats: [], initial: run.initial, steps: run.steps + [next])
        found.append((run, interpreter))
      }
    }
    // Sorting keeps no order of equals, and which witness is shown must not hang on that.
    beginnings = found.enumerated().sorted {
      ($0.element.run.steps.count, $0.offset) < ($1.element.run.steps.count, $1.offset)
    }.map(\.element)
  }

  /// The shortest beginning that witnesses the subject, replayed; nil if none does. Where a whole run has to be seen, since
  /// something is assumed of it, that is a beginning behind which nothing happens any more.
  func witness(of subject: Twin.Subject) -> Trace? {
    for (run, interpreter) in beginnings where interpreter.shows(run, subject) { return run }
    guard case .antecedent(let property) = subject, system.vacuity(of: property) != nil else { return nil }
    for (run, interpreter) in beginnings {
      if let rested = Self.resting(run, interpreter), interpreter.shows(rested, subject) { return rested }
    }
    return nil
  }

  /// The run with nothing behind its steps for ever but that time passes; nil if it cannot.
  private static func resting(_ run: Trace, _ interpreter: Interpreter) -> Trace? {
    var steps = run.steps
    guard interpreter.world.system.hasTime else { return run.going(round: steps.count) }
    // First so long that nothing tells apart any more how long.
    for ticks in [(interpreter.horizon?.ticks ?? 0) + 1, 1] {
      guard let next = interpreter.delay(ticks, in: steps.last?.state ?? run.initial) else { return nil }
      steps.append(
        TraceStep(
          event: .delay(ticks), principal: nil, threats: [], brokenHonesty: [], arbitrary: [], state: next))
    }
    let longer = Trace(scope: run.scope, threats: run.threats, initial: run.initial, steps: steps)
    return longer.going(round: steps.count - 1)
  }

  /// The step as it is in the scope, which may know other values than the one that the scenario ran in.
  private static func replayed(_ step: TraceStep, behind state: State, _ interpreter: Interpreter) -> TraceStep?
  {
    let next: State
    switch step.event {
    case .delay(let ticks):
      guard let passed = interpreter.delay(ticks, in: state) else { return nil }
      next = passed
    case .action(let action, let arguments, .genuine):
      let move = interpreter.world.genuineMove(of: action)
      guard let move,
        case .taken(let taken) = interpreter.step(
          move, arguments: arguments, principal: step.principal?.instance, in: state)
      else { return nil }
      next = taken.state
    case .action, .idle: return nil
    }
    return TraceStep(
      event: step.event, principal: step.principal, threats: [], brokenHonesty: [], arbitrary: [], state: next)
  }
}

extension Interpreter {
  fileprivate func shows(_ run: Trace, _ subject: Twin.Subject) -> Bool {
    (try? replay(run, witnessing: subject)) != nil
  }
}
