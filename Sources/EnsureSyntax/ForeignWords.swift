/// Words as other tools and textbooks write them, with ours.
///
/// They may be names in a spec: only where nothing else fits is one taken for what it means elsewhere.
public enum ForeignWords {
  private static let prefixes = [
    "sometime": "eventually", "sometimes": "eventually", "someday": "eventually", "finally": "eventually",
    "F": "eventually", "globally": "always", "henceforth": "always", "forever": "always", "G": "always",
    "never": "always not", "X": "next", "nexttime": "next", "H": "historically", "O": "once", "Y": "previously",
    "yesterday": "previously",
  ]
  private static let infixes = ["U": "until", "W": "unless", "S": "since"]

  /// What others begin a guard with that stands among the statements.
  static let guards: Set = [
    "require", "assert", "assume", "guard", "check", "when", "pre", "precondition", "ensure",
  ]

  /// What we write for an operator in front of an expression; nil for a word that we know nothing of.
  public static func prefix(_ word: String) -> String? { prefixes[word] }

  /// What we write for an operator between two expressions; nil for a word that we know nothing of.
  static func infix(_ word: String) -> String? { infixes[word] }
}
