extension LabelSpace {
  /// Splits all letters into classes so that each of the given sets is a union of classes. Letters of the first set come
  /// first, among these those of the second one, and so on.
  func classes(of labels: [Label]) -> [Label] {
    var seen: Set<Label> = [.all, .none]
    return partition(labels.filter { seen.insert($0).inserted }) { _ in }.map(\.letters)
  }

  /// All letters, by which of some sets they are in.
  ///
  /// - Parameter check: told how many classes some of the letters come to; what it throws ends the work.
  func partition<Failure: Error>(_ sets: [Label], _ check: (Int) throws(Failure) -> Void) throws(Failure)
    -> [LetterClass]
  {
    var splitting = LetterSplitting(space: self)
    let open = sets.enumerated().map { LetterSplitting.Open(set: $0.offset, rest: $0.element) }
    return try splitting.classes(open, check).sorted { LetterClass.precedes($0.sets, $1.sets) }
  }
}

/// The letters that are in some sets and in no others.
struct LetterClass {
  /// The positions of the sets, ascending.
  let sets: [Int]
  /// The letters: at least one.
  let letters: Label

  /// What is in an earlier set comes earlier.
  fileprivate static func precedes(_ left: [Int], _ right: [Int]) -> Bool {
    for (one, other) in zip(left, right) where one != other { return one < other }
    return left.count > right.count
  }
}

/// Tells letters apart by the sets that they are in, proposition by proposition: behind a few propositions few sets are left,
/// where they have not much to do with each other. To split one class after the other by each set takes the square of that.
private struct LetterSplitting {
  private let space: LabelSpace
  private var known: [[Open]: [LetterClass]] = [:]
  /// How many classes are known.
  private var kept = 0

  /// How many are kept at most.
  private static let mostKept = 1 << 20

  init(space: LabelSpace) { self.space = space }

  /// A set of which it is not decided yet whether letters are in it.
  struct Open: Hashable {
    let set: Int
    let rest: Label
  }

  mutating func classes<Failure: Error>(_ open: [Open], _ check: (Int) throws(Failure) -> Void) throws(Failure)
    -> [LetterClass]
  {
    let (decided, rest) = settled(open)
    guard let top = rest.compactMap({ space.topVariable($0.rest) }).min() else {
      return [LetterClass(sets: decided, letters: .all)]
    }
    var found = known[rest]
    if found == nil {
      let low = try classes(branches(rest, at: top, isHigh: false), check)
      let high = try classes(branches(rest, at: top, isHigh: true), check)
      let joined = join(low, high, at: top)
      try check(joined.count)
      if kept > Self.mostKept { (known, kept) = ([:], 0) }
      kept += joined.count
      known[rest] = joined
      found = joined
    }
    let classes = found ?? []
    if decided.isEmpty { return classes }
    return classes.map { LetterClass(sets: ($0.sets + decided).sorted(), letters: $0.letters) }
  }

  /// The sets that all letters are in, and those of which it is open.
  private func settled(_ open: [Open]) -> (decided: [Int], rest: [Open]) {
    (open.filter { $0.rest == .all }.map(\.set), open.filter { $0.rest != .all && $0.rest != .none })
  }

  /// What is left of sets for one value of a proposition.
  private func branches(_ open: [Open], at top: Int, isHigh: Bool) -> [Open] {
    open.map { one in
      guard space.topVariable(one.rest) == top else { return one }
      let (low, high) = space.branches(one.rest)
      return Open(set: one.set, rest: isHigh ? high : low)
    }
  }

  /// The classes of letters without and with a proposition as one.
  private func join(_ low: [LetterClass], _ high: [LetterClass], at top: Int) -> [LetterClass] {
    var found: [[Int]: (low: Label, high: Label)] = [:]
    for part in low { found[part.sets] = (part.letters, .none) }
    for part in high { found[part.sets, default: (.none, .none)].high = part.letters }
    let variable = space.variable(top)
    return found.map { sets, letters in
      LetterClass(sets: sets, letters: space.choose(variable, letters.high, letters.low))
    }
  }
}
