import EnsureModel

/// Questions that are put once more with other bounds.
extension Campaign {
  /// Says where the budget ended a search before the depth that it would have liked to come to.
  mutating func noteShallow() {
    let full = VerificationOptions.defaultDepth
    if options.depth != nil { return }
    // How far a search has come that a proof or a violation has made needless is nobody's concern.
    let open = findings.views.filter { findings.certificates[$0.key] == nil }.values.compactMap { $0[.bounded] }
    let depths = open.filter { $0.violation == nil }.compactMap { $0.held?.depth }
    guard let least = depths.min(), least < full else { return }
    findings.note(
      VerificationNote(
        .bounds, threats: nil,
        "the solver's budget ended some searches before \(full) steps, the first of them behind \(least); "
          + "--effort or --timeout lets them go on, --depth demands a depth"))
  }

  /// Where a decision says that something is violated and the budget of its world has not come to that, the property gets
  /// a small budget of its own: alone it can be followed deeper than together with all others.
  mutating func seekExpected(_ worlds: [WorldTitle]) throws(VerificationError) {
    if options.depth != nil || runner.isInterrupted { return }
    var jobs: [Job] = []
    for title in worlds where !ended.contains(title.threats) {
      for property in properties where isDecided(property, title.threats) && isShallow(property, title) {
        // A part of the world's is enough for one property, and there may be many.
        jobs.append(alone(property, title, share: 4))
      }
    }
    try finish(jobs, isExtra: true)
  }

  /// What has no proof and no violation, in a world whose budget was spent on more than that, gets a part of another such
  /// budget: alone it can be followed deeper.
  mutating func seekOpen() throws(VerificationError) {
    if options.depth != nil || options.timeout != nil || runner.isInterrupted { return }
    var jobs: [Job] = []
    for title in titles where !ended.contains(title.threats) {
      let open = properties.filter { property in
        let place = Findings.Place(property: property, threats: title.threats)
        return findings.certificates[place] == nil && isShallow(property, title)
      }
      if open.count == properties.count { continue }
      // A fourth of it lets most be followed as far as their attacks are long; there are rarely more of them than a few.
      jobs += open.map { alone($0, title, share: min(open.count, 4)) }
    }
    try finish(jobs, isExtra: true)
  }

  /// What has neither proof nor violation gets part of a world's budget with other numbers of instances: with more of each entity of
  /// which the user has not said how many there are, since an attack may be short and use up more than the first search had; and
  /// with one of what is finite; and what promises something with one of everything.
  mutating func seekOpenElsewhere() throws(VerificationError) {
    if options.depth != nil || options.timeout != nil { return }
    let wider = [1, 2].map { scopes.widerThings(by: $0, in: system) }
    let fewest = scopes.fewest(in: system)
    for scope in [scopes.single(in: system), fewest] + wider {
      if scope == scopes.asked || runner.isInterrupted { continue }
      var jobs: [Job] = []
      for title in titles where !ended.contains(title.threats) {
        let open = properties.filter { property in
          let place = Findings.Place(property: property, threats: title.threats)
          let view = findings.views[place]?[.bounded]
          let isAsked = scope != fewest || system.properties[property.index].promisesSomething
          return isAsked && findings.certificates[place] == nil && view?.violation == nil && view?.held != nil
        }
        for property in open {
          var job = alone(property, title, share: 4)
          job.scope = scope
          job.provesDeadEnds = system.properties[property.index].neverStuck(in: system.bank) != nil
          jobs.append(job)
        }
      }
      try finish(jobs, isExtra: true)
    }
  }

