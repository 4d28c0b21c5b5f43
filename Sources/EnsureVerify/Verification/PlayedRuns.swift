import EnsureModel

/// The runs that the spec's scenarios have shown, as witnesses (SEMANTICS, rule 20): each of their states is one that can
/// be reached, however many steps away.
struct PlayedRuns {
  private let interpreter: Interpreter
  /// All beginnings of the runs, shorter ones first.
  private let beginnings: [Trace]

  /// The runs of `plays` that fit into a scope; nil if it cannot be laid out.
  init?(_ plays: [Trace], of system: TransitionSystem, in scope: Scope) {
    guard let interpreter = try? Interpreter(World(system, threats: []), scope: scope) else { return nil }
    self.interpreter = interpreter
    var found: [Trace] = []
    for play in plays where play.scope.instances == scope.instances {
      var run = Trace(scope: scope, threats: [], initial: play.initial, steps: [])
      if found.allSatisfy({ $0.initial != run.initial || !$0.steps.isEmpty }) { found.append(run) }
      for step in play.steps {
        guard let next = Self.replayed(step, behind: run.last, interpreter) else { break }
        run = Trace(scope: scope, threats: [], initial: run.initial, steps: run.steps + [next])
        found.append(run)
      }
    }
    // Sorting keeps no order of equals, and which witness is shown must not hang on that.
    beginnings = found.enumerated().sorted {
      ($0.element.steps.count, $0.offset) < ($1.element.steps.count, $1.offset)
    }.map(\.element)
  }

  /// The shortest beginning that witnesses the subject, replayed; nil if none does.
  func witness(of subject: Twin.Subject) -> Trace? {
    beginnings.first { (try? interpreter.replay($0, witnessing: subject)) != nil }
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
      let move = interpreter.world.moves.first { $0.action == action && $0.isGenuine }
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
