import EnsureKernel
import EnsureModel
import EnsureObligations

/// In which worlds what is proved, and what of smaller worlds is tried in larger ones.
extension Campaign {
  /// What may be proved: invariants, and what an observer of the past can watch.
  var provable: [PropertyID] {
    properties.filter { property in
      if case .invariant = system.properties[property.index].kind { return true }
      return Observer(of: property, in: system) != nil
    }
  }

  /// Looks for proofs of what no violation has been found of: first in the smallest worlds, then, with the lemmas that
  /// were of use there, in the next larger ones. What has no proof in a world has none in a larger one, which has more
  /// steps; what has been proved before is not looked for again.
  ///
  /// - Parameter isWanted: whether a proof of the property (nil: definedness) in the world is of use.
  mutating func prove(
    _ worlds: [WorldTitle], _ isWanted: (PropertyID?, Set<ThreatID>) -> Bool = { _, _ in true }
  ) {
    var open = worlds
    let invariants = self.invariants
    while !open.isEmpty {
      if runner.isInterrupted { return }
      let round = open.filter { title in !open.contains { $0.threats.isStrictSubset(of: title.threats) } }
      open.removeAll { title in round.contains { $0.threats == title.threats } }
      var jobs = round.compactMap { proof($0, isWanted) }
      // To look in vain for why a promise is kept costs more than to show a few invariants.
      let early = jobs.indices.filter { hasPromises(jobs[$0]) }
      proveSupports(of: early.map { jobs[$0] })
      for position in early { jobs[position].lemmas = supports(of: jobs[position]) ?? jobs[position].lemmas }
      // Temporal properties have nothing to do with each other, and use what has been found of the others. To start a worker
      // for each of a few costs more than it saves.
      let isLarge = { (job: Job) in job.properties.count { !invariants.contains($0) } > Self.fewTemporal }
      prove(jobs.compactMap { isLarge($0) ? part(of: $0) : $0 })
      prove(jobs.filter(isLarge).flatMap { temporalParts(of: $0) })
      let late = jobs.indices.filter { !early.contains($0) }.map { jobs[$0] }
      proveSupports(of: late)
      prove(late.compactMap { supported($0) })
    }
    cache.trim()
  }

  /// How many temporal properties of a world are proved by one worker.
  private static let fewTemporal = 2

  mutating func prove(_ jobs: [Job]) {
    if jobs.isEmpty || runner.isInterrupted { return }
    // Why something comes some day takes one worker long, so that others have time for what is to be done anyway.
    let others = jobs.contains(where: hasPromises) ? beside : []
    if !others.isEmpty { beside = [] }
    let outcomes = runner.run(jobs + others.map(\.job), until: deadline)
    for (job, outcome) in zip(jobs, outcomes) {
      remark(outcome, of: job)
      findings.absorb(outcome, of: job)
      keep(outcome, of: job)
    }
    besideOutcomes += zip(others, outcomes.dropFirst(jobs.count))
  }

  /// What a job asks of invariants and values; nil if that is nothing.
  private func part(of job: Job) -> Job? {
    var part = job
    part.properties = job.properties.filter(invariants.contains)
    part.remembered = [:]
    part.proofs = job.proofs.filter { property, _ in property.map(invariants.contains) ?? true }
    return part.properties.isEmpty && !part.wantsDefinedness ? nil : part
  }

  /// What a job asks of temporal properties, one by one, with the lemmas of what has been proved of the rest.
  private func temporalParts(of job: Job) -> [Job] {
    let asked = job.properties.filter { !invariants.contains($0) }
    if asked.isEmpty { return [] }
    let proved =
      job.properties.filter(invariants.contains).map(Optional.some) + (job.wantsDefinedness ? [nil] : [])
    let lemmas = lemmas(of: proved, beside: job)
    return asked.map { property in
      var part = job
      part.properties = [property]
      part.wantsDefinedness = false
      part.lemmas = lemmas
      part.remembered = job.remembered.filter { $0.key == property }
      part.proofs = job.proofs.filter { $0.key == property }
      return part
    }
  }

  /// What shows properties (nil: definedness) in a job's world, beside the lemmas that the job has.
  func lemmas(of proved: [PropertyID?], beside job: Job) -> [UInt8] {
    var all = ProofClaim(terms: system.bank, lemmas: [])
    if !job.lemmas.isEmpty, (try? all.add(encoded: job.lemmas, of: system)) == nil {
      all = ProofClaim(terms: system.bank, lemmas: [])
    }
    for property in proved {
      guard let claim = claim(of: Findings.Place(property: property, threats: job.threats))?.claim else {
        continue
      }
      all.take(claim, lemmas: claim.lemmas)
    }
    return all.encoded(for: system)
  }

  /// Keeps the proofs that a job has brought.
  private mutating func keep(_ outcome: JobOutcome, of job: Job) {
    let world = findings.world(job.threats)
    for property in job.properties.map(Optional.some) + [nil] {
      guard let certificate = outcome.certificates[property] else { continue }
      findings.take(
        cache.keep(certificate, of: ProofGoal(property), in: world, kernel),
        of: Findings.Place(property: property, threats: job.threats))
    }
  }

