/// Whether text is coloured.
public enum TextStyle: Sendable {
  /// Only characters: for files, pipes, and terminals that asked for it.
  case plain
  /// With the colours of ECMA-48 terminals.
  case coloured

  /// What a piece of text is, so that each kind has one colour.
  enum Role {
    case error, warning, note, help, frame, strong, good, bad, unclear
  }

  /// The text as this style shows it.
  func paint(_ text: String, _ role: Role) -> String {
    guard self == .coloured, !text.isEmpty else { return text }
    let code =
      switch role {
      case .error: "1;31"
      case .warning: "1;33"
      case .note: "1;36"
      case .help: "1;32"
      case .frame: "1;34"
      case .strong: "1"
      case .good: "32"
      case .bad: "31"
      case .unclear: "33"
      }
    return "\u{1B}[\(code)m\(text)\u{1B}[0m"
  }
}
