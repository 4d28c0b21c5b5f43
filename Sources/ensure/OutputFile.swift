import Glibc

/// Replaces a file so that it always has either its old or its new content.
enum AtomicFile {
  /// Writes a file beside the old one and renames it over it. Gives what went wrong, if anything; then the old file
  /// is as it was, and nothing is left beside it.
  static func replace(_ path: String, with bytes: [UInt8]) -> String? {
    var status = stat()
    let mode = stat(path, &status) == 0 ? status.st_mode & 0o777 : 0o644
    let temporary = "\(path).ensure-\(getpid())"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
    guard descriptor >= 0 else { return String(cString: strerror(errno)) }
    var problem = write(bytes, to: descriptor)
    if problem == nil, fsync(descriptor) != 0 { problem = String(cString: strerror(errno)) }
    close(descriptor)
    if problem == nil, rename(temporary, path) != 0 { problem = String(cString: strerror(errno)) }
    if problem != nil { unlink(temporary) }
    return problem
  }

  /// Writes all bytes. Gives what went wrong, if anything.
  static func write(_ bytes: [UInt8], to descriptor: Int32) -> String? {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count >= 0 {
        rest = rest.dropFirst(count)
      } else if errno != EINTR {
        return String(cString: strerror(errno))
      }
    }
    return nil
  }
}

/// The file behind `--output`.
struct OutputFile {
  /// The path as it was given.
  let path: String
  /// The file itself, behind links.
  private let target: String
  /// Whether it is a pipe or a device, which is written to and not replaced.
  private let isSpecial: Bool

  /// The file at `path`, which need not be there yet. That it cannot be written is said now if it can be known, and
  /// not when the work is done.
  init(_ path: String) throws(Problem) {
    self.path = path
    if path.isEmpty { throw Problem(path: path, why: "the name is empty") }
    var status = stat()
    var target = path
    if stat(path, &status) == 0 {
      if status.st_mode & S_IFMT == S_IFDIR { throw Problem(path: path, why: "it is a folder") }
      isSpecial = status.st_mode & S_IFMT != S_IFREG
      if let real = realpath(path, nil) {
        target = String(cString: real)
        free(real)
      }
    } else {
      isSpecial = false
    }
    self.target = target
    let folder: String
    switch target.lastIndex(of: "/") {
    case nil: folder = "."
    case target.startIndex?: folder = "/"
    case let slash?: folder = String(target[..<slash])
    }
    let isWritable = isSpecial ? access(target, W_OK) == 0 : access(folder, W_OK | X_OK) == 0
    if !isWritable { throw Problem(path: path, why: String(cString: strerror(errno))) }
  }

  /// Why the file cannot be written.
  struct Problem: Error {
    let path: String
    let why: String

    /// Says it on standard error.
    func complain() { Output.complain("ensure: `\(path)` cannot be written: \(why)\n") }
  }

  /// Gives the file this content, or leaves it as it was.
  func write(_ text: String) throws(Problem) {
    let bytes = Array(text.utf8)
    guard isSpecial else {
      if let why = AtomicFile.replace(target, with: bytes) { throw Problem(path: path, why: why) }
      return
    }
    let descriptor = open(target, O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Problem(path: path, why: String(cString: strerror(errno))) }
    defer { close(descriptor) }
    if let why = AtomicFile.write(bytes, to: descriptor) { throw Problem(path: path, why: why) }
  }
}
