import EnsureModel
import EnsureObligations

/// Why something comes some day, and what keeps somebody from being stuck.
extension LemmaSearch {
  /// Where stages of waiting are looked for.
  enum StageSearch {
    /// Nowhere: those that are known lead on, or none.
    case known
    /// Among steps that the instance takes part in, with few questions.
    case near
    /// Also among steps that lead to these, but not where others would have to be looked at who do their part.
    case ofWatched
    /// Among all of these.
    case far
  }

  /// How many questions are asked of why a promise is fulfilled, with what is known of it best and otherwise.
  private static let (rankingChecks, fewRankingChecks) = (1_000, 400)

  /// What a check of a ranking that is known may cost, in Z3's units.
  private static let rankingBudget: UInt32 = 2_000_000

  /// Looks for a promise: with what was of use for it elsewhere; with what may hold while it is waited for; with what may
  /// hold of those who refer to each other; with all that is remembered; with all that suggests itself.
  mutating func lookForPromises(of observer: Observer) {
    let terms = self.terms
    let isKnown = given.contains { lemma in terms.mentions(lemma.body, observer.owns) }
    if isKnown || !givenRankings.isEmpty {
      attempt(for: own) { search throws(ProofRefusal) in
        try search.look(for: search.missing, search.candidates(for: [], singles: false), stages: .known)
      }
    }
    // Where something has to be assumed, others get in between, who refer to the same; and mostly where something is known.
    let linksComeFirst = !observer.assumed.isEmpty || isKnown
    if linksComeFirst { attemptLinks(of: observer) }
    if missing.isEmpty { return }
    let aboutOne = given.filter { $0.variables.count <= 1 }
    attemptWaiting(for: observer, given: aboutOne, stages: linksComeFirst ? .far : .ofWatched)
    // What is known of everything may be more than can be looked at.
    if !aboutOne.isEmpty, missing.contains(where: { hasTooManyCases($0.goal) }) {
      attemptWaiting(for: observer, given: [], stages: .near)
    }
    if !linksComeFirst {
      attemptLinks(of: observer)
      if missing.contains(where: { hasTooManyCases($0.goal) }) {
        attemptWaiting(for: observer, given: aboutOne, stages: .far)
      }
    }
    attempt(for: missing) { search throws(ProofRefusal) in
      var candidates = search.waiting(for: observer, given: aboutOne)
      candidates.addMemories(of: observer)
      try search.look(for: search.missing, candidates)
    }
    attempt(for: missing) { search throws(ProofRefusal) in try search.lookFurther(for: search.missing) }
    attempt(for: missing) { search throws(ProofRefusal) in
      var candidates = search.waiting(for: observer, given: aboutOne)
      let before = candidates.lemmas.count
      candidates.addNumbering()
      if candidates.lemmas.count > before { try search.look(for: search.missing, candidates, stages: .far) }
    }
  }

  /// With what may hold while something is waited for.
  private mutating func attemptWaiting(for observer: Observer, given: [Lemma], stages: StageSearch) {
    attempt(for: missing) { search throws(ProofRefusal) in
      try search.look(for: search.missing, search.waiting(for: observer, given: given), stages: stages)
    }
  }

  /// With what may hold of those who refer to each other while something is waited for.
  private mutating func attemptLinks(of observer: Observer) {
    attempt(for: missing) { search throws(ProofRefusal) in
      var candidates = search.waiting(for: observer, given: search.given)
      let links = candidates.links()
      candidates.addRelations(links, search.reached)
      candidates.addExclusions(links, search.reached)
      candidates.addForks(search.reached)
      try search.look(for: search.missing, candidates, stages: .far)
    }
  }

  /// Looks for why something is never stuck: with what was of use elsewhere; with what may be said of the states of it and of those it
  /// waits for; with all that suggests itself, numbers too.
  mutating func lookForEscapes(of observer: Observer) {
    // What has to hold behind a step decides whether somebody can take it.
    let moves = rule.duties.flatMap(\.ways).map(\.move)
    attempt(for: missing) { search throws(ProofRefusal) in
      var candidates = search.candidates(for: [], singles: false)
      candidates.addCommits(of: moves)
      try search.look(for: search.missing, candidates)
    }
    attempt(for: missing) { search throws(ProofRefusal) in
      let aboutOne = search.given.filter { $0.variables.count <= 1 }
      var candidates = search.candidates(for: [], given: aboutOne, singles: false)
      candidates.addCommits(of: moves)
      candidates.addStates(of: observer)
      candidates.addStates(of: search.rule.entitiesWaitedFor)
      try search.look(for: search.missing, candidates, stages: .far)
    }
    attempt(for: missing) { search throws(ProofRefusal) in
      let aboutOne = search.given.filter { $0.variables.count <= 1 }
      var candidates = search.candidates(for: search.own, given: aboutOne)
      candidates.addCommits(of: moves)
      candidates.addStates(of: observer)
      try search.look(for: search.missing, candidates, stages: .far)
    }
  }

