import Testing

@testable import EnsureTemporal

/// Letters that some sets do not tell apart.
@Suite struct LetterClassTests {
  private static let atoms = 4

  /// Some letters, as bits.
  private func set(_ bits: UInt16, in space: LabelSpace) -> Label {
    (0..<(1 << Self.atoms)).reduce(Label.none) { set, letter in
      guard bits >> letter & 1 == 1 else { return set }
      let one = (0..<Self.atoms).reduce(Label.all) { cube, atom in
        let holds = space.variable(atom)
        return space.intersection(cube, letter >> atom & 1 == 1 ? holds : space.complement(holds))
      }
      return space.union(set, one)
    }
  }

  /// Each class has just the letters that are in just its sets, none is empty, and they stand in the order of the sets.
  @Test func classesAreWhatTheSetsTellApart() {
    var luck = SeededGenerator(seed: 7)
    for _ in 0..<2_000 {
      let space = LabelSpace()
      let count = Int.random(in: 0...6, using: &luck)
      let bits = (0..<count).map { _ in UInt16.random(in: 0...UInt16.max, using: &luck) }
      let sets = bits.map { set($0, in: space) }
      var expected: [[Int]: UInt16] = [:]
      for letter in 0..<(1 << Self.atoms) {
        let members = bits.indices.filter { bits[$0] >> letter & 1 == 1 }
        expected[members, default: 0] |= 1 << letter
      }
      let classes = space.partition(sets) { _ in }
      #expect(classes.count == expected.count)
      for found in classes { #expect(found.letters == set(expected[found.sets] ?? 0, in: space)) }
      // One set after the other splits what there is: first what is in it, then the rest.
      var split: [[Int]] = expected.isEmpty ? [] : [[]]
      for position in sets.indices {
        split = split.flatMap { members -> [[Int]] in
          [members + [position], members].filter { prefix in
            expected.keys.contains { $0.filter { $0 <= position } == prefix }
          }
        }
      }
      #expect(classes.map(\.sets) == split)
    }
  }

  @Test func whoeverChecksEndsTheWork() {
    struct Enough: Error {}
    let space = LabelSpace()
    let sets = (0..<20).map { space.variable($0) }
    #expect(throws: Enough.self) {
      try space.partition(sets) { count throws(Enough) in if count > 100 { throw Enough() } }
    }
  }
}
