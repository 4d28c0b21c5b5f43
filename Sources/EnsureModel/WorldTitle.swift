/// One column of the resilience matrix: a set of threats and what to call it.
public struct WorldTitle: Hashable, Sendable {
  /// `honest`, the threat's name, the combination's name, or the threats' names with `+` between.
  public let name: String
  /// The threats.
  public let threats: Set<ThreatID>
  /// A column.
  public init(name: String, threats: Set<ThreatID>) {
    self.name = name
    self.threats = threats
  }
}

extension TransitionSystem {
  /// The worlds that a spec asks about: honest, each threat, each named combination, and the sets that `expect`
  /// and `accept` speak of; then `extra` ones. Each set of threats once.
  public func worlds(extra: [Set<ThreatID>] = []) -> [WorldTitle] {
    var result = [WorldTitle(name: "honest", threats: [])]
    func add(_ name: String?, _ threats: Set<ThreatID>) {
      if result.contains(where: { $0.threats == threats }) { return }
      result.append(WorldTitle(name: name ?? title(of: threats), threats: threats))
    }
    for (position, threat) in self.threats.enumerated() { add(threat.name, [ThreatID(position)]) }
    for combination in combinations { add(combination.name, combination.threats) }
    for expectation in expectations { add(nil, expectation.threats) }
    for acceptance in acceptances { add(nil, acceptance.threats) }
    for threats in extra { add(nil, threats) }
    return result
  }

  /// The names of the threats, in order, with `+` between.
  public func title(of threats: Set<ThreatID>) -> String {
    if threats.isEmpty { return "honest" }
    if let named = combinations.first(where: { $0.threats == threats }) { return named.name }
    return threats.sorted().map { self.threats[$0.index].name }.joined(separator: "+")
  }
}
