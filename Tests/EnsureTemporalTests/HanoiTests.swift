import EnsureTemporal
import Testing

@Suite struct HanoiTests {
  @Test func whatIsWrittenReadsBackAsTheSameAutomaton() throws {
    var random = RandomFormulas(seed: 11)
    for _ in 0..<300 {
      var bank = FormulaBank()
      for name in random.atoms { _ = bank.atom(name) }
      let formula = random.formula(&bank, size: 8)
      var translator = try Translator(formula, of: bank)
      for automaton in [try translator.buchi(), try translator.generalised()] {
        let read = try HanoiReader.read(HanoiWriter.text(automaton, name: "a \"name\""))
        #expect(read.stateCount == automaton.stateCount && read.setCount == automaton.setCount)
        #expect(read.edgeCount == automaton.edgeCount && read.atoms == automaton.atoms)
        for _ in 0..<10 {
          let word = random.word()
          #expect(read.accepts(word) == automaton.accepts(word))
        }
      }
    }
  }

  @Test func aStateBasedAutomatonSaysSoAndHasItsStates() throws {
    var bank = FormulaBank()
    let formula = try FormulaParser.parse("G(a -> F b)", into: &bank)
    var translator = try Translator(formula, of: bank)
    #expect(
      HanoiWriter.text(try translator.buchi()) == """
        HOA: v1
        tool: "ensure"
        States: 2
        Start: 0
        AP: 2 "a" "b"
        acc-name: Buchi
        Acceptance: 1 Inf(0)
        properties: trans-labels explicit-labels state-acc complete deterministic
        --BODY--
        State: 0 {0}
        [!0 | 1] 0
        [0&!1] 1
        State: 1
        [1] 0
        [!1] 1
        --END--

        """)
  }

  private static let head = "HOA: v1 Start: 0 AP: 2 \"a\" \"b\" "

  @Test func aliasesLabelsOfStatesAndCommentsAreRead() throws {
    let text =
      Self.head + """
        States: 2 Alias: @x 0&!1 Alias: @y !@x Acceptance: 2 Inf(0)&Inf(1) /* a comment */
        --BODY-- State: 0 "begin" [@x] 0 {0} [@y | f] 1 State: [t] 1 {1} 1 {0} --END--
        """
    let automaton = try HanoiReader.read(text)
    #expect(automaton.accepts(LassoWord(stem: [], loop: [1])) == false)
    #expect(automaton.accepts(LassoWord(stem: [1], loop: [3])))
  }

  @Test func anAutomatonWithoutAcceptanceAcceptsAllRunsAndOneThatMayNotAcceptNone() throws {
    let body = " --BODY-- State: 0 [0] 0 --END--"
    let all = try HanoiReader.read(Self.head + "Acceptance: 0 t" + body)
    let none = try HanoiReader.read(Self.head + "Acceptance: 0 f" + body)
    let word = LassoWord(stem: [], loop: [1])
    #expect(all.accepts(word) && !none.accepts(word))
    #expect(!all.accepts(LassoWord(stem: [], loop: [0])))
  }

  @Test(arguments: [
    "Acceptance: 1 Fin(0) --BODY-- --END--", "Acceptance: 2 Inf(0)|Inf(1) --BODY-- --END--",
    "Acceptance: 1 Inf(!0) --BODY-- --END--", "Acceptance: 0 t --BODY-- State: 0 0 --END--",
    "Start: 0 Acceptance: 0 t --BODY-- --END--", "Acceptance: 0 t --BODY-- State: 0 [2] 0 --END--",
    "Acceptance: 0 t --BODY-- State: 0 [@z] 0 --END--", "Acceptance: 1 Inf(0) --BODY-- State: 0 {1} --END--",
    "Acceptance: 0 t Mystery: 1 --BODY-- --END--", "Acceptance: 0 t --BODY-- State: 0 [t] 7 --END--",
    "Acceptance: 0 t --BODY-- State: 0 [t] 0&0 --END--", "States: 999999999 Acceptance: 0 t", "Acceptance: 0 t",
    "Acceptance: 0 t --BODY-- State: 0 [((((0] 0", "\"", "/*",
  ])
  func whatIsNotReadIsRefused(_ rest: String) {
    #expect(throws: HanoiProblem.self) { try HanoiReader.read(Self.head + rest) }
  }

  @Test func noTextCrashesTheReader() {
    var generator = SeededGenerator(seed: 5)
    let good = Array(
      (Self.head + "Acceptance: 1 Inf(0) --BODY-- State: 0 [0&!1 | t] 0 {0} State: 1 --END--").utf8)
    for _ in 0..<20_000 {
      var bytes = good
      for _ in 0..<Int.random(in: 1...4, using: &generator) {
        let place = Int.random(in: 0..<bytes.count, using: &generator)
        switch Int.random(in: 0..<3, using: &generator) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
        case 1: bytes.remove(at: place)
        default: bytes.insert(good[Int.random(in: 0..<good.count, using: &generator)], at: place)
        }
      }
      _ = try? HanoiReader.read(String(decoding: bytes, as: UTF8.self))
    }
    let deep = Self.head + "Acceptance: 0 t --BODY-- State: 0 [" + String(repeating: "!", count: 100_000)
    #expect(throws: HanoiProblem.self) { try HanoiReader.read(deep) }
  }
}
