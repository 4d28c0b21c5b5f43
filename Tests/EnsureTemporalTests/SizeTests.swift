import EnsureTemporal
import Testing

@Suite struct SizeTests {
  @Test(.enabled(if: SharedTables.areThere, "the foreign data in ../shared is not here"))
  func buchiAutomataOfThePublishedSetsAreAsSmallAsSpots() {
    var comparison = SizeComparison()
    for row in SharedTables.automata { comparison.add(row) }
    #expect(comparison.remarks == [])
    #expect(comparison.buchi.count == 6)
    #expect(comparison.buchi.values.reduce(0) { $0 + $1.formulas } == 188)
    #expect(comparison.buchi.values.reduce(0) { $0 + $1.states } <= 692, "\(comparison.text)")
    for (name, sum) in comparison.buchi {
      #expect(sum.states <= sum.reference + 3, "\(name): \(sum)")
    }
  }

  /// The reference's monitors of two formulas that are always true have a state before the one that says so.
  @Test(.enabled(if: SharedTables.areThere, "the foreign data in ../shared is not here"))
  func monitorsAreAsSmallAsTheReference() throws {
    for row in SharedTables.monitors {
      var bank = FormulaBank()
      let formula = try FormulaParser.parse(row.formula, into: &bank)
      var translator = try Translator(formula, of: bank)
      let monitor = try translator.monitor()
      let reference = try #require(row.monitorStates)
      let isTrivial = monitor.verdicts == [.satisfied]
      #expect(monitor.stateCount == reference || isTrivial && reference == 2, "\(row.formula)")
    }
  }

  /// A formula with other atoms, in other places of the bank, and all operands that may be exchanged exchanged.
  private static func mirrored(_ formula: TemporalFormula, _ bank: FormulaBank, _ other: inout FormulaBank)
    -> TemporalFormula
  {
    let connective = bank.connective(formula)
    if connective == .atom { return other.atom("q\(19 - bank.atomNumber(formula))") }
    if connective == .truth { return other.truth }
    if connective == .falsity { return other.falsity }
    var operands = bank.operands(formula).reversed().map { mirrored($0, bank, &other) }
    let isSymmetric = [.and, .or, .xor, .equivalent].contains(connective)
    if !isSymmetric { operands.reverse() }
    return other.make(connective, operands)
  }

  private static func sizes(_ formula: TemporalFormula, _ bank: FormulaBank) throws -> [Int] {
    var translator = try Translator(formula, of: bank)
    return [
      try translator.buchi().stateCount, try translator.generalised().stateCount,
      try translator.monitor().stateCount,
    ]
  }

  private static func differences(_ formula: TemporalFormula, _ bank: FormulaBank) throws -> [String] {
    var other = FormulaBank()
    // Operands' numbers go the other way round.
    for number in 0..<20 { _ = other.atom("q\(number)") }
    let twin = mirrored(formula, bank, &other)
    let (left, right) = (try sizes(formula, bank), try sizes(twin, other))
    return left == right ? [] : ["\(FormulaPrinter(bank).text(formula)): \(left) and \(right)"]
  }

  @Test(.enabled(if: SharedTables.areThere, "the foreign data in ../shared is not here"))
  func publishedFormulasHaveTheSameSizesWithOtherNamesAndOrders() throws {
    for row in SharedTables.automata {
      var bank = FormulaBank()
      let formula = try FormulaParser.parse(row.formula, into: &bank)
      let found = try Self.differences(formula, bank)
      #expect(found.isEmpty, "\(found)")
    }
  }
}
