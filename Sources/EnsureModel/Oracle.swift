/// The values that undefined terms take in a forged step (SEMANTICS, rules 3 and 23), in order of evaluation.
///
/// Each evaluation takes a value of its own, so the attacker is never held to an earlier one.
struct Oracle: Sendable {
  let tape: [Integer]
  private(set) var position = 0

  init(_ tape: [Integer]) { self.tape = tape }

  /// The next value; nil if the tape has none.
  mutating func next() -> Integer? {
    guard position < tape.count else { return nil }
    position += 1
    return tape[position - 1]
  }
}

/// Why an evaluation ends without a value.
enum Interruption: Error {
  /// A term has no value.
  case undefined(Undefined)
  /// The oracle's tape has no value for something arbitrary of this type.
  case exhausted(ValueType)
  /// The oracle's tape has a value that is none of this type.
  case illTyped(ValueType)
}
