public import EnsureSyntax

/// The long page on one kind of diagnostic: what has happened, why Ensure insists, how to mend it, with a spec that
/// is wrong in exactly this way and the same spec mended. `ensure explain E0101` prints it.
public struct DiagnosticPage: Sendable {
  /// A spec that shows something.
  public enum Example: Sendable {
    /// One file that stands alone.
    case text(String)
    /// Several files, the main one first, by their paths from the root.
    case files([(path: String, text: String)])
    /// What no text can show, told in words.
    case words(String)
  }

  /// The kind of diagnostic.
  public let code: DiagnosticCode
  /// The kind in a few words.
  public let title: String
  /// What has happened.
  public let happened: String
  /// Why Ensure insists.
  public let why: String
  /// How to mend it.
  public let mend: String
  /// A spec with exactly this diagnostic.
  public let wrong: Example
  /// The same spec without any.
  public let mended: Example

  init(
    _ code: DiagnosticCode, _ title: String, happened: String, why: String, mend: String, wrong: Example,
    mended: Example
  ) {
    self.code = code
    self.title = title
    self.happened = happened
    self.why = why
    self.mend = mend
    self.wrong = wrong
    self.mended = mended
  }

  /// A page whose examples are one file each.
  init(
    _ code: DiagnosticCode, _ title: String, happened: String, why: String, mend: String, wrong: String,
    mended: String
  ) {
    self.init(
      code, title, happened: happened, why: why, mend: mend, wrong: .text(wrong + "\n"),
      mended: .text(mended + "\n"))
  }

  /// A page whose examples are one file that a few words change.
  ///
  /// - Parameter changes: what stands once in the wrong spec, and what takes its place in the mended one.
  init(
    _ code: DiagnosticCode, _ title: String, happened: String, why: String, mend: String, wrong: String,
    changes: (old: String, new: String)...
  ) {
    let mended = changes.reduce(wrong) { $0.replacing($1.old, with: $1.new) }
    self.init(code, title, happened: happened, why: why, mend: mend, wrong: wrong, mended: mended)
  }

  /// The whole page; it ends with a line feed.
  public func text(style: TextStyle = .plain) -> String {
    let head = "\(code.rawValue): \(title)"
    return [
      style.paint(head, .strong), Paragraph.wrapped(happened), Paragraph.wrapped(why), Paragraph.wrapped(mend),
      style.paint("Wrong:", .error),
      Self.text(wrong), style.paint("Mended:", .help), Self.text(mended),
    ].joined(separator: "\n\n") + "\n"
  }

  private static func text(_ example: Example) -> String {
    switch example {
    case .text(let text): indented(text)
    case .files(let files):
      files.map { "  \($0.path)\n\n\(indented($0.text))" }.joined(separator: "\n\n")
    case .words(let words): words
    }
  }

  private static func indented(_ text: String) -> String {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    while lines.last == "" { lines.removeLast() }
    return lines.map { $0.isEmpty ? "" : "    \($0)" }.joined(separator: "\n")
  }

  /// The code that somebody has typed, in small letters or without its zeros: `e101` is `E0101`.
  public static func code(_ text: String) -> DiagnosticCode? {
    let letter = text.prefix(1).uppercased()
    let digits = text.dropFirst()
    guard let number = Int(digits), number >= 0, digits.allSatisfy(\.isASCII) else { return nil }
    let padded = String(repeating: "0", count: max(0, 4 - String(number).count)) + String(number)
    return DiagnosticCode(rawValue: letter + padded)
  }
}
