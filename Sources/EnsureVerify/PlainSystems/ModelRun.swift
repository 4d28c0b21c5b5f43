import EnsureModel
import EnsureSolver

/// A run that a solver's model describes, once the interpreter has taken it.
struct ModelRun {
  /// Why there is none: the solver and the interpreter see different things.
  struct Mismatch: Error {
    let what: String
    /// As far as the interpreter went.
    let trace: Trace?
  }

  let interpreter: Interpreter
  private(set) var trace: Trace

  /// Takes the steps of the model one after the other.
  init(
    _ model: SolverModel, _ frames: [SymbolicFrame], _ steps: [[FrameEncoder.Step]], _ encoder: FrameEncoder
  ) throws(Mismatch) {
    let system = encoder.system
    do { interpreter = try Interpreter(system.world, scope: system.scope) } catch {
      throw Mismatch(what: "the scope cannot be laid out", trace: nil)
    }
    let initial = encoder.state(frames[0], model)
    var taken: [TraceStep] = []
    trace = Trace(scope: system.scope, threats: [], initial: initial, steps: taken)
    for (position, moves) in steps.enumerated() {
      guard let step = moves.first(where: { model.holds($0.isTaken) }) else {
        throw Mismatch(what: "the model takes no step", trace: trace)
      }
      let move = system.world.moves[step.move]
      let arguments = step.arguments.map { encoder.integer($0, model) }
      let state = taken.last?.state ?? initial
      guard
        case .taken(let result) = interpreter.step(move, arguments: arguments, principal: nil, in: state)
      else { throw Mismatch(what: "the interpreter does not take step \(position + 1)", trace: trace) }
      taken.append(
        TraceStep(
          event: .action(move.action, arguments: arguments, .genuine), principal: nil, threats: [],
          brokenHonesty: [], arbitrary: [], state: result.state))
      trace = Trace(scope: system.scope, threats: [], initial: initial, steps: taken)
    }
  }
}
