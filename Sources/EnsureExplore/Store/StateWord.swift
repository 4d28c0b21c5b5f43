/// How a value lies in a state of the search: as itself where it is small, else as a tagged position in a table
/// of large values. A state that holds a large value is left to the interpreter.
enum StateWord {
  /// Small values are less than this in magnitude.
  static let limit = 1 << 30

  /// Whether the word stands for a large value.
  @inline(__always) static func isTagged(_ word: Int32) -> Bool { word >= Int32(limit) }
}
