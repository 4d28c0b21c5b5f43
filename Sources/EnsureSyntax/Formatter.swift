/// The spec has mistakes, so it is not formatted; the diagnostics say which.
public struct UnreadableSpec: Error, Sendable {
  /// What was wrong.
  public let diagnostics: [Diagnostic]
}

/// Writes specs in their one canonical form. It depends on the tokens and comments alone, not on the white space,
/// except for whether a comment stands on its own line or behind something.
public enum Formatter {
  /// The width that lines are kept to where they can be.
  public static let width = 100

  /// The canonical text, as UTF-8, of a file that was read without a diagnostic. The tokens are the same, but for
  /// `;` and commas before `}`, which mean nothing.
  public static func format(_ result: ParseResult) throws(UnreadableSpec) -> [UInt8] {
    guard result.diagnostics.isEmpty else { throw UnreadableSpec(diagnostics: result.diagnostics) }
    let tree = result.tree
    let comments = CommentTable(tree)
    let builder = LayoutBuilder(tree: tree)
    var printer = LayoutPrinter(tree: tree, comments: comments, width: width)
    var previous: LayoutBuilder.Piece?
    var wasOneLine = false
    for piece in builder.pieces(hasLastComments: comments.hasLeading(tree.tokens.count - 1)) {
      let isOneLine = printer.write(piece.layout) { isOneLine in
        previous.map { isOneLine && wasOneLine && $0.family == piece.family ? 1 : 2 } ?? 0
      }
      wasOneLine = isOneLine
      previous = piece
    }
    printer.finish()
    return printer.output
  }
}
