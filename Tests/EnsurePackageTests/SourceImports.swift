import Foundation

/// The modules that a source file imports.
enum SourceImports {
  static func modules(of source: String) -> Set<String> {
    let line =
      /^[ \t]*(?:@\w+(?:\([^)]*\))?[ \t]+)*(?:(?:public|package|internal|fileprivate|private)[ \t]+)?import[ \t]+(?:(?:struct|class|enum|protocol|typealias|func|let|var)[ \t]+)?(\w+)/
      .anchorsMatchLineEndings()
    return Set(source.matches(of: line).map { String($0.1) })
  }

  /// For each room, the imports of each of its files.
  static func all(in sources: URL) -> [String: [String: Set<String>]] {
    var result: [String: [String: Set<String>]] = [:]
    let rooms = (try? FileManager.default.contentsOfDirectory(atPath: sources.path)) ?? []
    for room in rooms {
      result[room] = [:]
      let folder = sources.appendingPathComponent(room)
      guard let files = FileManager.default.enumerator(atPath: folder.path) else { continue }
      for case let file as String in files where file.hasSuffix(".swift") {
        let text = try? String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
        result[room]?[file] = text.map(modules) ?? ["(unreadable)"]
      }
    }
    return result
  }
}
