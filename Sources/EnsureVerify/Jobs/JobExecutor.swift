import EnsureExplore
import EnsureKernel
public import EnsureModel
import EnsureObligations

/// Does jobs in this process, on this thread.
public struct JobExecutor {
  let system: TransitionSystem

  /// Does jobs on `system`.
  public init(system: TransitionSystem) { self.system = system }

  /// Does `job`; `tell` gets its events as they happen, the last of them `finished` or `failed`, and says whether to
  /// go on.
  public func run(_ job: Job, tell: (JobEvent) -> Bool) {
    switch job.engine {
    case .bounded: runBounded(job, tell)
    case .explicit: runExplicit(job, tell)
    case .proof: prove(job, tell)
    case .question: ask(job, tell)
    case .scenario: follow(job, tell)
    case .clauses: suggest(job, tell)
    }
  }

  // MARK: Bounded search

  private func runBounded(_ job: Job, _ tell: (JobEvent) -> Bool) {
    var query = BoundedQuery(
      properties: job.properties, wantsDefinedness: job.wantsDefinedness, twins: job.twins, scope: job.scope,
      depth: job.depth, resourceLimit: job.effort > 0 ? UInt32(clamping: job.effort) : nil,
      budget: job.budget > 0 ? UInt64(job.budget) : nil)
    query.provesDeadEnds = job.provesDeadEnds
    let search = BoundedSearch(World(system, threats: job.threats), query)
    var isStopped = false
    let report: BoundedReport
    do throws(BoundedError) {
      report = try search.run { event in
        let goesOn =
          switch event {
          case .depthDone(let depth): tell(.depthDone(depth))
          case .violated(let property, let violation): tell(.violated(property, violation))
          case .twin(let subject, let trace): tell(.witness(subject, trace))
          // The report says how far the search had come.
          case .undecided: true
          }
        isStopped = isStopped || !goesOn
        return goesOn
      }
    } catch {
      _ = tell(.failed(JobFailure(error)))
      return
    }
    if isStopped { return }
    var outcomes: [(PropertyID?, BoundedReport.Outcome)] = []
    for property in job.properties {
      if let outcome = report.outcomes[property] { outcomes.append((property, outcome)) }
    }
    if let outcome = report.definedness { outcomes.append((nil, outcome)) }
    for (property, outcome) in outcomes {
      switch outcome {
      case .held(let bound): if !tell(.held(property, bound)) { return }
      case .violated(let violation): if !tell(.violated(property, violation)) { return }
      case .undecided(let why): if !tell(.undecided(property, why)) { return }
      }
    }
    _ = tell(.finished(states: 0, checks: report.checks))
  }

  // MARK: Proof

  private func prove(_ job: Job, _ tell: (JobEvent) -> Bool) {
    let world = World(system, threats: job.threats)
    var goals = job.properties.map { ProofGoal.property($0) }
    if job.wantsDefinedness { goals.append(.definedness) }
    goals += job.twins.map { .impossible($0) }
    var shown: [ProofGoal: ProofClaim] = [:]
    for goal in goals where !goal.isImpossibility {
      guard let bytes = job.proofs[goal.property],
        let (claim, certificate) = CarriedProof(bytes: bytes).shown(goal, in: world)
      else { continue }
      shown[goal] = claim
      if !tell(.certified(goal.property, certificate.bytes)) { return }
    }
    // What is shown already may be of use to the rest.
    let carried = goals.filter { ProofRule(for: $0, in: world).observer == nil }.compactMap { shown[$0] }
    goals.removeAll { shown[$0] != nil }
    let search = ProofSearch(
      world, goals, lemmas: job.lemmas, carried: carried, remembered: job.remembered, runs: job.runs)
    let result = search.run()
    for goal in goals {
      var bytes: [UInt8]?
      var reason: String?
      if let claim = result.claims[goal] {
        do throws(Certifier.Failure) {
          bytes = try Certifier.certificate(of: claim, for: goal, in: world).bytes
        } catch {
          reason = error.words
        }
      } else {
        reason = result.refusals[goal].map { words($0, of: goal) }
      }
      let event: JobEvent? =
        switch goal {
        case .impossible(let subject): bytes.map { .impossible(subject, $0) }
        case .property, .definedness:
          if let bytes {
            .certified(goal.property, bytes)
          } else {
            reason.map { .undecided(goal.property, Abandonment(depth: nil, reason: $0)) }
          }
        }
      if let event, !tell(event) { return }
    }
    _ = tell(.finished(states: 0, checks: result.checks))
  }

