public import EnsureSemantics
import Glibc

/// Reads spec files from disk. The path of an import begins at the root: the nearest folder above the main file
/// that has an `ensure.toml`, else the main file's own. Links are resolved before anything is compared.
public struct FileImporter: Importer {
  /// The root, with links resolved.
  public let root: String

  /// The largest file that is read.
  public static let limit = 64 << 20

  /// The main file, and an importer for what it imports.
  ///
  /// - Throws: why the main file cannot be read.
  public static func open(_ path: String) throws(ImportProblem) -> (SourceFile, FileImporter) {
    guard let real = resolve(path) else { throw .notFound }
    let bytes = try read(real)
    let folder = parent(of: real)
    return (SourceFile(path: path, identity: real, bytes: bytes), FileImporter(root: root(above: folder)))
  }

  /// Reads an imported file.
  public func read(_ path: String, from file: SourceFile) throws(ImportProblem) -> SourceFile {
    if path.isEmpty || path.utf8.contains(0) { throw .notFound }
    guard let real = Self.resolve(path.hasPrefix("/") ? path : "\(root)/\(path)") else { throw .notFound }
    guard real.hasPrefix(root == "/" ? root : "\(root)/") else { throw .outsideRoot(root: root) }
    return SourceFile(path: shown(real, like: file), identity: real, bytes: try Self.read(real))
  }

  /// An imported file is shown by a path that works from where the main file's path works.
  private func shown(_ real: String, like file: SourceFile) -> String {
    guard !file.path.hasPrefix("/"), let cut = file.identity.range(ofSuffix: file.path) else { return real }
    let prefix = file.identity[..<cut]
    return real.hasPrefix(prefix) ? String(real.dropFirst(prefix.count)) : real
  }

  private static func parent(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return "/" }
    return String(path[..<slash])
  }

  private static func root(above folder: String) -> String {
    var at = folder
    while true {
      if access("\(at == "/" ? "" : at)/ensure.toml", F_OK) == 0 { return at }
      if at == "/" { return folder }
      at = parent(of: at)
    }
  }

  /// The bytes of an `ensure.toml`; nil if there is none.
  ///
  /// - Throws: why it cannot be read.
  public static func settings(_ path: String) throws(ImportProblem) -> [UInt8]? {
    guard let real = resolve(path) else { return nil }
    let bytes = try read(real)
    guard bytes.count <= 1 << 20 else { throw .unreadable("it is larger than 1 MiB") }
    return bytes
  }

  private static func resolve(_ path: String) -> String? {
    guard let real = realpath(path, nil) else { return nil }
    defer { free(real) }
    return String(cString: real)
  }

  /// The bytes of a file that is no spec.
  ///
  /// - Throws: why it cannot be read.
  public static func contents(of path: String) throws(ImportProblem) -> [UInt8] {
    guard let real = resolve(path) else { throw .notFound }
    return try read(real)
  }

  /// The bytes of a regular file.
  private static func read(_ path: String) throws(ImportProblem) -> [UInt8] {
    // Without blocking, so that opening a pipe that nobody writes to does not hang.
    let descriptor = Glibc.open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { throw .unreadable(String(cString: strerror(errno))) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw .unreadable(String(cString: strerror(errno))) }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw .unreadable(status.st_mode & S_IFMT == S_IFDIR ? "it is a folder" : "it is not a regular file")
    }
    guard status.st_size <= limit else { throw .unreadable("it is larger than \(limit >> 20) MiB") }
    return try readAll(descriptor, limit: limit)
  }

  /// All that comes from a descriptor.
  public static func readAll(_ descriptor: Int32, limit: Int) throws(ImportProblem) -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Glibc.read(descriptor, &buffer, buffer.count)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw .unreadable(String(cString: strerror(errno))) }
      if count == 0 { return bytes }
      bytes.append(contentsOf: buffer[..<count])
      guard bytes.count <= limit else { throw .unreadable("it is larger than \(limit >> 20) MiB") }
    }
  }
}

extension String {
  /// Where `suffix` begins, if the text ends with it.
  fileprivate func range(ofSuffix suffix: String) -> String.Index? {
    var cleaned = suffix[...]
    while cleaned.hasPrefix("./") { cleaned = cleaned.dropFirst(2) }
    guard !cleaned.isEmpty, hasSuffix("/\(cleaned)") else { return nil }
    return index(endIndex, offsetBy: -cleaned.count)
  }
}
