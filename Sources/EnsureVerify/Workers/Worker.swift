public import EnsureModel
import Glibc

/// What a worker does: reads one job, does it, and tells what it finds.
public enum Worker {
  /// Does the job that comes on standard input, and ends the process.
  ///
  /// - Parameter compile: makes the system of a spec; nil if there is none.
  public static func run(compile: (SpecBundle) -> TransitionSystem?) -> Never {
    let order: WorkOrder
    do throws(WireError) {
      guard let head = receive(4) else { refuse("it is started by ensure itself") }
      guard let body = receive(try Frame.length(head)) else { refuse("the job breaks off") }
      order = try WorkOrder(wire: body)
    } catch {
      refuse("what comes on standard input is no job")
    }
    guard order.version == Greeting.version else { refuse("the job is of another version") }
    dieWithOurParent()
    restrict(to: order.memory)
    guard let system = compile(order.spec) else { refuse("the spec does not compile") }
    send(Greeting(version: Greeting.version, fingerprint: system.fingerprint).wire)
    JobExecutor(system: system).run(order.job) { event in
      send(event.wire)
      return true
    }
    exit(ExitStatus.success.rawValue)
  }

  /// As long as our standard input is open somebody waits for us. When it is closed, in whatever way he ended, we
  /// end too, whatever we are doing.
  private static func dieWithOurParent() {
    var thread = pthread_t()
    pthread_create(
      &thread, nil,
      { _ in
        var byte: UInt8 = 0
        while true {
          let count = read(STDIN_FILENO, &byte, 1)
          if count == 0 || (count < 0 && errno != EINTR) { _exit(ExitStatus.success.rawValue) }
        }
      }, nil)
  }

  /// Limits what the process may allocate: its data, and with some room for what is only mapped, its address space.
  private static func restrict(to memory: Int) {
    // What is left of a worker that crashes is nobody's business.
    var none = rlimit(rlim_cur: 0, rlim_max: 0)
    setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
    guard memory > 0 else { return }
    let (data, space) = (UInt(memory), UInt(memory) + 1 << 30)
    var limit = rlimit(rlim_cur: data, rlim_max: data)
    setrlimit(__rlimit_resource_t(RLIMIT_DATA.rawValue), &limit)
    limit = rlimit(rlim_cur: space, rlim_max: space)
    setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)
  }

  private static func receive(_ count: Int) -> [UInt8]? {
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while bytes.count < count {
      let got = read(STDIN_FILENO, &piece, min(piece.count, count - bytes.count))
      if got < 0, errno == EINTR { continue }
      guard got > 0 else { return nil }
      bytes += piece[..<got]
    }
    return bytes
  }

  private static func send(_ payload: [UInt8]) {
    var rest = Frame.wrap(payload)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { write(STDOUT_FILENO, $0.baseAddress, $0.count) }
      if count > 0 {
        rest = rest.dropFirst(count)
      } else if errno != EINTR {
        exit(ExitStatus.internalError.rawValue)
      }
    }
  }

  private static func refuse(_ why: String) -> Never {
    let words = Array("ensure worker: \(why)\n".utf8)
    _ = words.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
    exit(ExitStatus.usage.rawValue)
  }
}
