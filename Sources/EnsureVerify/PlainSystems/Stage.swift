import Glibc
import Synchronization

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
}

extension Watch {
  /// Runs a part of the work under a watch of its own, which stops it after so many seconds, or when this one stops.
  func limited<Result>(_ seconds: Double, _ clock: LimitClock, _ work: (Watch) -> Result) -> Result {
    let inner = Watch()
    let end = clock.now + max(0, seconds)
    let (isDone, isGone) = (Flag(), Flag())
    let isWatched = Background.run(stack: 1 << 20) { [self, weak inner] in
      while !isDone.isRaised {
        if isOver || clock.now >= end {
          inner?.stop()
          break
        }
        usleep(2_000)
      }
      isGone.raise()
    }
    if !isWatched { inner.stop("no thread is to be had") }
    // The solvers' contexts end on this thread, where they have lived.
    defer {
      isDone.raise()
      while isWatched, !isGone.isRaised { usleep(200) }
    }
    return work(inner)
  }
}

/// A flag that is raised once.
final class Flag: Sendable {
  private let value = Atomic<Bool>(false)
  var isRaised: Bool { value.load(ordering: .acquiring) }
  func raise() { value.store(true, ordering: .releasing) }
}
