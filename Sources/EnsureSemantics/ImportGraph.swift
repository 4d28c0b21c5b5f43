import EnsureSyntax

/// The files of a spec: the main one and all that it imports, in the order in which they were met. A file counts
/// once for each way in which its names are replaced.
struct ImportGraph {
  var files: [SourceFile] = []
  var trees: [SyntaxTree] = []
  var diagnostics: [Diagnostic] = []
  /// Whether something could not be read, so that further complaints would only follow from it.
  var isBroken = false

  static func load(_ main: SourceFile, importer: some Importer) -> ImportGraph {
    var graph = ImportGraph()
    var indexes: [String: Int] = [:]
    /// For each file: the imports that are still to be followed.
    var pending: [(file: Int, imports: ArraySlice<Syntax>)] = []
    /// For each file: what it is without a renaming.
    var origins: [String] = []

    func add(_ file: SourceFile, from origin: String, to graph: inout ImportGraph) {
      let index = graph.files.count
      indexes[file.identity] = index
      origins.append(origin)
      graph.files.append(file)
      let result = Parser.parse(file.bytes, file: FileID(index: index))
      graph.trees.append(result.tree)
      graph.diagnostics += result.diagnostics
      if let range = result.tree.tooDeep() {
        graph.complain(
          .nestedTooDeeply, "this has more than \(SyntaxTree.deepestMeaning) parts inside each other", range,
          notes: ["give some of them names, with `const`, `function` or `let`"])
      }
      pending.append((index, result.tree.root.nodes.filter { $0.kind == .importDecl }[...]))
    }

    add(main, from: main.identity, to: &graph)
    while let (from, imports) = pending.popLast() {
      guard let node = imports.first else { continue }
      pending.append((from, imports.dropFirst()))
      guard let token = node.token(.string), !token.isMissing else { continue }
      let range = node.range(token)
      // A text that was complained about names no file.
      if graph.diagnostics.contains(where: {
        $0.primary.range.file == range.file && range.start <= $0.primary.range.start
          && $0.primary.range.start < range.end
      }) {
        continue
      }
      let path = StringLiteral.value(of: node.text(token))
      do throws(ImportProblem) {
        let original = try importer.read(path, from: graph.files[from])
        let (file, problems) = Renaming(of: node).applied(to: original, at: path)
        graph.isBroken = graph.isBroken || !problems.isEmpty
        graph.diagnostics += problems
        if pending.contains(where: { origins[$0.file] == original.identity }) {
          graph.complain(
            .importCycle, "`\(path)` is being read already: these files import each other", range,
            notes: ["move what both need into a third file that imports neither"])
        } else if indexes[file.identity] == nil {
          add(file, from: original.identity, to: &graph)
          if let header = graph.trees.last?.root.token(.system) {
            graph.complain(
              .importedSystem, "`\(path)` is a whole system and cannot be imported", range,
              secondary: [
                Label(
                  SourceRange(
                    file: FileID(index: graph.files.count - 1), start: Int(header.start), end: Int(header.end)),
                  "it begins a system here")
              ],
              notes: ["move what is to be shared into a file without a `system` line"])
          }
        }
      } catch {
        switch error {
        case .notFound:
          graph.complain(.fileNotFound, "there is no file `\(path)`", range)
        case .outsideRoot(let root):
          graph.complain(
            .importOutsideRoot, "`\(path)` lies outside the spec's root `\(root)`", range,
            notes: [
              "a spec reads only what lies under its root: the nearest folder above it with an `ensure.toml`, else its own"
            ])
        case .unreadable(let why):
          graph.complain(.unreadableFile, "`\(path)` cannot be read: \(why)", range)
        }
      }
    }
    return graph
  }

  private mutating func complain(
    _ code: DiagnosticCode, _ message: String, _ range: SourceRange, secondary: [Label] = [],
    notes: [String] = []
  ) {
    diagnostics.append(Diagnostic(code, message, at: range, secondary: secondary, notes: notes))
    isBroken = true
  }
}
