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

    let scenarios = runScenarios(scopes.filled)
    let plays = scenarios.compactMap { outcome -> Trace? in
      guard case .passed(let trace)? = outcome.result?.outcome else { return nil }
      return trace
    }
    var campaign = Campaign(system, options, runner, titles, properties, scopes, plays, kernel, cache)
    try campaign.run()
    let findings = campaign.findings
    let proving = Proving(system, kernel)
    let judgement = Judgement(system, findings, titles, properties, scopes.asked, proving)
    var contradictions = findings.contradictions
    contradictions += judgement.contradictions
    let further =
      campaign.combinations.isEmpty
      ? nil
      : Judgement(system, findings, campaign.combinations, properties, scopes.asked, proving)
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

  private func runScenarios(_ scope: Scope) -> [ScenarioOutcome] {
    system.scenarios.enumerated().map { position, scenario in
      if runner.isInterrupted {
        return ScenarioOutcome(scenario: position, result: nil, problem: "interrupted")
      }
      do throws(ExploreError) {
        let result = try scenario.run(in: system, scope: scope)
        return ScenarioOutcome(scenario: position, result: result, problem: "")
      } catch {
        return ScenarioOutcome(scenario: position, result: nil, problem: describe(error))
      }
    }
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

/// The scopes of a verification, the same in every world, so that one world's verdict can be compared with another's.
struct VerificationScopes {
  /// What is asked about: the default number of instances, and only such values as the user gives. Numbers of which
  /// nothing is said are unbounded, and time passes by any number of ticks.
  let asked: Scope
  /// The same, with values for everything: what can be searched state by state.
  let filled: Scope
  /// Whether the asked scope can be searched state by state.
  let isFinite: Bool
  /// The entities of which the user has said how many there are.
  let countedEntities: Set<EntityID>

  init(_ system: TransitionSystem, _ argument: ScopeArgument?) throws(VerificationError) {
    let everything = World(system, threats: Set(system.threats.indices.map { ThreatID($0) }))
    var filled = Scope.defaults(for: everything)
    var asked = Scope(instances: filled.instances)
    try argument?.apply(to: &filled, of: system)
    try argument?.apply(to: &asked, of: system)
    self.filled = filled
    self.asked = asked
    isFinite = Self.isFinite(system, asked)
    let names = Set(argument?.entries.map(\.name) ?? [])
    countedEntities = Set(
      system.entities.indices.filter { names.contains(system.entities[$0].name) }.map { EntityID($0) })
  }

  private static func isFinite(_ system: TransitionSystem, _ scope: Scope) -> Bool {
    if system.hasTime && scope.delays.ranges.isEmpty { return false }
    guard let layout = try? Layout(system, scope) else { return false }
    func isBounded(_ type: ValueType, _ name: String) -> Bool {
      type.sort == .instant || layout.domain(of: type, name: name) != nil
    }
    for action in system.actions {
      for parameter in action.parameters {
        let variable = system.bank.variables[parameter.variable.index]
        if !isBounded(variable.type, "\(action.name).\(variable.name)") { return false }
      }
    }
    for field in system.fields {
      if case .arbitrary = field.initial,
        !isBounded(field.type, "\(system.entities[field.entity.index].name).\(field.name)")
      {
        return false
      }
    }
    for global in system.globals {
      if case .arbitrary = global.initial, !isBounded(global.type, global.name) { return false }
    }
    return system.properties.allSatisfy { property in
      property.variables.allSatisfy { id in
        let variable = system.bank.variables[id.index]
        return isBounded(variable.type, "\(property.name).\(variable.name)")
      }
    }
  }
}
