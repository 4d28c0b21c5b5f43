import EnsureModel
import EnsureSemantics
import EnsureSyntax
import Foundation
import Testing

/// The front end returns, whatever it is given, and formatting changes no meaning.
@Suite struct TotalityTests {
  /// Every spec, and specs that differ from one in a token, give diagnostics or a model.
  @Test func theFrontEndReturnsOnEverySpecWithOneWrongToken() throws {
    // What is being compiled when the process dies is left behind here.
    let trail = FileManager.default.temporaryDirectory.appending(path: "ensure-witness-\(getpid()).ens")
    var models = 0
    for seed in 0..<DifferentialTests.count / 4 {
      let text = SpecGenerator.spec(seed)
      var random = SeededGenerator(seed)
      for _ in 0..<12 {
        let mutant = Self.mutated(text, &random)
        try mutant.write(to: trail, atomically: false, encoding: .utf8)
        let compilation = Compiler.compile(text: mutant)
        #expect(compilation.hasErrors == (compilation.system == nil))
        if let system = compilation.system {
          models += 1
          _ = World(system, threats: Set(system.threats.indices.map { ThreatID($0) })).moves.count
        }
      }
    }
    try FileManager.default.removeItem(at: trail)
    #expect(models > 0)
  }

  /// Some token is left out, doubled, put in another's place, or changed for one from elsewhere in the spec.
  static func mutated(_ text: String, _ random: inout SeededGenerator) -> String {
    let source = Array(text.utf8)
    let tree = Parser.parse(source, file: FileID(index: 0)).tree
    var words = tree.tokens.filter { $0.end > $0.start }.map { Array(source[Int($0.start)..<Int($0.end)]) }
    guard words.count > 1 else { return text }
    let position = random.below(words.count)
    switch random.below(4) {
    case 0: words.remove(at: position)
    case 1: words.insert(words[position], at: position)
    case 2: words.swapAt(position, random.below(words.count))
    default: words[position] = random.pick(words)
    }
    return words.map { String(decoding: $0, as: UTF8.self) }.joined(separator: " ")
  }

  @Test func formattingChangesNoMeaning() throws {
    for seed in 0..<DifferentialTests.count / 4 {
      let text = SpecGenerator.spec(seed)
      let formatted = try Formatter.format(Parser.parse(Array(text.utf8), file: FileID(index: 0)))
      let before = try #require(Compiler.compile(text: text).system)
      let after = try #require(Compiler.compile(text: String(decoding: formatted, as: UTF8.self)).system)
      let (old, new) = (ModelDescription.of(before), ModelDescription.of(after))
      let difference = zip(old, new).first { $0 != $1 }
      #expect(difference == nil, "seed \(seed)")
      #expect(old.count == new.count, "seed \(seed)")
    }
  }
}
