import EnsureSyntax

/// What must be true of every tree, also of one that was made from no spec at all.
enum TreeLaws {
  static func violation(of result: ParseResult, source: [UInt8]) -> String? {
    let isRefused = result.tree.source.isEmpty && !source.isEmpty
    if isRefused {
      if result.diagnostics.isEmpty { return "a file was not read, and nothing was said" }
    } else if result.tree.source != source {
      return "the tree has other bytes than the file"
    }
    return tokens(of: result) ?? nodes(of: result.tree)
      ?? diagnostics(result.diagnostics, in: isRefused ? source : result.tree.source)
  }

  /// Tokens and the gaps between them are the source, each byte once; in a file without mistakes the gaps hold
  /// nothing but white space and comments.
  private static func tokens(of result: ParseResult) -> String? {
    let tree = result.tree
    var end: Int32 = 0
    for (index, token) in tree.tokens.enumerated() {
      if token.start < end || token.end < token.start {
        return "token \(index) begins before the one in front of it ends"
      }
      if token.isMissing, token.start != token.end { return "token \(index) is missing and has a text" }
      if token.isMissing, result.diagnostics.isEmpty {
        return "token \(index) is missing, and nothing was said"
      }
      if token.kind == .endOfFile, index + 1 != tree.tokens.count {
        return "the file ends before its last token"
      }
      if result.diagnostics.isEmpty, !Gap.isBlank(tree.source[Int(end)..<Int(token.start)]) {
        return "the gap in front of token \(index) holds more than comments, and nothing was said"
      }
      end = token.end
    }
    guard let last = tree.tokens.last, last.kind == .endOfFile, Int(last.end) == tree.source.count else {
      return "the last token is not the end of the file"
    }
    return nil
  }

  /// Nodes stand in postorder, children inside their parents, and the last one is the file.
  private static func nodes(of tree: SyntaxTree) -> String? {
    for (index, record) in tree.records.enumerated() {
      guard record.firstDescendant >= 0, record.firstDescendant <= index, record.firstToken >= 0,
        record.firstToken <= record.endToken, Int(record.endToken) <= tree.tokens.count
      else { return "node \(index) lies outside the file" }
      var child = index - 1
      var before = record.endToken
      while child >= record.firstDescendant {
        let inner = tree.records[child]
        if inner.firstDescendant < record.firstDescendant || inner.firstToken < record.firstToken
          || inner.endToken > before
        {
          return "node \(child) is not inside its parent \(index)"
        }
        before = inner.firstToken
        child = Int(inner.firstDescendant) - 1
      }
    }
    guard let last = tree.records.last, last.kind == .file, last.firstDescendant == 0 else {
      return "the last node is not the file"
    }
    return nil
  }

  /// A diagnostic points into its file and at whole characters, and so do its fix-its.
  static func diagnostics(_ diagnostics: [Diagnostic], in source: [UInt8]) -> String? {
    let isText = UTF8Validation.firstBadByte(source) == nil
    func isSound(_ range: SourceRange) -> Bool {
      guard range.start >= 0, range.start <= range.end, Int(range.end) <= source.count else { return false }
      return !isText
        || [range.start, range.end].allSatisfy { Int($0) == source.count || source[Int($0)] & 0xC0 != 0x80 }
    }
    for diagnostic in diagnostics {
      let ranges =
        [diagnostic.primary.range] + diagnostic.secondary.map(\.range) + diagnostic.fixIts.map(\.range)
      for range in ranges where range.file == diagnostic.primary.range.file && !isSound(range) {
        return "\(diagnostic.code.rawValue) points at \(range.start)..<\(range.end), which is no text"
      }
      if diagnostic.message.isEmpty || diagnostic.message.utf8.count > 4_000 {
        return "\(diagnostic.code.rawValue) has a message of \(diagnostic.message.utf8.count) bytes"
      }
    }
    return nil
  }
}

/// What stands between two tokens.
enum Gap {
  /// Whether there is nothing but white space and comments.
  static func isBlank(_ bytes: ArraySlice<UInt8>) -> Bool { comments(bytes) != nil }

  /// The comments, without white space at their ends; nil if there is something else.
  static func comments(_ bytes: ArraySlice<UInt8>) -> [ArraySlice<UInt8>]? {
    let white: Set<UInt8> = [0x20, 0x09, 0x0D, 0x0A]
    var rest = bytes
    var comments: [ArraySlice<UInt8>] = []
    if rest.startIndex == 0, rest.starts(with: [0xEF, 0xBB, 0xBF]) { rest = rest.dropFirst(3) }
    while let first = rest.first {
      if white.contains(first) {
        rest = rest.dropFirst()
      } else if rest.starts(with: [0x2F, 0x2F]) {
        var line = rest.prefix { $0 != 0x0A }
        rest = rest[line.endIndex...]
        while let last = line.last, white.contains(last) { line = line.dropLast() }
        comments.append(line)
      } else {
        return nil
      }
    }
    return comments
  }
}
