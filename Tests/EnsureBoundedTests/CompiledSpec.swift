import EnsureModel
import EnsureSemantics
import EnsureVerify
import Foundation
import Testing

/// A spec of the repository, or one that a test brings.
struct CompiledSpec {
  let system: TransitionSystem
  /// What its comments say of the scope.
  let scope: ScopeArgument?

  init(path: String) throws {
    let url = Self.root.appendingPathComponent(path)
    try self.init(
      try String(contentsOf: url, encoding: .utf8), path: path, identity: url.standardized.path,
      folder: url.deletingLastPathComponent().standardized.path)
  }

  init(_ text: String) throws { try self.init(text, path: "test.ens", identity: "/test.ens", folder: "/") }

  private init(_ text: String, path: String, identity: String, folder: String) throws {
    let compilation = Compiler.compile(
      SourceFile(path: path, identity: identity, bytes: Array(text.utf8)), importer: Folder(path: folder))
    system = try #require(compilation.system, "\(path) does not compile")
    let scopes = text.matches(of: /(?m)^\/\/ scope: (.+)$/).map { String($0.1) }
    scope = try scopes.first.map { try ScopeArgument($0) }
  }

  /// The root of the checkout.
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// The worked systems that both engines go through in seconds; the others take them many minutes.
  static var smallSystems: [String] {
    specs(in: "Specs").filter { path in
      ["card-checkout", "inventory-flash-sale", "four-eyes-refunds"].contains { path.contains($0) }
    }
  }

  /// The specs in a folder, as paths from the root.
  static func specs(in folder: String) -> [String] {
    let names =
      (try? FileManager.default.contentsOfDirectory(atPath: root.appendingPathComponent(folder).path)) ?? []
    return names.filter { $0.hasSuffix(".ens") }.sorted().map { "\(folder)/\($0)" }
  }

  /// The property of that name.
  func property(_ name: String) throws -> PropertyID {
    PropertyID(try #require(system.properties.firstIndex { $0.name == name }))
  }

  private struct Folder: Importer {
    let path: String

    func read(_ name: String, from file: SourceFile) throws(ImportProblem) -> SourceFile {
      let full = URL(fileURLWithPath: path + "/" + name).standardized.path
      guard let data = FileManager.default.contents(atPath: full) else { throw .notFound }
      return SourceFile(path: name, identity: full, bytes: Array(data))
    }
  }
}
