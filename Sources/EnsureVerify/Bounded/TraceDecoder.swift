import EnsureModel
import EnsureSolver

/// Turns models of the solver into traces. The interpreter takes every step anew; it alone says what a step leads to.
struct TraceDecoder {
  let unrolling: Unrolling
  private var encoding: Encoding { unrolling.encoding }
  private var interpreter: Interpreter { encoding.interpreter }

  /// A run as a model has it.
  ///
  /// - Parameter final: a ground move that the run ends with and that has not been asserted; its step is from the
  ///   last state.
  /// - Throws: that the interpreter does not take a step which the model does.
  func trace(_ model: SolverModel, final: Int? = nil) throws(BoundedError) -> Trace {
    let initial = State(values: unrolling.states[0].map { model.value(encoding.context.number($0)) })
    var state = initial
    var steps: [TraceStep] = []
    func disagreement(_ what: String) -> BoundedError {
      let trace = Trace(
        scope: encoding.layout.scope, threats: encoding.world.threats, initial: initial, steps: steps)
      return .disagreement(what, trace)
    }
    if !interpreter.isInitial(initial) { throw disagreement("the interpreter refuses the initial state") }
    for depth in 0..<unrolling.depth {
      let layer = unrolling.layers[depth]
      guard let step = layer.steps.first(where: { layer.taken[$0.ground].map(model.holds) ?? false }) else {
        throw disagreement("the model takes no step")
      }
      let next = self.step(step, layer, model, from: state)
      guard let next else { throw disagreement("the interpreter does not take the model's step \(depth + 1)") }
      steps.append(next)
      state = next.state
    }
    if let final, let step = unrolling.next().steps.first(where: { $0.ground == final }) {
      guard let next = self.step(step, unrolling.next(), model, from: state) else {
        throw disagreement("the interpreter does not take the model's last step")
      }
      steps.append(next)
    }
    return Trace(scope: encoding.layout.scope, threats: encoding.world.threats, initial: initial, steps: steps)
  }

  /// One step as the interpreter takes it; for a genuine step without a value the state is the one before it. Nil if
  /// the interpreter does not take it.
  func step(_ step: StepEncoding, _ layer: Unrolling.Layer, _ model: SolverModel, from state: State)
    -> TraceStep?
  {
    let ground = unrolling.grounds[step.ground]
    if ground.isIdle {
      return TraceStep(
        event: .idle, principal: nil, threats: [], brokenHonesty: [], arbitrary: [], state: state)
    }
    guard let index = ground.move else {
      let ticks = layer.amounts.first.map(model.value) ?? 1
      guard let next = interpreter.delay(ticks, in: state) else { return nil }
      return TraceStep(
        event: .delay(ticks), principal: nil, threats: [], brokenHonesty: [], arbitrary: [], state: next)
    }
    let move = encoding.world.moves[index]
    let arguments = ground.arguments.map { argument -> Integer in
      switch argument {
      case .known(let value): Integer(value)
      case .amount(let position): model.value(layer.amounts[position])
      }
    }
    let tape = step.tape.filter { model.holds($0.condition) }.map {
      model.value(encoding.context.number($0.value))
    }
    let who = ground.principal.flatMap { instance in
      move.principalRole.map { TraceStep.Principal(entity: $0, instance: instance) }
    }
    let event = TraceStep.Event.action(move.action, arguments: arguments, move.agency)
    switch interpreter.step(move, arguments: arguments, principal: ground.principal, in: state, tape: tape) {
    case .taken(let taken):
      return TraceStep(
        event: event, principal: who, threats: taken.threats, brokenHonesty: taken.brokenHonesty,
        arbitrary: tape, state: taken.state)
    case .undefined:
      return TraceStep(
        event: event, principal: who, threats: [], brokenHonesty: [], arbitrary: [], state: state)
    case .blocked, .needs, .badTape: return nil
    }
  }
}
