/// That a property holds in a world for any number of instances, as the kernel has accepted it.
public struct Proof: Sendable {
  /// The property; nil for "every step has a value".
  public let property: PropertyID?
  /// The world.
  public let threats: Set<ThreatID>
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
    property: PropertyID?, threats: Set<ThreatID>, terms: TermBank,
    lemmas: [(variables: [VariableID], body: Term)], own: Int, obligations: Int, certificate: [UInt8]
  ) {
    self.property = property
    self.threats = threats
    self.terms = terms
    self.lemmas = lemmas
    self.own = own
    self.obligations = obligations
    self.certificate = certificate
  }
}
