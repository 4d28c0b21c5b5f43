import EnsureKernel
import EnsureModel
import EnsureObligations

/// What a solver of Horn clauses suggests where nothing is proved.
extension Campaign {
  /// What the solver may spend on one property, in its own units.
  private static let effortOfClauses = 20_000_000
  /// How long it may take for each of them, in seconds. Not everything that Z3 does asks whether it may go on: this ends it, if it
  /// comes to that.
  private static let longestClauses = 60.0

  /// Asks about what is open, and tries what is answered as lemmas; as long as that shows something, also in the next larger worlds.
  mutating func seekLemmas() {
    if !options.asksForLemmas { return }
    var asked: Set<Findings.Place> = []
    while !runner.isInterrupted {
      var jobs: [Job] = []
      for (title, properties) in open(provable.filter(isState)) {
        let lemmas = provedLemmas(in: title)
        for property in properties
        where asked.insert(Findings.Place(property: property, threats: title.threats)).inserted {
          var job = Job(
            engine: .clauses, threats: title.threats, properties: [property], wantsDefinedness: false,
            scope: scopes.asked, depth: 0, effort: Self.effortOfClauses)
          job.lemmas = lemmas
          jobs.append(job)
        }
      }
      if jobs.isEmpty || !tryLemmas(jobs) { return }
    }
  }

  /// Whether the jobs have shown something.
  private mutating func tryLemmas(_ jobs: [Job]) -> Bool {
    let longest = Deadline(in: Self.longestClauses * Double(jobs.count))
    var answered: Set<PropertyID> = []
    for (job, outcome) in zip(jobs, runner.run(jobs, until: longest.or(deadline))) {
      remark(outcome, of: job)
      take(outcome, of: job)
      for (property, lemmas) in outcome.lemmas.sorted(by: { $0.key.index < $1.key.index })
      where suggest(lemmas, for: property) {
        answered.insert(property)
      }
    }
    if answered.isEmpty { return false }
    let known = Set(findings.certificates.keys)
    prove(titles) { property, threats in
      property.map(answered.contains) ?? false
        && !known.contains(Findings.Place(property: property, threats: threats))
    }
    return findings.certificates.count > known.count
  }

  /// Whether a property needs no promise to be kept.
  private func isState(_ property: PropertyID) -> Bool {
    Observer(of: property, in: system).map { $0.rankings == 0 } ?? true
  }

  /// Takes lemmas to try; false if they cannot be read.
  private mutating func suggest(_ lemmas: [UInt8], for property: PropertyID) -> Bool {
    let observer = Observer(of: property, in: system)
    let words = observer?.system ?? system
    var claim = ProofClaim(terms: words.bank, lemmas: [])
    if (try? claim.add(encoded: lemmas, of: words)) == nil { return false }
    if observer == nil {
      suggested.take(claim, lemmas: claim.lemmas)
    } else {
      var all = suggestedMemories[property] ?? ProofClaim(terms: words.bank, lemmas: [])
      all.take(claim, lemmas: claim.lemmas)
      suggestedMemories[property] = all
    }
    return true
  }
}
