/// One way to satisfy a formula: what has to hold now, what from the next position on, and which eventualities are put
/// off by it.
struct Alternative: Hashable {
  /// The letters that are allowed now.
  var label: Label
  /// The formulas whose conjunction has to hold from the next position on: sorted, each once.
  var next: [TemporalFormula]
  /// The eventualities that were promised and not kept now; the bits are their numbers.
  var promises: Marks

  /// Whether it allows everything.
  var asksForNothing: Bool { label == .all && next.isEmpty && promises.isEmpty }

  /// Whether taking this one is never worse, for the letters that both allow.
  func dominates(_ other: Alternative) -> Bool {
    promises.isSubset(of: other.promises) && Self.isSubset(next, other.next)
  }

  /// Whether a sorted list is part of another.
  private static func isSubset(_ left: [TemporalFormula], _ right: [TemporalFormula]) -> Bool {
    guard left.count <= right.count else { return false }
    var place = 0
    for element in left {
      while place < right.count, right[place] < element { place += 1 }
      guard place < right.count, right[place] == element else { return false }
    }
    return true
  }
}

extension [Alternative] {
  /// Without what another alternative does better; those with the same consequences are one.
  func pruned(_ space: LabelSpace) -> [Alternative] {
    var joined: [Alternative] = []
    var places: [Consequence: Int] = [:]
    // Few are compared one by one, which takes less time than to hash them.
    let areFew = count <= 8
    for alternative in self where alternative.label != .none {
      let consequence = Consequence(next: alternative.next, promises: alternative.promises)
      let known =
        areFew
        ? joined.firstIndex { $0.promises == consequence.promises && $0.next == consequence.next }
        : places[consequence]
      if let place = known {
        joined[place].label = space.union(joined[place].label, alternative.label)
      } else {
        if !areFew { places[consequence] = joined.count }
        joined.append(alternative)
      }
    }
    guard joined.count > 1, !joined.haveLettersOfTheirOwn(space) else { return joined }
    let outlines = joined.map(Outline.init)
    return joined.indices.compactMap { index in
      var result = joined[index]
      for (other, outline) in outlines.enumerated()
      where other != index && outline.mayDominate(outlines[index]) && joined[other].dominates(result) {
        result.label = space.difference(result.label, joined[other].label)
        if result.label == .none { return nil }
      }
      return result
    }
  }

  /// Whether no letter belongs to two of them, so that none is in another one's way.
  private func haveLettersOfTheirOwn(_ space: LabelSpace) -> Bool {
    var taken = Label.none
    for alternative in self {
      guard space.isDisjoint(taken, alternative.label) else { return false }
      taken = space.union(taken, alternative.label)
    }
    return true
  }
}

/// What tells most pairs apart of which neither dominates the other, without a look at their formulas.
private struct Outline {
  let promises: Marks
  /// A bit for the number of each formula that comes next, modulo 64.
  let next: UInt64

  init(_ alternative: Alternative) {
    promises = alternative.promises
    next = alternative.next.reduce(0) { $0 | 1 << (UInt64(truncatingIfNeeded: $1.index) & 63) }
  }

  /// `false` where `dominates` is.
  func mayDominate(_ other: Outline) -> Bool {
    next & ~other.next == 0 && promises.isSubset(of: other.promises)
  }
}

private struct Consequence: Hashable {
  let next: [TemporalFormula]
  let promises: Marks
}
