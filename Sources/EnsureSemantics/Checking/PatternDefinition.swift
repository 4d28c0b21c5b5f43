import EnsureSyntax

/// What the checker knows of a pattern: a temporal formula with parameters, put in place where a property uses it.
struct PatternDefinition {
  let name: String
  /// The declaration.
  let node: Syntax
  /// Where its name stands.
  let range: SourceRange
  /// Its parameters; one without a type is a formula.
  var parameters: [LocalID] = []
  /// The patterns that its body uses, with the place.
  var uses: [(pattern: Int, range: SourceRange)] = []
  /// Whether something is wrong with it that has been complained about, so that its uses are not spoken of. It is
  /// until its head has been read: one that has another's name has none.
  var isBroken = true
  /// Parameters that bound an operator of time, so that what stands for them must be constant.
  var bounds: Set<LocalID> = []
  /// How many parts the body has, with all patterns in it put in place.
  var size = 1
  /// How many parts the body has as it is written; they are read at each use, also those that nothing comes of.
  var written = 1
  /// How often each parameter stands in it.
  var occurrences: [Int] = []
  /// How many parts stand inside each other, at most.
  var depth = 1
}

extension TypedExpression {
  /// How many parts the expression has.
  var size: Int { children.reduce(1) { $0 + $1.size } }

  /// How many parts stand inside each other, at most.
  var depth: Int { 1 + (children.map(\.depth).max() ?? 0) }
}
