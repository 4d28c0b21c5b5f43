import Glibc

/// A temporary folder.
struct Folder: Sendable {
  let root: String

  /// A new, empty one that everybody may read.
  init() {
    var template = Array("\(Self.parent)/ensure-XXXXXX".utf8CString)
    root = template.withUnsafeMutableBufferPointer { buffer in
      buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) } ?? "/nonexistent"
    }
    chmod(root, 0o755)
  }

  /// One for the whole run of the tests, removed at its end.
  static let shared: Folder = {
    let folder = Folder()
    atexit { Folder.shared.remove() }
    return folder
  }()

  private static var parent: String { getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp" }

  func path(_ name: String) -> String { "\(root)/\(name)" }

  /// Writes a file, with the folders that its name mentions.
  func write(_ name: String, _ text: String) { write(name, Array(text.utf8)) }

  func write(_ name: String, _ bytes: [UInt8]) {
    var at = root
    for part in name.split(separator: "/").dropLast() {
      at += "/\(part)"
      mkdir(at, 0o755)
    }
    _ = Self.write(bytes, to: path(name))
  }

  func link(_ name: String, to target: String) { symlink(target, path(name)) }

  /// The text of a file; "" if there is none.
  func text(_ name: String) -> String { String(decoding: Self.bytes(path(name)) ?? [], as: UTF8.self) }

  /// The names of what is in it.
  var names: [String] { Self.names(in: root) }

  /// The names of what is in a folder.
  static func names(in root: String) -> [String] {
    guard let handle = opendir(root) else { return [] }
    defer { closedir(handle) }
    var names: [String] = []
    while let entry = readdir(handle) {
      let name = withUnsafePointer(to: entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  /// Removes it with all that is in it; links are removed, not followed.
  func remove() { Self.remove(root) }

  private static func remove(_ path: String) {
    guard unlink(path) != 0 else { return }
    chmod(path, 0o755)
    if let handle = opendir(path) {
      while let entry = readdir(handle) {
        let name = withUnsafePointer(to: entry.pointee.d_name) { pointer in
          pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if name != ".", name != ".." { remove("\(path)/\(name)") }
      }
      closedir(handle)
    }
    rmdir(path)
  }

  static func write(_ bytes: [UInt8], to path: String) -> Bool {
    guard let file = fopen(path, "we") else { return false }
    defer { fclose(file) }
    return fwrite(bytes, 1, bytes.count, file) == bytes.count
  }

  static func bytes(_ path: String) -> [UInt8]? {
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = fread(&buffer, 1, buffer.count, file)
      if count == 0 { return bytes }
      bytes.append(contentsOf: buffer[..<count])
    }
  }
}
