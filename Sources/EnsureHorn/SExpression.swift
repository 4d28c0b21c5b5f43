import EnsureSyntax

/// An expression of SMT-LIB: a position in the nodes of its `SExpressionTree`.
struct SExpression: Hashable {
  let index: Int32
}

/// The expressions of a file, as flat arrays: a list's elements are `elements[first..<first + count]`.
struct SExpressionTree {
  /// What an expression is.
  enum Kind: Hashable {
    /// A parenthesised list.
    case list
    /// A symbol; one between bars means what is between them.
    case symbol
    /// A number without a point.
    case numeral
    /// `:name`.
    case keyword
    /// A number with a point, a string, a bit vector.
    case otherLiteral
  }

  struct Node {
    let kind: Kind
    let start: Int32
    var end: Int32
    var first: Int32 = 0
    var count: Int32 = 0
  }

  let bytes: [UInt8]
  fileprivate(set) var nodes: [Node] = []
  fileprivate(set) var elements: [SExpression] = []
  /// The expressions of the file, in order.
  fileprivate(set) var top: [SExpression] = []

  func kind(_ expression: SExpression) -> Kind { nodes[Int(expression.index)].kind }

  /// The elements of a list; none of anything else.
  func list(_ expression: SExpression) -> ArraySlice<SExpression> {
    let node = nodes[Int(expression.index)]
    return elements[Int(node.first)..<Int(node.first + node.count)]
  }

  func range(_ expression: SExpression) -> SourceRange {
    let node = nodes[Int(expression.index)]
    return SourceRange(file: FileID(index: 0), start: Int(node.start), end: Int(node.end))
  }

  /// What is written there, a symbol without its bars.
  func text(_ expression: SExpression) -> String {
    let node = nodes[Int(expression.index)]
    var (start, end) = (Int(node.start), Int(node.end))
    if node.kind == .symbol, end - start >= 2, bytes[start] == UInt8(ascii: "|") {
      (start, end) = (start + 1, end - 1)
    }
    return String(decoding: bytes[start..<end], as: UTF8.self)
  }

  /// The symbol that is written there; nil if it is none.
  func symbol(_ expression: SExpression) -> String? {
    kind(expression) == .symbol ? text(expression) : nil
  }

  /// The symbol that a list begins with.
  func head(_ expression: SExpression) -> String? { list(expression).first.flatMap(symbol) }
}

/// Reads the expressions of SMT-LIB 2.6, chapter 3, from any bytes.
struct SExpressionReader {
  private var tree: SExpressionTree
  private var position = 0
  /// Lists that are open: their nodes, and how many expressions stood on the stack before their elements.
  private var open: [(node: Int32, base: Int)] = []
  private var stack: [SExpression] = []

  private init(_ bytes: [UInt8]) { tree = SExpressionTree(bytes: bytes) }

  /// The expressions of `bytes`.
  ///
  /// - Throws: the first thing that is wrong.
  static func read(_ bytes: [UInt8]) throws(HornError) -> SExpressionTree {
    if bytes.count > HornLimits.bytes {
      throw HornError(.tooLarge, "the file is larger than \(HornLimits.bytes >> 20) MiB", place(0, 0))
    }
    if let bad = UTF8Validation.firstBadByte(bytes) {
      throw HornError(.notUTF8, "this byte is part of no UTF-8 character", place(bad, bad + 1))
    }
    var reader = SExpressionReader(bytes)
    try reader.run()
    return reader.tree
  }

  private static func place(_ start: Int, _ end: Int) -> SourceRange {
    SourceRange(file: FileID(index: 0), start: start, end: end)
  }

  private mutating func run() throws(HornError) {
    let bytes = tree.bytes
    while position < bytes.count {
      switch bytes[position] {
      case 0x09, 0x0A, 0x0D, 0x20: position += 1
      case UInt8(ascii: ";"): skip { $0 != 0x0A }
      case UInt8(ascii: "("):
        if open.count >= HornLimits.nesting {
          throw HornError(
            .nestedTooDeeply, "this is nested more than \(HornLimits.nesting) levels deep",
            Self.place(position, position + 1))
        }
        open.append((Int32(tree.nodes.count), stack.count))
        tree.nodes.append(.init(kind: .list, start: Int32(position), end: Int32(position + 1)))
        position += 1
      case UInt8(ascii: ")"): try close()
      default: try atom()
      }
    }
    if let last = open.last {
      let start = Int(tree.nodes[Int(last.node)].start)
      throw HornError(.hornSyntax, "this parenthesis is never closed", Self.place(start, start + 1))
    }
    tree.top = stack
  }

  private mutating func close() throws(HornError) {
    guard let (node, base) = open.popLast() else {
      throw HornError(.hornSyntax, "this parenthesis closes nothing", Self.place(position, position + 1))
    }
    position += 1
    tree.nodes[Int(node)].first = Int32(tree.elements.count)
    tree.nodes[Int(node)].count = Int32(stack.count - base)
    tree.nodes[Int(node)].end = Int32(position)
    tree.elements += stack[base...]
    stack.removeSubrange(base...)
    stack.append(SExpression(index: node))
  }

  private mutating func skip(_ condition: (UInt8) -> Bool) {
    while position < tree.bytes.count, condition(tree.bytes[position]) { position += 1 }
  }

  private mutating func atom() throws(HornError) {
    let start = position
    let first = tree.bytes[position]
    let kind: SExpressionTree.Kind
    switch first {
    case UInt8(ascii: "|"):
      try quoted(until: UInt8(ascii: "|"), "this symbol has no second bar")
      kind = .symbol
    case UInt8(ascii: "\""):
      repeat {
        try quoted(until: UInt8(ascii: "\""), "this string is never closed")
      } while position
        < tree.bytes.count && tree.bytes[position] == UInt8(ascii: "\"")
      kind = .otherLiteral
    default:
      skip(Self.isSymbolic)
      if position == start {
        skip { $0 >= 0x80 }
        let end = position == start ? start + 1 : position
        throw HornError(.hornSyntax, "this character belongs to no SMT-LIB token", Self.place(start, end))
      }
      switch first {
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        let isNumeral = tree.bytes[start..<position].allSatisfy { (0x30...0x39).contains($0) }
        kind = isNumeral ? .numeral : .otherLiteral
      case UInt8(ascii: ":"): kind = .keyword
      case UInt8(ascii: "#"): kind = .otherLiteral
      default: kind = .symbol
      }
    }
    stack.append(SExpression(index: Int32(tree.nodes.count)))
    tree.nodes.append(.init(kind: kind, start: Int32(start), end: Int32(position)))
  }

  private mutating func quoted(until mark: UInt8, _ complaint: String) throws(HornError) {
    let start = position
    position += 1
    skip { $0 != mark }
    if position == tree.bytes.count {
      throw HornError(.hornSyntax, complaint, Self.place(start, start + 1))
    }
    position += 1
  }

  /// Whether a byte may be part of a symbol, number or keyword.
  private static func isSymbolic(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: "~!@$%^&*_-+=<>.?/:#".utf8.contains(byte)
    }
  }
}
