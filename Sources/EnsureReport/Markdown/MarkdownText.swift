/// Text that stands in GitHub's Markdown as it is.
enum MarkdownText {
  /// The text on one line, to stand inside a line, with nothing in it that GitHub would take for markup, a link, a
  /// mention, an issue or an emoji.
  static func plain(_ text: String) -> String {
    let scalars = Array(TerminalWidth.printable(Paragraph.oneLine(text)).unicodeScalars)
    var result = String.UnicodeScalarView()
    for (position, scalar) in scalars.enumerated() {
      switch scalar {
      case "\\", "*", "_", "[", "]", "~", "$": result.append(contentsOf: ["\\", scalar])
      // A reference is never markup, not even where a backslash would be overlooked.
      case "&", "<", ">", "|", "`", "@", "#": result.append(contentsOf: reference(scalar))
      case ":" where position + 1 < scalars.count && scalars[position + 1] != " ":
        result.append(contentsOf: reference(scalar))
      case "." where scalars[..<position].suffix(3).allSatisfy { $0 == "w" || $0 == "W" } && position >= 3:
        result.append(contentsOf: reference(scalar))
      default: result.append(scalar)
      }
    }
    return String(result)
  }

  private static func reference(_ scalar: Unicode.Scalar) -> String.UnicodeScalarView {
    "&#\(scalar.value);".unicodeScalars
  }

  /// A block of preformatted lines, with a fence that is longer than any in the text.
  static func block(_ text: String) -> String {
    var longest = 2
    var run = 0
    for scalar in text.unicodeScalars {
      run = scalar == "`" ? run + 1 : 0
      longest = max(longest, run)
    }
    let fence = String(repeating: "`", count: longest + 1)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map {
      TerminalWidth.printable($0)
    }
    let body = lines.joined(separator: "\n")
    return "\(fence)text\n\(body)\(body.hasSuffix("\n") ? "" : "\n")\(fence)\n"
  }
}
