/// Text that stands in GitHub's Markdown as it is.
enum MarkdownText {
  /// The text on one line, with nothing in it that Markdown or HTML would take for its own.
  static func plain(_ text: String) -> String {
    var result = ""
    for scalar in TerminalWidth.printable(Paragraph.oneLine(text)).unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\\", "`", "*", "_", "{", "}", "[", "]", "(", ")", "#", "+", "-", ".", "!", "|", "~", "$", ":", "@":
        // A reference is never markup, link, mention or emoji; letters and digits need none.
        result += needsReference(scalar) ? "&#\(scalar.value);" : "\\\(scalar)"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// Names of people, links and shortcodes of emoji survive a backslash in some renderers.
  private static func needsReference(_ scalar: Unicode.Scalar) -> Bool { "|@:`".unicodeScalars.contains(scalar) }

  /// A block of preformatted lines, with a fence that is longer than any in the text.
  static func block(_ text: String) -> String {
    var longest = 2
    var run = 0
    for scalar in text.unicodeScalars {
      run = scalar == "`" ? run + 1 : 0
      longest = max(longest, run)
    }
    let fence = String(repeating: "`", count: longest + 1)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { TerminalWidth.printable($0) }
    let body = lines.joined(separator: "\n")
    return "\(fence)text\n\(body)\(body.hasSuffix("\n") ? "" : "\n")\(fence)\n"
  }
}
