import EnsureSyntax

/// The lines of one file that a diagnostic points at, with what is to be seen there.
struct SnippetBlock {
  private struct Mark {
    let line: Int
    let start: Int
    let end: Int
    let message: String
    let isPrimary: Bool
  }

  private let source: ReportedFile
  private let marks: [Mark]
  private let place: String
  private let width: Int

  /// The labels lie in `source`; the first one is where the block says that it is.
  init(_ source: ReportedFile, labels: [(label: Label, isPrimary: Bool)], width: Int) {
    self.source = source
    self.width = width
    var marks: [Mark] = []
    for (label, isPrimary) in labels {
      let line = source.lines.position(Int(label.range.start)).line
      let mark = Mark(
        line: line, start: Int(label.range.start), end: Int(label.range.end),
        message: TerminalWidth.printable(label.message), isPrimary: isPrimary)
      marks.append(mark)
    }
    let position = labels.first.map { source.lines.position(Int($0.label.range.start)) }
    place = "\(TerminalWidth.printable(source.path)):\(position?.line ?? 1):\(position?.column ?? 1)"
    self.marks = marks.enumerated().sorted { ($0.element.line, $0.offset) < ($1.element.line, $1.offset) }
      .map(\.element)
  }

  /// The number of the last line that is shown.
  var lastLine: Int { marks.last?.line ?? 1 }

  func lines(_ frame: SnippetFrame, isFirst: Bool) -> [String] {
    var result = [frame.arrow(isFirst ? "-->" : ":::", place), frame.bar("")]
    var shownLine: Int?
    for mark in marks {
      let window = SourceWindow(source, line: mark.line, from: mark.start, to: mark.end, width: width)
      // One line with several marks is shown once, unless it is cut and each mark needs its own piece.
      if shownLine != mark.line || !window.isWhole {
        if let shown = shownLine, mark.line > shown + 1 {
          // A single line that was left out costs no more room than saying so.
          if mark.line == shown + 2 {
            let between = source.lines.bytes(ofLine: shown + 1).lowerBound
            let skipped = SourceWindow(source, line: shown + 1, from: between, to: between, width: width)
            result.append(frame.source(shown + 1, skipped.text))
          } else {
            result.append(frame.gap)
          }
        }
        result.append(frame.source(mark.line, window.text))
        shownLine = mark.line
      }
      let sign = String(repeating: mark.isPrimary ? "^" : "-", count: window.width)
      let text = mark.message.isEmpty ? sign : "\(sign) \(mark.message)"
      let painted = frame.style.paint(text, mark.isPrimary ? frame.role : .frame)
      result.append(frame.bar(String(repeating: " ", count: window.column) + painted))
    }
    return result
  }
}
