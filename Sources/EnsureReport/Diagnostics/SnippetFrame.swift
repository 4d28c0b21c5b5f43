import EnsureSyntax

/// The frame around pieces of source: the column of line numbers, its bars, and the colours.
struct SnippetFrame {
  /// How many digits the largest line number has.
  let gutter: Int
  let style: TextStyle
  let severity: Severity

  private var blank: String { String(repeating: " ", count: gutter) }

  /// ` --> path:line:column`.
  func arrow(_ arrow: String, _ place: String) -> String {
    "\(blank)\(style.paint(arrow, .frame)) \(place)"
  }

  /// A line of the frame that is no source: `   | ^^^^ here`.
  func bar(_ text: String) -> String {
    text.isEmpty ? "\(blank) \(style.paint("|", .frame))" : "\(blank) \(style.paint("|", .frame)) \(text)"
  }

  /// A line of source with its number.
  func source(_ number: Int, _ text: String) -> String {
    let padding = String(repeating: " ", count: max(0, gutter - String(number).count))
    let head = style.paint("\(padding)\(number) |", .frame)
    return text.isEmpty ? head : "\(head) \(text)"
  }

  /// That lines are left out.
  var gap: String { style.paint("...", .frame) }

  /// A note below the source.
  func note(_ text: String) -> String {
    "\(blank) \(style.paint("=", .frame)) \(style.paint("note", .strong)): \(text)"
  }

  /// The colour of what the diagnostic is about.
  var role: TextStyle.Role { Self.role(severity) }

  static func role(_ severity: Severity) -> TextStyle.Role {
    switch severity {
    case .error: .error
    case .warning: .warning
    case .note: .note
    }
  }
}
