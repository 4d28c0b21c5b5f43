public import EnsureSyntax

/// Why a file is no Horn problem that Ensure reads.
public struct HornError: Error, Hashable, Sendable {
  /// What is wrong, and where.
  public let diagnostic: Diagnostic

  init(_ code: DiagnosticCode, _ message: String, _ range: SourceRange, notes: [String] = []) {
    diagnostic = Diagnostic(code, message, at: range, notes: notes)
  }
}
