import EnsureSyntax

/// A line of source as it is shown, cut around a place if it is long.
struct SourceWindow {
  /// What is shown.
  let text: String
  /// The column (from 0) at which the place begins in `text`.
  let column: Int
  /// How many columns the place takes in `text`; at least 1.
  let width: Int
  /// Whether the whole line is shown.
  let isWhole: Bool

  /// How many bytes beside the place are looked at, so that a line of megabytes costs nothing.
  private static let reach = 2000

  /// Shows the line `number` of `source` around the bytes from `start` to `end`, which may reach beyond the line:
  /// then it is marked to the line's end.
  init(_ source: ReportedFile, line number: Int, from start: Int, to end: Int, width limit: Int) {
    let line = source.lines.bytes(ofLine: number)
    let start = min(max(start, line.lowerBound), line.upperBound)
    let end = min(max(end, start), line.upperBound)
    let first = Self.boundary(source.bytes, max(line.lowerBound, start - Self.reach), line)
    let last = Self.boundary(source.bytes, min(line.upperBound, start + Self.reach), line)
    let middle = min(end, last)

    func shown(_ range: Range<Int>) -> [Unicode.Scalar] {
      Array(TerminalWidth.printable(String(decoding: source.bytes[range], as: UTF8.self)).unicodeScalars)
    }
    var before = shown(first..<start)[...]
    let marked = shown(start..<middle)
    var after = shown(middle..<last)[...]
    func columns(_ scalars: some Sequence<Unicode.Scalar>) -> Int {
      scalars.reduce(0) { $0 + TerminalWidth.columns($1) }
    }

    // A third of the line stays in front of the place; behind it comes what still fits.
    var isCutLeft = first > line.lowerBound
    var isCutRight = last < line.upperBound
    var total = columns(before) + columns(marked) + columns(after)
    if total > limit {
      var left = columns(before)
      let behind = columns(marked) + columns(after)
      while left > max(limit / 3, limit - behind), let scalar = before.popFirst() {
        left -= TerminalWidth.columns(scalar)
        isCutLeft = true
      }
      total = left + behind
    }
    var shownMark = marked[...]
    while total > limit, let scalar = after.popLast() {
      total -= TerminalWidth.columns(scalar)
      isCutRight = true
    }
    while total > limit, shownMark.count > 1, let scalar = shownMark.popLast() {
      total -= TerminalWidth.columns(scalar)
      isCutRight = true
    }

    var text = String.UnicodeScalarView()
    if isCutLeft { text.append(contentsOf: "...".unicodeScalars) }
    text.append(contentsOf: before)
    column = columns(before) + (isCutLeft ? 3 : 0)
    text.append(contentsOf: shownMark)
    text.append(contentsOf: after)
    if isCutRight { text.append(contentsOf: "...".unicodeScalars) }
    while text.last == " " { text.removeLast() }
    self.text = String(text)
    width = max(1, columns(shownMark))
    isWhole = !isCutLeft && !isCutRight
  }

  /// The nearest offset at or before `offset` at which a scalar begins.
  private static func boundary(_ bytes: [UInt8], _ offset: Int, _ line: Range<Int>) -> Int {
    var offset = offset
    while offset > line.lowerBound, offset < line.upperBound, bytes[offset] & 0xC0 == 0x80 { offset -= 1 }
    return offset
  }
}
