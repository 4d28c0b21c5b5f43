public import EnsureModel
import Glibc

/// Does jobs in processes of their own, several at a time: whatever a worker does, it can be ended, and takes
/// nothing with it.
///
/// Which worker is faster has no influence on what comes out: each job has its outcome by itself.
public final class WorkerPool: JobRunner {
  /// How many workers there may be at a time.
  public let width: Int
  /// Bytes that a worker may allocate; nil is as many as there are.
  public let memory: Int?

  private let spec: SpecBundle
  private let fingerprint: Int
  private let program: String
  private let arguments: [String]
  /// Told whenever something was learned, for showing progress.
  private let onEvent: (Job, JobEvent) -> Void

  /// A pool for jobs on `spec`, whose meaning is `system`.
  ///
  /// - Parameters:
  ///   - program: the program that is started as a worker; this one by default.
  ///   - arguments: what makes it one.
  public init(
    _ spec: SpecBundle, _ system: TransitionSystem, width: Int, memory: Int? = nil,
    program: String = "/proc/self/exe", arguments: [String] = ["worker"],
    onEvent: @escaping (Job, JobEvent) -> Void = { _, _ in }
  ) {
    self.spec = spec
    self.width = max(1, width)
    self.memory = memory
    self.program = program
    self.arguments = arguments
    self.onEvent = onEvent
    // A worker that does not listen any more is noticed where we write.
    signal(SIGPIPE, SIG_IGN)
    fingerprint = system.fingerprint
  }

  /// Whether one has come of the signals that ask for an end.
  public var isInterrupted: Bool { Interrupts.haveCome }

  /// Does all of them, as many at a time as the pool is wide.
  public func run(_ jobs: [Job], until deadline: Deadline?) -> [JobOutcome] {
    var outcomes = jobs.map { _ in JobOutcome() }
    var waiting = Array(jobs.indices.reversed())
    var running: [Session] = []
    while true {
      if isInterrupted { waiting = [] }
      while running.count < width, let next = waiting.popLast() {
        let limit = share(of: deadline, running.count + waiting.count + 1)
        if let limit, limit.isOver {
          outcomes[next].end = .timedOut
          continue
        }
        do throws(WorkerProblem) {
          let order = WorkOrder(memory: memory ?? 0, spec: spec, job: jobs[next])
          running.append(
            Session(
              position: next, job: jobs[next], process: try WorkerProcess.start(program, arguments), order,
              fingerprint: fingerprint, deadline: limit, memory: memory))
        } catch {
          guard case .cannotStart(let why) = error else { continue }
          outcomes[next].end = .crashed("no worker can be started: \(why)")
        }
      }
      if running.isEmpty { return outcomes }
      wait(for: running)
      if isInterrupted { for session in running { session.interrupt() } }
      for session in running {
        session.attend(onEvent)
        if session.isOver { outcomes[session.position] = session.outcome }
      }
      running.removeAll(where: \.isOver)
    }
  }

  /// The time that a job gets when it begins: its fair share of what is left, if `count` jobs have not ended.
  private func share(of deadline: Deadline?, _ count: Int) -> Deadline? {
    guard let deadline else { return nil }
    let share = deadline.remaining / UInt64(max(1, count)) * UInt64(min(width, max(1, count)))
    return Deadline(nanoseconds: Deadline.now + share)
  }

  /// Sleeps until a worker has something to say, takes something, or is to be ended.
  private func wait(for sessions: [Session]) {
    var descriptors = sessions.flatMap(\.interests)
    let interrupt = Interrupts.descriptor
    if interrupt >= 0, !isInterrupted {
      descriptors.append(pollfd(fd: interrupt, events: Int16(POLLIN), revents: 0))
    }
    let patience = sessions.compactMap(\.patience).min()
    // Rounded up, so that nobody wakes up just before there is something to do.
    let milliseconds = patience.map { Int32(clamping: ($0 + 999_999) / 1_000_000) } ?? -1
    _ = poll(&descriptors, nfds_t(descriptors.count), milliseconds)
  }
}

extension TransitionSystem {
  /// A number that a worker's system has to share: whatever one process numbers otherwise than another makes it
  /// another, most likely. It does not depend on the process.
  var fingerprint: Int {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    func add(_ byte: UInt8) { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    func add(_ text: String) {
      for byte in text.utf8 { add(byte) }
      add(0)
    }
    add("\(name) \(bank.count) \(bank.variables.count) \(enumerations.count)")
    for variable in bank.variables { add(variable.name) }
    for entity in entities { add(entity.name) }
    for field in fields { add(field.name) }
    for global in globals { add(global.name) }
    for action in actions { add("\(action.name) \(action.parameters.count) \(action.origin.start)") }
    for property in properties { add("\(property.name) \(property.origin.start)") }
    for threat in threats { add("\(threat.name) \(threat.powers.count)") }
    return Int(truncatingIfNeeded: hash)
  }
}
