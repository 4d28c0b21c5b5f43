import EnsureModel
import EnsureSemantics
import Foundation
import Testing

@testable import EnsureVerify

/// Whatever a worker does, the pool survives it, says what happened, and leaves no process behind. The workers are
/// scripts.
@Suite struct WorkerPoolTests {
  private static let text = """
    system Light
    role Keeper
    global on: Bool = false
    action switchOn() by Keeper requires not on { on = true }
    invariant Off: not on
    """
  private let system: TransitionSystem
  private let job: Job
  private let bundle = SpecBundle(
    files: [SpecBundle.File(path: "a.ens", identity: "a.ens", bytes: Array(Self.text.utf8))], links: [])

  init() throws {
    let compiled = Compiler.compile(text: Self.text).system
    system = try #require(compiled)
    let scope = Scope(instances: system.entities.map { _ in 1 })
    job = Job(
      engine: .explicit, threats: [], properties: [PropertyID(0)], wantsDefinedness: true, scope: scope,
      depth: 5)
  }

  /// What a job comes to with a shell script as the worker, within `seconds`.
  private func outcome(_ script: String, seconds: Double? = nil, memory: Int? = nil, jobs: Int = 1)
    -> [JobOutcome]
  {
    let pool = WorkerPool(
      bundle, system, width: 2, memory: memory, program: "/bin/sh", arguments: ["-c", script])
    return pool.run(Array(repeating: job, count: jobs), until: seconds.map { Deadline(in: $0) })
  }

  /// A script that prints these bytes.
  private func printing(_ bytes: [UInt8]) -> String {
    "printf '\(bytes.map { "\\" + String(repeating: "0", count: 3 - String($0, radix: 8).count) + String($0, radix: 8) }.joined())'"
  }

  private func frames(_ events: [JobEvent], fingerprint: Int? = nil, version: Int = Greeting.version) -> [UInt8]
  {
    let greeting = Greeting(version: version, fingerprint: fingerprint ?? system.fingerprint)
    return Frame.wrap(greeting.wire) + events.flatMap { Frame.wrap($0.wire) }
  }

  private func reason(_ outcome: JobOutcome?) -> String {
    if case .crashed(let how)? = outcome?.end { return how }
    return outcome.map { "\($0.end)" } ?? "nothing"
  }

  @Test func anAnswerIsTaken() {
    let events: [JobEvent] = [.depthDone(1), .depthDone(2), .finished(states: 3, checks: 4)]
    let outcome = outcome(printing(frames(events))).first
    #expect(outcome?.end == .finished)
    #expect(outcome?.depth == 2)
    #expect(outcome?.states == 3)
  }

  @Test(arguments: ["exit 0", "exit 3", "true", "exec 1>&-; sleep 0.1"])
  func aWorkerWithoutAnAnswerHasCrashed(_ script: String) {
    #expect(reason(outcome(script, seconds: 30).first).contains("no answer"))
  }

  @Test func aKilledWorkerHasCrashedAndSaysByWhat() {
    #expect(reason(outcome("kill -9 $$").first) == "it was ended by signal 9")
    #expect(reason(outcome("echo 'something broke' >&2; kill -11 $$").first).contains("something broke"))
  }

  @Test func whatWasSaidBeforeTheEndIsKept() {
    let script = printing(frames([.depthDone(3)])) + "; kill -9 $$"
    let outcome = outcome(script).first
    #expect(outcome?.depth == 3)
    #expect(reason(outcome) == "it was ended by signal 9")
  }

  @Test(arguments: [
    "head -c 100000 /dev/urandom", "yes", "printf 'hello, world'", "printf '\\377\\377\\377\\377'",
  ])
  func garbageIsNoAnswer(_ script: String) {
    #expect(reason(outcome(script, seconds: 60).first) != "finished")
    #expect(!reason(outcome(script, seconds: 60).first).isEmpty)
  }

