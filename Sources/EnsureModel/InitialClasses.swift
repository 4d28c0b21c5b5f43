/// Initial states, one for all those that differ only where nobody looks.
///
/// Whoever runs something from a state and says which of its places mattered is not given another state that agrees
/// with it there. The states come in the order of `InitialStates`, each the first of its class.
public struct InitialClasses: Sendable {
  /// States that are still to be looked at: for each list of choices of a world, the positions that are left.
  private struct Box {
    let world: Int
    let choices: [[Int]]
    /// The first state.
    var first: [Int] { choices.map { $0[0] } }
  }

  private let states: InitialStates
  private var boxes: [Box] = []
  private var present: Box?

  /// All classes of `states`.
  public init(_ states: InitialStates) {
    self.states = states
    for (world, content) in states.worlds.enumerated() where content.choices.allSatisfy({ !$0.isEmpty }) {
      boxes.append(Box(world: world, choices: content.choices.map { Array($0.indices) }))
    }
  }

  /// The first state of the next class; nil if there is none.
  public mutating func next() -> State? {
    let order = boxes.indices.min { left, right in
      let (one, other) = (boxes[left], boxes[right])
      if one.world != other.world { return one.world < other.world }
      return one.first.lexicographicallyPrecedes(other.first)
    }
    guard let order else { return nil }
    let box = boxes.remove(at: order)
    present = box
    let (base, choices) = states.worlds[box.world]
    var state = base
    for (position, list) in zip(box.first, choices) {
      for (slot, value) in list[position] { state.values[slot] = value }
    }
    return state
  }

  /// Says which places of the last state mattered, so that all states that agree with it there are done. Without it
  /// none of the states that it was the first of is looked at.
  public mutating func split(at places: Set<Int>) {
    guard let box = present else { return }
    present = nil
    var rest = box.choices
    for (position, left) in box.choices.enumerated() {
      let list = states.worlds[box.world].choices[position]
      // All choices of a list are for the same places, in the same order.
      let first = list[left[0]]
      let read = first.indices.filter { places.contains(first[$0].slot) }
      if read.isEmpty { continue }
      var (alike, others): ([Int], [Int]) = ([], [])
      for choice in left {
        let values = list[choice]
        if read.allSatisfy({ values[$0].value == first[$0].value }) {
          alike.append(choice)
        } else {
          others.append(choice)
        }
      }
      if !others.isEmpty {
        var choices = rest
        choices[position] = others
        boxes.append(Box(world: box.world, choices: choices))
      }
      rest[position] = alike
    }
  }
}
