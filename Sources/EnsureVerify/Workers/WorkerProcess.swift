import Glibc

/// A worker that has been started, with the pipes that lead to it and from it.
struct WorkerProcess {
  let pid: pid_t
  /// Its standard input. While it is open the worker lives; when we end, in whatever way, so does it.
  var input: Int32
  /// Its standard output.
  let output: Int32
  /// Its standard error.
  let errors: Int32

  /// Starts a program.
  ///
  /// - Throws: why it cannot be started.
  static func start(_ program: String, _ arguments: [String]) throws(WorkerProblem) -> WorkerProcess {
    var opened: [Pipe] = []
    for _ in 0..<3 {
      guard let pipe = Pipe.open() else {
        for pipe in opened { pipe.close() }
        throw .cannotStart(String(cString: strerror(errno)))
      }
      opened.append(pipe)
    }
    let (input, output, errors) = (opened[0], opened[1], opened[2])
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, input.reading, STDIN_FILENO)
    posix_spawn_file_actions_adddup2(&actions, output.writing, STDOUT_FILENO)
    posix_spawn_file_actions_adddup2(&actions, errors.writing, STDERR_FILENO)

    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // Ctrl-C reaches the whole group; a worker leaves it to us to say what is known. A reader that has gone away
    // ends it.
    var blocked = sigset_t()
    sigemptyset(&blocked)
    sigaddset(&blocked, SIGINT)
    posix_spawnattr_setsigmask(&attributes, &blocked)
    var defaults = sigset_t()
    sigemptyset(&defaults)
    sigaddset(&defaults, SIGPIPE)
    posix_spawnattr_setsigdefault(&attributes, &defaults)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))

    let words = ([program] + arguments).map { strdup($0) } + [nil]
    let variables = environment().map { strdup($0) } + [nil]
    defer { for text in words + variables { free(text) } }
    var pid: pid_t = 0
    let problem = posix_spawn(&pid, program, &actions, &attributes, words, variables)
    for end in [input.reading, output.writing, errors.writing] { Glibc.close(end) }
    guard problem == 0 else {
      for end in [input.writing, output.reading, errors.reading] { Glibc.close(end) }
      throw .cannotStart(String(cString: strerror(problem)))
    }
    for end in [input.writing, output.reading, errors.reading] { _ = fcntl(end, F_SETFL, O_NONBLOCK) }
    return WorkerProcess(pid: pid, input: input.writing, output: output.reading, errors: errors.reading)
  }

  /// What tells a worker's allocator to keep what is freed. Solvers come and go by the thousand there; to give their memory
  /// back to the system each time, and to take it again, cost a third of the time of some systems (`Docs/performance.md`).
  private static let keepsMemory = [
    "MALLOC_TRIM_THRESHOLD_=1073741824", "MALLOC_TOP_PAD_=16777216", "MALLOC_MMAP_THRESHOLD_=268435456",
  ]

  /// Ours, but a worker that crashes ends at once: what it would tell about its stack nobody reads. Of what is there twice the
  /// first counts, so that whoever sets the allocator has his way.
  private static func environment() -> [String] {
    var found: [String] = []
    var position = 0
    while let entry = environ[position] {
      let text = String(cString: entry)
      if !text.hasPrefix("SWIFT_BACKTRACE=") { found.append(text) }
      position += 1
    }
    return found + ["SWIFT_BACKTRACE=enable=no"] + keepsMemory
  }

  /// Ends it at once, whatever it does.
  func kill() { Glibc.kill(pid, SIGKILL) }

  /// Waits for its end, unless it is to be looked at only.
  ///
  /// - Returns: how it ended; nil if it has not.
  func reap(waits: Bool) -> (status: Int32, peakMemory: Int)? {
    var status: Int32 = 0
    var usage = rusage()
    while true {
      let ended = wait4(pid, &status, waits ? 0 : WNOHANG, &usage)
      if ended == pid { return (status, usage.ru_maxrss * 1024) }
      if ended < 0, errno == EINTR { continue }
      // Somebody else has waited for it: it has ended, and nobody knows how.
      return ended < 0 ? (0, 0) : nil
    }
  }

  /// Closes the pipes.
  func close() { for end in [input, output, errors] where end >= 0 { Glibc.close(end) } }
}

/// Why there is no worker.
enum WorkerProblem: Error {
  case cannotStart(String)
}

extension Pipe {
  fileprivate func close() {
    Glibc.close(reading)
    Glibc.close(writing)
  }
}
