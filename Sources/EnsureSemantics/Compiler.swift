public import EnsureModel
public import EnsureSyntax

/// One file of a spec: what to call it, and its bytes.
public struct SourceFile: Sendable {
  /// The name to show; for an imported file, its path from the root.
  public let path: String
  /// Names the file itself, whatever way it was reached: two files with one identity are one file.
  public let identity: String
  /// The bytes, as they are.
  public let bytes: [UInt8]

  /// A file.
  public init(path: String, identity: String, bytes: [UInt8]) {
    self.path = path
    self.identity = identity
    self.bytes = bytes
  }
}

/// Why an import could not be read.
public enum ImportProblem: Error, Hashable, Sendable {
  /// There is no such file.
  case notFound
  /// The path, with its links resolved, leads out of the root.
  case outsideRoot(root: String)
  /// It is a folder, a pipe, or otherwise no regular file; or reading it failed. Says which.
  case unreadable(String)
}

/// Finds imported files. The only part of compiling that may touch the world.
public protocol Importer {
  /// The file that `path`, written in `file`, names.
  func read(_ path: String, from file: SourceFile) throws(ImportProblem) -> SourceFile
}

/// For text that can import nothing.
public struct NoImports: Importer {
  /// Nothing can be imported.
  public init() {}
  /// Finds nothing.
  public func read(_ path: String, from file: SourceFile) throws(ImportProblem) -> SourceFile {
    throw .notFound
  }
}

/// What the front end makes of a spec.
public struct Compilation: Sendable {
  /// All files, the main one first; `FileID.index` is the position here.
  public let files: [SourceFile]
  /// The tree of each file.
  public let trees: [SyntaxTree]
  /// What there is to say, by file and place; not more than anybody reads.
  public let diagnostics: [Diagnostic]
  /// How many further diagnostics there are.
  public let omittedDiagnostics: Int
  /// The checked spec; of use even if there are errors, for editors.
  public let typed: TypedSystem
  /// The meaning; nil if there is an error.
  public let system: TransitionSystem?

  /// Whether there is an error.
  public var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }
}

/// The front end: text to model.
public enum Compiler {
  /// Compiles a spec and what it imports.
  public static func compile(_ main: SourceFile, importer: some Importer) -> Compilation {
    var loaded = ImportGraph.load(main, importer: importer)
    let checker = Checker(trees: loaded.trees)
    if !loaded.isBroken {
      let damage = Damage(trees: loaded.trees, diagnostics: loaded.diagnostics)
      checker.check()
      loaded.diagnostics += checker.diagnostics.filter(damage.leaves)
    }
    var system: TransitionSystem?
    if !loaded.diagnostics.contains(where: { $0.severity == .error }) {
      let (lowered, flaws) = Lowering.lower(checker.system)
      loaded.diagnostics += flaws
      if flaws.isEmpty { system = lowered }
    }
    let (shown, omitted) = Diagnostic.selection(of: ordered(loaded.diagnostics))
    return Compilation(
      files: loaded.files, trees: loaded.trees, diagnostics: shown, omittedDiagnostics: omitted,
      typed: checker.system, system: system)
  }

  /// Compiles a text that stands alone.
  public static func compile(text: String, path: String = "spec.ens") -> Compilation {
    compile(SourceFile(path: path, identity: path, bytes: Array(text.utf8)), importer: NoImports())
  }

  private static func ordered(_ diagnostics: [Diagnostic]) -> [Diagnostic] {
    var seen: Set<Diagnostic> = []
    return diagnostics.filter { seen.insert($0).inserted }.sorted { left, right in
      let (a, b) = (left.primary.range, right.primary.range)
      if a.file != b.file { return a.file < b.file }
      if a.start != b.start { return a.start < b.start }
      return left.code.rawValue < right.code.rawValue
    }
  }
}
