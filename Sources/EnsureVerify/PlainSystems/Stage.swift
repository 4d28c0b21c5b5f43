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

/// A thread with a large stack, as terms are walked by recursion.
enum Background {
  private final class Work: Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }

  /// Runs the body on a thread of its own; false if there is none to be had.
  static func run(stack: Int = 256 << 20, _ body: @escaping @Sendable () -> Void) -> Bool {
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    pthread_attr_setstacksize(&attributes, stack)
    pthread_attr_setdetachstate(&attributes, CInt(PTHREAD_CREATE_DETACHED))
    defer { pthread_attr_destroy(&attributes) }
    let work = Unmanaged.passRetained(Work(body))
    var thread = pthread_t()
    let status = pthread_create(
      &thread, &attributes,
      { argument in
        if let argument { Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().body() }
        return nil
      }, work.toOpaque())
    if status != 0 { work.release() }
    return status == 0
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
