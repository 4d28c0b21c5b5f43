import EnsureModel
import EnsureVerify
import Foundation
import Testing

/// The explicit search and the solver agree on random specs over the same ranges, and nothing is violated that is proved. `ENSURE_SPECS` and `ENSURE_SEED`
/// ask for other specs than the usual ones.
@Suite struct EngineDifferentialTests {
  #if DEBUG
    private static let usualCount: UInt64 = 10
  #else
    private static let usualCount: UInt64 = 1040
  #endif

  private static func setting(_ name: String) -> UInt64? {
    ProcessInfo.processInfo.environment[name].flatMap { UInt64($0) }
  }

  /// Where a mistake that few specs show has been noticed before, so that it is looked for there first.
  private static let noticed: [EncoderSabotage: UInt64] = [
    .commitsTooEarly: 660, .commutesTooMuch: 320, .totalsUnfiltered: 135, .corruptKeepHonest: 135,
    .timeRunsBackwards: 95,
  ]

  /// The comparison has teeth.
  @Test(arguments: EncoderSabotage.allCases)
  func aMistakeOfTheEncoderIsNoticed(_ sabotage: EncoderSabotage) {
    var differential = EngineDifferential()
    differential.sabotage = sabotage
    let first = Self.noticed[sabotage] ?? 0
    for seed in Array(first..<1200) + Array(0..<first) {
      guard let outcome = differential.compare(SpecGenerator.spec(seed), seed: seed) else { continue }
      if !outcome.difference.isEmpty { return print("\(sabotage): noticed in spec \(seed)") }
    }
    Issue.record("nobody notices \(sabotage)")
  }

  @Test func explicitSearchAndSolverAgree() async {
    let first = Self.setting("ENSURE_SEED") ?? 0
    let count = Self.setting("ENSURE_SPECS") ?? Self.usualCount
    let seeds = Array(first..<first + count)
    let parts = await withTaskGroup(of: [(UInt64, EngineDifferential.Outcome)].self) { group in
      for part in 0..<4 {
        group.addTask {
          seeds.filter { $0 % 4 == UInt64(part) }.compactMap { seed in
            EngineDifferential().compare(SpecGenerator.spec(seed), seed: seed).map { (seed, $0) }
          }
        }
      }
      return await group.reduce(into: []) { $0 += $1 }
    }
    var histogram: [Int: Int] = [:]
    var (deep, disagreements) = (0, 0)
    for (seed, outcome) in parts.sorted(by: { $0.0 < $1.0 }) {
      if let longest = outcome.lengths.max() {
        histogram[longest, default: 0] += 1
        if longest >= 3 { deep += 1 }
      }
      if outcome.difference.isEmpty { continue }
      disagreements += 1
      if disagreements > 3 { continue }
      let (small, difference) = EngineDifferential().shrunk(SpecGenerator.spec(seed), seed: seed)
      let path = NSTemporaryDirectory() + "ensure-disagreement-\(seed).ens"
      try? small.write(toFile: path, atomically: true, encoding: .utf8)
      Issue.record("seed \(seed): \(difference)\n\(small)\nkept in \(path)")
    }
    for (length, number) in histogram.sorted(by: { $0.key < $1.key }) {
      print("longest violation of", length, "steps:", number, "specs")
    }
    let compared = parts.map(\.1).filter { $0.worlds > 0 }
    print("compared:", compared.count, "of", count)
    for depth in 0...EngineDifferential().depth {
      print("all runs of up to", depth, "steps:", compared.count { $0.depth == depth }, "specs")
    }
    let proofs = parts.map(\.1.proofs).reduce(0, +)
    print("proved for any number of instances:", proofs, "goals")
    #expect(disagreements == 0)
    // That nothing proved is violated says something only if much is proved.
    #expect(proofs >= Int(count), "\(proofs) goals are proved")
    // What takes either engine too long is not compared; that must stay rare.
    #expect(compared.count * 6 >= Int(count) * 5)
    #expect(deep * 10 >= Int(count) * 3, "\(deep) of \(count) specs are violated with length 3 or more")
  }
}
