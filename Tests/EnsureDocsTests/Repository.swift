import EnsureSemantics
import Foundation

/// Where the repository's own files are.
enum Repository {
  /// The root of the checkout.
  static let root: URL = {
    var url = URL(fileURLWithPath: #filePath)
    for _ in 0..<3 { url.deleteLastPathComponent() }
    return url
  }()

  /// The files of a folder with that ending, by name, as paths from the root.
  static func files(in folder: String, ending: String) -> [String] {
    let names =
      (try? FileManager.default.contentsOfDirectory(atPath: root.appendingPathComponent(folder).path)) ?? []
    return names.filter { $0.hasSuffix(ending) }.sorted().map { folder.isEmpty ? $0 : "\(folder)/\($0)" }
  }

  /// A file's bytes; none if it cannot be read.
  static func bytes(_ path: String) -> [UInt8] {
    FileManager.default.contents(atPath: root.appendingPathComponent(path).path).map(Array.init) ?? []
  }

  /// A file's text.
  static func text(_ path: String) -> String { String(decoding: bytes(path), as: UTF8.self) }

  /// A spec, compiled with its folder as the root of its imports.
  static func compile(_ path: String) -> Compilation {
    let folder = root.appendingPathComponent(path).deletingLastPathComponent().standardized.path
    return Compiler.compile(
      SourceFile(path: path, identity: root.appendingPathComponent(path).standardized.path, bytes: bytes(path)),
      importer: FolderImporter(folder: folder))
  }
}

/// Imports from one folder.
struct FolderImporter: Importer {
  let folder: String

  func read(_ path: String, from file: SourceFile) throws(ImportProblem) -> SourceFile {
    let full = URL(fileURLWithPath: folder + "/" + path).standardized.path
    guard full.hasPrefix(folder + "/") else { throw .outsideRoot(root: folder) }
    guard let data = FileManager.default.contents(atPath: full) else { throw .notFound }
    return SourceFile(path: path, identity: full, bytes: Array(data))
  }
}

extension Repository {
  /// Whether there is a file or folder at that path from the root.
  static func exists(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: root.appendingPathComponent(path).standardized.path)
  }
}
