import EnsureModel

/// A state of which only some instances are looked at: the tracked ones and those that take part in a step. The others
/// are there, and nothing is said of them.
///
/// Identities only compare, so that the instances that are looked at may be taken to be the first ones of their entity:
/// the reference to the instance at position i is the number i, and `none` is -1.
struct SymbolicState: Sendable {
  /// An instance that is looked at.
  struct Instance: Sendable {
    /// The values of its fields; booleans are 0 and 1.
    var fields: Valuation<FieldID>
    /// Its keys, if its entity has some.
    var keys: [LinearSum]
  }

  /// The instances, by entity.
  var instances: [[Instance]]
  /// The globals, in order.
  var globals: [LinearSum]
  /// The present instant, reckoned from the start of the run.
  var now: LinearSum
  /// The bulk effects behind which this state is.
  var bulks: [Bulk] = []

  /// A bulk effect.
  struct Bulk: Sendable {
    /// Whose instances it changes.
    let entity: EntityID
    /// What it writes.
    let fields: Set<FieldID>
    /// Its position in `CaseRun.bulks`.
    let position: Int
  }
}

/// What a term comes to in a symbolic state.
enum SymbolicValue: Hashable, Sendable {
  case number(LinearSum)
  case truth(Sentence)
}

/// Where a term is evaluated.
struct Frame: Sendable {
  /// The state that it reads.
  var state: SymbolicState {
    didSet { known.removeAll(keepingCapacity: true) }
  }
  /// What its variables stand for.
  var environment: Valuation<VariableID> {
    didSet { known.removeAll(keepingCapacity: true) }
  }
  /// Terms whose values are given.
  var given: [(term: Term, value: SymbolicValue)] = []
  /// What has been evaluated already.
  var known: [Term: SymbolicValue] = [:]

  init(_ state: SymbolicState, _ environment: Valuation<VariableID> = [:]) {
    self.state = state
    self.environment = environment
  }
}
