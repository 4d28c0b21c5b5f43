public import EnsureModel
import EnsureSolver

/// k-induction: if no run of k steps through states that satisfy the property (and the lemmas) ends where it fails, and
/// no run of k steps from the beginning does, then it never fails.
public struct KInduction {
  /// What came of it.
  public enum Outcome: Sendable {
    /// No run of `k` steps through good states ends in a bad one. That the first `k` steps are good is for a bounded
    /// search to say.
    case closed(k: Int)
    /// It did not come to an end; up to which number of steps it was tried.
    case open(k: Int, reason: String)
  }

  private let system: PlainSystem
  private let watch: Watch

  /// An attempt that stops when the watch says so.
  public init(_ system: PlainSystem, _ watch: Watch) {
    self.system = system
    self.watch = watch
  }

  /// Tries up to `most` steps.
  ///
  /// - Parameters:
  ///   - lemmas: what holds in every reachable state, in terms of `bank`.
  ///   - isSimple: whether runs that meet a state twice are left out.
  public func run(_ lemmas: [Term] = [], in bank: TermBank? = nil, most: Int = .max, isSimple: Bool = true)
    -> Outcome
  {
    let encoder = FrameEncoder(system, bank, SolverContext())
    let context = encoder.context
    let solver = Solver(context)
    watch.guarding(solver)
    func assumption(_ frame: inout SymbolicFrame) -> Proposition {
      context.and(lemmas.map { encoder.truth($0, &frame) })
    }
    var frames = [encoder.anyFrame("s0", solver.assert)]
    solver.assert(assumption(&frames[0]))
    for k in 0... {
      let goal = encoder.truth(system.goal, &frames[k])
      // Differences are added as models ask for them.
      var answer = Solver.Outcome.satisfiable
      solver.push()
      solver.assert(context.not(goal))
      while true {
        answer = solver.check()
        guard case .satisfiable = answer, isSimple, let model = solver.model() else { break }
        guard let pair = repetition(frames, model, encoder) else { break }
        solver.assert(different(frames[pair.0], frames[pair.1], encoder))
      }
      switch answer {
      case .unsatisfiable: return .closed(k: k)
      case .unknown(let reason): return .open(k: k, reason: watch.words(reason))
      case .satisfiable: break
      }
      solver.pop()
      if k >= most { return .open(k: k, reason: "the depth that was asked for is reached") }
      solver.assert(goal)
      var next = encoder.anyFrame("s\(k + 1)", solver.assert)
      solver.assert(assumption(&next))
      frames.append(next)
      _ = encoder.step(frames[k], frames[k + 1], solver.assert)
    }
    return .open(k: 0, reason: "")
  }

  /// Two states of the run that the model has twice.
  private func repetition(_ frames: [SymbolicFrame], _ model: SolverModel, _ encoder: FrameEncoder) -> (
    Int, Int
  )? {
    var seen: [State: Int] = [:]
    for (position, frame) in frames.enumerated() {
      let state = encoder.state(frame, model)
      if let first = seen[state] { return (first, position) }
      seen[state] = position
    }
    return nil
  }

  private func different(_ left: SymbolicFrame, _ right: SymbolicFrame, _ encoder: FrameEncoder) -> Proposition
  {
    let equalities = zip(left.values, right.values).map { encoder.equal($0, $1) }
    return encoder.context.not(encoder.context.and(equalities))
  }
}
