public import EnsureModel

/// How to verify a spec.
public struct VerificationOptions: Sendable {
  /// What to change in the default scope.
  public var scope: ScopeArgument?
  /// The longest traces to look at, in steps; nil is `defaultDepth` for the bounded search, raised where there is
  /// time, and no limit for the explicit one.
  public var depth: Int?
  /// How many states the explicit search looks at in each world at most.
  public var states = 100_000
  /// Only these properties; all if empty.
  public var properties: [PropertyID] = []
  /// Only these worlds; all that the spec asks about if empty.
  public var worlds: [Set<ThreatID>] = []
  /// Seconds that the searches may take, all together. Where it is given, the bounds are raised in rounds as long
  /// as some of it is left. Nil is no limit, and one round.
  public var timeout: Double?
  /// Whether what is only `held` counts as undecided.
  public var requiresProof = false
  /// What the solver may spend on one question, in its own units, which repeat from run to run; 0 is no limit.
  public var effort = Self.defaultEffort
  /// What the solver may spend in each world where no depth is demanded, in the same units: the search goes as deep as
  /// that lasts, and at most to `defaultDepth`; 0 is no limit.
  public var budget = Self.defaultBudget
  /// Whether to look for the smallest combinations of threats that break each property.
  public var seeksMinimalThreats = false
  /// How many worlds that are not among those which the spec asks about are looked at for that.
  public var combinations = 64
  /// Whether to find out what of the spec each proof needs.
  public var explainsProofs = false
  /// Whether what would answer a question is tried as a lemma; tests of what is asked leave it out.
  package var triesAnswers = true
  /// Whether a solver of Horn clauses is asked for lemmas.
  package var asksForLemmas = true
  /// Who searches.
  public var engines: Set<Job.Engine> = [.bounded, .explicit, .proof]

  /// How deep a bounded search looks if nobody says anything else.
  public static let defaultDepth = 12

  /// What the solver may spend on one question if nobody says anything else: far more than the questions of all specs
  /// of this repository take, so that a question without an answer ends.
  public static let defaultEffort = 200_000_000

  /// What the solver may spend in a world if nobody says anything else: a second or two.
  public static let defaultBudget = 2_000_000

  /// The depth that a bounded search would like to come to.
  var wantedDepth: Int { depth ?? Self.defaultDepth }

  /// The defaults.
  public init() {}
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
