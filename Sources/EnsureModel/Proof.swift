/// That a property holds in a world for any number of instances, as the kernel has accepted it.
public struct Proof: Sendable {
  /// The property; nil for "every step has a value".
  public let property: PropertyID?
  /// The world.
  public let threats: Set<ThreatID>
  /// The system whose names the lemmas use: the spec's, and behind its globals what is remembered of the past.
  public let system: TransitionSystem
  /// What is remembered of the past: the global, and the formula that it is about.
  public let memories: [(global: GlobalID, formula: Formula)]
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

  /// A proof.
  public init(
    property: PropertyID?, threats: Set<ThreatID>, system: TransitionSystem,
    memories: [(global: GlobalID, formula: Formula)] = [], terms: TermBank,
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
