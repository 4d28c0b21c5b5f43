import Glibc

/// Which time a limit is about.
public enum LimitClock: Sendable {
  /// That on the wall.
  case wall
  /// What the process's threads have computed, for comparisons on busy machines.
  case cpu

  /// Seconds since some fixed moment.
  public var now: Double {
    var time = timespec()
    clock_gettime(self == .wall ? CLOCK_MONOTONIC : CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  /// How many seconds pass on the wall, at least, until this clock says that.
  func wait(until end: Double) -> Double {
    let left = max(0, end - now)
    switch self {
    case .wall: return left
    // All processors may compute at once.
    case .cpu: return left / Double(Background.processors)
    }
  }
}

extension Watch {
  /// Runs a part of the work under a watch of its own, which stops it after so many seconds, or when this one stops.
  func limited<Result>(_ seconds: Double, _ clock: LimitClock, _ work: (Watch) -> Result) -> Result {
    let inner = Watch()
    let end = clock.now + max(0, seconds)
    let isDone = Moment()
    let timer = Background.start(stack: 1 << 20) {
      while clock.now < end {
        // Never in no time: the rest may be too short to be waited for.
        if isDone.wait(atMost: max(0.001, clock.wait(until: end))) { return }
      }
      inner.stop()
    }
    if timer == nil { inner.stop("no thread is to be had") }
    add(inner)
    // The solvers' contexts end on this thread, where they have lived.
    defer {
      isDone.happen()
      timer?.join()
      remove(inner)
    }
    return work(inner)
  }
}
