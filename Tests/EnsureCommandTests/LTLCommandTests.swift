import Testing

/// `ensure ltl` prints what the options ask for, and says what is wrong with a formula.
@Suite struct LTLCommandTests {
  private static func ltl(_ arguments: [String], table: String? = nil) throws -> Run {
    let folder = Folder()
    defer { folder.remove() }
    if let table { folder.write("table.csv", table) }
    return try ensure(["ltl"] + arguments, in: folder)
  }

  @Test func aFormulaGivesItsClassAutomatonAndMonitor() throws {
    let run = try Self.ltl(["G(request -> F grant)"])
    #expect(run.status == 0, "\(run)")
    for line in [
      "class: R, recurrence", "Büchi automaton: states 2, edges 4, deterministic", "monitor: states 1",
    ] {
      #expect(run.output.contains(line), "\(run)")
    }
  }

  @Test(arguments: [
    ["--hoa", "-f", "GF a & GF b"], ["--hoa", "GF a & GF b"], ["--formula", "GF a & GF b", "--hoa"],
  ])
  func aStateBasedAutomatonHasItsStates(_ arguments: [String]) throws {
    let run = try Self.ltl(arguments)
    #expect(run.status == 0, "\(run)")
    #expect(run.output.hasPrefix("HOA: v1\n") && run.output.contains("\nStates: 3\n"), "\(run)")
    #expect(run.output.contains("state-acc") && run.output.contains("Acceptance: 1 Inf(0)"), "\(run)")
  }

  @Test func aGeneralisedAutomatonHasItsMarksOnEdges() throws {
    let run = try Self.ltl(["--tgba", "GF a & GF b"])
    #expect(run.output.contains("\nStates: 1\n") && run.output.contains("generalized-Buchi 2"), "\(run)")
  }

  @Test(arguments: ["--dot", "--monitor"])
  func aDrawingIsOne(_ option: String) throws {
    #expect(try Self.ltl([option, "a U b"]).output.hasPrefix("digraph"))
  }

  @Test func whatIsNoFormulaIsShownWhereItGoesWrong() throws {
    let run = try Self.ltl(["a & | b"])
    #expect(run.status == 2, "\(run)")
    #expect(run.errors.hasPrefix("error[E0701]: a formula is expected here\n --> formula:1:5\n"), "\(run)")
    #expect(run.errors.contains("1 | a & | b\n  |     ^\n"), "\(run)")
  }

  @Test func aFormulaThatIsTooDeepIsRefused() throws {
    let run = try Self.ltl([String(repeating: "(", count: 2_000) + "a"])
    #expect(run.status == 2 && run.errors.hasPrefix("error[E0007]"), "\(run)")
  }

  @Test func aLimitIsNotKnowing() throws {
    let wide = (0..<65).map { "p\($0)" }.joined(separator: " | ")
    let run = try Self.ltl([wide])
    #expect(run.status == 3, "\(run)")
  }

  @Test func sizesAreSummedUpNextToTheReference() throws {
    let run = try Self.ltl(
      ["--stats", "table.csv"], table: "set,pol,formula,class,ba_states\nx,pos,GF a,R,2\nx,pos,F a,G,3\n")
    #expect(run.status == 0, "\(run)")
    #expect(run.output.contains("x pos           2         4       5"), "\(run)")
  }

  @Test(arguments: [[], ["a", "b"], ["--hoa", "--dot", "a"], ["--stats"], ["-f", "a", "b"]])
  func aCommandLineThatMakesNoSenseIsRefused(_ arguments: [String]) throws {
    #expect(try Self.ltl(arguments).status == 64)
  }

  @Test func anAutomatonIsRead() throws {
    let folder = Folder()
    defer { folder.remove() }
    let written = try ensure(["ltl", "--tgba", "G(a -> F b)"], in: folder)
    folder.write("a.hoa", written.output)
    let shown = try ensure(["ltl", "--read", "a.hoa"], in: folder)
    #expect(
      shown.status == 0
        && shown.output.hasPrefix("automaton: states 2, edges 4, acceptance sets 1, deterministic\n"),
      "\(shown)")
    // What is written of it is the same again, but for its name.
    let again = try ensure(["ltl", "--read", "a.hoa", "--tgba"], in: folder)
    func body(_ text: String) -> [Substring] { text.split(separator: "\n").filter { !$0.hasPrefix("name:") } }
    #expect(again.status == 0 && body(again.output) == body(written.output), "\(again)")
    folder.write("b.hoa", written.output.replacing("State: 1", with: "State: x"))
    let wrong = try ensure(["ltl", "--read", "b.hoa"], in: folder)
    #expect(
      wrong.status == 2 && wrong.errors.contains("error[E0115]") && wrong.errors.contains("b.hoa:"), "\(wrong)")
    #expect(try ensure(["ltl", "--read", "c.hoa"], in: folder).status == 2)
    #expect(try ensure(["ltl", "--read", "a.hoa", "G a"], in: folder).status == 64)
  }
}
