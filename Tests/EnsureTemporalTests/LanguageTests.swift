import EnsureTemporal
import Testing

/// The automata of a formula and of its negation share no word, and leave none out.
@Suite struct LanguageTests {
  private static func automata(_ formula: TemporalFormula, _ bank: FormulaBank) throws -> [Automaton] {
    var translator = try Translator(formula, of: bank)
    return [try translator.buchi(), try translator.generalised()]
  }

  @Test(arguments: [RandomFormulas.future, RandomFormulas.both])
  func aFormulaAndItsNegationDivideAllWords(_ connectives: [Connective]) throws {
    var random = RandomFormulas(seed: 21, atoms: 2, connectives: connectives)
    var decided = 0
    for _ in 0..<400 {
      var bank = FormulaBank()
      for name in random.atoms { _ = bank.atom(name) }
      let formula = random.formula(&bank, size: Int.random(in: 2...9, using: &random.generator))
      let negation = bank.make(.not, [formula])
      let text = FormulaPrinter(bank).text(formula)
      for (yes, no) in zip(try Self.automata(formula, bank), try Self.automata(negation, bank)) {
        #expect(try yes.isDisjoint(from: no), "\(text)")
        if let isUniversal = try yes.union(no).isUniversal() {
          #expect(isUniversal, "\(text)")
          decided += 1
        }
      }
    }
    #expect(decided > 700)
  }

  @Test func universalityIsDenied() throws {
    var bank = FormulaBank()
    let formula = try FormulaParser.parse("GF a", into: &bank)
    let other = try FormulaParser.parse("F a", into: &bank)
    let (often, once) = (try Self.automata(formula, bank)[0], try Self.automata(other, bank)[0])
    #expect(try often.isUniversal() == false)
    #expect(try often.isDisjoint(from: once) == false)
    #expect(try often.union(once).isUniversal() == false)
  }

  /// Every word over one atom whose stem and loop have at most six letters together.
  @Test(arguments: [
    "F p0", "GF p0", "FG p0", "p0 U X !p0", "G(p0 -> X !p0)", "(G p0) | F(p0 & X p0)", "GF(p0 & X p0)",
    "G(p0 -> Y !p0)", "F(p0 & H p0)", "G(p0 -> O !p0)", "GF(p0 S !p0)", "X X !(p0 T Y p0)", "FG(p0 <-> Y p0)",
    "G(p0 -> O(!p0 & F p0))", "H F p0", "F(p0 & Z 0)", "G(p0 | Y p0 | Y Y p0)",
  ])
  func everySmallWordIsJudgedAsTheEvaluatorDoes(_ text: String) throws {
    var bank = FormulaBank()
    _ = bank.atom("p0")
    let formula = try FormulaParser.parse(text, into: &bank)
    let automata = try Self.automata(formula, bank)
    for word in RandomFormulas.words(atoms: 1, letters: 6) {
      let expected = LassoEvaluation(formula, of: bank, on: word).holds(formula, at: 0)
      #expect(automata.allSatisfy { $0.accepts(word) == expected }, "\(word)")
    }
  }

  @Test func aFormulaOfOnlyThePastBelowGNeedsOneBitAnOperator() throws {
    var bank = FormulaBank()
    let formula = try FormulaParser.parse("G(ship -> O(pay & Y O order))", into: &bank)
    var translator = try Translator(formula, of: bank)
    #expect(try translator.buchi().stateCount == 3)
    #expect(try translator.hierarchyClass() == .safety)
  }
}
