import EnsureModel
import EnsureSemantics
import EnsureSyntax
import Foundation
import Testing

/// Two witnesses of what a spec means: the lowering with the interpreter, and the naive evaluator, which share no
/// code. `ENSURE_SPECS` and `ENSURE_SEED` ask for other specs than the usual ones.
@Suite struct DifferentialTests {
  static let first = setting("ENSURE_SEED") ?? 0
  static let count = setting("ENSURE_SPECS") ?? usualCount
  #if DEBUG
    private static let usualCount: UInt64 = 200
  #else
    private static let usualCount: UInt64 = 1000
  #endif

  private static func setting(_ name: String) -> UInt64? {
    ProcessInfo.processInfo.environment[name].flatMap { UInt64($0) }
  }

  @Test func everyGeneratedSpecCompiles() {
    for seed in Self.first..<Self.first + Self.count {
      let text = SpecGenerator.spec(seed)
      let errors = Compiler.compile(text: text).diagnostics.filter { $0.severity == .error }.map { found in
        let line = text.utf8.prefix(Int(found.primary.range.start)).filter { $0 == UInt8(ascii: "\n") }.count
        return "\(found.message): \(text.split(separator: "\n")[line])"
      }
      #expect(errors.isEmpty, "seed \(seed)")
    }
  }

  @Test func everyConstructIsInOneOfTwentySpecs() {
    var histogram: [String: Int] = [:]
    for seed in Self.first..<Self.first + 1000 {
      let compilation = Compiler.compile(text: SpecGenerator.spec(seed))
      for construct in Coverage(compilation.typed).constructs { histogram[construct, default: 0] += 1 }
    }
    for (construct, number) in histogram.sorted(by: { ($0.value, $0.key) < ($1.value, $1.key) }) {
      print(construct, "\(number / 10) %", separator: ": ")
    }
    for construct in Coverage.wanted {
      #expect(histogram[construct, default: 0] >= 50, "\(construct)")
    }
  }

  @Test func theNaiveEvaluatorAndTheInterpreterAgree() async {
    let seeds = Array(Self.first..<Self.first + Self.count)
    let parts = await withTaskGroup(of: [(UInt64, Comparison)].self) { group in
      for part in 0..<4 {
        group.addTask {
          seeds.filter { $0 % 4 == UInt64(part) }.map { seed in
            (seed, Differential().compare(SpecGenerator.spec(seed), seed: seed))
          }
        }
      }
      return await group.reduce(into: []) { $0 += $1 }
    }
    var counts = ComparisonCounts()
    var disagreements = 0
    for (seed, comparison) in parts.sorted(by: { $0.0 < $1.0 }) {
      switch comparison {
      case .refused: break
      case .agreed(let more): counts += more
      case .disagreed(let found):
        disagreements += 1
        if disagreements > 6 { continue }
        let (small, last) = Differential().shrunk(SpecGenerator.spec(seed), seed: seed, found)
        Issue.record("seed \(seed): \(last)\n\(small)")
      }
    }
    print(counts)
    #expect(disagreements == 0)
    #expect(counts.taken > Int(Self.count) * 20)
    #expect(counts.defects > Int(Self.count))
    #expect(counts.arbitrary > 0)
  }
}
