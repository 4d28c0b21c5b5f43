import Glibc
import Synchronization
import Testing

@testable import EnsureVerify

/// Several things at a time.
@Suite struct BackgroundTests {
  @Test(arguments: [0, 1, 2, 7, 100])
  func resultsStandInTheOrderOfTheValues(_ width: Int) {
    let values = Array(0..<50)
    #expect(Background.map(values, width: width) { $0 * $0 } == values.map { $0 * $0 })
    #expect(Background.map([Int](), width: width) { $0 }.isEmpty)
  }

  /// Each waits for all of them to have begun.
  @Test func theyAreDoneAtTheSameTime() {
    let shared = Shared()
    let found = Background.map([0, 1, 2], width: 3) { _ in
      shared.begin()
      return shared.haveBegun(3)
    }
    #expect(found == [true, true, true])
  }

  private final class Shared: Sendable {
    /// How often one looks before one gives up, which takes some seconds.
    private static let patience = 20_000_000
    private let count = Mutex(0)

    func begin() { count.withLock { $0 += 1 } }

    func haveBegun(_ number: Int) -> Bool {
      for _ in 0..<Self.patience {
        if count.withLock({ $0 >= number }) { return true }
        sched_yield()
      }
      return false
    }
  }
}
