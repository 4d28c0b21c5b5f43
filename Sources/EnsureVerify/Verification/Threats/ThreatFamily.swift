import EnsureModel

/// The combinations of a system's threats, divided by what is known to break a property: a combination is *open* if it
/// contains no breaking one.
struct ThreatFamily {
  /// How many threats there are.
  let count: Int
  /// The breaking combinations, without those that contain others.
  private(set) var breaking: [Set<ThreatID>] = []

  /// All combinations of so many threats, none of them breaking.
  init(count: Int) { self.count = count }

  /// Notes that a combination breaks the property.
  mutating func add(_ threats: Set<ThreatID>) {
    guard isOpen(threats) else { return }
    breaking.removeAll(where: threats.isSubset)
    breaking.append(threats)
  }

  /// Whether it contains no breaking combination.
  func isOpen(_ threats: Set<ThreatID>) -> Bool { !breaking.contains { $0.isSubset(of: threats) } }

  /// The open combinations of `size` threats, in order; nil if there are more than `limit`.
  func open(size: Int, limit: Int) -> [Set<ThreatID>]? {
    var found: [Set<ThreatID>] = []
    /// Whether there were not too many.
    func extend(_ chosen: Set<ThreatID>, from first: Int) -> Bool {
      guard isOpen(chosen) else { return true }
      if chosen.count == size {
        found.append(chosen)
        return found.count <= limit
      }
      for index in first..<count where count - index >= size - chosen.count {
        if !extend(chosen.union([ThreatID(index)]), from: index + 1) { return false }
      }
      return true
    }
    return extend([], from: 0) ? found : nil
  }

  /// The open combinations that no other open one contains; nil if there are more than `limit`. Each leaves out one threat
  /// at least of every breaking combination, and no more than that takes.
  func largest(limit: Int) -> [Set<ThreatID>]? {
    var omissions: [Set<ThreatID>] = [[]]
    for threats in breaking {
      var next = omissions.filter { !$0.isDisjoint(with: threats) }
      for omission in omissions where omission.isDisjoint(with: threats) {
        for threat in threats.sorted() {
          let larger = omission.union([threat])
          if !next.contains(where: larger.isSuperset) { next.append(larger) }
        }
      }
      omissions = next
      if omissions.count > limit { return nil }
    }
    let all = Set((0..<count).map { ThreatID($0) })
    return omissions.map { all.subtracting($0) }
  }
}
