/// Whether something that could be empty has a witness in a world (SEMANTICS 20).
public struct TwinOutcome: Sendable {
  /// What could be empty.
  public let subject: Twin.Subject
  /// The world.
  public let threats: Set<ThreatID>
  /// A witness, replayed by the interpreter, of this world or of a smaller one; nil if none was found.
  public let witness: Trace?

  /// One with these parts.
  public init(subject: Twin.Subject, threats: Set<ThreatID>, witness: Trace?) {
    self.subject = subject
    self.threats = threats
    self.witness = witness
  }
}

/// Something that a report says beside its verdicts.
public struct VerificationNote: Hashable, Sendable {
  /// What kind of thing.
  public enum Kind: Hashable, Sendable {
    /// A limit of time or memory ended something, so that another run may say something else.
    case limit
    /// An engine ended without an answer.
    case crash
    /// The run was interrupted.
    case interruption
    /// Something that could be empty has no witness, and no verdict rests on it.
    case twin
    /// The bounds were raised, and this is how far.
    case bounds
  }

  /// The kind.
  public let kind: Kind
  /// The world that it concerns; nil for the whole run.
  public let threats: Set<ThreatID>?
  /// What there is to say: a clause, lower case, without a full stop.
  public let text: String

  /// A note.
  public init(_ kind: Kind, threats: Set<ThreatID>?, _ text: String) {
    self.kind = kind
    self.threats = threats
    self.text = text
  }
}