  private mutating func proof(_ title: WorldTitle, _ isWanted: (PropertyID?, Set<ThreatID>) -> Bool) -> Job? {
    let smaller = titles.filter { $0.threats.isStrictSubset(of: title.threats) }
    func isOpen(_ property: PropertyID?) -> Bool {
      if !isWanted(property, title.threats) { return false }
      let isViolated = (smaller + [title]).contains { world in
        let views = findings.views[Findings.Place(property: property, threats: world.threats)]
        return views?.values.contains { $0.violation != nil } ?? false
      }
      return !isViolated
        && smaller.allSatisfy {
          findings.certificates[Findings.Place(property: property, threats: $0.threats)] != nil
        }
    }
    var open = provable.filter { isOpen($0) }
    var wantsDefinedness = isOpen(nil)
    let known = (open.map(Optional.some) + (wantsDefinedness ? [nil] : [])).filter {
      isKnown($0, title.threats)
    }
    open.removeAll { known.contains($0) }
    if known.contains(nil) { wantsDefinedness = false }
    if open.isEmpty && !wantsDefinedness { return nil }
    var job = Job(
      engine: .proof, threats: title.threats, properties: open, wantsDefinedness: wantsDefinedness,
      scope: scopes.asked, depth: 0)
    job.lemmas = usefulLemmas(smaller, beside: known, in: title)
    for property in open where !invariants.contains(property) {
      job.remembered[property] = remembered(property, in: smaller)
    }
    for property in open.map(Optional.some) + (wantsDefinedness ? [nil] : []) {
      job.proofs[property] = carried(property, from: smaller)
    }
    job.runs = plays + findings.runs(within: title.threats)
    return job
  }

  /// Whether a proof is known; then it is taken.
  mutating func isKnown(_ property: PropertyID?, _ threats: Set<ThreatID>) -> Bool {
    let known = cache.certificate(of: ProofGoal(property), in: findings.world(threats), kernel)
    guard let known else { return false }
    findings.take(known, of: Findings.Place(property: property, threats: threats))
    return true
  }

  /// The lemmas of the certificates that were made in the smaller worlds, and those that questions suggest; and whatever a search for all goals of the world
  /// together would try because of those that are known, so that the others lack nothing.
  func usefulLemmas(_ worlds: [WorldTitle], beside known: [PropertyID?], in title: WorldTitle)
    -> [UInt8]
  {
    var all = ProofClaim(terms: system.bank, lemmas: [])
    for property in known {
      let place = Findings.Place(property: property, threats: title.threats)
      guard let (meaning, claim, own) = claim(of: place), meaning.rule.observer == nil else { continue }
      var candidates = LemmaCandidates(meaning.world, claim.terms, fields: [], globals: [])
      for lemma in claim.lemmas { candidates.add(lemma) }
      for lemma in claim.lemmas.prefix(own) { candidates.addShifted(lemma) }
      all.take(ProofClaim(terms: candidates.terms, lemmas: candidates.lemmas), lemmas: candidates.lemmas)
    }
    for world in worlds {
      for property in (invariants + unasked).map(Optional.some) + [nil] {
        let place = Findings.Place(property: property, threats: world.threats)
        guard let (_, claim, own) = claim(of: place) else { continue }
        all.take(claim, lemmas: claim.lemmas.dropFirst(own))
      }
    }
    all.take(suggested, lemmas: suggested.lemmas)
    return all.encoded(for: system)
  }

  /// What shows a property in the largest of the smaller worlds in which anything does.
  func carried(_ property: PropertyID?, from worlds: [WorldTitle]) -> [UInt8]? {
    for world in worlds.sorted(by: { $0.threats.count > $1.threats.count }) {
      let place = Findings.Place(property: property, threats: world.threats)
      if let (meaning, claim, own) = claim(of: place) {
        return CarriedProof(claim, own: own, of: meaning).bytes
      }
    }
    return nil
  }

  /// What the certificate of a cell claims, if there is one.
  func claim(of place: Findings.Place) -> (Meaning, claim: ProofClaim, own: Int)? {
    guard let bytes = findings.certificates[place], let certificate = try? Certificate(bytes: bytes) else {
      return nil
    }
    return try? kernel.claim(of: certificate)
  }

  /// The lemmas of a temporal property's certificates that were made in the smaller worlds, in words of its observer, and
  /// the rankings of the first of these; and what else may show it.
  private func remembered(_ property: PropertyID, in worlds: [WorldTitle]) -> [UInt8]? {
    var all: (claim: ProofClaim, system: TransitionSystem)?
    for world in worlds {
      let place = Findings.Place(property: property, threats: world.threats)
      guard let (meaning, claim, own) = claim(of: place) else { continue }
      let observed = meaning.rule.world.system
      if all == nil {
        all = (ProofClaim(terms: observed.bank, lemmas: []), observed)
        all?.claim.takeRankings(of: claim)
      }
      all?.claim.take(claim, lemmas: claim.lemmas.dropFirst(own))
    }
    if let suggested = suggestedMemories[property] {
      if all == nil, let observed = Observer(of: property, in: system)?.system {
        all = (ProofClaim(terms: observed.bank, lemmas: []), observed)
      }
      all?.claim.take(suggested, lemmas: suggested.lemmas)
    }
    return all.map { $0.claim.encoded(for: $0.system) }
  }
}
