/// Why a scope has no initial states that can be enumerated.
public enum InitialError: Error, Hashable, Sendable {
  /// A range is missing or too large.
  case range(RangeError)
  /// A given initial value has no value.
  case undefined(Undefined)
  /// No value is allowed: for the globals (nil) or for an instance of the entity. The spec is wrong.
  case unsatisfiable(EntityID?)
}

/// The initial states of a scope, made one by one.
///
/// Parameters and globals are chosen first, then persons, then each instance by itself. Of the maps from
/// principals to persons only one of each shape is listed: in order of the principals, each is either one of the
/// persons so far or the next new one.
public struct InitialStates: Sequence, Sendable {
  /// Values for some places of a state.
  typealias Choice = [(slot: Int, value: Integer)]

  /// For each choice of the globals: the state with these, and the choices for everything else.
  let worlds: [(base: State, choices: [[Choice]])]

  /// How many there are; `Int.max` if more.
  public var count: Int {
    var sum = 0
    for (_, choices) in worlds {
      var product = 1
      for choice in choices {
        let (next, overflow) = product.multipliedReportingOverflow(by: choice.count)
        if overflow { return Int.max }
        product = next
      }
      let (next, overflow) = sum.addingReportingOverflow(product)
      if overflow { return Int.max }
      sum = next
    }
    return sum
  }

  /// Goes through the states, the last instance's values fastest.
  public struct Iterator: IteratorProtocol {
    let worlds: [(base: State, choices: [[Choice]])]
    var world = 0
    /// The position in each list of choices; nil before the first state of a world.
    var positions: [Int]?

    /// The next state.
    public mutating func next() -> State? {
      while world < worlds.count {
        let (base, choices) = worlds[world]
        if advance(choices), let positions {
          var state = base
          for (position, list) in zip(positions, choices) {
            for (slot, value) in list[position] { state.values[slot] = value }
          }
          return state
        }
        world += 1
        positions = nil
      }
      return nil
    }

    /// Moves on to the next positions; false behind the last ones.
    private mutating func advance(_ choices: [[Choice]]) -> Bool {
      guard var current = positions else {
        positions = choices.map { _ in 0 }
        return choices.allSatisfy { !$0.isEmpty }
      }
      for digit in choices.indices.reversed() {
        current[digit] += 1
        if current[digit] < choices[digit].count {
          positions = current
          return true
        }
        current[digit] = 0
      }
      return false
    }
  }

  /// Starts from the first state.
  public func makeIterator() -> Iterator { Iterator(worlds: worlds) }
}
