import EngineComparison
import EnsureModel
import EnsureSemantics
import EnsureSyntax
import EnsureVerify

/// Compares explicit search and solver on generated specs: verdicts, shortest lengths and costs.
struct EngineDifferential {
  /// What came out of one spec.
  struct Outcome {
    /// What they disagree on; empty if on nothing.
    var difference = ""
    var worlds = 0
    /// The length up to which all runs were compared, in some world.
    var depth = 0
    /// The lengths of the violations.
    var lengths: [Int] = []
    /// How many invariants are proved, all worlds together.
    var proofs = 0
  }

  var sabotage: EncoderSabotage?
  var depth = 4
  var states = 1000
  /// Limits that repeat, so that no spec takes too long: those beyond them are not counted.
  var interpretations = 20_000
  var budget: UInt64 = 4_000_000

  /// Compares on the spec; the seed decides the scope and what is planted. Nil if the spec does not compile.
  func compare(_ text: String, seed: UInt64) -> Outcome? {
    let compilation = Compiler.compile(text: text)
    guard let compiled = compilation.system else { return nil }
    var random = SeededGenerator(seed)
    var scope = Differential.scope(compilation.typed, hasTime: compiled.hasTime, &random).scope(for: compiled)
    // The explicit search tries all values for each arbitrary term of a forged step.
    for unit in scope.values.keys { scope.values[unit] = ValueSet([-1...1]) }
    let system = PlantedInvariants.planted(in: compiled, scope, seed: seed, count: 2)
    let all = Set(system.threats.indices.map { ThreatID($0) })
    var outcome = Outcome()
    for threats in all.isEmpty ? [[]] : [[], all] {
      let comparison = SearchComparison(
        World(system, threats: threats), scope: scope, depth: depth, states: states,
        interpretations: interpretations,
        budget: budget, sabotage: sabotage, looksFurther: seed % 10 == 0)
      let result = comparison.run()
      if result.isCompared {
        outcome.worlds += 1
        outcome.depth = max(outcome.depth, result.depth)
      }
      outcome.lengths += result.lengths
      outcome.proofs += result.proofs
      if let difference = result.difference {
        outcome.difference = (threats.isEmpty ? "honest: " : "with all threats: ") + difference
        return outcome
      }
    }
    return outcome
  }

  /// A smaller spec on which they still disagree, and on what.
  func shrunk(_ text: String, seed: UInt64) -> (text: String, difference: String) {
    var shrinker = Shrinker { candidate in
      guard let outcome = compare(candidate, seed: seed) else { return false }
      return !outcome.difference.isEmpty
    }
    shrinker.limit = 300
    let small = shrinker.shrink(text)
    return (small, compare(small, seed: seed)?.difference ?? "")
  }
}
