/// The decisions of one run through something that has several ways to go. Running again and again, until there is no
/// next run, goes all ways, each once, in a fixed order.
struct Alternatives: Sendable {
  private var decisions: [(taken: Int, outOf: Int)] = []
  private var position = 0

  /// One of `count` ways; `count` is at least 1.
  mutating func decide(outOf count: Int) -> Int {
    if count == 1 { return 0 }
    defer { position += 1 }
    if position == decisions.count { decisions.append((0, count)) }
    return decisions[position].taken
  }

  /// Starts the same run over again.
  mutating func rewind() { position = 0 }

  /// Starts the next run; false if there is none.
  mutating func advance() -> Bool {
    position = 0
    while let last = decisions.last {
      if last.taken + 1 < last.outOf {
        decisions[decisions.count - 1].taken += 1
        return true
      }
      decisions.removeLast()
    }
    return false
  }

  /// The ways taken so far.
  var path: [Int] { decisions.map(\.taken) }
}
