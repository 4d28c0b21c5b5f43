/// Everything that verifying a spec has shown.
public struct VerificationReport: Sendable {
  /// The columns of the matrix.
  public let worlds: [WorldTitle]
  /// The scope that was searched.
  public let scope: Scope
  /// One cell for each property in each world, by property; behind them the worlds in which a genuine step has
  /// no meaning (`property` is nil).
  public let cells: [Cell]
  /// For each cell: what the team has decided about it.
  public let standings: [Standing]
  /// The decisions that turned out wrong or are undecided.
  public let wrongDecisions: [WrongDecision]
  /// The scenarios.
  public let scenarios: [ScenarioOutcome]
  /// Ensure contradicts itself: what about, for the developers.
  public let contradictions: [String]
  /// For each of them everything that a developer needs, in several lines.
  public let contradictionDetails: [String]
  /// How many states the explicit search has looked at, all worlds together.
  public let states: Int
  /// How many questions the solver has answered, all worlds together.
  public let checks: Int
  /// What could be empty in each world, and whether a witness was found (SEMANTICS 20); only what was looked for.
  public let twins: [TwinOutcome]
  /// What else there is to say: limits that fired, twins without a witness that no verdict rests on.
  public let notes: [VerificationNote]
  /// The proofs that the kernel has accepted, in the order of the cells.
  public let proofs: [Proof]
  /// What never comes about, as the kernel has accepted.
  public let impossibilities: [Impossibility]
  /// For each property the smallest combinations of threats that break it; empty if nobody has asked.
  public let minimalThreats: [MinimalThreats]
  /// What to ask of invariants that are neither proved nor seen to fail, one question for a property at most.
  public let questions: [OpenQuestion]
  /// Whether a proof was asked for, so that `held` is not enough.
  public let requiresProof: Bool
  /// What to answer.
  public let status: ExitStatus

  /// One with these parts.
  public init(
    worlds: [WorldTitle],
    scope: Scope,
    cells: [Cell],
    standings: [Standing],
    wrongDecisions: [WrongDecision],
    scenarios: [ScenarioOutcome],
    contradictions: [String],
    contradictionDetails: [String] = [],
    states: Int,
    checks: Int = 0,
    twins: [TwinOutcome] = [],
    notes: [VerificationNote] = [],
    proofs: [Proof] = [], impossibilities: [Impossibility] = [],
    minimalThreats: [MinimalThreats] = [],
    questions: [OpenQuestion] = [],
    requiresProof: Bool = false,
    status: ExitStatus
  ) {
    self.worlds = worlds
    self.scope = scope
    self.cells = cells
    self.standings = standings
    self.wrongDecisions = wrongDecisions
    self.scenarios = scenarios
    self.contradictions = contradictions
    self.contradictionDetails = contradictionDetails
    self.states = states
    self.checks = checks
    self.twins = twins
    self.notes = notes
    self.proofs = proofs
    self.impossibilities = impossibilities
    self.minimalThreats = minimalThreats
    self.questions = questions
    self.requiresProof = requiresProof
    self.status = status
  }
}

/// What became of a scenario.
public struct ScenarioOutcome: Sendable {
  /// Its position in `TransitionSystem.scenarios`.
  public let scenario: Int
  /// What running it shows; nil if it could not be run.
  public let result: ScenarioResult?
  /// Why it could not be run; empty if it could.
  public let problem: String

  /// An outcome.
  public init(scenario: Int, result: ScenarioResult?, problem: String) {
    self.scenario = scenario
    self.result = result
    self.problem = problem
  }

  /// What the scenario alone would have the run answer.
  public var status: ExitStatus {
    switch result?.outcome {
    case .passed?: .success
    case .failed?: .violated
    case .undecided?, nil: .undecided
    }
  }
}

/// What a cell of the matrix amounts to once the team's decisions are taken into account (SEMANTICS 13).
public enum Standing: Hashable, Sendable {
  /// Nothing was decided about the cell.
  case open
  /// `expect` or `accept` says that it is violated, and it is: the position in `expectations` or `acceptances`.
  case expected(Int)
  case accepted(Int)
}

/// A decision that the verdicts do not bear out.
public struct WrongDecision: Hashable, Sendable {
  /// Whether the cell is undecided (exit 3) or refutes the decision (exit 1).
  public let isUndecided: Bool
  /// The property.
  public let property: PropertyID
  /// The world.
  public let threats: Set<ThreatID>
  /// Where the decision was written.
  public let origin: Origin
  /// `expect` or `accept`.
  public let word: String

  /// One with these parts.
  public init(
    isUndecided: Bool,
    property: PropertyID,
    threats: Set<ThreatID>,
    origin: Origin,
    word: String
  ) {
    self.isUndecided = isUndecided
    self.property = property
    self.threats = threats
    self.origin = origin
    self.word = word
  }
}
