import EnsureModel
import EnsureSemantics
import Testing

@testable import EnsureVerify

/// What the answers of engines amount to. The engines are doubles: they say what the test wants.
@Suite struct CampaignTests {
  /// Answers jobs as told.
  private final class Double: JobRunner {
    var jobs: [[Job]] = []
    var isInterrupted = false
    /// Does what is no search for violations, if there is somebody.
    var prover: InProcessRunner?
    let answer: (Job, Int) -> (events: [JobEvent], end: JobOutcome.End)

    init(_ answer: @escaping (Job, Int) -> (events: [JobEvent], end: JobOutcome.End)) { self.answer = answer }

    func run(_ jobs: [Job], until deadline: Deadline?) -> [JobOutcome] {
      self.jobs.append(jobs)
      return jobs.map { job in
        if job.engine == .proof, let prover { return prover.run([job], until: deadline)[0] }
        var outcome = JobOutcome()
        let (events, end) = answer(job, self.jobs.count)
        for event in events { #expect(outcome.note(event, of: job) == nil) }
        outcome.end = end
        return outcome
      }
    }
  }

  private static let text = """
    system Till
    role Clerk
    global sold: Int = 0
    global counted: Int = 0
    global lamp: Bool = false
    action sell(n: Int) by Clerk requires n > 0 { sold += n }
    action tally() by Clerk requires sold > 0 { counted = sold }
    action light() by Clerk requires not lamp { lamp = true }
    invariant Sold: sold >= 0
    invariant Counted: counted <= sold
    threat Thief { step steal() { sold = 0 - 1 } }
    """

  private func verify(
    _ double: Double, more: String = "", _ change: (inout VerificationOptions) -> Void = { _ in }
  ) throws -> VerificationReport {
    let compiled = Compiler.compile(text: Self.text + "\n" + more).system
    let system = try #require(compiled)
    var options = VerificationOptions()
    options.engines = [.bounded]
    change(&options)
    if options.engines.contains(.proof) { double.prover = InProcessRunner(system) }
    return try Verification(system, options, runner: double).run()
  }

  private func held(_ job: Job) -> [JobEvent] {
    (job.properties.map { Optional($0) } + (job.wantsDefinedness ? [nil] : [])).map {
      .held($0, Bound(depth: job.depth, isExhaustive: false, scope: job.scope))
    }
  }

  /// Real witnesses, by explicit steps of the interpreter.
  private func witness(_ subject: Twin.Subject, _ job: Job) throws -> JobEvent {
    let compiled = Compiler.compile(text: Self.text).system
    let system = try #require(compiled)
    let world = World(system, threats: job.threats)
    let interpreter = try Interpreter(world, scope: job.scope)
    var state = State(values: interpreter.layout.places.map { _ in 0 })
    let initial = state
    var steps: [TraceStep] = []
    func take(_ name: String, _ arguments: [Integer]) {
      guard let move = world.moves.first(where: { system.actions[$0.action.index].name == name }),
        case .taken(let taken) = interpreter.step(move, arguments: arguments, principal: nil, in: state)
      else { return }
      state = taken.state
      steps.append(
        TraceStep(
          event: .action(move.action, arguments: arguments, move.agency), principal: nil,
          threats: taken.threats, brokenHonesty: [], arbitrary: [], state: state))
    }
    if let action = subject.action {
      switch system.actions[action.index].name {
      case "sell": take("sell", [1])
      case "tally":
        take("sell", [1])
        take("tally", [])
      case "light": take("light", [])
      default: take("steal", [])
      }
    }
    return .witness(subject, Trace(scope: job.scope, threats: job.threats, initial: initial, steps: steps))
  }

  private func reason(_ cell: Cell?) -> String? {
    if case .unknown(let why)? = cell?.verdict { return why }
    return nil
  }

  @Test func whatHoldsWithAllWitnessesIsHeld() throws {
    let report = try verify(
      Double { job, _ in
        (held(job) + job.twins.compactMap { try? witness($0, job) }, .finished)
      })
    #expect(report.status == .success)
    #expect(report.cells.count == 4)
    for cell in report.cells { if case .held = cell.verdict { continue } else { Issue.record("not held") } }
    #expect(report.notes.isEmpty)
  }

