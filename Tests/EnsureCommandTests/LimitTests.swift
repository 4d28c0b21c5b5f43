import Glibc
import Synchronization
import Testing

/// Limits, interrupts and crashes: what is known is said, the rest is unknown, the status is 3, and nobody is left
/// behind.
@Suite struct LimitTests {
  private let folder = Folder()

  /// Has more states than anybody lives to see, and one property that fails in the first of them.
  private static let endless = """
    system Endless

    role R

    entity Box {
      a: 0..999 = 0
      b: 0..999 = 0
      c: 0..999 = 0
      d: 0..999 = 0
    }

    global lit: Bool = true

    action up(o: Box, n: 1..9) by R requires o.a + n <= 999 { o.a += n }
    action over(o: Box, n: 1..9) by R requires o.b + n <= 999 { o.b += n }
    action out(o: Box, n: 1..9) by R requires o.c + n <= 999 { o.c += n }
    action down(o: Box, n: 1..9) by R requires o.d + n <= 999 { o.d += n }

    invariant Fine(o: Box): o.a <= 999

    threat Vandal {
      step smash() { lit = false }
    }
    """
  private static let search = ["verify", "endless.ens", "--engine", "explicit", "--states", "2000000000"]

  private func run(_ more: [String], _ change: (inout Command) -> Void = { _ in }) throws -> Run {
    folder.write("endless.ens", Self.endless)
    defer { folder.remove() }
    return try ensure(Self.search + more, in: folder, change)
  }

  @Test func aLimitOfTimeEndsTheSearch() throws {
    let run = try run(["--timeout", "2s"])
    #expect(run.status == 3, "\(run)")
    #expect(run.output.contains("unknown: the time limit was reached"), "\(run)")
    #expect(run.output.contains("note: the time limit ended the explicit search"), "\(run)")
  }

  @Test func aLimitOfMemoryEndsTheSearch() throws {
    let run = try run(["--memory", "100M", "--jobs", "1"]) { $0.patience = 400 }
    #expect(run.status == 3, "\(run)")
    #expect(run.output.contains("unknown: the memory limit was reached"), "\(run)")
    #expect(run.peakMemory < 400 << 20)
  }

  @Test(arguments: [SIGKILL, SIGSEGV, SIGTERM])
  func aWorkerThatSomebodyKillsTakesNothingWithIt(_ signal: Int32) throws {
    folder.write("endless.ens", Self.endless)
    folder.write("good.ens", "system Good\nglobal on: Bool = true\ninvariant On: on or not on\n")
    defer { folder.remove() }
    let run = try ensure(Self.search + ["good.ens", "--jobs", "2"], in: folder) { command in
      // Both worlds' workers, once each.
      let killed = Mutex<Set<pid_t>>([])
      command.meanwhile = { pid in
        for worker in Processes.workers(of: pid) where killed.withLock({ $0.insert(worker).inserted }) {
          kill(worker, signal)
        }
        return killed.withLock { $0.count } >= 2
      }
    }
    #expect(run.status == 3, "\(run)")
    #expect(run.output.contains("unknown: the engine crashed: it was ended by signal \(signal)"), "\(run)")
    #expect(run.output.contains("== good.ens"), "\(run)")
  }

  @Test(arguments: [SIGINT, SIGTERM])
  func anInterruptKeepsWhatIsKnown(_ signal: Int32) throws {
    let seen = Seen()
    let run = try run(["--jobs", "2"]) { command in
      command.meanwhile = { pid in
        let workers = Processes.workers(of: pid)
        if workers.count < 2 { return false }
        seen.pids.withLock { $0 = workers }
        // As a terminal does it: the whole group gets the signal. `timeout` sends it to the process before.
        if signal == SIGTERM {
          kill(pid, signal)
          usleep(20_000)
        }
        kill(-pid, signal)
        return true
      }
    }
    #expect(run.status == 3, "\(run)")
    #expect(run.output.contains("unknown: interrupted"), "\(run)")
    #expect(run.output.contains("note: the run was interrupted"), "\(run)")
    let workers = seen.pids.withLock { $0 }
    #expect(workers.count == 2)
    #expect(Processes.haveEnded(workers))
  }

  @Test func aSecondInterruptEndsTheRunAtOnce() throws {
    let run = try run([]) { command in
      command.meanwhile = { pid in
        if Processes.workers(of: pid).isEmpty { return false }
        // Stopped meanwhile, it finds both when it goes on.
        kill(pid, SIGINT)
        usleep(1000)
        kill(pid, SIGINT)
        return true
      }
    }
    #expect(run.status == 3 || run.signal == SIGINT, "\(run)")
  }

