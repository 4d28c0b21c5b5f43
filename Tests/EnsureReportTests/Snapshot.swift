import Foundation
import Testing

/// Texts that stand in files. `ENSURE_RECORD=1` writes them anew, and then the test fails: what was recorded is to
/// be read before it is committed.
enum Snapshot {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Goldens")

  /// Compares `text` with the golden of that name.
  static func check(_ text: String, _ name: String, sourceLocation: SourceLocation = #_sourceLocation) {
    let file = folder.appending(path: "\(name).txt")
    if ProcessInfo.processInfo.environment["ENSURE_RECORD"] != nil {
      do {
        try FileManager.default.createDirectory(
          at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
        Issue.record("recorded \(name)", sourceLocation: sourceLocation)
      } catch {
        Issue.record("cannot record \(name): \(error)", sourceLocation: sourceLocation)
      }
      return
    }
    guard let golden = try? String(contentsOf: file, encoding: .utf8) else {
      Issue.record("there is no golden \(name); record it with ENSURE_RECORD=1", sourceLocation: sourceLocation)
      return
    }
    #expect(text == golden, "\(name) has changed", sourceLocation: sourceLocation)
  }
}
