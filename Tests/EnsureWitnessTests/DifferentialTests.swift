import EnsureModel
import EnsureSemantics
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
