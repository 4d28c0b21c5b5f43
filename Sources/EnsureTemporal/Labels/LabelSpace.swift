/// A set of letters, as a node of the label space that made it. Equal sets are the same number.
struct Label: Hashable, Sendable {
  let index: Int32

  /// No letter.
  static let none = Label(index: 0)
  /// Every letter.
  static let all = Label(index: 1)
}

/// The sets of letters that the labels of some automata are: reduced ordered binary decision diagrams over the atomic
/// propositions (Bryant, IEEE Transactions on Computers 1986).
///
/// A class, since all automata of one translation share its nodes.
final class LabelSpace {
  private struct Node {
    let variable: Int32
    let low: Label
    let high: Label
  }

  private struct Remembered {
    var condition = Int32(-1)
    var then = Int32(0)
    var otherwise = Int32(0)
    var result = Int32(0)
  }

  private var nodes: [Node]
  private var table: [Int32]
  private var cache: [Remembered]

  init() {
    let end = Node(variable: .max, low: .none, high: .none)
    nodes = [end, end]
    table = [Int32](repeating: -1, count: 1 << 8)
    cache = [Remembered](repeating: Remembered(), count: 1 << 11)
  }

  /// How many nodes there are: what the space's memory is proportional to.
  var count: Int { nodes.count }

  /// The letters in which a proposition holds.
  func variable(_ number: Int) -> Label { node(Int32(number), low: .none, high: .all) }

  /// The number of the first proposition that a set depends on; `nil` for none and all letters.
  func topVariable(_ label: Label) -> Int? {
    label.index <= 1 ? nil : Int(nodes[Int(label.index)].variable)
  }

  /// The letters of the set without, and with, the proposition it first depends on.
  func branches(_ label: Label) -> (low: Label, high: Label) {
    let node = nodes[Int(label.index)]
    return (node.low, node.high)
  }

  /// What is in both sets.
  func intersection(_ left: Label, _ right: Label) -> Label {
    left.index < right.index ? choose(left, right, .none) : choose(right, left, .none)
  }

  /// What is in one set at least.
  func union(_ left: Label, _ right: Label) -> Label {
    left.index < right.index ? choose(left, .all, right) : choose(right, .all, left)
  }

  /// What is not in the set.
  func complement(_ label: Label) -> Label { choose(label, .none, .all) }

  /// What is in the first set only.
  func difference(_ left: Label, _ right: Label) -> Label { choose(right, .none, left) }

  /// Whether the second set has all of the first.
  func isSubset(_ left: Label, _ right: Label) -> Bool {
    left == right || left == .none || right == .all || difference(left, right) == .none
  }

  /// Whether no letter is in both.
  func isDisjoint(_ left: Label, _ right: Label) -> Bool { intersection(left, right) == .none }

  /// If-then-else: the letters of `then` that are in `condition`, and those of `otherwise` that are not.
  func choose(_ condition: Label, _ then: Label, _ otherwise: Label) -> Label {
    if condition == .all { return then }
    if condition == .none { return otherwise }
    if then == otherwise { return then }
    if then == .all, otherwise == .none { return condition }
    let slot = Self.slot(condition.index, then.index, otherwise.index, cache.count)
    let known = cache[slot]
    if known.condition == condition.index, known.then == then.index, known.otherwise == otherwise.index {
      return Label(index: known.result)
    }
    let top = min(
      nodes[Int(condition.index)].variable, nodes[Int(then.index)].variable,
      nodes[Int(otherwise.index)].variable)
    let low = choose(branch(condition, top, false), branch(then, top, false), branch(otherwise, top, false))
    let high = choose(branch(condition, top, true), branch(then, top, true), branch(otherwise, top, true))
    let result = node(top, low: low, high: high)
    cache[slot] = Remembered(
      condition: condition.index, then: then.index, otherwise: otherwise.index, result: result.index)
    return result
  }

  /// The letters that are in the set for one value at least of a proposition.
  func projection(_ label: Label, _ number: Int) -> Label {
    replacing(label) { $0 == number ? nil : self.variable($0) }
  }

  /// The set with each proposition replaced by a set of letters, or, where that is `nil`, left open: both values do.
  func replacing(_ label: Label, _ replacement: (Int) -> Label?) -> Label {
    var known: [Label: Label] = [:]
    func walk(_ label: Label) -> Label {
      guard let number = topVariable(label) else { return label }
      if let result = known[label] { return result }
      let (low, high) = branches(label)
      let (newLow, newHigh) = (walk(low), walk(high))
      let result = replacement(number).map { choose($0, newHigh, newLow) } ?? union(newLow, newHigh)
      known[label] = result
      return result
    }
    return walk(label)
  }

  /// Whether a letter is in the set; bit `i` of the letter stands for proposition `i`.
  func contains(_ letter: UInt64, _ label: Label) -> Bool {
    var place = label
    while place.index > 1 {
      let node = nodes[Int(place.index)]
      place = letter >> UInt64(node.variable) & 1 == 1 ? node.high : node.low
    }
    return place == .all
  }

  /// The numbers of the propositions that some sets depend on.
  func propositions(of labels: Set<Label>) -> Set<Int> {
    var found: Set<Int> = []
    var seen: Set<Label> = []
    var pending = Array(labels)
    while let label = pending.popLast() {
      guard let number = topVariable(label), seen.insert(label).inserted else { continue }
      found.insert(number)
      let (low, high) = branches(label)
      pending += [low, high]
    }
    return found
  }

  private func branch(_ label: Label, _ variable: Int32, _ isHigh: Bool) -> Label {
    let node = nodes[Int(label.index)]
    guard node.variable == variable else { return label }
    return isHigh ? node.high : node.low
  }

  private func node(_ variable: Int32, low: Label, high: Label) -> Label {
    if low == high { return low }
    var slot = Self.slot(variable, low.index, high.index, table.count)
    while table[slot] >= 0 {
      let known = nodes[Int(table[slot])]
      if known.variable == variable, known.low == low, known.high == high { return Label(index: table[slot]) }
      slot = (slot + 1) & (table.count - 1)
    }
    nodes.append(Node(variable: variable, low: low, high: high))
    let index = Int32(nodes.count - 1)
    table[slot] = index
    if nodes.count * 2 > table.count { grow() }
    return Label(index: index)
  }

  private func grow() {
    table = [Int32](repeating: -1, count: table.count * 4)
    for index in 2..<nodes.count {
      let node = nodes[index]
      var slot = Self.slot(node.variable, node.low.index, node.high.index, table.count)
      while table[slot] >= 0 { slot = (slot + 1) & (table.count - 1) }
      table[slot] = Int32(index)
    }
    if cache.count < 1 << 20 {
      cache = [Remembered](repeating: Remembered(), count: cache.count * 4)
    }
  }

  private static func slot(_ first: Int32, _ second: Int32, _ third: Int32, _ count: Int) -> Int {
    var hash = UInt64(UInt32(bitPattern: first)) &* 0x9E37_79B9_7F4A_7C15
    hash = (hash ^ UInt64(UInt32(bitPattern: second))) &* 0xC2B2_AE3D_27D4_EB4F
    hash = (hash ^ UInt64(UInt32(bitPattern: third))) &* 0xFF51_AFD7_ED55_8CCD
    return Int(truncatingIfNeeded: hash >> 33) & (count - 1)
  }
}