  /// A worker whose parent is gone has nobody to work for.
  @Test func workersEndWithTheirParent() throws {
    let seen = Seen()
    let run = try run([]) { command in
      command.meanwhile = { pid in
        let workers = Processes.workers(of: pid)
        if workers.isEmpty { return false }
        seen.pids.withLock { $0 = workers }
        kill(pid, SIGKILL)
        return true
      }
    }
    #expect(run.signal == SIGKILL, "\(run)")
    #expect(Processes.haveEnded(seen.pids.withLock { $0 }))
  }

  @Test(arguments: [Destination.path("/dev/full"), .closedPipe, .closed])
  func anOutputThatCannotBeWrittenLeavesNoWorker(_ destination: Destination) throws {
    let seen = Seen()
    let run = try run(["--timeout", "1s"]) { command in
      command.output = destination
      command.meanwhile = { pid in
        let workers = Processes.workers(of: pid)
        seen.pids.withLock { $0 += workers }
        return !workers.isEmpty
      }
    }
    #expect(run.status == 70, "\(run)")
    #expect(Processes.haveEnded(seen.pids.withLock { $0 }))
  }

  private final class Seen: Sendable {
    let pids = Mutex<[pid_t]>([])
  }

  @Test func theOutputIsTheSameHoweverManyWorkersThereAre() throws {
    defer { folder.remove() }
    folder.write("endless.ens", Self.endless)
    var outputs: [String] = []
    for jobs in ["1", "2", "4"] {
      let run = try ensure(["verify", "endless.ens", "--depth", "2", "--jobs", jobs], in: folder)
      #expect(run.status == 0 || run.status == 3, "\(run)")
      outputs.append(run.text)
    }
    #expect(Set(outputs).count == 1, "\(outputs)")
  }

  /// The order of sets and dictionaries differs from process to process, and the solver's work hangs on the order in which
  /// it is told things: that may not show, or a budget would last differently far each time.
  @Test func theSolverHasAsMuchToDoEachTime() throws {
    defer { folder.remove() }
    var outputs: Set<String> = []
    for _ in 0..<6 {
      let run = try ensure(["verify", "\(Validators.root)/Specs/card-checkout.ens"], in: folder)
      #expect(run.status == 0, "\(run)")
      #expect(run.output.contains("put to the solver"))
      outputs.insert(run.output)
    }
    #expect(outputs.count == 1, "\(outputs)")
  }
}

/// Nonsense is refused before anything is searched.
@Suite struct LimitUsageTests {
  @Test(
    arguments: [
      ["--jobs", "0"], ["--jobs", "-1"], ["--jobs", "many"], ["--jobs", "100000"], ["--timeout", "0"],
      ["--timeout", "-1"], ["--timeout", "nan"], ["--timeout", "inf"], ["--timeout", "1e9"], ["--timeout", ""],
      ["--timeout", "5 parsecs"], ["--timeout", "999999h"], ["--memory", "0"], ["--memory", "1"],
      ["--memory", "-5G"], ["--memory", "99999999999999999999"], ["--memory", "9999999T"],
      ["--memory", "much"],
      ["--require", "nothing"], ["--require", ""], ["--save-cases", ""], ["--engine", "magic"],
      ["--depth", "-1"], ["--depth", "x"],
    ])
  func isRefused(_ arguments: [String]) throws {
    let folder = Folder()
    defer { folder.remove() }
    folder.write("good.ens", "system Good\nglobal on: Bool = true\ninvariant On: on or not on\n")
    let run = try ensure(["verify", "good.ens"] + arguments, in: folder)
    #expect(run.status == 64, "\(run)")
    #expect(run.output.isEmpty, "\(run)")
  }

  @Test(arguments: ["90", "0.5s", "1500ms", "5min", "1h"])
  func aLengthOfTimeHasUnits(_ time: String) throws {
    let folder = Folder()
    defer { folder.remove() }
    folder.write("good.ens", "system Good\nglobal on: 0..1 = 1\ninvariant On: on <= 1\n")
    #expect(
      try ensure(["verify", "good.ens", "--engine", "explicit", "--timeout", time], in: folder).status == 0)
  }

  @Test func theWorkerByItselfSaysThatItIsNotForPeople() throws {
    let folder = Folder()
    defer { folder.remove() }
    folder.write("noise", [0, 0, 0, 3, 1, 2, 3])
    folder.write("huge", [0xFF, 0xFF, 0xFF, 0xFF])
    for input in ["/dev/null", folder.path("noise"), folder.path("huge"), "/dev/zero"] {
      let run = try ensure(["worker"], in: folder) { $0.input = input }
      #expect(run.status == 64, "\(run)")
      #expect(run.errors.contains("ensure worker:"), "\(run)")
    }
  }
}
