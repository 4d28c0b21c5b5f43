import Glibc
import Synchronization

/// Threads with large stacks, as terms are walked by recursion.
package enum Background {
  /// Bytes of a stack. What of it is not used costs nothing.
  private static let largeStack = 256 << 20

  private final class Work: Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }

  /// Runs the body on a thread of its own; false if there is none to be had.
  static func run(stack: Int = largeStack, _ body: @escaping @Sendable () -> Void) -> Bool {
    guard let thread = start(stack: stack, body) else { return false }
    thread.detach()
    return true
  }

  /// How many processors the machine has.
  package static var processors: Int { max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }

  /// What comes of each of some values, in their order; several at a time, this thread's share among them.
  ///
  /// - Parameter width: how many at a time. Where there are no threads to be had, it is fewer.
  package static func map<Value: Sendable, Result: Sendable>(
    _ values: [Value], width: Int, _ body: @escaping @Sendable (Value) -> Result
  ) -> [Result] {
    let work = SharedWork(values, body)
    let others = max(0, min(width, values.count) - 1)
    let threads = (0..<others).compactMap { _ in
      start { work.run() }
    }
    work.run()
    for thread in threads { thread.join() }
    return work.results
  }

  /// A thread of which somebody waits for the end, or says that nobody will.
  struct Thread: Sendable {
    fileprivate let name: pthread_t
    func join() { pthread_join(name, nil) }
    func detach() { pthread_detach(name) }
  }

  /// A thread that runs the body; nil if there is none to be had.
  static func start(stack: Int = largeStack, _ body: @escaping @Sendable () -> Void) -> Thread? {
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    pthread_attr_setstacksize(&attributes, stack)
    defer { pthread_attr_destroy(&attributes) }
    let work = Unmanaged.passRetained(Work(body))
    var thread = pthread_t()
    let status = pthread_create(
      &thread, &attributes,
      { argument in
        if let argument { Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().body() }
        return nil
      }, work.toOpaque())
    if status != 0 { work.release() }
    return status == 0 ? Thread(name: thread) : nil
  }
}

/// Values of which each thread takes the next one.
private final class SharedWork<Value: Sendable, Result: Sendable>: Sendable {
  private let values: [Value]
  private let body: @Sendable (Value) -> Result
  private let next = Atomic<Int>(0)
  private let found: Mutex<[Result?]>

  init(_ values: [Value], _ body: @escaping @Sendable (Value) -> Result) {
    self.values = values
    self.body = body
    found = Mutex(values.map { _ in nil })
  }

  /// Takes one after the other, until there is none.
  func run() {
    while true {
      let position = next.wrappingAdd(1, ordering: .relaxed).oldValue
      guard position < values.count else { return }
      let result = body(values[position])
      found.withLock { $0[position] = result }
    }
  }

  /// What has come of them, in their order.
  var results: [Result] { found.withLock { $0.compactMap(\.self) } }
}
