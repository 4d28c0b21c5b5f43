import EnsureModel

/// The search for the smallest combinations of threats that break each property, also such as the spec does not ask about.
extension Campaign {
  /// Goes by size, leaving out what contains a combination that is known to break the property. In front of each size it
  /// looks at the largest combinations that are left: where these are safe, so is everything below them.
  ///
  /// - Throws: if the scope cannot be searched.
  mutating func seekBreakingThreats() throws(VerificationError) {
    var left = options.combinations
    for size in 0...system.threats.count {
      guard try ask(open { $0.largest(limit: 8) ?? [] }, isProofWanted: true, &left) else { break }
      guard try ask(open { $0.open(size: size, limit: left) }, isProofWanted: false, &left) else { break }
    }
  }

  /// The combinations that are to be asked about, each with the properties of which too little is known there; nil if
  /// there are too many.
  private func open(_ choose: (ThreatFamily) -> [Set<ThreatID>]?) -> [Set<ThreatID>: [PropertyID]]? {
    var wanted: [Set<ThreatID>: [PropertyID]] = [:]
    for property in properties {
      var family = ThreatFamily(count: system.threats.count)
      var known: [Set<ThreatID>] = []
      var safe: [Set<ThreatID>] = []
      for (place, views) in findings.views where place.property == property {
        known.append(place.threats)
        if views.values.contains(where: { $0.violation != nil }) { family.add(place.threats) }
        let isSafe = views.values.contains { $0.cleanDepth.map { $0 >= options.wantedDepth } ?? false }
        if isSafe || findings.certificates[place] != nil { safe.append(place.threats) }
      }
      guard let chosen = choose(family) else { return nil }
      for threats in chosen where !known.contains(threats) && !safe.contains(where: threats.isSubset) {
        wanted[threats, default: []].append(property)
      }
    }
    return wanted
  }

  /// Asks about combinations, if there are not too many.
  private mutating func ask(
    _ wanted: [Set<ThreatID>: [PropertyID]]?, isProofWanted: Bool, _ left: inout Int
  ) throws(VerificationError) -> Bool {
    guard let wanted, wanted.count <= left, !runner.isInterrupted else { return false }
    left -= wanted.count
    let worlds = wanted.keys.sorted { MinimalThreats.precedes($0, $1) }.map {
      WorldTitle(name: system.title(of: $0), threats: $0)
    }
    for world in worlds where !combinations.contains(world) { combinations.append(world) }
    try finish(
      worlds.map { world in
        var job = bounded(world, twins: [])
        job.properties = wanted[world.threats] ?? []
        job.wantsDefinedness = false
        return job
      })
    if isProofWanted, options.engines.contains(.proof) {
      prove(worlds) { property, threats in property.map { wanted[threats]?.contains($0) ?? false } ?? false }
    }
    return true
  }
}
