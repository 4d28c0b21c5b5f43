import EnsureModel

extension StateSpace {
  /// How many initial states there may be, and how many are looked through to find them.
  static let initialLimit = 1 << 20

  /// The initial states. Of those that differ only in what nothing reads and nothing changes (which person a
  /// principal is, in a system that never asks), the first one.
  func initialStates() throws(ExploreError) -> [State] {
    let all: EnsureModel.InitialStates
    do { all = try interpreter.initialStates() } catch { throw ExploreError(error) }
    let fixed = unreadSlots
    if all.count > Self.initialLimit { throw .tooLarge("initial states", limit: Self.initialLimit) }
    var found: [State] = []
    var seen: Set<State> = []
    for state in all {
      var projection = state
      for slot in fixed { projection.values[slot] = 0 }
      if fixed.isEmpty || seen.insert(projection).inserted { found.append(state) }
    }
    return found
  }
}

extension GroundBank {
  /// Which places of a state some ground term reads.
  func readSlots(count: Int) -> [Bool] {
    var isRead = [Bool](repeating: false, count: count)
    for node in nodes {
      switch node.op {
      case .slot: isRead[node.value] = true
      case .lookup: for slot in tables[node.value] { isRead[Int(slot)] = true }
      default: break
      }
    }
    return isRead
  }
}

extension Layout {
  /// Whether steps may change what lies at a place.
  func isMutable(_ place: Place) -> Bool {
    switch place {
    case .field(let field, _): system.fields[field.index].isMutable
    case .global(let global): system.globals[global.index].isMutable
    case .start: true
    }
  }
}
