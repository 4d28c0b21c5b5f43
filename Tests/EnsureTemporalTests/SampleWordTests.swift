import Testing

@testable import EnsureTemporal

/// What some words show at once.
@Suite struct SampleWordTests {
  /// What holds on a sample word is possible; most of what is possible holds on one.
  @Test func whatHoldsOnAWordIsPossible() throws {
    var random = RandomFormulas(seed: 33, atoms: 3, connectives: RandomFormulas.future)
    var (shown, possible) = (0, 0)
    for _ in 0..<600 {
      var bank = FormulaBank()
      for name in random.atoms { _ = bank.atom(name) }
      let formula = random.formula(&bank, size: Int.random(in: 2...9, using: &random.generator))
      var core = CoreForm(bank)
      let normal = core.normal(formula, negated: false)
      var samples = SampleWords()
      let holds = samples.satisfies(normal, of: core.bank)
      var translator = try Translator(formula, of: bank)
      let automaton = try translator.buchi()
      var all = try Translator(bank.make(.truth, []), of: bank)
      let isPossible = try !automaton.isDisjoint(from: all.buchi())
      #expect(!holds || isPossible, "\(FormulaPrinter(bank).text(formula))")
      if holds { shown += 1 }
      if isPossible { possible += 1 }
    }
    #expect(shown > possible * 3 / 4 && possible < 600, "\(shown) of \(possible)")
  }
}
