import EnsureModel
import EnsureSemantics
import EnsureVerify
import Testing

/// `expect`, `accept`, scenarios, and what a run answers (SEMANTICS 13, 22).
@Suite struct Decisions {
  private static let light = """
    system Light
    role Keeper
    role Guest
    global on: Bool = false
    global broken: Bool = false
    action switchOn() by Keeper requires not on { on = true }
    invariant Off: not on
    invariant Whole: not broken
    threat Hammer { step smash() { broken = true } }
    threat Spare { step nothing() { broken = false } }

    """

  private func report(_ declarations: String, _ change: (inout VerificationOptions) -> Void = { _ in }) throws
    -> (report: VerificationReport, system: TransitionSystem)
  {
    let compilation = Compiler.compile(text: Self.light + declarations)
    let system = try #require(compilation.system, "\(compilation.diagnostics.map(\.message))")
    var options = VerificationOptions()
    options.engines = [.bounded, .explicit]
    change(&options)
    return (try Verification(system, options).run(), system)
  }

  private func property(_ name: String, _ system: TransitionSystem) throws -> PropertyID {
    PropertyID(try #require(system.properties.firstIndex { $0.name == name }))
  }

  private func status(_ declarations: String, only name: String) throws -> EnsureModel.ExitStatus {
    let (_, system) = try report(declarations)
    let chosen = try property(name, system)
    return try report(declarations) { $0.properties = [chosen] }.report.status
  }

  @Test func aViolationThatNobodyDecidedIsExit1() throws {
    #expect(try status("", only: "Off") == .violated)
    #expect(try status("", only: "Whole") == .violated)
  }

  @Test func anExpectationCoversLargerCombinations() throws {
    #expect(
      try status("threat Both = Hammer + Spare\nexpect Whole violated under Hammer", only: "Whole") == .success)
  }

  @Test func anAcceptanceCoversItsOwnCellOnly() throws {
    let both = "threat Both = Hammer + Spare\n"
    #expect(try status(both + "accept Whole under Hammer because \"x\"", only: "Whole") == .violated)
    #expect(try status(both + "accept Whole under Hammer or more because \"x\"", only: "Whole") == .success)
    let each = "accept Whole under Hammer because \"x\"\naccept Whole under Hammer + Spare because \"y\""
    #expect(try status(both + each, only: "Whole") == .success)
  }

  @Test func aDecisionAboutWhatIsOnlyHeldIsUndecided() throws {
    #expect(try status("expect Whole violated under Spare", only: "Whole") == .violated)
    let (whole, _) = try report(
      "expect Whole violated under Spare\naccept Whole under Hammer or more because \"x\""
    ) {
      $0.worlds = [[ThreatID(1)]]
      $0.properties = [PropertyID(1)]
    }
    #expect(whole.status == .undecided)
    #expect(whole.wrongDecisions.map(\.isUndecided) == [true])
  }

  @Test func aSetOfThreatsThatADecisionNamesIsAColumn() throws {
    let (report, _) = try report("accept Whole under Hammer + Spare because \"x\"")
    #expect(report.worlds.map(\.name) == ["honest", "Hammer", "Spare", "Hammer+Spare"])
  }

  @Test func aTemporalPropertyThatNobodyKeepsIsExit1() throws {
    #expect(try status("property Later: eventually on", only: "Later") == .violated)
  }

  @Test func aFailedScenarioIsExit1() throws {
    let all = { (options: inout VerificationOptions) in
      options.properties = [PropertyID(1)]
      options.worlds = [[]]
    }
    #expect(try report("scenario \"on\" { switchOn() expect on }", all).report.status == .success)
    #expect(try report("scenario \"twice\" { switchOn(); switchOn() }", all).report.status == .violated)
    #expect(try report("scenario \"no\" { switchOn() expect not on }", all).report.status == .violated)
    #expect(try report("scenario \"never\" { then switchOn() is impossible }", all).report.status == .violated)
    #expect(
      try report("scenario \"once\" { switchOn() then switchOn() is impossible }", all).report.status
        == .success)
  }

  @Test func theMoreUrgentStatusWins() {
    let order: [EnsureModel.ExitStatus] = [
      .success, .undecided, .violated, .specErrors, .usage, .internalError,
    ]
    #expect(order.sorted() == order)
    #expect(order.map(\.rawValue) == [0, 3, 1, 2, 64, 70])
  }

  @Test func aStepWithoutMeaningIsADefectOfTheSpec() throws {
    let text = """
      system Split
      role Clerk
      global parts: 0..3 = 0
      global each: Int = 0
      action split() by Clerk { each = 10 div parts }
      action more() by Clerk requires parts < 3 { parts += 1 }
      invariant Fine: each >= 0
      """
    let system = try #require(Compiler.compile(text: text).system)
    let report = try Verification(system).run()
    #expect(report.status == .violated)
    let defect = report.cells.first { $0.property == nil }
    guard case .violated(let violation)? = defect?.verdict else {
      Issue.record("no defect is reported")
      return
    }
    #expect(violation.trace.steps.count == 1)
  }

  @Test(
    arguments: [
      "Order", "Order=", "=3", "Order=3..1", "Order=a", "Order=1,Order=2", "Order=1..", "A=1;B=2",
    ])
  func aScopeThatMakesNoSenseIsRefused(_ text: String) {
    #expect(throws: VerificationError.self) { try ScopeArgument(text) }
  }

  @Test func aScopeForSomethingUnknownIsRefused() throws {
    #expect(throws: VerificationError.self) { try report("") { $0.scope = try? ScopeArgument("Nothing=3") } }
    #expect(throws: VerificationError.self) { try report("") { $0.scope = try? ScopeArgument("Keeper=0") } }
  }
}
