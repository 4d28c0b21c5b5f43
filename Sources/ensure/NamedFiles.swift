import Glibc

/// Which files the paths of a command line stand for: specs, or certificates.
struct NamedFiles {
  /// One file.
  struct Entry {
    /// The path to call it by.
    let path: String
    /// Whether it was found in a folder, and not named itself.
    let isFound: Bool
  }

  /// The files: named ones in their order, those of a folder by path; each file once, whatever ways lead to it.
  private(set) var entries: [Entry] = []
  /// Folders that cannot be read, and why; folders without any such file.
  private(set) var problems: [(path: String, why: String)] = []

  private let ending: String
  private var seen: Set<String> = []

  /// The files that `paths` stand for. A folder stands for all files below it with that ending, except hidden ones and those in
  /// hidden folders. Links to folders are not followed, so that a link in a circle ends. A path where nothing is
  /// stays, to be complained about.
  init(_ paths: [String], ending: String = ".ens") {
    self.ending = ending
    for path in paths {
      var status = stat()
      if stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
        let found = below(path)
        if found.isEmpty { problems.append((path, "there is no `\(ending)` file below it")) }
        for file in found { add(file, isFound: true) }
      } else {
        add(path, isFound: false)
      }
    }
  }

  private mutating func add(_ path: String, isFound: Bool) {
    let identity = realpath(path, nil).map { pointer in
      defer { free(pointer) }
      return String(cString: pointer)
    }
    if seen.insert(identity ?? path).inserted { entries.append(Entry(path: path, isFound: isFound)) }
  }

  private mutating func below(_ path: String) -> [String] {
    var result: [String] = []
    var folders = [path]
    while let folder = folders.popLast() {
      guard let handle = opendir(folder) else {
        problems.append((folder, String(cString: strerror(errno))))
        continue
      }
      defer { closedir(handle) }
      while let entry = readdir(handle) {
        let name = withUnsafePointer(to: entry.pointee.d_name) { pointer in
          pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if name.hasPrefix(".") { continue }
        let child = folder.hasSuffix("/") ? "\(folder)\(name)" : "\(folder)/\(name)"
        var status = stat()
        guard lstat(child, &status) == 0 else { continue }
        if status.st_mode & S_IFMT == S_IFDIR {
          folders.append(child)
        } else if name.hasSuffix(ending), !(stat(child, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR) {
          result.append(child)
        }
      }
    }
    return result.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }
}