  private func hasTooManyCases(_ goal: ProofGoal) -> Bool {
    if case .tooManyCases? = refusals[goal] { true } else { false }
  }

  /// What may hold while something is waited for, and lemmas that are given.
  private func waiting(for observer: Observer, given: [Lemma]) -> LemmaCandidates {
    var candidates = candidates(for: own, given: given, singles: false)
    // What has to hold behind a step decides whether somebody can take it.
    candidates.addCommits(of: rule.duties.flatMap(\.ways).map(\.move))
    candidates.addWaiting(of: observer, rule)
    candidates.addStates(of: rule.entitiesWaitedFor.filter { world.system.entities[$0.index].isFinite })
    candidates.addDeadlines()
    return candidates
  }

  // MARK: Rankings

  /// Whether rankings that are known show a goal. Asked first is what failed the last time, with fewer lemmas.
  private mutating func leadsOn(_ known: ProofClaim, for goal: ProofGoal) throws(ProofRefusal) -> Bool {
    guard let parts = try? rule.promiseParts(known) else { return false }
    let hard = brokenPart.map { parts.indices.contains($0) ? [$0] : [] } ?? []
    for position in hard + parts.indices.filter({ !hard.contains($0) }) {
      if let cases = try? rule.cases(of: parts[position], known),
        try rule.holds(cases, of: goal, given: known.lemmas, context, budget: Self.rankingBudget, &checks)
      {
        continue
      }
      brokenPart = position
      return false
    }
    return true
  }

  /// What is left of the candidates, with the reasons why promises are fulfilled; nil if there are none.
  mutating func ranked(_ induction: Houdini, _ stages: StageSearch) throws(ProofRefusal) -> ProofClaim? {
    var claim = induction.claim
    guard let observer = rule.observer, observer.rankings > 0 else { return claim }
    let lemmas = induction.left.sorted().map { claim.lemmas[$0] }
    // What leads on in a smaller world mostly does here.
    if !givenRankings.isEmpty {
      claim.rankings = givenRankings
      let known = ProofClaim(terms: claim.terms, lemmas: lemmas, rankings: givenRankings)
      if try leadsOn(known, for: .property(observer.property)) { return claim }
    }
    if case .known = stages { throw .unranked }
    if var search = EscapeSearch(rule, observer, claim.terms, lemmas) {
      let ranking = try search.run(goesFar: stages == .far)
      checks += search.checks
      guard let ranking else { throw .unranked }
      claim.terms = search.terms
      claim.rankings = [ranking]
      return claim
    }
    var search = RankingSearch(
      rule, observer, claim.terms, lemmas,
      mostChecks: stages == .near ? Self.fewRankingChecks : Self.rankingChecks,
      looksAtBystanders: stages != .ofWatched)
    let rankings = try search.run()
    checks += search.checks
    guard let rankings else { throw .unranked }
    claim.terms = search.terms
    claim.rankings = rankings
    let short = ProofClaim(terms: claim.terms, lemmas: lemmas, rankings: rankings)
    if try !leadsOn(short, for: .property(observer.property)) {
      claim.rankings = search.exactly()
      claim.terms = search.terms
    }
    return claim
  }
}

extension ProofRule {
  /// The entities that duties speak of and nobody watches.
  fileprivate var entitiesWaitedFor: Set<EntityID> {
    let watched = observer?.parameters.map { world.system.globals[$0.index].type.sort } ?? []
    return Set(duties.flatMap(\.tuple)).filter { !watched.contains(.reference($0)) }
  }
}

extension TermBank {
  /// Whether a term mentions such a global.
  fileprivate func mentions(_ root: Term, _ isWanted: (GlobalID) -> Bool) -> Bool {
    var found = false
    walk(root) { term in
      if case .global(let global) = self[term], isWanted(global) { found = true }
      return !found
    }
    return found
  }
}
