import EnsureTemporal
import Testing

/// The evaluator says what the definitions say.
@Suite struct EvaluationTests {
  private static let words = RandomFormulas.words(atoms: 1, letters: 4)

  /// The value of a formula of the future, unfolded along the word for as many steps as it has different positions; of
  /// the past, back to the first.
  private static func holds(
    _ formula: TemporalFormula, _ bank: FormulaBank, _ word: LassoWord, _ position: Int, _ horizon: Int
  ) -> Bool {
    func value(_ part: TemporalFormula, _ place: Int) -> Bool { holds(part, bank, word, place, horizon) }
    let operands = Array(bank.operands(formula))
    let ahead = position..<position + horizon
    switch bank.connective(formula) {
    case .atom:
      let letters = word.stem + word.loop
      let place =
        position < letters.count
        ? position : word.stem.count + (position - word.stem.count) % word.loop.count
      return letters[place] >> UInt64(bank.atomNumber(formula)) & 1 == 1
    case .not: return !value(operands[0], position)
    case .until:
      return ahead.contains { end in
        value(operands[1], end) && (position..<end).allSatisfy { value(operands[0], $0) }
      }
    case .next: return value(operands[0], position + 1)
    case .yesterday: return position > 0 && value(operands[0], position - 1)
    case .since:
      return (0...position).contains { start in
        value(operands[1], start) && (start + 1..<position + 1).allSatisfy { value(operands[0], $0) }
      }
    default: return false
    }
  }

  @Test(arguments: ["p0 U !p0", "X p0", "Y p0", "!p0 S p0", "(X !p0) U p0", "Y Y !p0", "p0 S Y !p0"])
  func operatorsMeanWhatTheirDefinitionsSay(_ text: String) throws {
    var bank = FormulaBank()
    _ = bank.atom("p0")
    let formula = try FormulaParser.parse(text, into: &bank)
    for word in Self.words {
      let evaluation = LassoEvaluation(formula, of: bank, on: word)
      for position in 0..<9 {
        #expect(
          evaluation.holds(formula, at: position) == Self.holds(formula, bank, word, position, 9),
          "\(text) at \(position) of \(word)")
      }
    }
  }

  @Test(arguments: [
    ("F p0", "1 U p0"), ("G p0", "!F !p0"), ("p0 W p1", "(p0 U p1) | G p0"), ("p0 R p1", "!(!p0 U !p1)"),
    ("p0 M p1", "p1 U (p0 & p1)"), ("O p0", "1 S p0"), ("H p0", "!O !p0"), ("Z p0", "!Y !p0"),
    ("p0 T p1", "!(!p0 S !p1)"), ("p0 xor p1", "!(p0 <-> p1)"), ("p0 -> p1", "!p0 | p1"),
    ("p0 S p1", "p1 | (p0 & Y(p0 S p1))"), ("p0 U p1", "p1 | (p0 & X(p0 U p1))"),
    ("p0 T p1", "p1 & (p0 | Z(p0 T p1))"),
  ])
  func derivedOperatorsAreEquivalentToTheirDefinitionsAtEveryPosition(
    _ left: String, _ right: String
  ) throws {
    var bank = FormulaBank()
    for name in ["p0", "p1"] { _ = bank.atom(name) }
    let formula = try FormulaParser.parse("(\(left)) <-> (\(right))", into: &bank)
    for word in RandomFormulas.words(atoms: 2, letters: 3) {
      let evaluation = LassoEvaluation(formula, of: bank, on: word)
      #expect((0..<8).allSatisfy { evaluation.holds(formula, at: $0) }, "\(word)")
    }
  }
}
