/// How much of a system a bounded search looks at.
public struct Scope: Hashable, Sendable {
  /// How many instances of each entity, by `EntityID.index`. For a role with ranks: how many principals of each
  /// rank. For a keyed entity the number follows from its keys and the entry is ignored.
  public var instances: [Int]
  /// The values that an integer parameter, chosen value or initial value may take where its own type does not
  /// bound it, by unit.
  public var values: [Unit: ValueSet]
  /// The same for one declared name (`Order.total`, `place.total`, `Cap`), where that is more precise.
  public var named: [String: ValueSet]
  /// By how many ticks time may pass in one step; empty if the system has no time.
  public var delays: ValueSet

  /// A scope with these numbers.
  public init(
    instances: [Int], values: [Unit: ValueSet] = [:], named: [String: ValueSet] = [:],
    delays: ValueSet = ValueSet([])
  ) {
    self.instances = instances
    self.values = values
    self.named = named
    self.delays = delays
  }

  /// Whether it has at least as many instances of everything.
  public func covers(_ other: Scope) -> Bool {
    zip(instances, other.instances).allSatisfy { $0 >= $1 }
  }
}

/// A finite set of integers, written as disjoint ascending ranges: `-1..2, 4999..5001`.
public struct ValueSet: Hashable, Sendable {
  /// The ranges, ascending, neither overlapping nor touching.
  public let ranges: [ClosedRange<Int>]

  /// The union of `ranges`, in any order.
  public init(_ ranges: [ClosedRange<Int>]) {
    var merged: [ClosedRange<Int>] = []
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let last = merged.last, last.upperBound == Int.max || range.lowerBound <= last.upperBound + 1 {
        merged[merged.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
      } else {
        merged.append(range)
      }
    }
    self.ranges = merged
  }

  /// How many values there are; `Int.max` if more.
  public var count: Int {
    var sum = 0
    for range in ranges {
      let (width, overflow) = range.upperBound.subtractingReportingOverflow(range.lowerBound)
      let (next, more) = sum.addingReportingOverflow(width)
      if overflow || more || next == Int.max { return Int.max }
      sum = next + 1
    }
    return sum
  }

  /// The values, by absolute value, positive first: the order in which a search prefers them.
  public var values: [Int] {
    ranges.flatMap(Array.init).sorted {
      $0.magnitude != $1.magnitude ? $0.magnitude < $1.magnitude : $0 > $1
    }
  }

  /// Whether `value` is one of them.
  public func contains(_ value: Int) -> Bool { ranges.contains { $0.contains(value) } }
}
