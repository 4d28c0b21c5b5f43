import EnsureExplore
import EnsureModel

/// Runs the scenarios: first with a few values for what they leave open, then with all of them, as far as the solver can follow.
struct ScenarioRuns {
  private let system: TransitionSystem
  private let runner: any JobRunner
  private let scopes: VerificationScopes
  private(set) var outcomes: [ScenarioOutcome] = []
  /// Where the solver says that a scenario comes out otherwise and no run shows it.
  private(set) var contradictions: [Contradiction] = []

  init(_ system: TransitionSystem, _ runner: any JobRunner, _ scopes: VerificationScopes) {
    self.system = system
    self.runner = runner
    self.scopes = scopes
  }

  /// How many steps are tried at first where numbers are left open: what takes more, the solver mostly settles.
  private static let fewSteps = 1 << 14

  /// Runs all of them.
  ///
  /// - Parameter asksSolver: whether they are followed with all numbers.
  mutating func run(until deadline: Deadline?, asksSolver: Bool) {
    outcomes = system.scenarios.indices.map { position in
      if runner.isInterrupted {
        return ScenarioOutcome(scenario: position, result: nil, problem: "interrupted")
      }
      let isOpen = asksSolver && system.scenarios[position].leavesNumbersOpen(in: system)
      return outcome(position, scopes.filled, limit: isOpen ? Self.fewSteps : nil)
    }
    let open = asksSolver ? outcomes.compactMap { played($0) } : []
    if open.isEmpty || runner.isInterrupted { return }
    var job = Job(
      engine: .scenario, threats: [], properties: [], wantsDefinedness: false, scope: scopes.asked, depth: 0)
    job.scenarios = open
    for numbers in runner.run([job], until: deadline).flatMap(\.scenarios) { take(numbers) }
    for (position, outcome) in outcomes.enumerated() {
      guard case .undecided? = outcome.result?.outcome, !runner.isInterrupted else { continue }
      outcomes[position] = self.outcome(position, scopes.filled)
    }
  }

  private func outcome(_ position: Int, _ scope: Scope, limit: Int? = nil) -> ScenarioOutcome {
    let scenario = system.scenarios[position]
    do throws(ExploreError) {
      let result =
        if let limit {
          try scenario.run(in: system, scope: scope, limit: limit)
        } else {
          try scenario.run(in: system, scope: scope)
        }
      return ScenarioOutcome(scenario: position, result: result, problem: "")
    } catch {
      return ScenarioOutcome(scenario: position, result: nil, problem: describe(error))
    }
  }

  /// The scenario of an outcome that may be another one with other numbers; nil if it is what it is.
  private func played(_ outcome: ScenarioOutcome) -> PlayedScenario? {
    guard let result = outcome.result, !result.outcome.isSettled else { return nil }
    let scenario = system.scenarios[outcome.scenario]
    guard scenario.leavesNumbersOpen(in: system) else { return nil }
    let variables = scenario.variables.compactMap { result.variables[$0.variable] }
    guard variables.count == scenario.variables.count else { return nil }
    return PlayedScenario(
      scenario: outcome.scenario, instances: result.scope.instances, variables: variables)
  }

  /// Runs a scenario once more with numbers that were found.
  private mutating func take(_ numbers: ScenarioNumbers) {
    let position = numbers.scenario
    guard outcomes.indices.contains(position), let known = outcomes[position].result else { return }
    for failing in numbers.failing {
      let other = outcome(position, only(failing))
      switch other.result?.outcome {
      case .failed(let failure)? where failure.isOfEveryChoice:
        outcomes[position] = other
        return
      case .undecided?, nil: break
      case .passed?, .failed?: contradict(position, failing)
      }
    }
    if case .passed = known.outcome { return }
    guard let whole = numbers.whole, numbers.isComplete, numbers.failing.isEmpty else { return }
    let other = outcome(position, only(whole))
    switch other.result?.outcome {
    case .passed?: outcomes[position] = other
    case .undecided?, nil: break
    case .failed?: contradict(position, whole)
    }
  }

  private mutating func contradict(_ position: Int, _ numbers: [Integer]) {
    let name = system.scenarios[position].name
    let summary =
      "scenario \"\(name)\" comes out otherwise with \(numbers.map(\.description).joined(separator: ", "))"
    contradictions.append(Contradiction(summary: summary, details: summary))
  }

  /// The scope with these numbers, and no others, for whatever is open.
  private func only(_ numbers: [Integer]) -> Scope {
    let set = ValueSet(numbers.compactMap(\.asInt).map { $0...$0 })
    var scope = scopes.filled
    for unit in scope.values.keys { scope.values[unit] = set }
    for field in system.fields where field.type.sort == .integer {
      scope.values[field.type.unit] = set
      scope.named["\(system.entities[field.entity.index].name).\(field.name)"] = set
    }
    for global in system.globals where global.type.sort == .integer {
      scope.values[global.type.unit] = set
      scope.named[global.name] = set
    }
    for action in system.actions {
      for variable in action.parameters.map({ system.bank.variables[$0.variable.index] })
      where variable.type.sort == .integer {
        scope.values[variable.type.unit] = set
        scope.named["\(action.name).\(variable.name)"] = set
      }
    }
    return scope
  }
}

extension ScenarioResult.Outcome {
  /// Whether no other numbers change it.
  fileprivate var isSettled: Bool {
    if case .failed(let failure) = self { failure.isOfEveryChoice } else { false }
  }
}

extension ScenarioResult.Failure {
  /// Whether something fails that has to hold for every choice; else nothing leads further.
  fileprivate var isOfEveryChoice: Bool {
    switch reason {
    case .expectation, .possible: true
    // Where a condition has no value it does not hold.
    case .undefined: true
    case .givens, .blocked, .nobody: false
    }
  }
}
