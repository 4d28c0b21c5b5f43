import EnsureSemantics
import Testing

/// Says of a run whether a pattern allows it, from what the pattern is to mean and not from its formula: a claim about
/// each part of the run that the scope picks out.
private struct Meaning {
  /// A part of a run: from a position up to another one, which does not belong to it; without an end if that is nil.
  typealias Part = (start: Int, end: Int?)

  let run: PatternRun
  let parameters: [String]
  /// Beyond this nothing is new.
  private let horizon: Int
  private let far: Int

  init(_ run: PatternRun, _ parameters: [String]) {
    (self.run, self.parameters) = (run, parameters)
    horizon = run.positions.count + run.loop
    far = run.positions.count + 4 * run.loop
  }

  func holds(_ name: String, _ index: Int) -> Bool {
    guard let parameter = parameters.firstIndex(of: name) else { return false }
    let count = run.positions.count
    return run.positions[index < count ? index : count - run.loop + (index - count) % run.loop].contains(
      parameter)
  }

  private func first(_ name: String, from start: Int) -> Int? { (start..<far).first { holds(name, $0) } }

  /// The parts that a scope picks out.
  private func parts(_ scope: String) -> [Part] {
    switch scope {
    case "": return [(0, nil)]
    case "Before": return first("end", from: 0).map { [(0, $0)] } ?? []
    case "After": return first("start", from: 0).map { [($0, nil)] } ?? []
    default:
      let opened = (0..<horizon).filter { holds("start", $0) && !holds("end", $0) }
      let all: [Part] = opened.map { ($0, first("end", from: $0)) }
      return scope == "Between" ? all.filter { $0.end != nil } : all
    }
  }

  private func claim(_ pattern: String, _ part: Part) -> Bool {
    let inside = part.start..<min(part.end ?? far, far)
    // Where something may come later, only from so early on that it has had the time.
    let early = part.start..<min(part.end ?? far, horizon + run.loop)
    switch pattern {
    case "absent": return !inside.contains { holds("event", $0) }
    case "holds": return inside.allSatisfy { holds("condition", $0) }
    case "occurs": return inside.contains { holds("event", $0) }
    case "precedes":
      return inside.allSatisfy { later in
        !holds("second", later) || (part.start...later).contains { holds("first", $0) }
      }
    default:
      return early.allSatisfy { at in
        !holds("trigger", at) || (at..<inside.upperBound).contains { holds("answer", $0) }
      }
    }
  }

  func allows(_ pattern: String) -> Bool {
    let delay = LibraryPattern.delay
    switch pattern {
    case "atMostOnce": return (0..<far).filter { holds("event", $0) }.count <= 1
    case "respondsWithin":
      return (0..<horizon).allSatisfy { at in
        !holds("trigger", at) || (at...at + delay).contains { holds("answer", $0) }
      }
    case "precedesWithin":
      return (0..<far).allSatisfy { at in
        !holds("second", at) || (max(0, at - delay)...at).contains { holds("first", $0) }
      }
    case "absentWithin":
      return (0..<far).allSatisfy { at in
        !holds("start", at) || !(at + 1...at + delay).contains { $0 < far && holds("event", $0) }
      }
    default:
      for scope in ["AfterUntil", "Between", "Before", "After", ""] where pattern.hasSuffix(scope) {
        return parts(scope).allSatisfy { claim(String(pattern.dropLast(scope.count)), $0) }
      }
      return false
    }
  }
}

@Suite struct PatternLibraryTests {
  @Test func thePatternsAreRead() {
    #expect(LibraryPattern.all.count == 29)
  }

  /// All runs of up to three positions, and many longer ones.
  private static func runs(_ parameters: Int) -> [PatternRun] {
    var result: [PatternRun] = []
    func word(_ number: Int, _ length: Int) -> [Set<Int>] {
      (0..<length).map { position in
        Set((0..<parameters).filter { number >> (position * parameters + $0) & 1 == 1 })
      }
    }
    for length in 1...(parameters > 2 ? 2 : 3) {
      for number in 0..<1 << (length * parameters) {
        for loop in 1...length { result.append(PatternRun(positions: word(number, length), loop: loop)) }
      }
    }
    var state: UInt64 = 0x1234_5678_9ABC_DEF1
    func random(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    for _ in 0..<1_500 {
      let length = 3 + random(5)
      let share = 2 + random(4)
      let positions = (0..<length).map { _ in Set((0..<parameters).filter { _ in random(share) == 0 }) }
      result.append(PatternRun(positions: positions, loop: 1 + random(min(length, 3))))
    }
    return result
  }

  @Test(arguments: LibraryPattern.all.map(\.name))
  func aFormulaSaysWhatThePatternIsToMean(_ name: String) throws {
    let pattern = try #require(LibraryPattern.all.first { $0.name == name })
    var allowed = 0
    let runs = Self.runs(pattern.parameters.count)
    for run in runs {
      let found = pattern.allows(run)
      if found { allowed += 1 }
      #expect(found == Meaning(run, pattern.parameters).allows(name), "\(run)")
      if found != Meaning(run, pattern.parameters).allows(name) { break }
    }
    #expect(allowed > 0 && allowed < runs.count)
  }
}
