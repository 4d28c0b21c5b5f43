import EnsureModel

/// Writes a trace by hand, step by step.
struct Run {
  let interpreter: Interpreter
  let initial: State
  var steps: [TraceStep] = []

  enum Problem: Error { case notTaken }

  init(_ interpreter: Interpreter, from initial: State? = nil) throws {
    self.interpreter = interpreter
    self.initial = try initial ?? interpreter.start
  }

  var state: State { steps.last?.state ?? initial }

  /// A step of an action: genuine, or the first forged one that is taken.
  mutating func take(
    _ action: ActionID, _ arguments: [Integer] = [], by principal: Int? = nil, genuine: Bool = true
  ) throws {
    for move in interpreter.moves(action, genuine: genuine) {
      let actor = move.principalUse == .nothing ? nil : principal
      guard let taken = interpreter.step(move, arguments: arguments, principal: actor, in: state).taken else {
        continue
      }
      let who = actor.flatMap { number in
        move.principalRole.map { TraceStep.Principal(entity: $0, instance: number) }
      }
      steps.append(
        TraceStep(
          event: .action(action, arguments: arguments, move.agency), principal: who, threats: taken.threats,
          brokenHonesty: taken.brokenHonesty, arbitrary: [], state: taken.state))
      return
    }
    throw Problem.notTaken
  }

  mutating func wait(_ ticks: Integer) throws {
    guard let next = interpreter.delay(ticks, in: state) else { throw Problem.notTaken }
    steps.append(bare(.delay(ticks), next))
  }

  mutating func idle() { steps.append(bare(.idle, state)) }

  private func bare(_ event: TraceStep.Event, _ state: State) -> TraceStep {
    TraceStep(event: event, principal: nil, threats: [], brokenHonesty: [], arbitrary: [], state: state)
  }

  /// The run so far, with a loop that so many of its steps lead to.
  func trace(loop: Int? = nil) -> Trace {
    Trace(
      scope: interpreter.layout.scope, threats: interpreter.world.threats, initial: initial, steps: steps,
      loop: loop)
  }

  /// The run so far, and then nothing for ever.
  var thenIdle: Trace { trace(loop: steps.count) }

  /// Why the trace is no violation of the property; nil if it is one.
  func refusal(_ property: PropertyID, _ values: [Integer] = [], loop: Int? = nil) -> Refusal? {
    refusal(of: trace(loop: loop), property, values)
  }

  /// The same of the run that idles for ever.
  func refusalOfIdling(_ property: PropertyID, _ values: [Integer] = []) -> Refusal? {
    refusal(of: thenIdle, property, values)
  }

  private func refusal(of trace: Trace, _ property: PropertyID, _ values: [Integer]) -> Refusal? {
    do {
      try interpreter.replay(Violation(trace: trace, failure: .temporal(values)), of: property)
      return nil
    } catch {
      return error
    }
  }
}
