/// One token: its kind and where its text is. White space and comments are the gaps between tokens, so the
/// tokens and the source together lose nothing.
public struct Token: Sendable, Equatable {
  /// What the token is.
  public let kind: TokenKind
  /// The parser wanted this token and did not find it: it has no text. (A diagnostic has been given.)
  public let isMissing: Bool
  /// UTF-8 offset of the first byte.
  public let start: Int32
  /// UTF-8 offset behind the last byte.
  public let end: Int32

  /// A token with the text from `start` up to `end`.
  public init(kind: TokenKind, isMissing: Bool = false, start: Int32, end: Int32) {
    self.kind = kind
    self.isMissing = isMissing
    self.start = start
    self.end = end
  }
}

/// The lossless syntax tree of one file, as the parser leaves it: flat arrays, immutable.
///
/// Nodes stand in postorder: a node's descendants are the records from its `firstDescendant` up to itself, so
/// that a node is appended when it is complete and nothing is ever moved.
public final class SyntaxTree: Sendable {
  /// One node.
  public struct Record: Sendable {
    /// What the node is.
    public let kind: SyntaxKind
    /// Index of the first record that belongs to this node (its own index for a node without child nodes).
    public let firstDescendant: Int32
    /// Index of the node's first token.
    public let firstToken: Int32
    /// Index behind the node's last token.
    public let endToken: Int32
  }

  /// Which file this is.
  public let file: FileID
  /// The file's bytes; valid UTF-8.
  public let source: [UInt8]
  /// All tokens, in order; the last one is `endOfFile`.
  public let tokens: [Token]
  /// All nodes, in postorder; the last one is the `file` node.
  public let records: [Record]

  init(file: FileID, source: [UInt8], tokens: [Token], records: [Record]) {
    self.file = file
    self.source = source
    self.tokens = tokens
    self.records = records
  }

  /// The `file` node.
  public var root: Syntax { Syntax(tree: self, index: Int32(records.count - 1)) }

  /// The text of a token ("" for a missing one).
  public func text(_ token: Token) -> String {
    String(decoding: source[Int(token.start)..<Int(token.end)], as: UTF8.self)
  }

  /// Where a token is.
  public func range(_ token: Token) -> SourceRange {
    SourceRange(file: file, start: Int(token.start), end: Int(token.end))
  }
}

/// One node of a tree, seen together with its tree.
public struct Syntax: Sendable {
  /// The tree.
  public let tree: SyntaxTree
  /// The node's record.
  public let index: Int32

  /// The node of the record at `index`.
  public init(tree: SyntaxTree, index: Int32) { (self.tree, self.index) = (tree, index) }

  private var record: SyntaxTree.Record { tree.records[Int(index)] }

  /// What the node is.
  public var kind: SyntaxKind { record.kind }

  /// From the first byte of the node's first token to behind its last one.
  public var range: SourceRange {
    let record = self.record
    guard record.endToken > record.firstToken else {
      let at = tree.tokens[Int(record.firstToken)].start
      return SourceRange(file: tree.file, start: Int(at), end: Int(at))
    }
    return SourceRange(
      file: tree.file,
      start: Int(tree.tokens[Int(record.firstToken)].start),
      end: Int(tree.tokens[Int(record.endToken) - 1].end))
  }

  /// The child nodes in source order, without `unexpected` ones.
  public var nodes: [Syntax] {
    var result: [Syntax] = []
    var at = index - 1
    let first = record.firstDescendant
    while at >= first {
      let child = tree.records[Int(at)]
      if child.kind != .unexpected { result.append(Syntax(tree: tree, index: at)) }
      at = child.firstDescendant - 1
    }
    result.reverse()
    return result
  }

  /// The first child node of that kind.
  public func node(_ kind: SyntaxKind) -> Syntax? { nodes.first { $0.kind == kind } }

  /// The tokens that belong to the node itself and not to a child node, in source order.
  public var tokens: [Token] {
    var result: [Token] = []
    var end = record.endToken
    var at = index - 1
    let first = record.firstDescendant
    while at >= first {
      let child = tree.records[Int(at)]
      var token = end
      while token > child.endToken {
        token -= 1
        result.append(tree.tokens[Int(token)])
      }
      end = child.firstToken
      at = child.firstDescendant - 1
    }
    while end > record.firstToken {
      end -= 1
      result.append(tree.tokens[Int(end)])
    }
    result.reverse()
    return result
  }

  /// The first of the node's own tokens of that kind.
  public func token(_ kind: TokenKind) -> Token? { tokens.first { $0.kind == kind } }

  /// The node's own identifiers, in order; a missing one is included.
  public var names: [Token] { tokens.filter { $0.kind == .identifier } }

  /// The text of one of this tree's tokens.
  public func text(_ token: Token) -> String { tree.text(token) }

  /// Where one of this tree's tokens is.
  public func range(_ token: Token) -> SourceRange { tree.range(token) }
}