  private func words(_ refusal: ProofRefusal, of goal: ProofGoal) -> String {
    if case .unranked = refusal, let property = goal.property,
      system.properties[property.index].neverStuck(in: system.bank) != nil
    {
      return "it is not known what leads on from everywhere"
    }
    return refusal.words
  }

  private func ask(_ job: Job, _ tell: (JobEvent) -> Bool) {
    let world = World(system, threats: job.threats)
    let goals = job.properties.map { ProofGoal.property($0) }
    let kept = ProofSearch(world, goals, lemmas: job.lemmas, runs: job.runs).everythingKept()
    let search = QuestionSearch(world, kept, runs: job.runs, scope: job.scope)
    let (questions, checks) = search.run(job.properties)
    for question in questions where !tell(.question(QuestionMessage(question, of: system))) { return }
    _ = tell(.finished(states: 0, checks: checks))
  }

  private func suggest(_ job: Job, _ tell: (JobEvent) -> Bool) {
    let world = World(system, threats: job.threats)
    var known = ProofClaim(terms: system.bank, lemmas: [])
    if (try? known.add(encoded: job.lemmas, of: system)) == nil {
      known = ProofClaim(terms: system.bank, lemmas: [])
    }
    for property in job.properties {
      let rule = ProofRule(for: .property(property), in: world)
      var beside = ProofClaim(terms: rule.world.bank, lemmas: [])
      beside.take(known, lemmas: known.lemmas)
      let search = HornSearch(rule, beside, budget: UInt32(clamping: job.effort))
      guard let found = try? search.lemmas(for: .property(property)) else { continue }
      if !tell(.lemmas(property, found.encoded(for: rule.world.system))) { return }
    }
    _ = tell(.finished(states: 0, checks: job.properties.count))
  }

  // MARK: Scenarios

  private func follow(_ job: Job, _ tell: (JobEvent) -> Bool) {
    let world = World(system, threats: [])
    var checks = 0
    for played in job.scenarios where system.scenarios.indices.contains(played.scenario) {
      var scope = job.scope
      scope.instances = played.instances
      let variables = system.scenarios[played.scenario].variables.map(\.variable)
      let instances = Dictionary(zip(variables, played.variables)) { first, _ in first }
      // What cannot be followed so stays as the tries have it.
      guard var search = try? ScenarioSearch(played.scenario, world, scope, instances) else { continue }
      let numbers = search.run()
      checks += search.checks
      if !tell(.scenario(numbers)) { return }
    }
    _ = tell(.finished(states: 0, checks: checks))
  }

  // MARK: Explicit search

  private func runExplicit(_ job: Job, _ tell: (JobEvent) -> Bool) {
    let limits = SearchLimits(depth: job.depth, states: job.states)
    let search = Search(World(system, threats: job.threats), scope: job.scope, limits: limits)
    let report: Search.Report
    do throws(ExploreError) {
      report = try search.run(job.properties)
    } catch {
      _ = tell(.failed(JobFailure(error)))
      return
    }
    var outcomes: [(PropertyID?, Search.Outcome)] = []
    for property in job.properties {
      if let outcome = report.outcomes[property] { outcomes.append((property, outcome)) }
    }
    if job.wantsDefinedness { outcomes.append((nil, report.definedness)) }
    for (property, outcome) in outcomes {
      switch outcome {
      case .held(let bound): if !tell(.held(property, bound)) { return }
      case .violated(let violation): if !tell(.violated(property, violation)) { return }
      }
    }
    _ = tell(.finished(states: report.states, checks: 0))
  }
}

extension JobFailure {
  fileprivate init(_ error: BoundedError) {
    switch error {
    case .layout(let layout): self = .scope(describe(.layout(layout)))
    case .tooLarge(let what, let limit):
      self = .unsearchable("the scope has more than \(limit) \(what); narrow it with --scope")
    case .noInitialState: self = .unsearchable(describe(.noInitialState))
    case .disagreement(let what, let trace): self = .disagreement(Self.words(what, trace))
    }
  }

  fileprivate init(_ error: ExploreError) {
    switch error {
    case .layout: self = .scope(describe(error))
    case .unbounded(let name): self = .unbounded(name)
    case .tooLarge, .noInitialState: self = .unsearchable(describe(error))
    case .disagreement(let what, let trace): self = .disagreement(Self.words(what, trace))
    }
  }

  private static func words(_ what: String, _ trace: Trace?) -> String {
    trace.map { "\(what)\n\(TraceListing($0).text)" } ?? what
  }
}
