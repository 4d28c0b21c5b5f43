public import EnsureSemantics
import EnsureSyntax

/// What must be true of the front end whatever bytes it is given. The fuzzer looks for bytes for which it is not;
/// the tests look at the corpus and at everything that the fuzzer has found before.
public enum Robustness {
  /// Says what is not as it must be when the front end reads `bytes`, or nil. A crash speaks for itself.
  public static func violation(of bytes: [UInt8]) -> String? {
    let result = Parser.parse(bytes, file: FileID(index: 0))
    if let problem = TreeLaws.violation(of: result, source: bytes) { return "tree: \(problem)" }
    let compilation = compile(bytes)
    if let problem = CompilationLaws.violation(of: compilation) { return "compilation: \(problem)" }
    guard result.diagnostics.isEmpty else { return nil }
    if let problem = FormattingLaws.violation(of: result, meaning: compilation) {
      return "formatting: \(problem)"
    }
    return nil
  }

  /// Compiles a text that may import the files of `Shelf`.
  static func compile(_ bytes: [UInt8]) -> Compilation {
    Compiler.compile(SourceFile(path: "main.ens", identity: "main.ens", bytes: bytes), importer: Shelf())
  }
}

/// The files that fuzzed text can import: good ones, a bad one, a system, a pair in a circle, and one that imports
/// the main file itself. There is no disk.
public struct Shelf: Importer {
  /// The texts by name.
  static let texts: [String: String] = [
    "a": "currency EUR\nactor Customer\nconst Limit: Money = 5 EUR\n",
    "library/people.ens": "actor Customer\nrole Clerk { junior < senior }\n",
    "library/baskets.ens":
      "import \"library/people.ens\"\ncurrency EUR\nentity Basket { owner: Customer total: Money = 0 }\n",
    "bad": "entity {",
    "system": "system Other\nentity E\n",
    "left": "import \"right\"\nentity L\n",
    "right": "import \"left\"\nentity R\n",
    "back": "import \"main.ens\"\n",
  ]

  /// The shelf.
  public init() {}

  /// The file of that name.
  public func read(_ path: String, from file: SourceFile) throws(ImportProblem) -> SourceFile {
    if path == "main.ens" { return SourceFile(path: path, identity: path, bytes: []) }
    if path.hasPrefix("..") { throw .outsideRoot(root: "/shelf") }
    guard let text = Self.texts[path] else { throw .notFound }
    return SourceFile(path: path, identity: path, bytes: Array(text.utf8))
  }
}
