import EnsureSyntax

/// What `import "a.ens" with b = c` does to the imported file: each of its names `b` becomes `c`.
///
/// A renaming is of names, not of meanings: the renamed file is what its author would have written had he known
/// the other names. It is sound because different names stay different. A new name that the file already uses for
/// something else is refused.
struct Renaming {
  /// One pair, with the places of its two names.
  struct Pair {
    let old: String
    let new: String
    let oldRange: SourceRange
    let newRange: SourceRange
  }

  let pairs: [Pair]
  private let names: [String: String]

  /// The renaming that an import declares; what is missing in it has been complained about.
  init(of node: Syntax) {
    pairs = node.nodes.filter { $0.kind == .renaming }.compactMap { pair in
      guard pair.names.count == 2, !pair.names.contains(where: \.isMissing) else { return nil }
      return Pair(
        old: pair.text(pair.names[0]), new: pair.text(pair.names[1]), oldRange: pair.range(pair.names[0]),
        newRange: pair.range(pair.names[1]))
    }
    names = Dictionary(pairs.map { ($0.old, $0.new) }, uniquingKeysWith: { first, _ in first })
  }

  /// What tells a file under this renaming from the same file under another; empty for no renaming.
  var identity: String {
    names.isEmpty
      ? "" : " with " + names.sorted { $0.key < $1.key }.map { "\($0) = \($1)" }.joined(separator: ", ")
  }

  /// The file with its names replaced, and what is wrong with the renaming; `path` is how the import calls it.
  func applied(to file: SourceFile, at path: String) -> (file: SourceFile, problems: [Diagnostic]) {
    guard !names.isEmpty else { return (file, []) }
    let tree = Parser.parse(file.bytes, file: FileID(index: 0)).tree
    guard tree.source.count == file.bytes.count else { return (file, []) }
    let foreign = Self.namesOfOtherFiles(in: tree)
    let tokens = tree.tokens.filter { $0.kind == .identifier && !$0.isMissing && !foreign.contains($0.start) }
    let problems = problems(path, known: Set(tokens.map { tree.text($0) }))
    var bytes: [UInt8] = []
    var copied = 0
    for token in tokens {
      guard let new = names[tree.text(token)] else { continue }
      bytes += file.bytes[copied..<Int(token.start)]
      bytes += Array(new.utf8)
      copied = Int(token.end)
    }
    bytes += file.bytes[copied...]
    return (SourceFile(path: file.path, identity: file.identity + identity, bytes: bytes), problems)
  }

  private func problems(_ path: String, known: Set<String>) -> [Diagnostic] {
    var problems: [Diagnostic] = []
    var seen: [String: SourceRange] = [:]
    for pair in pairs {
      if let first = seen[pair.old] {
        problems.append(
          Diagnostic(
            .badRenaming, "`\(pair.old)` is renamed twice", at: pair.oldRange,
            secondary: [Label(first, "here it is renamed first")]))
        continue
      }
      seen[pair.old] = pair.oldRange
      if !known.contains(pair.old) {
        let meant = Suggestion.nearest(to: pair.old, among: known.sorted())
        problems.append(
          Diagnostic(
            .badRenaming, "there is no name `\(pair.old)` in `\(path)`", at: pair.oldRange,
            notes: meant.map { ["did you mean `\($0)`?"] } ?? []))
      }
      if known.contains(pair.new), names[pair.new] == nil {
        problems.append(
          Diagnostic(
            .badRenaming, "`\(pair.new)` already means something in `\(path)`", at: pair.newRange,
            notes: ["with this renaming, two different names of that file would become one"]))
      }
    }
    return problems
  }

  /// Where names stand that belong to a file which this one imports: the left sides of its own renamings.
  private static func namesOfOtherFiles(in tree: SyntaxTree) -> Set<Int32> {
    let renamings = tree.root.nodes.filter { $0.kind == .importDecl }.flatMap(\.nodes)
    return Set(renamings.filter { $0.kind == .renaming }.compactMap { $0.names.first?.start })
  }
}
