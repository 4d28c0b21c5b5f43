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
  /// What the solver may spend on one question, in its own units; 0 is no limit.
  public var effort = 0
  /// Who searches.
  public var engines: Set<Job.Engine> = [.bounded, .explicit]

  /// How deep a bounded search looks if nobody says anything else.
  public static let defaultDepth = 12

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
