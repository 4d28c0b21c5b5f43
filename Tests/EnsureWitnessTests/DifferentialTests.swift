import EnsureModel
import EnsureSemantics
import EnsureSyntax
import Testing

@Suite struct DifferentialTests {
  @Test func generatedSpecsCompile() {
    var refused: [(UInt64, [String], String)] = []
    for seed in 0..<UInt64(300) {
      let text = SpecGenerator.spec(seed)
      let compilation = Compiler.compile(text: text)
      let errors = compilation.diagnostics.filter { $0.severity == .error }.map {
        "\(text.utf8.prefix(Int($0.primary.range.start)).filter { $0 == 10 }.count + 1): \($0.message)"
      }
      if !errors.isEmpty { refused.append((seed, errors, text)) }
    }
    print("refused: \(refused.count)")
    for (seed, errors, text) in refused.prefix(12) {
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      for error in errors.prefix(2) {
        let number = Int(error.split(separator: ":")[0]) ?? 1
        print("seed \(seed): \(error)\n    \(lines[number - 1])")
      }
    }
    #expect(refused.isEmpty)
  }
}

extension DifferentialTests {
  @Test func bothWitnessesAgree() {
    var counts = ComparisonCounts()
    var kinds: [String: Int] = [:]
    for seed in 0..<UInt64(300) {
      let text = SpecGenerator.spec(seed)
      switch Differential().compare(text, seed: seed) {
      case .refused: break
      case .agreed(let more): counts += more
      case .disagreed(let found):
        kinds[found.subject, default: 0] += 1
        if kinds.values.reduce(0, +) < 30 {
          let (small, found) = Differential().shrunk(text, seed: seed, found)
          print("==== seed \(seed): \(found)\n\(small)")
        }
      }
    }
    print(counts, kinds)
    #expect(kinds.isEmpty)
  }
}
