import EnsureExplore
package import EnsureKernel
public import EnsureModel

/// Verifies a system: finds out what there is to find out about each property in each world, runs the scenarios, and
/// compares with the team's decisions.
public struct Verification {
  let system: TransitionSystem
  let options: VerificationOptions
  let runner: any JobRunner
  let kernel: Kernel
  let cache: ProofCache

  /// A verification of `system`.
  ///
  /// - Parameters:
  ///   - runner: who does the searching; this process if nil.
  ///   - cache: where proofs are kept.
  public init(
    _ system: TransitionSystem, _ options: VerificationOptions = VerificationOptions(),
    runner: (any JobRunner)? = nil, cache: ProofCache = ProofCache()
  ) {
    self.init(system, options, runner: runner, kernel: Kernel(system), cache: cache)
  }

  /// The same with another kernel, for tests.
  package init(
    _ system: TransitionSystem, _ options: VerificationOptions, runner: (any JobRunner)?, kernel: Kernel,
    cache: ProofCache = ProofCache()
  ) {
    self.cache = cache
    self.kernel = kernel
    self.system = system
    self.options = options
    self.runner = runner ?? InProcessRunner(system)
  }

  /// Verifies.
  ///
  /// - Throws: if the scope cannot be searched, or does not fit the system.
  public func run() throws(VerificationError) -> VerificationReport {
    let titles =
      options.worlds.isEmpty
      ? system.worlds() : system.worlds(extra: options.worlds).filter { options.worlds.contains($0.threats) }
    let properties =
      options.properties.isEmpty ? system.properties.indices.map { PropertyID($0) } : options.properties
    let scopes = try VerificationScopes(system, options.scope)

    var runs = ScenarioRuns(system, runner, scopes)
    runs.run(
      until: options.timeout.map { Deadline(in: $0) }, asksSolver: options.engines.contains(.bounded))
    let scenarios = runs.outcomes
    let plays = scenarios.compactMap { outcome -> Trace? in
      guard case .passed(let trace)? = outcome.result?.outcome else { return nil }
      return trace
    }
    var campaign = Campaign(system, options, runner, titles, properties, scopes, plays, kernel, cache)
    try campaign.run()
    let findings = campaign.findings
    let proving = Proving(system, kernel)
    let judgement = Judgement(
      system, findings, titles, properties, scopes.asked, proving, width: runner.width,
      seeksProofs: options.engines.contains(.proof))
    var contradictions = runs.contradictions + findings.contradictions
    contradictions += judgement.contradictions
    let further =
      campaign.combinations.isEmpty
      ? nil
      : Judgement(
        system, findings, campaign.combinations, properties, scopes.asked, proving, width: runner.width,
        seeksProofs: options.engines.contains(.proof))
    contradictions += further?.contradictions ?? []
    let cells = judgement.cells
    let all =
      cells
      + (further?.cells ?? []).filter { cell in
        findings.views[Findings.Place(property: cell.property, threats: cell.threats)] != nil
      }
    contradictions += Judgement.monotonicityDefects(all, system).map { Contradiction(summary: $0, details: $0) }
    let minimal =
      options.seeksMinimalThreats
      ? properties.map { MinimalThreats(of: $0, in: all, threats: system.threats.count) } : []
    let decisions = Decisions(system: system)
    let standings = cells.map { cell in
      cell.property.map { decisions.standing(of: $0, cell.threats) } ?? .open
    }
    let wrong = decisions.wrong(cells)
    var proofs = judgement.proofs + (further?.proofs ?? [])
    if options.explainsProofs { proofs = proofs.map { $0.explained(by: kernel) } }
    var notes = findings.notes + judgement.notes
    if runner.isInterrupted {
      notes.append(
        VerificationNote(
          .interruption, threats: nil, "the run was interrupted: what is not known by now is unknown"))
    }
    return VerificationReport(
      worlds: titles, scope: scopes.asked, cells: cells, standings: standings, wrongDecisions: wrong,
      scenarios: scenarios, contradictions: contradictions.map(\.summary),
      contradictionDetails: contradictions.map(\.details), states: findings.states, checks: findings.checks,
      twins: judgement.twins,
      notes: notes, proofs: proofs, impossibilities: judgement.impossibilities, minimalThreats: minimal,
      questions: Campaign.open(findings.questions, cells),
      requiresProof: options.requiresProof,
      status: status(cells, standings, wrong, scenarios, contradictions.isEmpty))
  }

  private func status(
    _ cells: [Cell], _ standings: [Standing], _ wrong: [WrongDecision], _ scenarios: [ScenarioOutcome],
    _ isConsistent: Bool
  ) -> ExitStatus {
    var result = isConsistent ? ExitStatus.success : .internalError
    for (cell, standing) in zip(cells, standings) {
      switch cell.verdict {
      case .violated: if standing == .open { result = max(result, .violated) }
      case .unknown, .vacuous: result = max(result, .undecided)
      case .held: if options.requiresProof { result = max(result, .undecided) }
      case .proved: break
      }
    }
    for decision in wrong { result = max(result, decision.isUndecided ? .undecided : .violated) }
    for scenario in scenarios { result = max(result, scenario.status) }
    if runner.isInterrupted { result = max(result, .undecided) }
    return result
  }
}