  /// Of what is finite there may be any number, and where everybody has to do his part an attack is the shorter the fewer there are: what
  /// is violated is looked for once more with one instance of each such entity of which the user has not said how many there are.
  mutating func seekShorter() throws(VerificationError) {
    let single = scopes.single(in: system)
    if options.depth != nil || single == scopes.asked || runner.isInterrupted { return }
    var jobs: [Job] = []
    for title in titles where !ended.contains(title.threats) {
      for property in properties {
        let view = findings.views[Findings.Place(property: property, threats: title.threats)]?[.bounded]
        guard let length = view?.violation?.trace.steps.count, length > 1 else { continue }
        var job = alone(property, title, share: 4)
        (job.scope, job.depth) = (single, length - 1)
        jobs.append(job)
      }
    }
    try finish(jobs, isExtra: true)
  }

  /// Whether the budget ended the search for a violation of a property before the depth that it would have liked to come to.
  private func isShallow(_ property: PropertyID, _ title: WorldTitle) -> Bool {
    let view = findings.views[Findings.Place(property: property, threats: title.threats)]?[.bounded]
    guard let held = view?.held, view?.violation == nil else { return false }
    return !held.isExhaustive && held.depth < VerificationOptions.defaultDepth
  }

  /// A search for a violation of one property.
  ///
  /// - Parameter share: which part of a world's budget it may spend.
  private func alone(_ property: PropertyID, _ title: WorldTitle, share: Int) -> Job {
    var job = bounded(title, twins: [])
    job.budget = job.budget > 0 ? max(1, job.budget / share) : 0
    job.properties = [property]
    job.wantsDefinedness = false
    return job
  }

  /// Where a run may violate a property, but leaves too few instances untouched that could stand for all others, there is
  /// one more of each entity of which the user has not said how many there are.
  ///
  /// - Parameter decided: whether it is about what decisions say to be violated, or about the rest.
  mutating func seekWider(_ worlds: [WorldTitle], decided: Bool) throws(VerificationError) {
    if runner.isInterrupted { return }
    let wider = scopes.wider(by: 1, in: system)
    if wider == scopes.asked { return }
    var jobs: [Job] = []
    for title in worlds where !ended.contains(title.threats) {
      for property in properties where isDecided(property, title.threats) == decided {
        let view = findings.views[Findings.Place(property: property, threats: title.threats)]?[.bounded]
        guard let view, view.violation == nil, view.abandonment?.isForLackOfInstances ?? false else { continue }
        var job = alone(property, title, share: 1)
        job.scope = wider
        jobs.append(job)
      }
    }
    try finish(jobs, isExtra: true)
  }

  /// While time remains: greater depth, then more instances, in turns; the same bounds in the same round for
  /// everybody.
  mutating func raise() throws(VerificationError) {
    guard options.timeout != nil else { return }
    for round in Round.all(options.depth, scopes, system) {
      if deadline?.isOver ?? true || runner.isInterrupted { return }
      var jobs: [Job] = []
      for title in titles where !ended.contains(title.threats) {
        let open = (properties.map(Optional.some) + [nil]).filter { property in
          let view = findings.views[Findings.Place(property: property, threats: title.threats)]?[.bounded]
          return view?.violation == nil && view?.held != nil
        }
        if open.isEmpty { continue }
        var job = bounded(title, twins: missing(title))
        job.properties = open.compactMap { $0 }
        job.wantsDefinedness = open.contains(nil)
        job.scope = round.scope
        job.depth = round.depth
        // Each round may spend four times as much as the one before.
        job.budget *= round.spending
        jobs.append(job)
      }
      if jobs.isEmpty { return }
      try finish(jobs, isExtra: true)
      findings.note(
        VerificationNote(
          .bounds, threats: nil,
          "with the time that was left, the search went on to \(round.depth) steps\(round.instances)"))
    }
  }

  /// The twins of a world that have no witness yet.
  private func missing(_ title: WorldTitle) -> [Twin.Subject] {
    (findings.twins[title.threats] ?? [:]).filter { $0.value == nil }.keys.sorted { "\($0)" < "\($1)" }
  }
}

extension Property {
  /// Whether a run may violate it only by going on for ever, as far as can be seen.
  fileprivate var promisesSomething: Bool { obligation.map { !$0.failsInPrefix } ?? false }
}
