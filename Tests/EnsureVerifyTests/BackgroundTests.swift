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
    let found = Background.map([0, 1, 2], width: 3) { value in
      shared.begin()
      shared.waitForAll(3)
      return value
    }
    #expect(found == [0, 1, 2])
  }

  private final class Shared: Sendable {
    private let count = Mutex(0)
    func begin() { count.withLock { $0 += 1 } }
    func waitForAll(_ number: Int) { while count.withLock({ $0 < number }) {} }
  }
}
