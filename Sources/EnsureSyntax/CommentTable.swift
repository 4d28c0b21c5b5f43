/// Which comments belong to which token: those on lines of their own to the next token, one that stands behind a
/// token on its line to that token.
struct CommentTable {
  private let tree: SyntaxTree
  private var leadingComments: [Int: [Range<Int>]] = [:]
  private var trailingComments: [Int: Range<Int>] = [:]

  /// Whether the formatter leaves this token out, since it means nothing: a `;`, or a comma before `}`.
  static func isDropped(_ index: Int, of tree: SyntaxTree) -> Bool {
    switch tree.tokens[index].kind {
    case .semicolon: true
    case .comma: index + 1 < tree.tokens.count && tree.tokens[index + 1].kind == .rightBrace
    default: false
    }
  }

  init(_ tree: SyntaxTree) {
    self.tree = tree
    var waiting: [Range<Int>] = []
    var end = 0
    var last = -1
    tree.source.withUnsafeBufferPointer { bytes in
      for (index, token) in tree.tokens.enumerated() {
        if Int(token.start) - end >= 2 {
          var isFirst = index > 0
          var at = end
          while at + 1 < Int(token.start) {
            if bytes[at] == 0x0A { isFirst = false }
            guard bytes[at] == 0x2F, bytes[at + 1] == 0x2F else {
              at += 1
              continue
            }
            let start = at
            while at < Int(token.start), bytes[at] != 0x0A { at += 1 }
            var stop = at
            while stop > start, bytes[stop - 1] == 0x20 || bytes[stop - 1] == 0x09 || bytes[stop - 1] == 0x0D {
              stop -= 1
            }
            if isFirst, last >= 0, trailingComments[last] == nil, waiting.isEmpty {
              trailingComments[last] = start..<stop
            } else {
              waiting.append(start..<stop)
            }
            isFirst = false
          }
        }
        end = Int(token.end)
        guard !Self.isDropped(index, of: tree) else { continue }
        if !waiting.isEmpty {
          leadingComments[index] = waiting
          waiting = []
        }
        last = index
      }
    }
  }

  func leading(_ index: Int) -> [Range<Int>] { leadingComments.isEmpty ? [] : leadingComments[index] ?? [] }

  func hasLeading(_ index: Int) -> Bool { !leadingComments.isEmpty && leadingComments[index] != nil }

  func trailing(_ index: Int) -> Range<Int>? { trailingComments.isEmpty ? nil : trailingComments[index] }

  func hasTrailing(_ index: Int) -> Bool { !trailingComments.isEmpty && trailingComments[index] != nil }

  /// How many columns a token takes.
  func width(_ index: Int) -> Int {
    let token = tree.tokens[index]
    let bytes = Int(token.end - token.start)
    guard token.kind == .string else { return bytes }
    return tree.source[Int(token.start)..<Int(token.end)].reduce(0) { $0 + ($1 & 0xC0 == 0x80 ? 0 : 1) }
  }
}
