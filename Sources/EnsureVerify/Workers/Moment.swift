import Glibc
import Synchronization

/// Something that happens once, and that threads wait for.
final class Moment: Sendable {
  private let isPast = Atomic<Bool>(false)
  /// Of which one end is closed when it happens; nil where there are no descriptors left.
  private let pipe = Pipe.open()

  deinit {
    guard let pipe else { return }
    close(pipe.reading)
    if !hasHappened { close(pipe.writing) }
  }

  /// Whether it has happened.
  var hasHappened: Bool { isPast.load(ordering: .acquiring) }

  /// Lets it happen; a second time does nothing.
  func happen() {
    if !isPast.exchange(true, ordering: .acquiringAndReleasing), let pipe { close(pipe.writing) }
  }

  /// Waits for it, so many seconds at most and maybe less, and says whether it has happened.
  func wait(atMost seconds: Double) -> Bool {
    if hasHappened { return true }
    let milliseconds = Int32(clamping: Int((min(max(0, seconds), 86_400) * 1_000).rounded(.up)))
    if let pipe {
      var descriptor = pollfd(fd: pipe.reading, events: Int16(POLLIN), revents: 0)
      _ = poll(&descriptor, 1, milliseconds)
    } else {
      // Without a descriptor it can only be looked at now and then.
      _ = poll(nil, 0, min(milliseconds, 5))
    }
    return hasHappened
  }
}
