/// What a translation may take before it gives up.
public struct TranslationLimits: Sendable {
  /// How many states an automaton may have while it is made.
  public var states = 20_000
  /// How many edges it may have while it is made.
  public var edges = 400_000
  /// How many formulas the ways on may have together that are looked at while a tableau is made.
  public var work = 100_000_000
  /// How many bytes the process may take while an automaton is made. What `memory` says is compared with it.
  public var bytes = 1 << 30
  /// How many bytes the process takes; asked again and again. Who makes a translator in a larger program says nothing.
  public var memory: @Sendable () -> Int = { 0 }
  /// Asked again and again; the translation stops as soon as it says so.
  public var isCancelled: @Sendable () -> Bool = { false }

  /// The limits that the command line uses, and no cancellation.
  public init() {}
}

/// Why there is no automaton.
public enum TemporalError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The caller has cancelled.
  case cancelled
  /// More states than the limit.
  case tooManyStates(limit: Int)
  /// More edges than the limit.
  case tooManyEdges(limit: Int)
  /// More steps of the tableau than the limit.
  case tooMuchWork(limit: Int)
  /// More memory than the limit, in bytes.
  case tooMuchMemory(limit: Int)
  /// More atomic propositions, auxiliary ones included, than a letter has bits.
  case tooManyAtoms(limit: Int)
  /// More different eventualities than an edge has marks.
  case tooManyEventualities(limit: Int)

  /// More operators of the past than a memory has bits.
  case tooManyPastOperators(limit: Int)

  /// The reason in words, in lower case and without a full stop.
  public var description: String {
    switch self {
    case .cancelled: "the translation was cancelled"
    case .tooManyStates(let limit): "the automaton would have more than \(limit) states"
    case .tooManyEdges(let limit): "the automaton would have more than \(limit) edges"
    case .tooMuchWork(let limit): "the translation would take more than \(limit) steps"
    case .tooMuchMemory(let limit): "the translation would take more than \(limit >> 20) MiB of memory"
    case .tooManyAtoms(let limit): "the formula has more than \(limit) atomic propositions"
    case .tooManyPastOperators(let limit): "the formula has more than \(limit) operators of the past"
    case .tooManyEventualities(let limit): "the formula has more than \(limit) different eventualities"
    }
  }
}

extension TranslationLimits {
  /// Called for every state and every few edges that are made.
  func check(states: Int, edges: Int = 0) throws(TemporalError) {
    if isCancelled() { throw .cancelled }
    if memory() > bytes { throw .tooMuchMemory(limit: bytes) }
    if states > self.states { throw .tooManyStates(limit: self.states) }
    if edges > self.edges { throw .tooManyEdges(limit: self.edges) }
  }
}
