/// How tightly the operators of the language bind; `Grammar/ensure.ebnf` says the same. An operand that binds less
/// tightly than its place asks for stands in parentheses.
enum Binding: Int, Comparable {
  /// `iff`, `xor`, and `if ... then ... else`, which has no end of its own.
  case equivalence
  case implication
  case disjunction
  case conjunction
  /// `until`, `unless`, `since`.
  case binaryTemporal
  /// `not`, `always`, `all(...)` and the like.
  case unary
  case comparison
  case additive
  case multiplicative
  /// `2.9% of x rounded down`.
  case share
  case negation
  case postfix

  static func < (left: Binding, right: Binding) -> Bool { left.rawValue < right.rawValue }

  /// The next tighter one.
  var tighter: Binding { Binding(rawValue: rawValue + 1) ?? .postfix }
}

/// A piece of text and how tightly its outermost operator binds.
struct BoundText {
  let text: String
  let binding: Binding

  init(_ text: String, _ binding: Binding) {
    self.text = text
    self.binding = binding
  }

  /// The text in a place that asks for `place`.
  func at(_ place: Binding) -> String { binding < place ? "(\(text))" : text }
}