  @Test func anAnswerThatBreaksOffIsNone() {
    let whole = frames([.depthDone(1), .finished(states: 0, checks: 0)])
    #expect(reason(outcome(printing(Array(whole.dropLast(2)))).first).contains("breaks off"))
  }

  @Test func aWorkerOfAnotherVersionOrSpecIsNotBelieved() {
    let events: [JobEvent] = [.finished(states: 0, checks: 0)]
    #expect(reason(outcome(printing(frames(events, version: 9))).first).contains("another version"))
    #expect(reason(outcome(printing(frames(events, fingerprint: 1))).first).contains("another spec"))
  }

  @Test func anAnswerToWhatNobodyAskedIsNone() {
    for event in [
      .depthDone(77), .undecided(PropertyID(5), Abandonment(depth: nil, reason: "")),
      .held(PropertyID(0), Bound(depth: 3, isExhaustive: true, scope: Scope(instances: [9]))),
    ] as [JobEvent] {
      let all: [JobEvent] = [event, .finished(states: 0, checks: 0)]
      #expect(reason(outcome(printing(frames(all))).first).contains("nobody has asked"))
    }
  }

  @Test func whatFollowsTheLastWordIsNoAnswer() {
    let events: [JobEvent] = [.finished(states: 0, checks: 0), .depthDone(1)]
    #expect(reason(outcome(printing(frames(events))).first).contains("last word"))
  }

  @Test func aWorkerThatSaysEverythingAndStaysIsEnded() {
    let begin = Deadline.now
    let script = printing(frames([.finished(states: 0, checks: 0)])) + "; exec sleep 600"
    #expect(outcome(script).first?.end == .finished)
    #expect(Deadline.now - begin < 60_000_000_000)
  }

  @Test func aWorkerThatClosesItsOutputAndStaysIsEnded() {
    #expect(reason(outcome("exec 1>&-; exec sleep 600").first).contains("closed its output"))
  }

  @Test func timeIsALimit() {
    let outcomes = outcome(printing(frames([.depthDone(2)])) + "; exec sleep 600", seconds: 0.5, jobs: 3)
    #expect(outcomes.map(\.end) == [.timedOut, .timedOut, .timedOut])
    #expect(outcomes.first?.depth == 2)
  }

  @Test func everybodyGetsAShareOfTheTime() {
    // The first two would take all of it.
    let pool = WorkerPool(
      bundle, system, width: 1, program: "/bin/sh",
      arguments: [
        "-c",
        "if mkdir \(FileManager.default.temporaryDirectory.path)/ensure-share-\(getpid()) 2>/dev/null; then exec sleep 600; fi; \(printing(frames([.finished(states: 1, checks: 1)])))",
      ])
    let outcomes = pool.run([job, job, job], until: Deadline(in: 6))
    rmdir("\(FileManager.default.temporaryDirectory.path)/ensure-share-\(getpid())")
    #expect(outcomes.map(\.end) == [.timedOut, .finished, .finished])
  }

  @Test func aProgramThatIsNotThereIsSaid() {
    let pool = WorkerPool(bundle, system, width: 1, program: "/nonexistent/ensure")
    #expect(reason(pool.run([job], until: nil).first).contains("no worker can be started"))
  }

  @Test func wantOfMemoryIsRecognised() {
    let script = "echo 'Fatal error: cannot allocate memory' >&2; kill -6 $$"
    #expect(outcome(script, memory: 1 << 30).first?.end == .outOfMemory)
    #expect(reason(outcome(script).first).contains("signal 6"))
  }

  @Test func noWorkerIsLeftBehind() throws {
    // Each leaves its number, and is asked for later.
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "ensure-pool-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    _ = outcome("touch \(folder.path)/$$; exec sleep 600", seconds: 1, jobs: 2)
    let pids = try FileManager.default.contentsOfDirectory(atPath: folder.path).compactMap { pid_t($0) }
    #expect(!pids.isEmpty)
    for pid in pids { #expect(kill(pid, 0) != 0) }
  }
}
