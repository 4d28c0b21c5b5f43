import EnsureModel

extension Campaign {
  /// Looks for instances that are stuck where nothing shows that none is: once more for runs to a state in which an instance
  /// may be, now with a proof that it stays so.
  mutating func seekDeadEnds() throws(VerificationError) {
    if runner.isInterrupted { return }
    let jobs = titles.filter { !ended.contains($0.threats) }.compactMap { title -> Job? in
      let open = properties.filter { property in
        let place = Findings.Place(property: property, threats: title.threats)
        return system.properties[property.index].neverStuck(in: system.bank) != nil
          && findings.certificates[place] == nil && findings.views[place]?[.bounded]?.abandonment != nil
      }
      if open.isEmpty { return nil }
      var job = bounded(title, twins: [])
      job.properties = open
      job.wantsDefinedness = false
      job.provesDeadEnds = true
      return job
    }
    try finish(jobs, isExtra: true)
  }
}
