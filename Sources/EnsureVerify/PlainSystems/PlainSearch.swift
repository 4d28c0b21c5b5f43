public import EnsureModel
import EnsureSolver

/// Bounded search of a plain system: all runs of a length at once, one step longer each time. It keeps nothing but one
/// incremental solver, so that it comes to depths of hundreds.
public struct PlainSearch {
  /// What a search has found.
  public enum Outcome: Sendable {
    /// No violation within so many steps, and why the search went no farther.
    case held(depth: Int, reason: String)
    /// There is no longer run, and no violation.
    case exhausted(depth: Int)
    /// A violation, replayed by the interpreter.
    case violated(Violation)
    /// The interpreter does not see what the solver says: a mistake of ours, never a verdict.
    case disagreement(String, Trace?)
  }

  private let system: PlainSystem
  private let watch: Watch

  /// A search that stops when the watch says so.
  public init(_ system: PlainSystem, _ watch: Watch) {
    self.system = system
    self.watch = watch
  }

  /// Searches to a depth.
  ///
  /// - Parameters:
  ///   - depth: the greatest number of steps.
  ///   - onDepth: told each number of steps up to which all runs have been looked at.
  public func run(depth: Int = .max, onDepth: (Int) -> Void = { _ in }) -> Outcome {
    let encoder = FrameEncoder(system, nil, SolverContext())
    let solver = Solver(encoder.context)
    watch.guarding(solver)
    var frames = [encoder.anyFrame("s0", solver.assert)]
    var steps: [[FrameEncoder.Step]] = []
    solver.assert(encoder.isInitial(&frames[0]))
    while true {
      let here = steps.count
      let goal = encoder.truth(system.goal, &frames[here])
      solver.push()
      solver.assert(encoder.context.not(goal))
      let answer = solver.check()
      switch answer {
      case .satisfiable:
        guard let model = solver.model() else {
          return .held(depth: here - 1, reason: "the solver has no model")
        }
        return replayed(model, frames, steps, encoder)
      case .unknown(let reason):
        return .held(depth: here - 1, reason: watch.words(reason))
      case .unsatisfiable: break
      }
      solver.pop()
      solver.assert(goal)
      onDepth(here)
      if here >= depth { return .held(depth: here, reason: "the depth that was asked for is reached") }
      frames.append(encoder.anyFrame("s\(here + 1)", solver.assert))
      steps.append(encoder.step(frames[here], frames[here + 1], solver.assert))
      if here < 3 || here % 16 == 0 {
        switch solver.check() {
        case .unsatisfiable: return .exhausted(depth: here)
        case .unknown(let reason): return .held(depth: here, reason: watch.words(reason))
        case .satisfiable: break
        }
      }
    }
  }

  private func replayed(
    _ model: SolverModel, _ frames: [SymbolicFrame], _ steps: [[FrameEncoder.Step]], _ encoder: FrameEncoder
  ) -> Outcome {
    let run: ModelRun
    do throws(ModelRun.Mismatch) {
      run = try ModelRun(model, frames, steps, encoder)
    } catch {
      return .disagreement(error.what, error.trace)
    }
    let violation = Violation(trace: run.trace, failure: .property([]))
    do throws(Refusal) {
      try run.interpreter.replay(violation, of: system.property)
      return .violated(violation)
    } catch {
      return .disagreement("the interpreter refuses the trace: \(error)", run.trace)
    }
  }
}
