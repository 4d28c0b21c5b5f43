import EnsureSyntax

extension Syntax {
  /// All tokens of the node and of what is in it.
  var allTokens: ArraySlice<Token> {
    let record = tree.records[Int(index)]
    return tree.tokens[Int(record.firstToken)..<Int(record.endToken)]
  }

  /// The node's text on one line, without comments.
  var phrase: String {
    var result = ""
    var end: Int32?
    for token in allTokens {
      if let end, end != token.start { result += " " }
      result += tree.text(token)
      end = token.end
    }
    return result
  }

  /// UTF-8 offsets of the node.
  var bytes: Range<Int> { Int(range.start)..<Int(range.end) }

  /// UTF-8 offsets of a statement, clause or rule, with the `;` behind it.
  var bytesWithSemicolon: Range<Int> {
    let next = Int(tree.records[Int(index)].endToken)
    guard next < tree.tokens.count, tree.tokens[next].kind == .semicolon else { return bytes }
    return bytes.lowerBound..<Int(tree.tokens[next].end)
  }

  /// The node's first own name.
  var name: String? { names.first.map(tree.text) }

  /// What to call a declaration: its kind and its name.
  var title: String {
    let word =
      switch kind {
      case .actionDecl, .worldActionDecl: "action"
      case .policyDecl: "policy"
      case .invariantDecl: "invariant"
      case .propertyDecl: "property"
      case .predicateDecl: "predicate"
      case .functionDecl: "function"
      case .effectDecl: "effect"
      case .constDecl: "const"
      case .uniqueDecl: "unique"
      case .channelDecl: "channel"
      default: "\(kind)"
      }
    return name.map { "\(word) \($0)" } ?? word
  }

  /// The node and all nodes in it of the given kinds, in source order of their ends.
  func all(_ kinds: SyntaxKind...) -> [Syntax] {
    (tree.records[Int(index)].firstDescendant...index).compactMap {
      kinds.contains(tree.records[Int($0)].kind) ? Syntax(tree: tree, index: $0) : nil
    }
  }

  /// The first own token of one of these kinds.
  func operatorToken(_ kinds: Set<TokenKind>) -> Token? { tokens.first { kinds.contains($0.kind) } }

  /// The node without the parentheses around it.
  var inner: Syntax {
    var node = self
    while node.kind == .group, let next = node.nodes.first { node = next }
    return node
  }

  /// The names of ranks, of a `ranks` node.
  var ranks: [String] {
    let own = tokens.filter { $0.kind == .identifier || $0.kind == .comma || $0.kind == .less }
    // `mutable` is the word if a name follows it at once.
    let first = own.count > 1 && own[0].kind == .identifier && own[1].kind == .identifier ? 1 : 0
    return own[first...].filter { $0.kind == .identifier }.map(tree.text)
  }

  /// A comparison with another operator.
  func with(_ token: Token, _ other: String) -> String {
    let sides = nodes.map(\.phrase)
    return sides.count == 2 ? "\(sides[0]) \(other) \(sides[1])" : phrase
  }
}

/// The operators that order.
let orderings: Set<TokenKind> = [.less, .lessEqual, .greater, .greaterEqual]
