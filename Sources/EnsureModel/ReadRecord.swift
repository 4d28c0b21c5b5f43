private import Synchronization

/// The places of states that an interpreter has read, for whoever wants to know what its answers hang on.
public final class ReadRecord: Sendable {
  private let places = Mutex<Set<Int>>([])

  /// Nothing has been read yet.
  public init() {}

  /// Notes that a place was read.
  func note(_ slot: Int) { places.withLock { _ = $0.insert(slot) } }

  /// What was read since this was asked the last time.
  public func take() -> Set<Int> {
    places.withLock { places in
      defer { places.removeAll(keepingCapacity: true) }
      return places
    }
  }
}