  @Test func whatHoldsWhileNothingCanHappenIsUnknown() throws {
    let report = try verify(Double { job, _ in (held(job), .finished) })
    #expect(report.status == .undecided)
    for cell in report.cells { #expect(reason(cell)?.hasPrefix("twin: no way was found") == true) }
  }

  /// Whoever was stopped has not looked everywhere.
  @Test(arguments: [JobOutcome.End.interrupted, .timedOut, .outOfMemory])
  func whatWasNotFoundBeforeTheEndIsNotSaidToBeMissing(_ end: JobOutcome.End) throws {
    let report = try verify(Double { job, _ in (held(job), end) })
    #expect(report.status == .undecided)
    for cell in report.cells {
      #expect(reason(cell)?.hasPrefix("twin: the search was ended before it showed that") == true, "\(cell)")
    }
  }

  @Test func onlyTheOwnConeMatters() throws {
    // `light` never happens: no property depends on it. `tally` never happens: one does.
    let report = try verify(
      Double { job, _ in
        let found = job.twins.filter { $0 != .action(ActionID(1)) && $0 != .action(ActionID(2)) }
        return (held(job) + found.compactMap { try? witness($0, job) }, .finished)
      })
    let honest = report.cells.filter(\.threats.isEmpty)
    #expect(reason(honest.first) == nil)
    #expect(reason(honest.last)?.contains("`tally`") == true)
    #expect(report.notes.map(\.kind) == [.twin])
    #expect(report.notes.first?.text.contains("`light`") == true)
  }

  @Test func aLargerWorldIsAskedForWhatASmallerOneHasNoWitnessOf() throws {
    let double = Double { job, round in
      let found = round == 1 ? job.twins.filter { $0 != .action(ActionID(1)) } : job.twins
      return (held(job) + found.compactMap { try? witness($0, job) }, .finished)
    }
    let report = try verify(double)
    // And then once more for what the smaller one has none of, by itself.
    #expect(double.jobs.count == 3)
    #expect(
      double.jobs.dropFirst().map { $0.map(\.twins) } == [[[.action(ActionID(1))]], [[.action(ActionID(1))]]])
    #expect(double.jobs.dropFirst().map { $0.map(\.threats) } == [[[ThreatID(0)]], [[]]])
    let thief = report.cells.last
    #expect(reason(thief) == nil)
  }

  @Test func aClaimThatIsNotReplayedIsAContradiction() throws {
    let report = try verify(
      Double { job, _ in
        if job.properties.isEmpty { return ([], .finished) }
        let trace = Trace(
          scope: job.scope, threats: job.threats, initial: State(values: [0, 0, 0]), steps: [])
        return (
          [.violated(job.properties.first, Violation(trace: trace, failure: .property([])))], .finished
        )
      })
    #expect(report.status == .internalError)
    #expect(report.contradictions.count == 2)
    #expect(report.contradictionDetails.first?.contains("refusal: noFailure") == true)
    for cell in report.cells { #expect(!cell.verdict.isViolated) }
  }

  @Test func aWitnessThatIsNoneIsAContradiction() throws {
    let report = try verify(
      Double { job, _ in
        let trace = Trace(
          scope: job.scope, threats: job.threats, initial: State(values: [0, 0, 0]), steps: [])
        return (held(job) + job.twins.map { .witness($0, trace) }, .finished)
      })
    #expect(report.status == .internalError)
  }

  @Test func aCrashKeepsWhatWasKnown() throws {
    let report = try verify(
      Double { job, _ in
        job.threats.isEmpty
          ? ([.depthDone(4)], .crashed("it was ended by signal 9"))
          : (held(job) + job.twins.compactMap { try? witness($0, job) }, .finished)
      })
    #expect(report.status == .undecided)
    #expect(
      reason(report.cells.first)
        == "the engine crashed: it was ended by signal 9; no violation in runs of up to 4 steps")
    #expect(report.notes.contains { $0.kind == .crash })
  }

