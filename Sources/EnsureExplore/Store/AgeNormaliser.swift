import EnsureModel

/// Does to a row what `Interpreter.normalised` does to a state: shortens the gaps between past instants that
/// nothing tells apart. A class, since it owns the memory that it sorts in.
final class AgeNormaliser {
  private let slots: [Int]
  private let longest: Int32
  private let past: UnsafeMutablePointer<Int32>
  private let moved: UnsafeMutablePointer<Int32>

  /// Nil if there is nothing to do.
  init?(_ interpreter: Interpreter) {
    guard interpreter.world.system.hasTime, let horizon = interpreter.horizon,
      let ticks = horizon.ticks.asInt, ticks < StateWord.limit - 1, !interpreter.layout.instantSlots.isEmpty
    else { return nil }
    slots = interpreter.layout.instantSlots
    longest = Int32(ticks + 1)
    past = .allocate(capacity: slots.count)
    moved = .allocate(capacity: slots.count)
  }

  deinit {
    past.deallocate()
    moved.deallocate()
  }

  /// Normalises a row; says whether it changed.
  func normalise(_ row: UnsafeMutablePointer<Int32>) -> Bool {
    var count = 0
    for slot in slots where row[slot] < 0 {
      // Sorted, latest first, each once.
      let instant = row[slot]
      var place = count
      while place > 0, past[place - 1] < instant { place -= 1 }
      if place > 0, past[place - 1] == instant { continue }
      for index in stride(from: count, to: place, by: -1) { past[index] = past[index - 1] }
      past[place] = instant
      count += 1
    }
    var (old, new): (Int32, Int32) = (0, 0)
    var isChanged = false
    for index in 0..<count {
      new -= min(old - past[index], longest)
      old = past[index]
      moved[index] = new
      isChanged = isChanged || new != old
    }
    guard isChanged else { return false }
    for slot in slots where row[slot] < 0 {
      for index in 0..<count where past[index] == row[slot] {
        row[slot] = moved[index]
        break
      }
    }
    return true
  }
}
