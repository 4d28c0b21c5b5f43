/// What a file may need, so that no file takes long to be refused.
enum HornLimits {
  /// Bytes of the file.
  static let bytes = 16 << 20
  /// Parentheses inside one another.
  static let nesting = 1_500
  /// Digits of a number.
  static let digits = 10_000
  /// Terms that reading the file may make.
  static let terms = 1 << 20
  /// How deep a term may be.
  static let depth = 1_000
  /// Nodes of a term that is written out as a tree: the interpreter evaluates it so.
  static let size = 1 << 22
  /// Arguments of a predicate, and variables of a clause.
  static let variables = 2_000
  /// Clauses of a problem.
  static let clauses = 2_000
}
