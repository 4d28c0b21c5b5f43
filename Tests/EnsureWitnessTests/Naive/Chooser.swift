/// Goes through all ways in which something with choices can turn out: it is run again and again, and each run
/// takes other choices.
struct Chooser {
  private var taken: [(choice: Int, count: Int)] = []
  private var position = 0

  /// One of `count` possibilities, from 0.
  mutating func choose(_ count: Int) -> Int {
    defer { position += 1 }
    if position < taken.count { return taken[position].choice }
    taken.append((0, count))
    return 0
  }

  /// Moves on to the next way; false if there is none.
  mutating func advance() -> Bool {
    position = 0
    while let last = taken.popLast() {
      if last.choice + 1 < last.count {
        taken.append((last.choice + 1, last.count))
        return true
      }
    }
    return false
  }
}
