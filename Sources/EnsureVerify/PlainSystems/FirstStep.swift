import EnsureModel
import EnsureSolver

/// Looks for a run of one step. What holds of all runs says nothing where there are none, so that a verdict rests on it
/// (SEMANTICS, rule 20).
struct FirstStep {
  /// What a search has found.
  enum Outcome: Sendable {
    /// A step of this action, taken by the interpreter.
    case found(ActionID, Trace)
    /// There is none; why.
    case none(String)
    /// Neither is known; why.
    case unknown(String)
    /// The interpreter does not see what the solver says: a mistake of ours.
    case disagreement(String)
  }

  let system: PlainSystem
  let watch: Watch

  /// A search that stops when the watch says so.
  init(_ system: PlainSystem, _ watch: Watch) {
    self.system = system
    self.watch = watch
  }

  func run() -> Outcome {
    let encoder = FrameEncoder(system, nil, SolverContext())
    let solver = Solver(encoder.context)
    watch.guarding(solver)
    var first = encoder.anyFrame("s", solver.assert)
    solver.assert(encoder.isInitial(&first))
    switch solver.check() {
    case .unsatisfiable: return .none("no state satisfies the initial condition")
    case .unknown(let reason): return .unknown(watch.words(reason))
    case .satisfiable: break
    }
    let second = encoder.anyFrame("t", solver.assert)
    let steps = encoder.step(first, second, solver.assert)
    switch solver.check() {
    case .unsatisfiable: return .none("no step can be taken in an initial state")
    case .unknown(let reason): return .unknown(watch.words(reason))
    case .satisfiable: break
    }
    guard let model = solver.model() else { return .unknown("the solver has no model") }
    do throws(ModelRun.Mismatch) {
      let run = try ModelRun(model, [first, second], [steps], encoder)
      guard case .action(let action, _, _)? = run.trace.steps.last?.event else {
        return .disagreement("the model takes no step")
      }
      return .found(action, run.trace)
    } catch {
      return .disagreement(error.what)
    }
  }
}
