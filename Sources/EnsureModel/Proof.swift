/// That a property holds in a world for any number of instances, as the kernel has accepted it.
public struct Proof: Sendable {
  /// The property; nil for "every step has a value".
  public let property: PropertyID?
  /// The world.
  public let threats: Set<ThreatID>
  /// The system whose names the lemmas use: the spec's, and behind its globals what is remembered of the past.
  public let system: TransitionSystem
  /// What is remembered of the past.
  public let memories: [Memory]

  /// What a global of an observer stands for.
  public struct Memory: Sendable {
    /// What is remembered.
    public let formula: Formula
    /// What it came to at the last position.
    public let was: GlobalID
    /// The instant at which what it looks back at last was, if that is remembered.
    public let last: GlobalID?

    /// A memory.
    public init(formula: Formula, was: GlobalID, last: GlobalID?) {
      self.formula = formula
      self.was = was
      self.last = last
    }
  }

  /// The terms of the lemmas.
  public let terms: TermBank
  /// What holds in every reachable state, with its variables: first what the property itself says, then the lemmas that
  /// were found.
  public let lemmas: [(variables: [VariableID], body: Term)]
  /// How many of them the property itself comes to.
  public let own: Int
  /// How many obligations have a refutation in the certificate.
  public let obligations: Int
  /// The certificate, with its witnesses.
  public let certificate: [UInt8]
  /// What of the spec it needs; nil if nobody has asked.
  public var uses: ProofUses?

  /// A proof.
  public init(
    property: PropertyID?, threats: Set<ThreatID>, system: TransitionSystem,
    memories: [Memory] = [], terms: TermBank,
    lemmas: [(variables: [VariableID], body: Term)], own: Int, obligations: Int, certificate: [UInt8]
  ) {
    self.property = property
    self.threats = threats
    self.system = system
    self.memories = memories
    self.terms = terms
    self.lemmas = lemmas
    self.own = own
    self.obligations = obligations
    self.certificate = certificate
  }
}
