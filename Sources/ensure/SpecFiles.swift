import Glibc

/// Which spec files a path stands for.
enum SpecFiles {
  /// The file itself, or all `.ens` files below a folder, sorted; nil if there is nothing. Links to folders are
  /// not followed, so that a link in a circle ends.
  static func below(_ path: String) -> [String]? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    guard status.st_mode & S_IFMT == S_IFDIR else { return [path] }
    var result: [String] = []
    var folders = [path]
    while let folder = folders.popLast() {
      guard let handle = opendir(folder) else { continue }
      defer { closedir(handle) }
      while let entry = readdir(handle) {
        let name = withUnsafePointer(to: entry.pointee.d_name) { pointer in
          pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if name == "." || name == ".." { continue }
        let child = folder == "/" ? "/\(name)" : "\(folder)/\(name)"
        guard lstat(child, &status) == 0 else { continue }
        if status.st_mode & S_IFMT == S_IFDIR {
          folders.append(child)
        } else if name.hasSuffix(".ens") {
          result.append(child)
        }
      }
    }
    return result.sorted()
  }
}

/// Replaces a file so that it always has either its old or its new content.
enum AtomicFile {
  /// Writes a file beside the old one and renames it over it. Gives what went wrong, if anything.
  static func replace(_ path: String, with bytes: [UInt8]) -> String? {
    var status = stat()
    let mode = stat(path, &status) == 0 ? status.st_mode & 0o777 : 0o644
    let temporary = "\(path).ensure-\(getpid())"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
    guard descriptor >= 0 else { return String(cString: strerror(errno)) }
    var rest = bytes[...]
    var problem: String?
    while !rest.isEmpty, problem == nil {
      let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      if count >= 0 {
        rest = rest.dropFirst(count)
      } else if errno != EINTR {
        problem = String(cString: strerror(errno))
      }
    }
    if problem == nil, fsync(descriptor) != 0 { problem = String(cString: strerror(errno)) }
    close(descriptor)
    if problem == nil, rename(temporary, path) != 0 { problem = String(cString: strerror(errno)) }
    if problem != nil { unlink(temporary) }
    return problem
  }
}
