/// How much a diagnostic matters.
public enum Severity: String, Sendable, Comparable, CaseIterable {
  /// The spec has no meaning as it stands.
  case error
  /// The spec has a meaning, which is probably not the intended one.
  case warning
  /// Something worth knowing.
  case note

  /// Errors come first.
  public static func < (left: Severity, right: Severity) -> Bool {
    let order: [Severity] = [.error, .warning, .note]
    return (order.firstIndex(of: left) ?? 0) < (order.firstIndex(of: right) ?? 0)
  }
}

/// A place that a diagnostic points at, with a few words about it.
public struct Label: Hashable, Sendable {
  /// The place.
  public let range: SourceRange
  /// What is to be seen there; may be empty for the main label.
  public let message: String

  /// Points at `range`.
  public init(_ range: SourceRange, _ message: String = "") {
    self.range = range
    self.message = message
  }
}

/// An edit that would mend what a diagnostic complains about.
public struct FixIt: Hashable, Sendable {
  /// What the edit does, as an instruction: "replace it with `captured`".
  public let message: String
  /// What is replaced; an empty range inserts.
  public let range: SourceRange
  /// What takes its place.
  public let replacement: String

  /// Replaces the text at `range`.
  public init(_ message: String, _ range: SourceRange, _ replacement: String) {
    self.message = message
    self.range = range
    self.replacement = replacement
  }
}

/// Something to tell the author of a spec, as data; `EnsureReport` renders it.
///
/// Wording: lower case, no full stop, the author's own words in backticks, and it says why.
public struct Diagnostic: Hashable, Sendable {
  /// Which kind of problem it is; `ensure explain` has a page on each.
  public let code: DiagnosticCode
  /// One sentence.
  public let message: String
  /// The place of the problem.
  public let primary: Label
  /// Other places that matter.
  public var secondary: [Label] = []
  /// Further sentences: why it is a problem, what to do.
  public var notes: [String] = []
  /// Edits that would mend it.
  public var fixIts: [FixIt] = []

  /// A diagnostic at `range`.
  public init(
    _ code: DiagnosticCode, _ message: String, at range: SourceRange, label: String = "",
    secondary: [Label] = [], notes: [String] = [], fixIts: [FixIt] = []
  ) {
    self.code = code
    self.message = Self.bounded(message)
    self.primary = Label(range, Self.bounded(label))
    self.secondary = secondary
    self.notes = notes
    self.fixIts = fixIts
  }

  /// A message quotes the author's words, which may be megabytes.
  private static func bounded(_ text: String) -> String {
    let most = 1_000
    if text.utf8.count <= most { return text }
    return String(text.unicodeScalars.prefix(most)) + "..."
  }

  /// How much it matters; the code decides.
  public var severity: Severity { code.severity }
}
