import EnsureModel

extension Campaign {
  /// Looks for instances that are stuck where nothing shows that none is: once more for runs to a state in which an instance
  /// may be, now with a proof that it stays so. Nowhere twice.
  ///
  /// - Parameter onlyDecided: whether only what decisions say to be violated is looked at.
  mutating func deadEnds(onlyDecided: Bool) -> [Job] {
    if runner.isInterrupted { return [] }
    var jobs: [Job] = []
    for title in titles where !ended.contains(title.threats) {
      let open = properties.filter { property in
        let place = Findings.Place(property: property, threats: title.threats)
        return system.properties[property.index].neverStuck(in: system.bank) != nil
          && findings.certificates[place] == nil && findings.views[place]?[.bounded]?.abandonment != nil
          && !soughtDeadEnds.contains(place) && (!onlyDecided || isDecided(property, title.threats))
      }
      if open.isEmpty { continue }
      soughtDeadEnds.formUnion(open.map { Findings.Place(property: $0, threats: title.threats) })
      var job = bounded(title, twins: [])
      job.properties = open
      job.wantsDefinedness = false
      job.provesDeadEnds = true
      jobs.append(job)
    }
    return jobs
  }
}
