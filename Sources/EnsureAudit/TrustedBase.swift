import EnsureModel

/// What an auditor has to trust, with its size. A test counts the lines again.
public enum TrustedBase {
  /// A room whose mistakes could make the kernel accept something false.
  public struct Part: Sendable {
    /// The target's name.
    public let name: String
    /// Lines of its sources that are neither empty nor comments.
    public let lines: Int
    /// What it is for.
    public let role: String
  }

  /// The parts, from the text to the kernel.
  public static let parts = [
    Part(name: "EnsureSyntax", lines: 4828, role: "reads the text"),
    Part(name: "EnsureSemantics", lines: 9294, role: "says what the text means"),
    Part(name: "EnsureHorn", lines: 1227, role: "says what Horn clauses mean"),
    Part(name: "EnsureModel", lines: 6577, role: "the model, and the interpreter that replays witnesses"),
    Part(name: "EnsureObligations", lines: 4781, role: "what has to be shown"),
    Part(name: "EnsureKernel", lines: 2008, role: "checks that it was shown"),
    Part(name: "EnsureFiles", lines: 82, role: "reads files"),
    Part(name: "EnsureAudit", lines: 269, role: "says what was checked"),
  ]

  /// The parts on which the meaning of a system rests that is written in a language.
  static func parts(for language: TransitionSystem.Language) -> [Part] {
    let other = language == .ensure ? "EnsureHorn" : "EnsureSemantics"
    return parts.filter { $0.name != other }
  }
}
