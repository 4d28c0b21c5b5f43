import EnsureExplore
import EnsureModel
import EnsureSemantics
import EnsureVerify
import Foundation
import Testing

/// What the comments at the top of a spec say that verifying it comes to (`Corpus/README.md`).
struct ExpectedResult {
  let path: String
  let text: String
  let system: TransitionSystem
  let scope: ScopeArgument?

  init(_ path: String) throws {
    self.path = path
    let url = Self.root.appendingPathComponent(path)
    text = try String(contentsOf: url, encoding: .utf8)
    let folder = url.deletingLastPathComponent().standardized.path
    let compilation = Compiler.compile(
      SourceFile(path: path, identity: url.standardized.path, bytes: Array(text.utf8)),
      importer: Folder(path: folder))
    system = try #require(compilation.system, "\(path): \(compilation.diagnostics.map(\.message))")
    let scopes = text.matches(of: /(?m)^\/\/ scope: (.+)$/).map { String($0.1) }
    scope = try scopes.first.map { try ScopeArgument($0) }
  }

  /// The root of the checkout.
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// The specs in a folder, as paths from the root.
  static func specs(in folder: String) -> [String] {
    let names =
      (try? FileManager.default.contentsOfDirectory(atPath: root.appendingPathComponent(folder).path)) ?? []
    return names.filter { $0.hasSuffix(".ens") }.sorted().map { "\(folder)/\($0)" }
  }

  /// Verifies it. Proofs are left out unless they are asked for: what is proved would be held anyway.
  func verify(withProofs: Bool = false) throws -> VerificationReport {
    var options = VerificationOptions()
    if !withProofs { options.engines = [.bounded, .explicit] }
    options.scope = scope
    return try Verification(system, options).run()
  }

  /// The lines `// verdict: ...`, without their beginning.
  var verdicts: [String] { text.matches(of: /(?m)^\/\/ verdict: (.+)$/).map { String($0.1) } }

  /// The lines `/// fails: P in N steps`.
  var faults: [String] { text.matches(of: /(?m)^\/\/\/ fails: (.+)$/).map { String($0.1) } }

  /// The exit status that the file states; 0 if it states none.
  var status: Int32 { text.firstMatch(of: /(?m)^\/\/ exit: (\d+)$/).flatMap { Int32($0.1) } ?? 0 }

  private struct Folder: Importer {
    let path: String

    func read(_ name: String, from file: SourceFile) throws(ImportProblem) -> SourceFile {
      let full = URL(fileURLWithPath: path + "/" + name).standardized.path
      guard let data = FileManager.default.contents(atPath: full) else { throw .notFound }
      return SourceFile(path: name, identity: full, bytes: Array(data))
    }
  }
}

extension VerificationReport {
  /// The facts of the report, in the words of `Corpus/README.md`: everything but what is held.
  func facts(_ system: TransitionSystem) -> Set<String> {
    var result: Set<String> = []
    for cell in cells {
      let world = cell.threats.isEmpty ? "" : " under \(system.title(of: cell.threats))"
      let name = cell.property.map { system.properties[$0.index].name }
      switch cell.verdict {
      case .violated(let violation):
        let count = violation.trace.steps.count
        let length = "in \(count) step\(count == 1 ? "" : "s")"
        result.insert(name.map { "violated \($0)\(world) \(length)" } ?? "defect\(world) \(length)")
      case .unknown: if let name { result.insert("unknown \(name)") }
      case .held, .proved, .vacuous: break
      }
    }
    for outcome in scenarios {
      if case .passed? = outcome.result?.outcome { continue }
      result.insert("scenario \"\(system.scenarios[outcome.scenario].name)\" fails")
    }
    return result
  }
}
