import Glibc

/// A folder of entries that are kept from run to run, each under the digest of what it is about.
///
/// Nothing here fails: what cannot be read is not there, what cannot be written is not kept. Several processes may use
/// one folder at a time, since an entry is always either whole or not there. Files with other names are left alone.
public struct CacheFolder: Sendable {
  /// How much is kept.
  public struct Limits: Sendable {
    /// Bytes of one entry; what is larger is neither read nor written.
    public var entry = 4 << 20
    /// Entries.
    public var entries = 10_000
    /// Bytes of all entries.
    public var total = 128 << 20

    /// The usual ones.
    public init() {}
  }

  /// The folder.
  public let path: String
  /// How much is kept.
  public let limits: Limits

  private static let suffix = ".proof"
  private static let unfinished = ".unfinished"

  /// The folder at `path`, which need not be there.
  public init(_ path: String, limits: Limits = Limits()) {
    self.path = path
    self.limits = limits
  }

  /// The folder `ensure` below the one that XDG's base directory specification says is for caches: `$XDG_CACHE_HOME`, or
  /// `.cache` in `$HOME`; nil if neither is an absolute path.
  public static func usualPath(_ environment: (String) -> String?) -> String? {
    func absolute(_ name: String) -> String? { environment(name).flatMap { $0.hasPrefix("/") ? $0 : nil } }
    let caches = absolute("XDG_CACHE_HOME") ?? absolute("HOME").map { "\($0)/.cache" }
    return caches.map { "\($0)/ensure" }
  }

  /// Makes the folder, with those above it, for nobody but this user. Whether that was possible shows where something is
  /// written.
  private func make() {
    var made = path.hasPrefix("/") ? "" : "."
    for part in path.split(separator: "/") {
      made += "/\(part)"
      mkdir(made, 0o700)
    }
  }

  private static var problem: String { String(cString: strerror(errno)) }

  // MARK: Entries

  private func file(_ digest: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    let name = digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    return "\(path)/\(String(decoding: name, as: UTF8.self))\(Self.suffix)"
  }

  /// What is kept under the digest; nil if there is nothing that can be read.
  func read(_ digest: [UInt8]) -> [UInt8]? {
    // A link is no entry. Without blocking, so that opening a pipe that nobody writes to does not hang.
    let descriptor = open(file(digest), O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOFOLLOW)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size <= limits.entry
    else { return nil }
    // One byte more than there should be, so that a file that grows meanwhile is noticed.
    var bytes = [UInt8](repeating: 0, count: Int(status.st_size) + 1)
    var count = 0
    while count < bytes.count {
      let got = bytes.withUnsafeMutableBytes { buffer in
        Glibc.read(descriptor, buffer.baseAddress.map { $0 + count }, buffer.count - count)
      }
      if got < 0, errno == EINTR { continue }
      if got < 0 { return nil }
      if got == 0 { break }
      count += got
    }
    return count == Int(status.st_size) ? Array(bytes[..<count]) : nil
  }

  /// Notes that the entry was of use, so that others go before it.
  func touch(_ digest: [UInt8]) { utimensat(AT_FDCWD, file(digest), nil, AT_SYMLINK_NOFOLLOW) }

  /// Keeps the bytes under the digest, in place of what was there.
  ///
  /// - Returns: why that was not possible; nil if it was.
  func write(_ bytes: [UInt8], _ digest: [UInt8]) -> String? {
    if bytes.count > limits.entry { return String(cString: strerror(EFBIG)) }
    make()
    let target = file(digest)
    let temporary = "\(target).\(getpid())\(Self.unfinished)"
    unlink(temporary)
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { return Self.problem }
    var problem: String?
    var rest = bytes[...]
    while problem == nil, !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count >= 0 {
        rest = rest.dropFirst(count)
      } else if errno != EINTR {
        problem = Self.problem
      }
    }
    // A full disk may say so only now. That the bytes are on the disk is not waited for: a broken entry does no harm.
    if close(descriptor) != 0, problem == nil { problem = Self.problem }
    if problem == nil, rename(temporary, target) != 0 { problem = Self.problem }
    if problem != nil { unlink(temporary) }
    return problem
  }

  // MARK: Size

  /// An entry, as the folder tells of it.
  private struct Listed {
    let path: String
    let size: Int
    /// Seconds and nanoseconds.
    let used: (Int, Int)
  }

  /// Removes the entries that have been of no use for longest, until the limits are kept; and what a process has left
  /// behind that ended while it wrote.
  func trim() {
    guard let handle = opendir(path) else { return }
    var entries: [Listed] = []
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    while let found = readdir(handle) {
      let name = withUnsafePointer(to: found.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      guard let isWhole = Self.isWhole(name) else { continue }
      let file = "\(path)/\(name)"
      var status = stat()
      guard lstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { continue }
      if isWhole {
        entries.append(
          Listed(
            path: file, size: Int(status.st_size), used: (status.st_mtim.tv_sec, status.st_mtim.tv_nsec)))
      } else if now.tv_sec - status.st_mtim.tv_sec > 3600 {
        unlink(file)
      }
    }
    closedir(handle)
    var (count, total) = (entries.count, entries.reduce(0) { $0 + $1.size })
    for entry in entries.sorted(by: { ($0.used.0, $0.used.1, $0.path) < ($1.used.0, $1.used.1, $1.path) }) {
      if count <= limits.entries, total <= limits.total { return }
      unlink(entry.path)
      count -= 1
      total -= entry.size
    }
  }

  /// Whether a file of this name is an entry, or one that was being written; nil if it is none of ours.
  private static func isWhole(_ name: String) -> Bool? {
    let digits = name.utf8.prefix(64)
    let isDigest =
      digits.count == 64 && digits.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    let rest = name.dropFirst(64)
    guard isDigest, rest.hasPrefix(suffix) else { return nil }
    return rest == suffix ? true : rest.hasSuffix(unfinished) ? false : nil
  }
}
