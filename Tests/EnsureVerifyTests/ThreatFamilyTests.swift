import EnsureModel
import Testing

@testable import EnsureVerify

/// Combinations of threats: compared with all of them, one by one.
@Suite struct ThreatFamilyTests {
  private static func set(_ bits: Int) -> Set<ThreatID> {
    Set((0..<6).filter { bits >> $0 & 1 == 1 }.map { ThreatID($0) })
  }

  @Test(arguments: 0..<200)
  func whatIsOpenContainsNothingBreaking(_ seed: Int) {
    var random = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 | 1
    func next(_ end: Int) -> Int {
      random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(random >> 33) % end
    }
    let count = next(6) + 1
    let broken = (0..<next(6)).map { _ in Self.set(next(1 << count)) }
    var family = ThreatFamily(count: count)
    for threats in broken { family.add(threats) }
    let all = (0..<1 << count).map(Self.set)
    let open = Set(all.filter { one in !broken.contains { $0.isSubset(of: one) } })
    let minimal = Set(broken.filter { one in !broken.contains { $0.isStrictSubset(of: one) } })
    #expect(Set(family.breaking) == minimal)
    #expect(family.breaking.count == minimal.count)
    for size in 0...count {
      let found = family.open(size: size, limit: 100)
      #expect(found.map { Set($0) } == open.filter { $0.count == size })
      #expect(found?.count == found.map { Set($0).count })
      if let found, !found.isEmpty { #expect(family.open(size: size, limit: found.count - 1) == nil) }
    }
    let largest = family.largest(limit: 100)
    #expect(largest.map { Set($0) } == open.filter { one in !open.contains { $0.isStrictSuperset(of: one) } })
    #expect(largest?.count == largest.map { Set($0).count })
    if let largest, largest.count > 1 { #expect(family.largest(limit: 0) == nil) }
  }

  // MARK: What cells come to

  private static let property = PropertyID(0)

  private func violation(_ length: Int) -> Violation {
    let step = TraceStep(
      event: .delay(1), principal: nil, threats: [], brokenHonesty: [], arbitrary: [], state: State(values: []))
    let trace = Trace(
      scope: Scope(instances: []), threats: [], initial: State(values: []),
      steps: Array(repeating: step, count: length))
    return Violation(trace: trace, failure: .property([]))
  }

  private func held(_ depth: Int) -> Verdict {
    .held(Bound(depth: depth, isExhaustive: false, scope: Scope(instances: [])))
  }

  private func judge(_ verdicts: [[Int]: Verdict], _ count: Int, limit: Int = 100) -> MinimalThreats {
    let cells = verdicts.map { threats, verdict in
      Cell(property: Self.property, threats: Set(threats.map { ThreatID($0) }), verdict: verdict)
    }
    let other = Cell(property: PropertyID(1), threats: [], verdict: .violated(violation(9)))
    return MinimalThreats(of: Self.property, in: cells + [other], threats: count, limit: limit)
  }

  private func numbers(_ found: MinimalThreats) -> [[Int]] {
    found.breaking.map { $0.threats.map(\.index).sorted() }
  }

  @Test func theSmallestAreShownAndTheRestIsBounded() {
    let found = judge(
      [
        []: held(12), [0]: .violated(violation(2)), [1]: held(9), [2]: held(12),
        [1, 2]: .violated(violation(4)),
        [0, 1]: .violated(violation(2)), [0, 1, 2]: .violated(violation(2)),
      ], 3)
    #expect(numbers(found) == [[0], [1, 2]])
    #expect(found.breaking.map(\.violation.trace.steps.count) == [2, 4])
    #expect(found.others == .safe(depth: 9, size: nil))
    #expect(found.undecided.isEmpty)
  }

  @Test func whatIsProvedUnderAllIsProvedUnderFewer() {
    let found = judge([[]: held(3), [0, 1, 2]: .proved], 3)
    #expect(numbers(found) == [])
    #expect(found.others == .safe(depth: nil, size: nil))
    #expect(
      judge([[]: held(12), [0]: .violated(violation(1)), [1, 2]: .proved], 3).others
        == .safe(depth: nil, size: nil))
    #expect(judge([[]: held(12), [0, 1, 2]: held(7)], 3).others == .safe(depth: 7, size: nil))
    // What a larger combination does not show to so great a depth the smaller one may.
    #expect(judge([[]: held(12), [0]: held(7)], 1).others == .safe(depth: 7, size: nil))
  }

  @Test func theHonestWorldBreaksEverything() {
    let found = judge([[]: .violated(violation(3)), [0]: .violated(violation(1))], 4)
    #expect(numbers(found) == [[]])
    #expect(found.others == .none)
  }

  @Test func whatNobodyHasLookedAtIsSaid() {
    #expect(judge([[]: held(5), [0]: held(4), [1]: held(6)], 2).others == .safe(depth: 4, size: 1))
    #expect(judge([[]: .proved, [0]: .proved, [1]: .proved], 2).others == .safe(depth: nil, size: 1))
    #expect(judge([[]: held(5), [0]: held(4)], 2).others == .safe(depth: 4, size: 0))
    #expect(judge([:], 2).others == .unknown)
    #expect(judge([[0]: .violated(violation(1))], 1).others == .unknown)
    // Too many to go through: all of two threats.
    #expect(
      judge([[]: held(5), [0, 1]: held(5), [2, 3]: held(5)], 4, limit: 5).others == .safe(depth: 5, size: 1))
  }

  @Test func whatIsUndecidedIsSaid() {
    let found = judge([[]: .unknown("crashed"), [0]: held(5), [1]: .unknown("time")], 2)
    #expect(found.undecided.map(\.threats) == [[ThreatID(1)]])
    #expect(found.undecided.first?.reason == "time")
    #expect(found.others == .safe(depth: 5, size: 1))
    let nothing = judge([[]: .unknown("crashed")], 0)
    #expect(nothing.others == .undecided)
    #expect(nothing.undecided.count == 1)
  }

  @Test func withoutThreatsThereIsTheHonestWorld() {
    #expect(judge([[]: held(12)], 0).others == .safe(depth: 12, size: nil))
    #expect(judge([[]: .proved], 0).others == .safe(depth: nil, size: nil))
    #expect(judge([[]: .violated(violation(2))], 0).others == .none)
  }
}
