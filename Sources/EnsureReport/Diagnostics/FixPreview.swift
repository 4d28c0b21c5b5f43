import EnsureSyntax

/// A fix-it, shown as the line that it makes.
struct FixPreview {
  private let message: String
  private let firstLine: Int
  private let mended: ReportedFile
  private let start: Int
  private let end: Int
  private let isDeletion: Bool
  private let width: Int

  /// How many lines of a longer edit are shown.
  private static let limit = 6

  /// How many bytes beside the edit are looked at.
  private static let reach = 4_000

  /// The offset, or the nearest in front of it at which a character begins, but none before `least`.
  private static func boundary(_ bytes: [UInt8], _ least: Int, _ offset: Int) -> Int {
    var offset = max(least, offset)
    while offset > least, offset < bytes.count, bytes[offset] & 0xC0 == 0x80 { offset -= 1 }
    return offset
  }

  init(_ fix: FixIt, _ source: ReportedFile, width: Int) {
    message = TerminalWidth.printable(fix.message)
    self.width = width
    let low = min(max(Int(fix.range.start), 0), source.bytes.count)
    let high = min(max(Int(fix.range.end), low), source.bytes.count)
    firstLine = source.lines.position(low).line
    let last = source.lines.position(high).line
    // Only the lines at hand are mended, and of a very long one only more than is ever shown: a large file is not
    // copied for each fix-it.
    let from = Self.boundary(source.bytes, source.lines.bytes(ofLine: firstLine).lowerBound, low - Self.reach)
    let to = max(
      high,
      Self.boundary(source.bytes, high, min(source.lines.bytes(ofLine: last).upperBound, high + Self.reach)))
    let replacement = Array(fix.replacement.utf8)
    let bytes = source.bytes[from..<low] + replacement + source.bytes[high..<max(high, to)]
    mended = ReportedFile(path: source.path, bytes: Array(bytes))
    start = low - from
    end = start + replacement.count
    isDeletion = replacement.isEmpty
  }

  /// The number of the last line that is shown.
  var lastLine: Int { firstLine + min(Self.limit, mended.lines.lineCount) - 1 }

  func lines(_ frame: SnippetFrame) -> [String] {
    var result = ["\(frame.style.paint("help", .help)): \(message)", frame.bar("")]
    for line in 1...min(Self.limit, mended.lines.lineCount) {
      let bytes = mended.lines.bytes(ofLine: line)
      let isMarked = !isDeletion && start <= bytes.upperBound && end > bytes.lowerBound
      let window = SourceWindow(
        mended, line: line, from: isMarked ? start : bytes.lowerBound,
        to: isMarked ? end : bytes.lowerBound, width: width)
      result.append(frame.source(firstLine + line - 1, window.text))
      if isMarked {
        let sign = frame.style.paint(String(repeating: "+", count: window.width), .help)
        result.append(frame.bar(String(repeating: " ", count: window.column) + sign))
      }
    }
    if mended.lines.lineCount > Self.limit { result.append(frame.gap) }
    return result
  }
}
