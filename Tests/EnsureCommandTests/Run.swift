import Glibc

/// One run of the built `ensure`: what it printed, how it ended, and how much memory it took.
struct Run: Sendable, CustomStringConvertible {
  /// The exit status; nil if a signal ended the process.
  let status: Int32?
  /// The signal that ended it.
  let signal: Int32?
  /// Whether it was still running when its time was up; then it was killed.
  let isTimedOut: Bool
  let output: String
  let errors: String
  /// The most memory that it, or one of its workers, held at once, in bytes, as far as looking every now and then shows.
  /// (What the kernel counts for a process that has ended includes the memory of the one that started it.)
  let peakMemory: Int

  /// All that was printed.
  var text: String { output + errors }

  /// The diagnostics' codes, in order of appearance.
  var codes: [String] { text.matches(of: /\[([EWN]\d{4})\]/).map { String($0.1) } }

  var description: String {
    let end = isTimedOut ? "not ended in time" : signal.map { "signal \($0)" } ?? "status \(status ?? -1)"
    return "\(end), codes \(codes.prefix(8)): \(text.prefix(600))"
  }
}

/// Where a run's output goes.
enum Destination: Sendable {
  /// Kept, to be looked at.
  case kept
  /// A pipe whose reader is gone already.
  case closedPipe
  /// A file or device.
  case path(String)
  /// Nowhere: the descriptor is closed.
  case closed
}

/// Starts the program under test.
struct Command: Sendable {
  var arguments: [String]
  /// What the program reads on standard input.
  var input = "/dev/null"
  var output = Destination.kept
  var errors = Destination.kept
  /// The folder that it runs in.
  var folder: String
  /// Variables of its environment, as `NAME=value`. Where the proofs of the developer's own runs are it does not learn.
  var environment: [String] = []
  /// Runs it as nobody, where the tests run as somebody who may read everything.
  var isUnprivileged = false
  /// Seconds until it is killed: far more than it needs on a busy machine.
  var patience = 120
  /// Looks at the running process every now and then, until it says that it has seen enough.
  var meanwhile: (@Sendable (pid_t) -> Bool)?

  /// The program, as a path that everybody may execute.
  static let program: String? = {
    guard let tests = linkTarget("/proc/self/exe"), let slash = tests.lastIndex(of: "/") else { return nil }
    let path = tests[..<slash] + "/ensure"
    return access(String(path), X_OK) == 0 ? String(path) : nil
  }()

  /// Runs the program to its end.
  func run() throws(CommandFailure) -> Run {
    guard let program = Self.program else { throw .notBuilt }
    let kept = Folder()
    defer { kept.remove() }
    var command = [isUnprivileged ? try Self.publicCopy(of: program) : program] + arguments
    if isUnprivileged, geteuid() == 0 {
      command = ["/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] + command
    }
    // `env -C` changes the folder; the call that does it while spawning is a GNU extension that Swift does not see.
    let pid = try start(
      ["/usr/bin/env", "-C", folder, "-u", "HOME", "-u", "XDG_CACHE_HOME"] + environment + command, kept)
    var status: Int32 = 0
    var usage = rusage()
    var isTimedOut = false
    let deadline = now() + patience
    var isWatched = meanwhile != nil
    var peak = 0
    var looks = 0
    while true {
      peak = max(peak, Processes.peakMemory(of: pid))
      if looks % 64 == 63 {
        for worker in Processes.workers(of: pid) { peak = max(peak, Processes.peakMemory(of: worker)) }
      }
      looks += 1
      if isWatched, let meanwhile { isWatched = !meanwhile(pid) }
      let ended = wait4(pid, &status, isTimedOut ? 0 : WNOHANG, &usage)
      if ended == pid { break }
      if ended < 0, errno != EINTR { throw .cannotStart(String(cString: strerror(errno))) }
      if now() > deadline, !isTimedOut {
        isTimedOut = true
        kill(-pid, SIGKILL)
      }
      usleep(2_000)
    }
    // Whatever it may have started goes with it.
    kill(-pid, SIGKILL)
    let low = status & 0x7F
    return Run(
      status: low == 0 ? status >> 8 & 0xFF : nil, signal: low == 0 ? nil : low, isTimedOut: isTimedOut,
      output: kept.text("output"), errors: kept.text("errors"), peakMemory: peak)
  }

  private func start(_ command: [String], _ kept: Folder) throws(CommandFailure) -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, input, O_RDONLY, 0)
    var writer: Int32 = -1
    for (descriptor, destination, name) in [
      (STDOUT_FILENO, output, "output"), (STDERR_FILENO, errors, "errors"),
    ] {
      switch destination {
      case .kept:
        posix_spawn_file_actions_addopen(&actions, descriptor, kept.path(name), O_WRONLY | O_CREAT, 0o644)
      case .path(let path): posix_spawn_file_actions_addopen(&actions, descriptor, path, O_WRONLY, 0)
      case .closed: posix_spawn_file_actions_addclose(&actions, descriptor)
      case .closedPipe:
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw .cannotStart("no pipe") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        close(ends[0])
        writer = ends[1]
        posix_spawn_file_actions_adddup2(&actions, writer, descriptor)
      }
    }
    defer { if writer >= 0 { close(writer) } }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // A group of its own, to be killed as a whole; and the signals as a shell leaves them.
    var all = sigset_t()
    sigfillset(&all)
    posix_spawnattr_setsigdefault(&attributes, &all)
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
    // Only a shell can change its folder before it becomes the program.
    let shell = ["/bin/sh", "-c", "cd \"$0\" && exec \"$@\"", folder]
    let arguments = (shell + command).map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    var pid: pid_t = 0
    let problem = posix_spawn(&pid, shell[0], &actions, &attributes, arguments, environ)
    guard problem == 0 else { throw .cannotStart(String(cString: strerror(problem))) }
    return pid
  }

  private func now() -> Int {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec
  }

  /// The folders above the built program may be closed to everybody else.
  private static func publicCopy(of program: String) throws(CommandFailure) -> String {
    guard let copy = sharedCopy else { throw .cannotStart("the program cannot be copied") }
    return copy
  }

  private static let sharedCopy: String? = {
    guard let program else { return nil }
    let path = Folder.shared.path("ensure")
    // Another process writes the copy: a program that is open for writing cannot be started, and what this process
    // has open is inherited by whatever another test happens to start meanwhile.
    let command: [String] = ["/usr/bin/install", "-m", "755", program, path]
    let arguments = command.map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    var pid: pid_t = 0
    var status: Int32 = 0
    guard posix_spawn(&pid, "/usr/bin/install", nil, nil, arguments, environ) == 0,
      waitpid(pid, &status, 0) == pid, status == 0
    else { return nil }
    return path
  }()
}

/// Why there is no run.
enum CommandFailure: Error {
  /// `swift build --product ensure` comes before these tests.
  case notBuilt
  case cannotStart(String)
}

private func linkTarget(_ path: String) -> String? {
  var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
  let count = readlink(path, &buffer, buffer.count - 1)
  return count > 0 ? String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self) : nil
}
