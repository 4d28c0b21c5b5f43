public import EnsureSolver
import Synchronization

/// Stops the solvers of a run, from any thread, for good.
public final class Watch: Sendable {
  private struct Guarded {
    var interrupters: [Interrupter] = []
    /// Watches over parts of what this one is over.
    var parts: [Watch] = []
    var isOver = false
    var reason = "the time limit was reached"
  }

  private let guarded = Mutex(Guarded())

  /// A watch over nothing.
  public init() {}

  /// Whether the run is over.
  public var isOver: Bool { guarded.withLock(\.isOver) }

  /// Why it is over, if it is.
  public var reason: String { guarded.withLock(\.reason) }

  /// Stops whatever is or comes under guard.
  public func stop(_ reason: String = "the time limit was reached") {
    let (interrupters, parts) = guarded.withLock { guarded -> ([Interrupter], [Watch]) in
      if guarded.isOver { return ([], []) }
      guarded.isOver = true
      guarded.reason = reason
      return (guarded.interrupters, guarded.parts)
    }
    for interrupter in interrupters { interrupter.raise() }
    for part in parts { part.stop(reason) }
  }

  /// Stops another watch with this one.
  func add(_ part: Watch) {
    let (isOver, reason) = guarded.withLock { guarded in
      guarded.parts.append(part)
      return (guarded.isOver, guarded.reason)
    }
    if isOver { part.stop(reason) }
  }

  /// Stops it no more.
  func remove(_ part: Watch) { guarded.withLock { $0.parts.removeAll { $0 === part } } }

  /// Lets `stop` interrupt the solver. Its context has to live as long as the watch.
  public func guarding(_ solver: Solver) { add(solver.interrupter) }

  func add(_ interrupter: Interrupter) {
    let isOver = guarded.withLock { guarded in
      guarded.interrupters.append(interrupter)
      return guarded.isOver
    }
    if isOver { interrupter.raise() }
  }

  /// Why a solver does not know.
  func words(_ reason: Solver.Reason) -> String {
    switch reason {
    case .resources: "the solver's budget is used up"
    case .interrupted: self.reason
    case .incomplete: "the solver does not know"
    }
  }
}
