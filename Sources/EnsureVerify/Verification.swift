public import EnsureExplore
public import EnsureModel

/// How to verify a spec.
public struct VerificationOptions: Sendable {
  /// What to change in the default scope.
  public var scope: ScopeArgument?
  /// How deep to search at most.
  public var depth = Int.max
  /// How many states to look at in each world at most.
  public var states = 100_000
  /// Only these properties; all if empty.
  public var properties: [PropertyID] = []
  /// Only these worlds; all that the spec asks about if empty.
  public var worlds: [Set<ThreatID>] = []

  /// The defaults.
  public init() {}
}

/// Verifies a system by explicit search with the interpreter's meaning.
public struct Verification {
  let system: TransitionSystem
  let options: VerificationOptions

  /// A verification of `system`.
  public init(_ system: TransitionSystem, _ options: VerificationOptions = VerificationOptions()) {
    self.system = system
    self.options = options
  }

  /// Searches every world, runs the scenarios, and compares with the decisions.
  ///
  /// - Throws: if the scope cannot be searched, or does not fit the system.
  public func run() throws(VerificationError) -> VerificationReport {
    let scope = try self.scope()
    let titles =
      options.worlds.isEmpty
      ? system.worlds() : system.worlds(extra: options.worlds).filter { options.worlds.contains($0.threats) }
    let properties =
      options.properties.isEmpty ? system.properties.indices.map { PropertyID($0) } : options.properties
    let invariants = properties.filter(isInvariant)

    var outcomes: [Set<ThreatID>: Result<Search.Report, SearchProblem>] = [:]
    var contradictions: [String] = []
    var states = 0
    for title in titles {
      let result = try search(title, scope, invariants, &contradictions)
      if case .success(let report) = result { states += report.states }
      outcomes[title.threats] = result
    }

    var cells: [Cell] = []
    for property in properties {
      for title in titles {
        cells.append(
          Cell(property: property, threats: title.threats, verdict: verdict(property, outcomes[title.threats])))
      }
    }
    for title in titles {
      if case .success(let report)? = outcomes[title.threats],
        case .violated(let violation) = report.definedness
      {
        cells.append(Cell(property: nil, threats: title.threats, verdict: .violated(violation)))
      }
    }
    contradictions += monotonicityDefects(cells)

    let decisions = Decisions(system: system)
    let standings = cells.map { cell in
      cell.property.map { decisions.standing(of: $0, cell.threats) } ?? .open
    }
    let wrong = decisions.wrong(cells)
    let scenarios = runScenarios(scope)
    return VerificationReport(
      worlds: titles, scope: scope, cells: cells, standings: standings, wrongDecisions: wrong,
      scenarios: scenarios,
      contradictions: contradictions, states: states,
      status: status(cells, standings, wrong, scenarios, contradictions))
  }

  /// The scope that every world is searched in: the default one of the world with all threats, changed as the
  /// options say, so that one world's verdict can be compared with another's.
  private func scope() throws(VerificationError) -> Scope {
    let all = Set(system.threats.indices.map { ThreatID($0) })
    var scope = Scope.defaults(for: World(system, threats: all))
    if let argument = options.scope { try argument.apply(to: &scope, of: system) }
    return scope
  }

  // MARK: Searching

  private struct SearchProblem: Error { let reason: String }

  private func isInvariant(_ property: PropertyID) -> Bool {
    if case .invariant = system.properties[property.index].kind { return true }
    return false
  }

  private func search(
    _ title: WorldTitle, _ scope: Scope, _ properties: [PropertyID], _ contradictions: inout [String]
  ) throws(VerificationError) -> Result<Search.Report, SearchProblem> {
    let limits = SearchLimits(depth: options.depth, states: options.states)
    let search = Search(World(system, threats: title.threats), scope: scope, limits: limits)
    do throws(ExploreError) {
      return .success(try search.run(properties))
    } catch {
      switch error {
      case .unbounded(let name): throw .unbounded(name)
      case .layout: throw .scope(describe(error))
      case .disagreement(let what, _): contradictions.append("\(title.name): \(what)")
      case .noInitialState, .tooLarge: break
      }
      return .failure(SearchProblem(reason: describe(error)))
    }
  }

  private func verdict(_ property: PropertyID, _ outcome: Result<Search.Report, SearchProblem>?) -> Verdict {
    guard isInvariant(property) else { return .unknown("temporal properties are not decided yet") }
    switch outcome {
    case .success(let report)?:
      switch report.outcomes[property] {
      case .held(let bound)?: return .held(bound)
      case .violated(let violation)?: return .violated(violation)
      case nil: return .unknown("the property was not looked at")
      }
    case .failure(let problem)?: return .unknown(problem.reason)
    case nil: return .unknown("the world was not looked at")
    }
  }

  /// A violation in a smaller world is one in every larger one, so a larger world in which the same bound shows
  /// none contradicts it (SEMANTICS 9).
  private func monotonicityDefects(_ cells: [Cell]) -> [String] {
    var result: [String] = []
    for small in cells {
      guard let property = small.property, case .violated(let violation) = small.verdict else { continue }
      for large in cells where large.property == property && large.threats.isStrictSuperset(of: small.threats) {
        if case .held(let bound) = large.verdict, bound.depth >= violation.trace.steps.count {
          result.append(
            "\(system.properties[property.index].name) is violated under \(system.title(of: small.threats)) and held under \(system.title(of: large.threats))"
          )
        }
      }
    }
    return result
  }

  private func runScenarios(_ scope: Scope) -> [ScenarioOutcome] {
    system.scenarios.enumerated().map { position, scenario in
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
    _ contradictions: [String]
  ) -> ExitStatus {
    var result = ExitStatus.success
    if !contradictions.isEmpty { result = max(result, .internalError) }
    for (cell, standing) in zip(cells, standings) {
      switch cell.verdict {
      case .violated: if standing == .open { result = max(result, .violated) }
      case .unknown, .vacuous: result = max(result, .undecided)
      case .proved, .held: break
      }
    }
    for decision in wrong { result = max(result, decision.isUndecided ? .undecided : .violated) }
    for scenario in scenarios { result = max(result, scenario.status) }
    return result
  }
}

/// Why a spec cannot be verified as asked.
public enum VerificationError: Error, Hashable, Sendable {
  /// The scope does not fit the system; says how.
  case scope(String)
  /// Nothing says which values this ranges over.
  case unbounded(String)
}

extension VerificationError: CustomStringConvertible {
  /// What is wrong and what to do about it.
  public var description: String {
    switch self {
    case .scope(let what): what
    case .unbounded(let name): "`\(name)` has no range; give it one: --scope \(name)=0..3"
    }
  }
}
