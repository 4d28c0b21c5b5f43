import Glibc

/// A point in time that never moves, whatever the clock on the wall is set to.
public struct Deadline: Hashable, Sendable {
  /// Nanoseconds of the monotonic clock.
  let nanoseconds: UInt64

  /// So many seconds from now.
  public init(in seconds: Double) {
    nanoseconds = Self.now &+ UInt64(max(0, min(seconds, 1e9)) * 1e9)
  }

  init(nanoseconds: UInt64) { self.nanoseconds = nanoseconds }

  static var now: UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }

  /// Nanoseconds until then; 0 if it is over.
  var remaining: UInt64 {
    let now = Self.now
    return nanoseconds > now ? nanoseconds - now : 0
  }

  /// The earlier of this one and another, if there is one.
  func or(_ other: Deadline?) -> Deadline {
    guard let other, other.nanoseconds < nanoseconds else { return self }
    return other
  }

  /// Whether it is past.
  public var isOver: Bool { remaining == 0 }
}
