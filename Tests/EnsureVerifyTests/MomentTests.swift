import Glibc
import Synchronization
import Testing

@testable import EnsureVerify

/// What happens once is waited for without looking again and again, and watches stop those inside of them.
@Suite struct MomentTests {
  @Test func itHappensOnce() {
    let moment = Moment()
    #expect(!moment.hasHappened)
    #expect(!moment.wait(atMost: 0))
    moment.happen()
    moment.happen()
    #expect(moment.hasHappened)
    #expect(moment.wait(atMost: 0) && moment.wait(atMost: 3_600))
  }

  /// Two threads wait for each other, and nobody for an hour.
  @Test func whoeverWaitsIsWoken() throws {
    let (asked, answered) = (Moment(), Moment())
    let thread = try #require(
      Background.start {
        if asked.wait(atMost: 3_600) { answered.happen() }
      })
    asked.happen()
    #expect(answered.wait(atMost: 3_600))
    thread.join()
  }

  /// Without descriptors it is looked at now and then, and none is kept open for long.
  @Test func descriptorsAreGivenBack() throws {
    let before = try #require(openDescriptors())
    for number in 0..<5_000 {
      let moment = Moment()
      if number % 2 == 0 { moment.happen() }
    }
    #expect(try #require(openDescriptors()) <= before + 8)
  }

  private func openDescriptors() -> Int? {
    guard let folder = opendir("/proc/self/fd") else { return nil }
    defer { closedir(folder) }
    var count = 0
    while readdir(folder) != nil { count += 1 }
    return count
  }

  @Test func aPartEndsWithTheWhole() {
    let whole = Watch()
    let reason = whole.limited(3_600, .wall) { part -> String in
      #expect(!part.isOver)
      whole.stop("interrupted")
      return part.isOver ? part.reason : "it goes on"
    }
    #expect(reason == "interrupted")
    // One that begins afterwards does not begin.
    #expect(whole.limited(3_600, .wall) { $0.isOver })
    // A part that is over takes nothing with it.
    let other = Watch()
    #expect(
      other.limited(0, .cpu) { part in
        while !part.isOver { sched_yield() }
        return part.isOver
      })
    #expect(!other.isOver)
  }
}
