import EnsureModel
import Glibc

/// One worker at work on one job: what it is still to be given, what it has said, and when it is to be ended.
final class Session {
  let position: Int
  private(set) var outcome = JobOutcome()
  /// Whether the worker has ended and its outcome is final.
  private(set) var isOver = false

  private let job: Job
  private var process: WorkerProcess
  private let fingerprint: Int
  private let memory: Int?
  private let deadline: Deadline?
  /// What is still to be written.
  private var pending: ArraySlice<UInt8>
  private var buffer = FrameBuffer()
  private var hasGreeted = false
  /// Whether the engine has said its last word.
  private var isAnswered = false
  /// Why we ended it, if we did.
  private var verdict: JobOutcome.End?
  /// Until when a worker that has said its last word, or has closed its output, may take to end by itself.
  private var farewell: Deadline?
  private var isReading = true
  private var areErrorsOpen = true
  /// The last of what it wrote to standard error.
  private var complaint: [UInt8] = []

  init(
    position: Int, job: Job, process: WorkerProcess, _ order: WorkOrder, fingerprint: Int,
    deadline: Deadline?, memory: Int?
  ) {
    self.position = position
    self.job = job
    self.process = process
    self.fingerprint = fingerprint
    self.deadline = deadline
    self.memory = memory
    pending = Frame.wrap(order.wire)[...]
  }

  // MARK: Waiting

  /// What wakes us up.
  var interests: [pollfd] {
    var result: [pollfd] = []
    if isReading { result.append(pollfd(fd: process.output, events: Int16(POLLIN), revents: 0)) }
    if areErrorsOpen { result.append(pollfd(fd: process.errors, events: Int16(POLLIN), revents: 0)) }
    if !pending.isEmpty, process.input >= 0 {
      result.append(pollfd(fd: process.input, events: Int16(POLLOUT), revents: 0))
    }
    return result
  }

  /// Nanoseconds until there is something to do even if nothing happens.
  var patience: UInt64? {
    // A worker that has said everything is about to end: there is nothing to be woken by.
    if let farewell { return min(farewell.remaining, 2_000_000) }
    return deadline?.remaining
  }

  // MARK: Attending

  /// The user wants an end.
  func interrupt() { end(.interrupted) }

  /// Looks after the worker: gives and takes what can be, and ends it if it is time.
  func attend(_ onEvent: (Job, JobEvent) -> Void) {
    give()
    take(onEvent)
    listen()
    if verdict == nil, farewell == nil, deadline?.isOver == true { end(.timedOut) }
    if verdict != nil {
      finish(process.reap(waits: true))
    } else if let farewell {
      if let ended = process.reap(waits: false) {
        listen()
        finish(ended)
      } else if farewell.isOver {
        if !isAnswered { verdict = .crashed("the worker closed its output and did not end") }
        process.kill()
        finish(process.reap(waits: true))
      }
    }
  }

  private func end(_ verdict: JobOutcome.End) {
    guard self.verdict == nil, !isAnswered else { return }
    self.verdict = verdict
    process.kill()
  }

  private func give() {
    while !pending.isEmpty, process.input >= 0 {
      let count = pending.withUnsafeBytes { write(process.input, $0.baseAddress, $0.count) }
      if count > 0 {
        pending = pending.dropFirst(count)
      } else if errno == EAGAIN {
        return
      } else if errno != EINTR {
        // It does not listen any more; how it ended says why.
        pending = []
      }
    }
  }

  private func take(_ onEvent: (Job, JobEvent) -> Void) {
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    // Not without end, so that one that never stops talking is ended when its time is over.
    for _ in 0..<64 where isReading && verdict == nil {
      let count = read(process.output, &piece, piece.count)
      if count < 0, errno == EINTR { continue }
      if count < 0, errno == EAGAIN { return }
      if count <= 0 {
        isReading = false
        if farewell == nil { farewell = Deadline(in: 2) }
        closeInput()
        return
      }
      buffer.append(piece[..<count])
      do throws(WireError) {
        while let message = try buffer.next() { try understand(message, onEvent) }
      } catch {
        end(.crashed("its answer cannot be read (\(error))"))
      }
    }
  }

  private func understand(_ message: ArraySlice<UInt8>, _ onEvent: (Job, JobEvent) -> Void) throws(WireError) {
    guard verdict == nil else { return }
    if isAnswered {
      verdict = .crashed("it goes on after its last word")
      return process.kill()
    }
    guard hasGreeted else {
      let greeting = try Greeting(wire: message)
      hasGreeted = true
      if greeting.version != Greeting.version { end(.crashed("it is another version of ensure")) }
      if greeting.fingerprint != fingerprint { end(.crashed("it has read another spec")) }
      return
    }
    let event = try JobEvent(wire: message)
    if let problem = outcome.note(event, of: job) { return end(.crashed(problem)) }
    onEvent(job, event)
    if event.isLast {
      isAnswered = true
      farewell = Deadline(in: 2)
      closeInput()
    }
  }

  private func listen() {
    var piece = [UInt8](repeating: 0, count: 1 << 12)
    while areErrorsOpen {
      let count = read(process.errors, &piece, piece.count)
      if count < 0, errno == EINTR { continue }
      if count < 0, errno == EAGAIN { return }
      if count <= 0 {
        areErrorsOpen = false
        return
      }
      complaint = Array((complaint + piece[..<count]).suffix(1 << 12))
    }
  }

  private func closeInput() {
    if process.input >= 0 { close(process.input) }
    process.input = -1
    pending = []
  }

  // MARK: The end

  private func finish(_ ended: (status: Int32, peakMemory: Int)?) {
    process.close()
    isOver = true
    if let verdict {
      outcome.end = verdict
    } else if !isAnswered {
      outcome.end = diagnosis(ended?.status ?? 0, ended?.peakMemory ?? 0)
    }
  }

  /// Why a worker ended that had not said its last word.
  private func diagnosis(_ status: Int32, _ peakMemory: Int) -> JobOutcome.End {
    let words = String(decoding: complaint, as: UTF8.self)
    let signs = ["llocate memory", "bad_alloc", "out of memory", "Out of memory"]
    let isExhausted = memory.map { peakMemory / 10 >= $0 / 10 / 4 * 3 } ?? false
    let signal = status & 0x7F
    if memory != nil, signal != SIGKILL, isExhausted || signs.contains(where: words.contains) {
      return .outOfMemory
    }
    if buffer.isInterrupted { return .crashed("its answer breaks off") }
    let how =
      signal == 0
      ? "it ended with status \(status >> 8 & 0xFF) and no answer" : "it was ended by signal \(signal)"
    let last = words.split(separator: "\n").last.map { ": \($0.prefix(200))" } ?? ""
    return .crashed(how + last)
  }
}
