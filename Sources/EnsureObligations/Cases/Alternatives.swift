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
    // The same decisions before lead to the same ones behind; were it otherwise, cases could be missed.
    guard decisions[position].outOf == count else {
      isConsistent = false
      return 0
    }
    return decisions[position].taken
  }

  /// Whether each run has met the same decisions as the one before, as far as it went the same ways.
  private(set) var isConsistent = true

  /// How many decisions the run has taken so far.
  var count: Int { position }

  /// Starts the same run over again, with the first so many decisions.
  mutating func rewind(to count: Int) {
    decisions.removeLast(max(0, decisions.count - count))
    position = 0
  }

  /// Whether this run takes all decisions that another one has taken so far.
  func goesTheSameWay(as other: Alternatives) -> Bool {
    decisions.count > other.position
      && zip(decisions, other.decisions.prefix(other.position)).allSatisfy { $0 == $1 }
  }

  /// This run, where another one is that has gone the same way.
  func goingOn(from other: Alternatives) -> Alternatives {
    var result = self
    result.position = other.position
    return result
  }

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
