@testable import EnsureSyntax

/// Parses a text that is file 0.
func parse(_ text: String) -> ParseResult { Parser.parse(Array(text.utf8), file: FileID(index: 0)) }

/// A tree as nested lists: the kind, then tokens as their text (`<kind>` when missing) and child nodes, in order.
func dump(_ node: Syntax) -> String {
  var parts: [(Int, String)] = []
  let tree = node.tree
  for token in node.tokens where token.kind != .endOfFile {
    parts.append((Int(token.start) * 2, token.isMissing ? "<\(token.kind)>" : node.text(token)))
  }
  for child in node.nodes {
    parts.append((Int(child.range.start) * 2 + (child.range.start == child.range.end ? 1 : 0), dump(child)))
  }
  _ = tree
  let sorted = parts.enumerated().sorted { ($0.element.0, $0.offset) < ($1.element.0, $1.offset) }
  return "(" + ([String(describing: node.kind)] + sorted.map(\.element.1)).joined(separator: " ") + ")"
}

/// The tree of a declaration list, without the `file` node around it.
func dump(_ text: String) -> String {
  let result = parse(text)
  return result.tree.root.nodes.map { dump($0) }.joined(separator: "\n")
}

/// The tree of an expression.
func dump(expression text: String) -> String {
  let result = parse("const x = \(text)")
  let described = result.diagnostics.map { "\($0.code.rawValue) " }.joined()
  return described + (result.tree.root.nodes.first?.nodes.map { dump($0) }.joined(separator: " ") ?? "")
}
