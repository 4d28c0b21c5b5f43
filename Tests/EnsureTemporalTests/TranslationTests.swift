import EnsureTemporal
import Testing

/// Automata accept exactly the words that satisfy their formula, as the evaluator says.
@Suite struct TranslationTests {
  /// The words among `words` on which an automaton and the formula disagree.
  private static func disagreements(
    _ formula: TemporalFormula, _ bank: FormulaBank, _ words: [LassoWord]
  ) throws -> [String] {
    var translator = try Translator(formula, of: bank)
    let automata = [try translator.generalised(), try translator.buchi()]
    return words.flatMap { word -> [String] in
      let expected = LassoEvaluation(formula, of: bank, on: word).holds(formula, at: 0)
      return automata.filter { $0.accepts(word) != expected }.map { automaton in
        "\(FormulaPrinter(bank).text(formula)): \(automaton.isStateBased ? "Büchi" : "generalised") "
          + "says \(!expected) of \(word)"
      }
    }
  }

  @Test(arguments: 0..<10)
  func aRandomFormulaHasTheAutomatonsThatTheEvaluatorDemands(_ part: Int) throws {
    var random = RandomFormulas(seed: UInt64(part))
    for _ in 0..<1000 {
      var bank = FormulaBank()
      for name in random.atoms { _ = bank.atom(name) }
      let size = Int.random(in: 2...14, using: &random.generator)
      let formula = random.formula(&bank, size: size)
      let words = (0..<12).map { _ in random.word() }
      let found = try Self.disagreements(formula, bank, words)
      #expect(found.isEmpty, "\(found.first ?? "")")
    }
  }

  /// What holds again and again, or from some point on, and choices between such limits.
  @Test(arguments: 0..<5)
  func limitsOfRandomFormulasHaveTheAutomatonsThatTheEvaluatorDemands(_ part: Int) throws {
    var random = RandomFormulas(seed: UInt64(200 + part))
    for number in 0..<400 {
      var bank = FormulaBank()
      for name in random.atoms { _ = bank.atom(name) }
      let limits = (0...number % 4).map { place in
        let formula = random.formula(
          &bank, size: Int.random(in: 2...(place == 0 ? 9 : 3), using: &random.generator))
        let isOften = Bool.random(using: &random.generator)
        let inner = bank.make(isOften ? .finally : .globally, [formula])
        return bank.make(isOften ? .globally : .finally, [inner])
      }
      let formula = limits.dropFirst().reduce(limits[0]) { left, right in
        let connectives: [Connective] = [.and, .or, .until, .release]
        return bank.make(connectives[Int.random(in: 0..<4, using: &random.generator)], [left, right])
      }
      let words = (0..<12).map { _ in random.word() }
      let found = try Self.disagreements(formula, bank, words)
      #expect(found.isEmpty, "\(found.first ?? "")")
    }
  }

  @Test(arguments: 0..<5)
  func aRandomFormulaOfThePastHasTheAutomatonsThatTheEvaluatorDemandsAtEveryPosition(_ part: Int) throws {
    var random = RandomFormulas(seed: UInt64(100 + part), connectives: RandomFormulas.both)
    for number in 0..<600 {
      var bank = FormulaBank()
      for name in random.atoms { _ = bank.atom(name) }
      let size = Int.random(in: 2...10, using: &random.generator)
      var formula = random.formula(&bank, size: size)
      // The automaton reads from the first position on, so the formula is moved to the later ones.
      for _ in 0..<number % 4 { formula = bank.make(.next, [formula]) }
      let words = (0..<12).map { _ in random.word() }
      let found = try Self.disagreements(formula, bank, words)
      #expect(found.isEmpty, "\(found.first ?? "")")
    }
  }
}
