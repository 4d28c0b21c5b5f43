import EnsureModel
import Glibc

/// Writing to the terminal, a pipe or a file. What cannot be written is never passed over: a reader that has
/// gone away ends the run quietly, anything else is said on standard error.
enum Output {
  /// Whether standard output is a terminal that wants colour.
  static var isColoured: Bool { isatty(STDOUT_FILENO) == 1 && getenv("NO_COLOR") == nil }
  /// Whether standard error is a terminal that wants colour.
  static var errorsAreColoured: Bool { isatty(STDERR_FILENO) == 1 && getenv("NO_COLOR") == nil }

  /// Writes to standard output; ends the process if that fails.
  static func write(_ text: String) { write(Array(text.utf8), to: STDOUT_FILENO) }

  /// Writes bytes to standard output; ends the process if that fails.
  static func write(_ bytes: [UInt8]) { write(bytes, to: STDOUT_FILENO) }

  /// Writes to standard error.
  static func complain(_ text: String) { write(Array(text.utf8), to: STDERR_FILENO) }

  private static func write(_ bytes: [UInt8], to descriptor: Int32) {
    ProgressLine.clear()
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count >= 0 {
        rest = rest.dropFirst(count)
      } else if errno != EINTR {
        if errno != EPIPE, descriptor == STDOUT_FILENO {
          complain("ensure: the output cannot be written: \(String(cString: strerror(errno)))\n")
        }
        exit(ExitStatus.internalError.rawValue)
      }
    }
  }

  /// Ends the process.
  static func finish(_ status: ExitStatus) -> Never { exit(status.rawValue) }
}
