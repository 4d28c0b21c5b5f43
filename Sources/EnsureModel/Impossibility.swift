/// That nothing will ever witness a twin in a world, for any number of instances, as the kernel has accepted: what rests on
/// it is vacuous (SEMANTICS 20).
public struct Impossibility: Sendable {
  /// What never comes about.
  public let subject: Twin.Subject
  /// The world.
  public let threats: Set<ThreatID>
  /// The certificate.
  public let certificate: [UInt8]

  /// That the subject never comes about.
  public init(subject: Twin.Subject, threats: Set<ThreatID>, certificate: [UInt8]) {
    self.subject = subject
    self.threats = threats
    self.certificate = certificate
  }
}
