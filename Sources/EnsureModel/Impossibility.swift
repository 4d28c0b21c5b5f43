extension TransitionSystem {
  /// The action with that name and that position, from 0, among all that have it; nil if there is none.
  public func action(named name: String, at position: Int) -> ActionID? {
    let namesakes = actions.indices.filter { actions[$0].name == name }
    return namesakes.indices.contains(position) ? ActionID(namesakes[position]) : nil
  }

  /// The position, from 0, of an action among those with its name.
  public func position(amongNamesakesOf action: ActionID) -> Int {
    actions[..<action.index].count { $0.name == actions[action.index].name }
  }
}

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
