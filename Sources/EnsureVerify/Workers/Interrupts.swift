import Glibc
import Synchronization

/// Where the handler writes; -1 while nobody listens.
private let writingEnd = Atomic<Int32>(-1)
private let readingEnd = Atomic<Int32>(-1)
/// When the first signal came, in nanoseconds; 0 before that.
private let first = Atomic<UInt64>(0)
/// How soon behind the first signal another one says the same: `timeout` and shells send one to the process and one to its
/// group. In nanoseconds.
private let grace: UInt64 = 300_000_000

/// The signals that ask for an end: Ctrl-C, and what a supervisor sends. The first one lets the run say what it
/// knows; a later one ends the process as if nobody had listened.
public enum Interrupts {
  /// Listens from now on.
  public static func listen() {
    guard let ends = Pipe.open() else { return }
    _ = fcntl(ends.writing, F_SETFL, O_NONBLOCK)
    _ = fcntl(ends.reading, F_SETFL, O_NONBLOCK)
    readingEnd.store(ends.reading, ordering: .sequentiallyConsistent)
    writingEnd.store(ends.writing, ordering: .sequentiallyConsistent)
    var wanted = sigset_t()
    sigemptyset(&wanted)
    for number in [SIGINT, SIGTERM] {
      _ = signal(number, handle)
      sigaddset(&wanted, number)
    }
    // Whoever started us may have blocked them.
    pthread_sigmask(SIG_UNBLOCK, &wanted, nil)
  }

  /// Whether one has come.
  public static var haveCome: Bool { first.load(ordering: .sequentiallyConsistent) > 0 }

  /// Becomes readable when one has come; -1 if nobody listens.
  static var descriptor: Int32 { readingEnd.load(ordering: .sequentiallyConsistent) }
}

private func handle(_ number: Int32) {
  // Both are safe in a handler: the clock, and atomics.
  let now = Deadline.now
  let (isFirst, begin) = first.compareExchange(expected: 0, desired: now, ordering: .sequentiallyConsistent)
  if !isFirst {
    if now < begin + grace { return }
    _ = signal(number, SIG_DFL)
    raise(number)
    return
  }
  let saved = errno
  var byte: UInt8 = 0
  _ = write(writingEnd.load(ordering: .sequentiallyConsistent), &byte, 1)
  errno = saved
}

/// The two ends of a pipe, which no other process inherits by accident.
struct Pipe {
  let reading: Int32
  let writing: Int32

  /// A new one; nil if there are too many open files. Its descriptors are none of the standard ones, even if one of
  /// these is closed.
  static func open() -> Pipe? {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return nil }
    let moved = ends.map { end -> Int32 in
      let copy = fcntl(end, F_DUPFD_CLOEXEC, 3)
      close(end)
      return copy
    }
    guard moved[0] >= 0, moved[1] >= 0 else {
      for end in moved where end >= 0 { close(end) }
      return nil
    }
    return Pipe(reading: moved[0], writing: moved[1])
  }
}
