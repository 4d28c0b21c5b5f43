public import EnsureModel

/// What a bounded symbolic search is asked about one world.
public struct BoundedQuery: Sendable {
  /// The properties to decide.
  public var properties: [PropertyID]
  /// Whether to look for genuine steps that have no value.
  public var wantsDefinedness: Bool
  /// What to find a witness of.
  public var twins: [Twin.Subject]
  /// How many instances there are. The scope's sets of values bind only where it has some: without them, numbers
  /// are unbounded, and time passes by any number of ticks.
  public var scope: Scope
  /// The longest traces to look at, in steps.
  public var depth: Int
  /// What the solver may spend on one question, in Z3's units, which repeat from run to run; nil is no limit.
  public var resourceLimit: UInt32?
  /// What the solver may spend on the whole search, in the same units. Once it is used up the search goes no deeper,
  /// and `held` names the depth that it has come to; nil is no limit, and a question without an answer is one that is
  /// undecided.
  public var budget: UInt64?
  /// Whether a proof is looked for where an instance may be stuck that a property says never is. Without one that stays
  /// undecided.
  public var provesDeadEnds = false

  /// A question about everything that is named.
  public init(
    properties: [PropertyID], wantsDefinedness: Bool, twins: [Twin.Subject] = [], scope: Scope, depth: Int,
    resourceLimit: UInt32? = nil, budget: UInt64? = nil
  ) {
    self.properties = properties
    self.wantsDefinedness = wantsDefinedness
    self.twins = twins
    self.scope = scope
    self.depth = depth
    self.resourceLimit = resourceLimit
    self.budget = budget
  }
}

/// What a bounded search tells while it runs.
public enum BoundedEvent: Sendable {
  /// All runs of so many steps have been looked at.
  case depthDone(Int)
  /// A shortest trace, minimised and replayed by the interpreter, breaks the property (nil: a genuine step has no
  /// value).
  case violated(PropertyID?, Violation)
  /// A shortest trace, replayed by the interpreter, witnesses the twin. Where a step is the witness, it is the
  /// last one, also where the witness is that it cannot be taken: then it leaves the state as it is.
  case twin(Twin.Subject, Trace)
  /// Nothing more will be known of the property, and why.
  case undecided(PropertyID?, reason: String)
}

/// What a bounded search has found.
public struct BoundedReport: Sendable {
  /// What is known of one thing that was asked.
  public enum Outcome: Sendable {
    /// No violation within so many steps. `isExhaustive`: there is no longer run.
    case held(Bound)
    /// The best of the shortest violations (SEMANTICS, rule 21).
    case violated(Violation)
    /// Nothing more is known.
    case undecided(Abandonment)
  }

  /// For each property that was asked.
  public var outcomes: [PropertyID: Outcome]
  /// Whether every genuine step has a value; nil if it was not asked.
  public var definedness: Outcome?
  /// The witnesses that were found, by what they witness.
  public var twins: [Twin.Subject: Trace]
  /// Whether `onEvent` had the search stop early.
  public var wasStopped: Bool
  /// How many questions the solver was asked.
  public var checks: Int

  /// A report.
  public init(
    outcomes: [PropertyID: Outcome], definedness: Outcome?, twins: [Twin.Subject: Trace],
    wasStopped: Bool = false,
    checks: Int = 0
  ) {
    self.outcomes = outcomes
    self.definedness = definedness
    self.twins = twins
    self.wasStopped = wasStopped
    self.checks = checks
  }
}

/// Why a bounded search ends without a report.
public enum BoundedError: Error, Sendable {
  /// The scope cannot be laid out.
  case layout(LayoutError)
  /// There are more ground moves, or other things that multiply, than this limit.
  case tooLarge(String, limit: Int)
  /// No initial state lies in the scope.
  case noInitialState
  /// The interpreter does not see what the solver says: a mistake of ours, never a verdict. The trace is the one
  /// that they disagree on.
  case disagreement(String, Trace?)
}
