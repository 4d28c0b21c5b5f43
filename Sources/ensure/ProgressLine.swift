import EnsureModel
import EnsureReport
import EnsureVerify
import Glibc

/// What is being done, on one line of a terminal that is written anew again and again. Where standard error is no
/// terminal nothing is written.
struct ProgressLine {
  private let system: TransitionSystem
  private let path: String
  private static let isShown =
    isatty(STDERR_FILENO) == 1 && getenv("TERM").map { String(cString: $0) != "dumb" } ?? false
  /// How many milliseconds lie between two writings at least.
  private static let pause = 100

  /// A line about one spec.
  init(_ system: TransitionSystem, path: String) {
    self.system = system
    self.path = path
  }

  /// Tells what a worker has learned.
  func note(_ job: Job, _ event: JobEvent) {
    guard Self.isShown else { return }
    let what: String
    switch event {
    case .depthDone(let depth): what = "\(depth) steps"
    case .violated(let property, let violation):
      what = "\(name(property)) violated in \(violation.trace.length) steps"
    case .held(let property, let bound): what = "\(name(property)) held up to \(bound.depth) steps"
    case .undecided(let property, _): what = "\(name(property)) undecided"
    case .certified(let property, _): what = "a certificate of \(name(property))"
    case .impossible: what = "a certificate that something never happens"
    case .scenario(let numbers): what = "scenario \"\(system.scenarios[numbers.scenario].name)\""
    case .question(let question): what = "a question about \(name(question.property))"
    case .lemmas(let property, _): what = "lemmas that may show \(name(property))"
    case .witness: what = "a witness"
    case .finished, .failed: what = "done"
    }
    Self.show("\(path): \(system.title(of: job.threats)): \(what)")
  }

  private func name(_ property: PropertyID?) -> String {
    property.map { system.properties[$0.index].name } ?? "(definedness)"
  }

  /// Takes the line away, so that something else can be written.
  static func clear() {
    guard isShown, state.isWritten else { return }
    state.isWritten = false
    write("\r\u{1B}[K")
  }

  // MARK: The terminal

  private struct State {
    var isWritten = false
    var time = 0
  }

  /// Only the thread that runs the command touches it: workers are processes, and their events come one by one.
  nonisolated(unsafe) private static var state = State()

  private static func show(_ text: String) {
    var clock = timespec()
    clock_gettime(CLOCK_MONOTONIC, &clock)
    let now = clock.tv_sec * 1000 + clock.tv_nsec / 1_000_000
    guard now - state.time >= pause else { return }
    state = State(isWritten: true, time: now)
    write("\r\u{1B}[K" + RunReport.oneLine(text, columns: width - 1))
  }

  private static var width: Int {
    var size = winsize()
    return ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 1 ? Int(size.ws_col) : 80
  }

  /// What cannot be written here is no loss.
  private static func write(_ text: String) {
    let bytes = Array(text.utf8)
    _ = bytes.withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
  }
}
