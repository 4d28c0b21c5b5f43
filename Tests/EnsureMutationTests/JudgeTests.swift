import EnsureModel
import EnsureSemantics
import Testing

@testable import EnsureMutation

/// What catches faults, and what is made of those that nothing catches.
@Suite struct JudgeTests {
  private static let bounds: JudgementBounds = {
    var bounds = JudgementBounds()
    bounds.depth = 6
    return bounds
  }()

  private func judge(_ kind: String, _ words: String) throws -> FaultOutcome {
    let catalogue = try Shop.catalogue()
    let judge = FaultJudge(try #require(catalogue.system), Self.bounds)
    let fault = try Shop.fault(kind, words, in: catalogue)
    return judge.judge(try #require(catalogue.system(with: fault)))
  }

  @Test func theSpecItselfShowsNothing() throws {
    let system = try #require(Shop.catalogue().system)
    #expect(FaultJudge(system, Self.bounds).problem == nil)
    #expect(FaultJudge(system, Self.bounds).judge(system) == .survived)
  }

  @Test func aScenarioThatFailsCatches() throws {
    let outcome = try judge("weakened-guard", "`o.state == fresh` of `place`")
    #expect(outcome == .caught(.scenario, "`an order is placed once` fails"))
  }

  @Test func aViolationThatNobodyExpectsCatches() throws {
    #expect(try judge("trusted-input", "total <= 100") == .caught(.violation, "`Bounded` in honest, 1 steps"))
  }

  @Test func aDecisionThatIsNotBorneOutCatches() throws {
    let outcome = try judge("weakened-invariant", "becomes `o.total <= 100`")
    #expect(outcome == .caught(.expectation, "`Bounded` is no longer violated in Leak"))
  }

  @Test func anotherAttackCatches() throws {
    let changed = Shop.text.replacing("total:    Int = 0", with: "total:    Int = 1")
      .replacing("o.refunded += amount", with: "o.refunded += min(amount, 1)")
    let judge = FaultJudge(try #require(Shop.catalogue().system), Self.bounds)
    let outcome = judge.judge(try #require(Shop.catalogue(changed).system))
    #expect(
      outcome == .caught(.attack, "`Bounded` is violated in Leak by another run: refund(0, 1); refund(0, 1)"))
  }

  @Test func aTwinWithoutWitnessCatches() throws {
    #expect(try judge("omitted-action", "`pay` never happens").means == .twin)
  }

  @Test func whatNothingShowsSurvives() throws {
    #expect(try judge("weakened-invariant", "becomes `o.refunded <= o.total`") == .survived)
    #expect(try judge("swapped-roles", "`pay` is by `Clerk`") == .survived)
  }

  @Test func aSearchThatIsTooShallowCatchesNothing() throws {
    var shallow = Self.bounds
    shallow.depth = 1
    let catalogue = try Shop.catalogue()
    let judge = FaultJudge(try #require(catalogue.system), shallow)
    let fault = try Shop.fault("omitted-action", "`pay` never happens", in: catalogue)
    #expect(judge.judge(try #require(catalogue.system(with: fault))) == .survived)
  }
}

/// The report: holes, equivalents, stale verdicts, and the status.
@Suite struct FaultReportTests {
  private let hole = Fault(kind: "k", id: "0000000a", description: "a hole", text: [])
  private let caught = Fault(kind: "k", id: "0000000b", description: "caught", text: [])

  private func report(_ verdicts: String) -> FaultReport {
    FaultReport(
      [(hole, .survived), (caught, .caught(.twin, "no witness of x"))], VerdictFile(verdicts))
  }

  @Test func aSurvivorWithoutVerdictIsAHole() {
    let report = report("")
    #expect(report.holes.map(\.id) == ["0000000a"])
    #expect(report.status == .violated)
    #expect(report.row == [2, 0, 0, 0, 0, 1, 0, 1])
    #expect(report.text(path: "x.ens").contains("HOLE"))
  }

  @Test func aVerdictClosesIt() {
    let report = report("# remark\n\n0000000a equivalent: it is implied\n")
    #expect(report.holes.isEmpty && report.stale.isEmpty)
    #expect(report.status == .success)
    #expect(report.row == [2, 0, 0, 0, 0, 1, 1, 0])
    #expect(report.text(path: "x.ens").contains("equivalent: it is implied"))
  }

  @Test func verdictsOnWhatIsCaughtOrGoneAreStale() {
    for id in ["0000000b", "0000000c"] {
      let report = report("0000000a equivalent: it is implied\n\(id) equivalent: so is this\n")
      #expect(report.stale.map(\.id) == [id])
      #expect(report.status == .violated)
      #expect(report.text(path: "x.ens").contains("\(id): the verdict on line 2 is stale"))
    }
  }

  @Test func whatCannotBeJudgedIsUndecided() {
    let report = FaultReport([(hole, .unjudged("too large"))], VerdictFile())
    #expect(report.status == .undecided)
    #expect(report.holes.isEmpty)
  }

  @Test func linesThatSayNothingAreRefused() {
    let text = """
      0000000a
      0000000b equivalent:
      0000000c hole: known
      nonsense equivalent: why
      0000000d equivalent: because
      0000000d equivalent: again
      """
    let file = VerdictFile(text)
    #expect(file.problems.map(\.line) == [1, 2, 3, 4, 6])
    #expect(file.entries.map(\.id) == ["0000000d"])
    #expect(file.reason("0000000d") == "because")
  }
}
