import EnsureModel

/// What is searched and proved beside what.
extension Campaign {
  /// A job that may be done at any time before its outcome is needed.
  struct Aside {
    let job: Job
    /// Whether it repeats a question.
    let isExtra: Bool
  }

  /// Searches worlds for violations, and looks for proofs of what it has found none of. Of what is violated no proof is looked
  /// for; but of smaller worlds more is to be found out than of larger ones, and for that nobody need wait for these. Where time is
  /// limited all worlds are searched first: a proof of the smallest must not take the time in which others show violations.
  ///
  /// - Parameter jobs: the searches.
  /// - Throws: if the scope cannot be searched.
  mutating func searchAndProve(_ jobs: [Job]) throws(VerificationError) {
    let smallest = titles.filter { title in
      !titles.contains { $0.threats.isStrictSubset(of: title.threats) }
    }
    let larger = titles.filter { title in !smallest.contains { $0.threats == title.threats } }
    let first = jobs.filter { job in smallest.contains { $0.threats == job.threats } }
    let others = jobs.filter { job in larger.contains { $0.threats == job.threats } }
    let atOnce = deadline == nil ? max(0, runner.width - first.count) : others.count
    try finish(first + others.prefix(atOnce))
    if deadline != nil { try seekDecided(larger) }
    beside = others.dropFirst(atOnce).map { Aside(job: $0, isExtra: false) }
    try seekDecided(smallest)
    prove(smallest)
    try finishBeside()
    if deadline == nil { try seekDecided(larger) }
    beside = deadEnds(onlyDecided: true).map { Aside(job: $0, isExtra: true) }
    prove(larger)
    try finishBeside()
    try finish(deadEnds(onlyDecided: false), isExtra: true)
  }

  /// Whether a decision says that a property is violated in a world.
  func isDecided(_ property: PropertyID, _ threats: Set<ThreatID>) -> Bool {
    Decisions(system: system).standing(of: property, threats) != .open
  }

  /// Looks further for what decisions say to be violated.
  mutating func seekDecided(_ worlds: [WorldTitle]) throws(VerificationError) {
    try seekExpected(worlds)
    try seekWider(worlds, decided: true)
  }

  /// Takes what has come of jobs that were done beside others, and does the rest of them.
  private mutating func finishBeside() throws(VerificationError) {
    let (done, left) = (besideOutcomes, beside)
    (besideOutcomes, beside) = ([], [])
    for (aside, outcome) in done { try take(outcome, of: aside.job, isExtra: aside.isExtra) }
    for isExtra in [false, true] {
      let jobs = left.filter { $0.isExtra == isExtra }.map(\.job)
      if !runner.isInterrupted { try finish(jobs, isExtra: isExtra) }
    }
  }
}
