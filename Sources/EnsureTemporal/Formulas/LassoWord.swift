/// An infinite word that ends in a loop: `stem` followed by `loop` again and again.
///
/// A letter says which atomic propositions hold: bit `i` stands for the proposition with the number `i`.
public struct LassoWord: Hashable, Sendable {
  /// What comes before the loop; may be empty.
  public let stem: [UInt64]
  /// What is repeated; never empty.
  public let loop: [UInt64]

  /// A word; `loop` has at least one letter.
  public init(stem: [UInt64], loop: [UInt64]) {
    precondition(!loop.isEmpty, "a word is infinite")
    self.stem = stem
    self.loop = loop
  }

  /// The same word with the loop unrolled some more times.
  func unrolled(_ times: Int) -> LassoWord {
    LassoWord(stem: stem + (0..<times).flatMap { _ in loop }, loop: loop)
  }
}
