/// What is known of a property in a world. There is nothing else.
public enum Verdict: Sendable {
  /// The kernel has accepted a certificate in this run.
  case proved
  /// No violation within so many steps in that scope.
  case held(Bound)
  /// A trace, replayed by the interpreter, breaks it.
  case violated(Violation)
  /// It holds because something in it can never happen.
  case vacuous(String)
  /// Nothing is known; why, and what to try.
  case unknown(String)
}

/// How far a bounded search has looked.
public struct Bound: Hashable, Sendable {
  /// All runs of up to this many steps have been looked at.
  public let depth: Int
  /// Whether that was every reachable state of the scope, so that a greater depth would show nothing new.
  public let isExhaustive: Bool
  /// The scope.
  public let scope: Scope
  /// A bound.
  public init(depth: Int, isExhaustive: Bool, scope: Scope) {
    self.depth = depth
    self.isExhaustive = isExhaustive
    self.scope = scope
  }
}

/// How a property fails.
public struct Violation: Sendable {
  /// What failed: at the end of the trace, or (a temporal property) of the whole run.
  public enum Failure: Hashable, Sendable {
    /// The invariant is false for these values of its variables.
    case property([Integer])
    /// The property has no value for these values of its variables.
    case propertyUndefined([Integer], Undefined)
    /// The temporal property is false of the run for these values of its variables. `Trace.loop` says which run:
    /// nil means each one that begins like this, else the one that goes round for ever.
    case temporal([Integer])
    /// For these values of the property's variables the trace comes to a state in which an instance is stuck that it says
    /// never is. What that means for ever the certificate shows, to the kernel.
    case stuck([Integer], certificate: [UInt8])
    /// The last, genuine step meets a term without a value.
    case stepUndefined(Undefined)
  }

  /// The way there.
  public let trace: Trace
  /// What failed.
  public let failure: Failure
  /// A violation.
  public init(trace: Trace, failure: Failure) {
    self.trace = trace
    self.failure = failure
  }
}

/// A term that has no value, and why.
public struct Undefined: Error, Hashable, Sendable {
  /// Why a term can have no value.
  public enum Reason: Hashable, Sendable {
    /// A division by zero.
    case divisionByZero
    /// A field of `none`, or an assignment through it.
    case none
    /// A value outside its type, or a key outside its range.
    case outOfRange
  }

  /// Why.
  public let reason: Reason
  /// The term (for an assignment: the assigned one, or the instance that is `none`).
  public let term: Term
  /// A term without a value.
  public init(reason: Reason, term: Term) {
    self.reason = reason
    self.term = term
  }
}

/// One cell of the resilience matrix: a property in a world.
public struct Cell: Sendable {
  /// The property; nil for the definedness of genuine steps.
  public let property: PropertyID?
  /// The powers.
  public let threats: Set<ThreatID>
  /// What is known.
  public let verdict: Verdict
  /// A cell.
  public init(property: PropertyID?, threats: Set<ThreatID>, verdict: Verdict) {
    self.property = property
    self.threats = threats
    self.verdict = verdict
  }
}

extension Verdict {
  /// Whether a replayed trace breaks the property.
  public var isViolated: Bool {
    if case .violated = self { return true }
    return false
  }
}
