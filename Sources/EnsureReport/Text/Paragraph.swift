/// Running text, broken into lines.
enum Paragraph {
  /// The text in lines of at most `width` columns, broken between words; a longer word has a line of its own.
  static func wrapped(_ text: String, width: Int = 80) -> String {
    var lines: [String] = []
    var line = ""
    for word in text.split(whereSeparator: \.isWhitespace) {
      if line.isEmpty {
        line = String(word)
      } else if TerminalWidth.columns(line) + 1 + TerminalWidth.columns(word) <= width {
        line += " " + word
      } else {
        lines.append(line)
        line = String(word)
      }
    }
    if !line.isEmpty { lines.append(line) }
    return lines.joined(separator: "\n")
  }

  /// The text on one line, words separated by single spaces.
  static func oneLine(_ text: String) -> String {
    text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}
