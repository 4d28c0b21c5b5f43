import Glibc
import Testing

/// The published schemas and the programs that check against them; `make validators` puts them into `.build`.
enum Validators {
  /// The root of the checkout.
  static let root: String = {
    var parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
    parts.removeLast(3)
    return parts.joined(separator: "/")
  }()

  /// Why they are not there; nil if they are. `make test` installs them, so that only a bare `swift test` goes without.
  static let absence: Comment? = {
    let files = ["bin/python", "junit-10.xsd"].map { "\(root)/.build/validators/\($0)" }
    return files.allSatisfy { access($0, R_OK) == 0 } ? nil : "run `make validators` first"
  }()

  /// What is wrong with the files, as text; "" if nothing is.
  static func problems(_ kind: String, _ paths: [String]) throws -> String {
    let (status, text) = try output(
      of: ["\(root)/.build/validators/bin/python", "\(root)/Tests/Validation/validate.py", kind] + paths)
    return status == 0 && text.hasSuffix(" 0 problems\n") ? "" : text + "(status \(status))"
  }

  /// How another program ends, and all that it says.
  static func output(of command: [String]) throws -> (status: Int32, text: String) {
    let kept = Folder()
    defer { kept.remove() }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, kept.path("output"), O_WRONLY | O_CREAT, 0o644)
    posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO)
    let arguments = command.map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    var pid: pid_t = 0
    var status: Int32 = 0
    let problem = posix_spawn(&pid, command[0], &actions, nil, arguments, environ)
    guard problem == 0, waitpid(pid, &status, 0) == pid else {
      throw CommandFailure.cannotStart(String(cString: strerror(problem)))
    }
    return (status, kept.text("output"))
  }
}
