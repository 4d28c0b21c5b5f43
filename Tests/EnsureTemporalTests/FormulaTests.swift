import EnsureTemporal
import Testing

@Suite struct FormulaTests {
  private static func parsed(_ text: String) throws -> (TemporalFormula, FormulaBank) {
    var bank = FormulaBank()
    return (try FormulaParser.parse(text, into: &bank), bank)
  }

  @Test(arguments: [
    ("GFp0", "G(F(p0))"), ("!a U b", "(!a) U b"), ("a U b U c", "a U (b U c)"), ("a & b | c", "(a & b) | c"),
    ("a -> b -> c", "a -> (b -> c)"), ("a | b -> c & d", "(a | b) -> (c & d)"), ("[]<>a", "G F a"),
    ("()a", "X a"), ("X[!]a", "X a"), ("a && b || c", "a & b | c"), ("a => b <=> c", "a -> (b <-> c)"),
    ("~a ^ b", "(!a) xor b"), ("a V b", "a R b"), ("\"a\" W b", "a W b"), ("G a & b", "(G a) & b"),
    ("F1 U G2", "\"F1\" U \"G2\""), ("Y a S b", "(Y a) S b"), ("a xor b | c", "a xor (b | c)"),
    ("1 U 0", "true U false"), ("a U b & c R d", "(a U b) & (c R d)"), ("a & (b & c)", "a & b & c"),
  ])
  func symbolsBindAsInSpot(_ text: String, _ plain: String) throws {
    var bank = FormulaBank()
    let formula = try FormulaParser.parse(text, into: &bank)
    #expect(try FormulaParser.parse(plain, into: &bank) == formula, "\(FormulaPrinter(bank).text(formula))")
  }

  @Test func aPrintedFormulaReadsBackAsTheSame() throws {
    var random = RandomFormulas(seed: 7, connectives: RandomFormulas.both)
    var bank = FormulaBank()
    for name in ["U", "p 1", "a\"b\\", "F", "Gx", "1", "", "é"] {
      let formula = bank.make(.finally, [bank.atom(name)])
      let text = FormulaPrinter(bank).text(formula)
      #expect(try FormulaParser.parse(text, into: &bank) == formula, "\(text)")
    }
    for size in 1..<2000 {
      let made = random.formula(&bank, size: size % 30 + 1)
      // Chains of `&` that are nested in one another are read as one.
      let first = FormulaPrinter(bank).text(made)
      let formula = try FormulaParser.parse(first, into: &bank)
      let text = FormulaPrinter(bank).text(formula)
      #expect(try FormulaParser.parse(text, into: &bank) == formula, "\(text)")
    }
  }

  @Test(arguments: [
    ("", FormulaProblem.Kind.operandExpected, 0..<0), ("a &", .operandExpected, 3..<3),
    ("a b", .operatorExpected, 2..<3), ("(a", .unclosedParenthesis, 0..<1), ("a)", .unopenedParenthesis, 1..<2),
    (")", .unopenedParenthesis, 0..<1), ("(a &)", .operandExpected, 4..<5),
    ("a # b", .unexpectedCharacter, 2..<3),
    ("\"a", .unterminatedAtom, 0..<2), ("a & é", .unexpectedCharacter, 4..<6), ("10", .operatorExpected, 1..<2),
    ("a U U b", .operandExpected, 4..<5), ("2", .unexpectedCharacter, 0..<1),
  ])
  func whatIsNoFormulaIsRefusedWhereItGoesWrong(
    _ text: String, _ kind: FormulaProblem.Kind, _ range: Range<Int>
  ) throws {
    let problem = #expect(throws: FormulaProblem.self) { try Self.parsed(text) }
    #expect(problem?.kind == kind)
    #expect(problem?.range == range)
  }

  @Test(arguments: ["(", "!", "X", "a U ", "a -> ", "(a & "])
  func nestingBeyondTheLimitIsAnErrorAndNoCrash(_ piece: String) throws {
    let text = String(repeating: piece, count: 100_000)
    let problem = #expect(throws: FormulaProblem.self) { try Self.parsed(text + "a") }
    switch problem?.kind {
    case .nestedTooDeeply, .tooLong: break
    default: Issue.record("\(String(describing: problem))")
    }
  }

  @Test func aLongChainOfTheSameConnectiveIsOneFormula() throws {
    let text = (0..<1000).map { "p\($0)" }.joined(separator: " & ")
    let (formula, bank) = try Self.parsed(text)
    #expect(bank.operands(formula).count == 1000)
  }

  @Test func noTextCrashesTheParser() {
    var generator = SeededGenerator(seed: 3)
    let pieces = Array("()!&|^<->=[]\"\\ FGXUWRMVYZOHST01ab_.xor\u{e9}\n#".utf8)
    for _ in 0..<20_000 {
      let length = Int.random(in: 0..<40, using: &generator)
      let isWild = Bool.random(using: &generator)
      let bytes = (0..<length).map { _ in
        isWild
          ? UInt8.random(in: 0...255, using: &generator)
          : pieces[Int.random(in: 0..<pieces.count, using: &generator)]
      }
      let text = String(decoding: bytes, as: UTF8.self)
      var bank = FormulaBank()
      do throws(FormulaProblem) {
        let formula = try FormulaParser.parse(text, into: &bank)
        let printed = FormulaPrinter(bank).text(formula)
        #expect(throws: Never.self) { try FormulaParser.parse(printed, into: &bank) }
      } catch {
        #expect(error.range.upperBound <= text.utf8.count)
      }
    }
  }

  @Test func equalFormulasAreOneNumber() throws {
    var bank = FormulaBank()
    let first = try FormulaParser.parse("G(a -> X b) U c", into: &bank)
    let count = bank.count
    #expect(try FormulaParser.parse("G((a) -> (X(b))) U c", into: &bank) == first)
    #expect(bank.count == count)
  }
}
