import EnsureTemporal
import Testing

/// Families that grow: what has a small automaton gets it, and what has not is refused in words.
@Suite struct LimitTests {
  private static func sizes(_ text: String) throws -> [Int] {
    var bank = FormulaBank()
    let formula = try FormulaParser.parse(text, into: &bank)
    var translator = try Translator(formula, of: bank)
    return [try translator.generalised().stateCount, try translator.buchi().stateCount]
  }

  @Test func aChainOfGFHasOneStateWithMarksAndOneMoreThanItsLinksWithout() throws {
    for count in [2, 5, 8] {
      let text = (0..<count).map { "GF p\($0)" }.joined(separator: " & ")
      #expect(try Self.sizes(text) == [1, count + 1])
    }
  }

  @Test func untilsNestedToTheRightHaveAStateEach() throws {
    let text = (0..<10).reversed().dropFirst().reduce("p9") { "p\($1) U (\($0))" }
    #expect(try Self.sizes(text) == [10, 10])
  }

  @Test func untilsNestedToTheLeftAreTranslated() throws {
    let text = (1..<7).reduce("p0") { "(\($0)) U p\($1)" }
    #expect(try Self.sizes(text) == [64, 64])
  }

  @Test func fairnessConditionsAreTranslated() throws {
    let text = (0..<3).map { "(GF p\($0) -> GF q\($0))" }.joined(separator: " & ")
    #expect(try Self.sizes(text)[0] <= 9)
  }

  @Test func whatHappensAgainAndAgainNeedsTheStatesOfHappeningOnce() throws {
    #expect(try Self.sizes("GF(a <-> XXXX a)")[1] <= 10)
    #expect(try Self.sizes("GF(a -> X b)") == [2, 2])
    #expect(try Self.sizes("GF((a U b) & X(c U d))")[1] <= 5)
  }

  @Test func aChoiceBetweenLimitsIsMadeOnce() throws {
    #expect(try Self.sizes("GF a & FG b | GF c & FG d")[1] <= 5)
    #expect(try Self.sizes("!((GF a -> GF b) & (GF c -> GF d) & (GF e -> GF f))")[1] <= 7)
    #expect(try Self.sizes("(GF a -> GF b) W c")[1] <= 6)
  }

  @Test func whatHasTooManyStatesIsRefused() throws {
    var bank = FormulaBank()
    let text = (1..<12).reduce("p0") { "(\($0)) U p\($1)" }
    let formula = try FormulaParser.parse(text, into: &bank)
    var limits = TranslationLimits()
    limits.states = 50
    var translator = try Translator(formula, of: bank, limits: limits)
    #expect(throws: TemporalError.tooManyStates(limit: 50)) { try translator.buchi() }
  }

  @Test func tooManyAtomsAndEventualitiesAreRefused() throws {
    var bank = FormulaBank()
    let wide = (0..<65).map { "p\($0)" }.joined(separator: " & ")
    let formula = try FormulaParser.parse(wide, into: &bank)
    #expect(throws: TemporalError.tooManyAtoms(limit: 64)) { try Translator(formula, of: bank) }
    var other = FormulaBank()
    let many = (0..<65).map { "F(p & \(String(repeating: "X", count: $0)) q)" }.joined(separator: " & ")
    let chain = try FormulaParser.parse(many, into: &other)
    var translator = try Translator(chain, of: other)
    #expect(throws: TemporalError.tooManyEventualities(limit: 64)) { try translator.generalised() }
  }

  @Test func whatTakesTooMuchMemoryIsRefused() throws {
    var bank = FormulaBank()
    let formula = try FormulaParser.parse("G(a -> F b)", into: &bank)
    var limits = TranslationLimits()
    limits.bytes = 1_000
    limits.memory = { 1_001 }
    var translator = try Translator(formula, of: bank, limits: limits)
    #expect(throws: TemporalError.tooMuchMemory(limit: 1_000)) { try translator.buchi() }
    limits.memory = { 1_000 }
    translator = try Translator(formula, of: bank, limits: limits)
    #expect(try translator.buchi().stateCount == 2)
  }

  /// The class is seen from the formula where no deterministic automaton is small enough to tell.
  @Test(arguments: [
    ("F(a & G(b -> XXXXXc))", HierarchyClass.persistence), ("G(a | F(b & XXXXX !c))", .recurrence),
    ("G F (a & X X X X X X b)", .recurrence), ("F G (a -> Y Y a)", .persistence),
    ("F(a & XXXXX b)", .guarantee),
  ])
  func aLargeFormulaHasAClass(_ text: String, _ expected: HierarchyClass) throws {
    var bank = FormulaBank()
    let formula = try FormulaParser.parse(text, into: &bank)
    var translator = try Translator(formula, of: bank)
    #expect(try translator.hierarchyClass() == expected)
  }

  @Test func aCancelledTranslationStops() throws {
    var bank = FormulaBank()
    let formula = try FormulaParser.parse("G(a -> F b)", into: &bank)
    var limits = TranslationLimits()
    limits.isCancelled = { true }
    var translator = try Translator(formula, of: bank, limits: limits)
    #expect(throws: TemporalError.cancelled) { try translator.buchi() }
  }

  /// Many things that happen again and again, and that one of them ends: neither has many subsets to tell apart, though both have many
  /// letters.
  @Test func manyConjunctsAreClassedAndWatched() throws {
    func translator(_ text: String) throws -> Translator {
      var bank = FormulaBank()
      let formula = try FormulaParser.parse(text, into: &bank)
      return try Translator(formula, of: bank)
    }
    let again = (0..<10).map { "GF p\($0)" }
    var all = try translator(again.joined(separator: " & "))
    #expect(try all.hierarchyClass() == .recurrence)
    #expect(try all.monitor().stateCount == 1)
    var some = try translator((0..<8).map { "FG p\($0)" }.joined(separator: " | "))
    #expect(try some.hierarchyClass() == .persistence)
    #expect(try some.monitor().stateCount == 1)
    // What may be violated is watched all the same.
    var bounded = try translator((again.prefix(8) + ["G(a -> X b)"]).joined(separator: " & "))
    #expect(try bounded.monitor().stateCount == 3)
  }
}
