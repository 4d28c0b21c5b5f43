import EnsureModel
import EnsureSemantics
import EnsureSyntax
import EnsureVerify
import Testing

/// What is done beside what has no influence on what comes out.
@Suite struct RoundTests {
  private static let text = """
    system Shop
    role Clerk
    role Customer
    enum Stage { fresh, ordered, sent, lost }
    entity Order { stage: Stage = fresh }
    action order(o: Order) by Customer requires o.stage == fresh { o.stage = ordered }
    action send(o: Order) by Clerk requires o.stage == ordered { o.stage = sent }
    final Sent(o: Order): o.stage == sent
    property Arrives(o: Order): always (order(o) implies eventually o.stage == sent) assuming fair Clerk
    property OrderedFirst(o: Order): always (send(o) implies once order(o))
    property NotLeft(o: Order): always not stuck(o)
    threat Thief { step steal(o: Order) requires o.stage == ordered { o.stage = lost } }
    threat Liar { step pretend(o: Order) { o.stage = sent } }
    threat Both = Thief + Liar
    """
  private static let decisions = """
    expect Arrives violated under Thief
    expect NotLeft violated under Thief

    """

  /// Does jobs here, and says that more than one can be done at a time.
  private final class Wide: JobRunner {
    let runner: InProcessRunner
    let width: Int
    var batches: [[Job]] = []
    init(_ system: TransitionSystem, width: Int) {
      runner = InProcessRunner(system)
      self.width = width
    }
    var isInterrupted: Bool { false }
    func run(_ jobs: [Job], until deadline: Deadline?) -> [JobOutcome] {
      batches.append(jobs)
      return runner.run(jobs, until: deadline)
    }
    /// What was done, whatever the order.
    var all: [String] {
      batches.joined().map { job in
        "\(job.engine) \(job.threats.map(\.index).sorted()) \(job.properties.map(\.index)) \(job.twins.count) "
          + "\(job.provesDeadEnds) \(job.wantsDefinedness)"
      }.sorted()
    }
  }

  private func verify(_ text: String, width: Int, timeout: Double? = nil) throws -> (VerificationReport, Wide) {
    let compilation = Compiler.compile(text: text)
    let system = try #require(compilation.system, "\(compilation.diagnostics.map(\.message))")
    let runner = Wide(system, width: width)
    var options = VerificationOptions()
    options.engines = [.bounded, .proof]
    options.timeout = timeout
    // What is given is not raised while time remains.
    if timeout != nil { (options.depth, options.scope) = (4, try? ScopeArgument("Clerk=1,Customer=1,Order=2")) }
    return (try Verification(system, options, runner: runner).run(), runner)
  }

  /// What a cell says, with the steps of a violation.
  private func said(_ cell: Cell) -> String {
    var text = "\(cell.property.map(\.index) ?? -1) \(cell.threats.map(\.index).sorted())"
    switch cell.verdict {
    case .proved: text += " proved"
    case .violated(let violation):
      text += " violated \(violation.trace.initial.values)"
      for step in violation.trace.steps { text += " \(step.event) \(step.state.values)" }
      text += " \(violation.trace.loop ?? -1)"
    default: text += " open"
    }
    return text
  }

  @Test(arguments: ["", decisions]) func howMuchIsDoneAtATimeDoesNotMatter(_ decisions: String) throws {
    let (narrow, one) = try verify(Self.text + "\n" + decisions, width: 1)
    for width in [2, 7] {
      let (wide, several) = try verify(Self.text + "\n" + decisions, width: width)
      #expect(several.all == one.all)
      #expect(wide.cells.map(said) == narrow.cells.map(said))
      #expect(wide.notes.map(\.text) == narrow.notes.map(\.text))
      #expect(wide.proofs.count == narrow.proofs.count)
    }
    let said = narrow.cells.map(said).joined()
    #expect(said.contains("proved") && said.contains("violated"))
  }

  /// While it is looked for why something comes in the smallest world, larger ones are searched.
  @Test func largerWorldsAreSearchedBesideProofsOfSmallerOnes() throws {
    let (_, runner) = try verify(Self.text, width: 2)
    let mixed = try #require(
      runner.batches.first { $0.contains { $0.engine == .proof && $0.properties.contains(PropertyID(0)) } })
    #expect(mixed.allSatisfy { $0.engine != .proof || $0.threats.isEmpty })
    #expect(mixed.contains { $0.engine == .bounded && !$0.threats.isEmpty })
    // No world is searched twice for the same.
    let searches = runner.batches.joined().filter { $0.engine == .bounded && $0.wantsDefinedness }
    #expect(searches.count == Set(searches.map(\.threats)).count)
    #expect(searches.count == 4)
  }

  /// Where time is limited no proof takes it from a search for violations.
  @Test func whereTimeIsLimitedAllWorldsAreSearchedFirst() throws {
    let (_, runner) = try verify(Self.text, width: 2, timeout: 600)
    let batches = runner.batches
    let proving = try #require(batches.firstIndex { $0.contains { $0.engine == .proof } })
    let searched = batches[..<proving].joined().filter { $0.engine == .bounded && $0.wantsDefinedness }
    #expect(Set(searched.map(\.threats)).count == 4)
  }

  /// What a decision says to be violated is looked for before a proof of it is.
  @Test func noProofIsLookedForOfWhatIsDecidedToBeViolated() throws {
    let (report, runner) = try verify(Self.text + "\n" + Self.decisions, width: 2)
    let arrives = PropertyID(0)
    #expect(
      report.cells.contains { $0.property == arrives && $0.threats == [ThreatID(0)] && $0.verdict.isViolated })
    let proofs = runner.batches.joined().filter { $0.engine == .proof && $0.threats.contains(ThreatID(0)) }
    #expect(!proofs.contains { $0.properties.contains(arrives) })
  }
}
