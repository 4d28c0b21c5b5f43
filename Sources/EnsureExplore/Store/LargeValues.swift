import EnsureModel

/// The values that do not fit into a state's word: each is stored once, and the word tells where.
struct LargeValues {
  private var values: [Integer] = []
  private var positions: [Integer: Int] = [:]

  /// Whether there is a value of so many bits that the next ones would soon fill the memory: one that is squared by
  /// each step doubles its digits with each.
  private(set) var isEnormous = false
  private static let enormous = 1 << 16

  var isEmpty: Bool { values.isEmpty }

  /// The word that stands for a value.
  mutating func word(_ value: Integer) -> Int32 {
    if let small = value.asInt, small < StateWord.limit, small > -StateWord.limit { return Int32(small) }
    if let known = positions[value] { return Int32(StateWord.limit + known) }
    if value.magnitudeBits > Self.enormous { isEnormous = true }
    positions[value] = values.count
    values.append(value)
    return Int32(StateWord.limit + values.count - 1)
  }

  /// The value that a word stands for.
  func value(_ word: Int32) -> Integer {
    StateWord.isTagged(word) ? values[Int(word) - StateWord.limit] : Integer(Int(word))
  }
}