  @Test(
    arguments: [
      (.timedOut, "the time limit was reached"), (.outOfMemory, "the memory limit was reached"),
      (.interrupted, "interrupted"),
    ] as [(JobOutcome.End, String)])
  func anEndIsGivenAsTheReason(_ end: JobOutcome.End, _ words: String) throws {
    let report = try verify(Double { _, _ in ([], end) })
    #expect(report.status == .undecided)
    for cell in report.cells { #expect(reason(cell) == words) }
  }

  @Test func heldIsNotEnoughWhereProofIsRequired() throws {
    let double = Double { job, _ in (held(job) + job.twins.compactMap { try? witness($0, job) }, .finished) }
    #expect(try verify(double) { $0.requiresProof = true }.status == .undecided)
  }

  @Test func withTimeLeftTheBoundsAreRaised() throws {
    let double = Double { job, _ in (held(job) + job.twins.compactMap { try? witness($0, job) }, .finished) }
    let report = try verify(double) { $0.timeout = 600 }
    #expect(double.jobs.map { $0.first?.depth ?? 0 } == [12, 24, 24, 48, 48, 96, 96, 192, 192])
    let instances = double.jobs.map { $0.first?.scope.instances.max() ?? 0 }
    #expect(instances == instances.sorted() && instances.first != instances.last)
    guard case .held(let bound)? = report.cells.first?.verdict else {
      Issue.record("not held")
      return
    }
    #expect(bound.depth == 192)
    #expect(report.notes.contains { $0.kind == .bounds })
  }

  @Test func whatIsGivenIsNotRaised() throws {
    let double = Double { job, _ in (held(job) + job.twins.compactMap { try? witness($0, job) }, .finished) }
    _ = try verify(double) {
      $0.timeout = 600
      $0.depth = 5
      $0.scope = try? ScopeArgument("Clerk=1")
    }
    #expect(double.jobs.count == 1)
  }

  /// Of what is violated no proof is looked for, so that what should be is sought first.
  @Test func whatIsDecidedIsSoughtBeforeProofs() throws {
    let double = Double { job, _ in
      let shallow = Bound(depth: 3, isExhaustive: false, scope: job.scope)
      let asked = job.properties.map(Optional.some) + (job.wantsDefinedness ? [nil] : [])
      return (job.engine == .bounded ? asked.map { .held($0, shallow) } : [], .finished)
    }
    _ = try verify(double, more: "expect Sold violated under Thief") {
      $0.engines = [.bounded, .proof]
      $0.worlds = [[ThreatID(0)]]
    }
    let sought = double.jobs.firstIndex { jobs in
      jobs.contains { $0.engine == .bounded && $0.properties == [PropertyID(0)] && !$0.threats.isEmpty }
    }
    let proving = double.jobs.firstIndex { jobs in jobs.contains { $0.engine == .proof } }
    #expect(try #require(sought) < #require(proving))
  }

  /// Where all have shared a world's budget, what has neither proof nor violation gets it alone; and that the search went on is
  /// no answer to what it gave up.
  @Test func whatStaysOpenIsFollowedAlone() throws {
    let few = PropertyID(2)
    var budget = 0
    let double = Double { job, _ in
      guard job.engine == .bounded else { return ([], .finished) }
      let asked = job.properties.map(Optional.some) + (job.wantsDefinedness ? [nil] : [])
      if asked.count > 1 {
        budget = job.budget
        let shallow = Bound(depth: 3, isExhaustive: false, scope: job.scope)
        return (
          asked.map { .held($0, shallow) } + job.twins.compactMap { try? witness($0, job) }, .finished
        )
      }
      let doubt = Abandonment(depth: 5, reason: "too few", isForLackOfInstances: true)
      return ([.depthDone(12), .undecided(asked[0], doubt)], .finished)
    }
    let report = try verify(double, more: "invariant Few: sold < 9") {
      $0.engines = [.bounded, .proof]
      $0.worlds = [[]]
    }
    let alone = double.jobs.joined().filter { $0.engine == .bounded && $0.properties == [few] }
    #expect(alone.count == 2)
    #expect(alone.allSatisfy { $0.budget == budget && budget > 0 })
    // The first is told that more instances may decide it.
    #expect(alone.last?.scope != alone.first?.scope)
    // What a run may violate is not held, however far the first search had come.
    guard case .unknown(let why)? = report.cells.first(where: { $0.property == few })?.verdict else {
      Issue.record("\(report.cells)")
      return
    }
    #expect(why.contains("too few"), "\(why)")
    for cell in report.cells where cell.property != few {
      if case .proved = cell.verdict { continue }
      Issue.record("\(cell)")
    }
  }

  @Test func aLimitInALaterRoundTakesNothingBack() throws {
    let double = Double { job, round in
      round == 1
        ? (held(job) + job.twins.compactMap { try? witness($0, job) }, .finished)
        : ([.depthDone(15)], .timedOut)
    }
    let report = try verify(double) { $0.timeout = 600 }
    #expect(report.status == .success)
    guard case .held(let bound)? = report.cells.first?.verdict else {
      Issue.record("not held")
      return
    }
    #expect(bound.depth == 15)
    #expect(double.jobs.count == 2)
  }
}
