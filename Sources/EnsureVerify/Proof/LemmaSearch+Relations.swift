import EnsureModel
import EnsureObligations

/// Lemmas about instances that refer to each other.
extension LemmaSearch {
  /// Looks with what may be said of an instance and of those that it refers to, or that refer to it: of all of it what every
  /// step keeps, which shows several goals or none of them; then, for what is left, with totals that are at least what the
  /// instances at hand contribute, and at instances that do their part for a total.
  mutating func lookAtRelations() {
    func open(_ search: Self) -> [Own] { search.missing.filter { $0.goal != .definedness } }
    var done: Set<ProofGoal> = []
    let goals = open(self)
    if goals.isEmpty { return }
    attempt(for: goals) { search throws(ProofRefusal) in try search.lookAtRelations(of: goals) }
    if goals.contains(where: { refusals[$0.goal] == nil }) { done.formUnion(goals.map(\.goal)) }
    for goal in open(self) {
      attempt(for: [goal]) { search throws(ProofRefusal) in
        try search.lookAtRelations(of: goal, isDone: done.contains(goal.goal))
      }
    }
  }

  /// Looks for goals together among all that may be said of instances that refer to each other; then once more for those that
  /// are left, where totals are at least what the instances at hand contribute.
  private mutating func lookAtRelations(of goals: [Own]) throws(ProofRefusal) {
    let (candidates, claim, _) = related(to: self.candidates(for: goals), for: goals)
    if goals.count == 1 {
      // Often it is a few of them, and to find these costs less than to look at all.
      var effort = Self.firstEffort
      try choose(for: goals[0], among: claim, &effort)
      if claims[goals[0].goal] != nil { return }
    }
    guard let induction = try whatIsKept(of: claim) else { return }
    keep(induction, candidates)
    for goal in goals { try take(goal, from: induction) }
    let left = goals.filter { claims[$0.goal] == nil }
    if !left.isEmpty { try lookWithBounds(for: left, among: claim) }
  }

  /// Looks for goals among many lemmas, where totals are at least what the instances at hand contribute.
  private mutating func lookWithBounds(for goals: [Own], among given: ProofClaim) throws(ProofRefusal) {
    var claim = given
    var bounded = TotalCombinations.bounded(
      in: claim.lemmas, for: goals.flatMap(\.lemmas), reached, &claim.terms)
    while !bounded.isEmpty {
      claim.lemmas = given.lemmas
      claim.combinations = bounded.map(\.combination)
      for (_, reason) in bounded where !claim.lemmas.contains(reason) { claim.lemmas.append(reason) }
      guard let induction = try whatIsKept(of: claim) else { return }
      let kept = Set(induction.left.map { claim.lemmas[$0] })
      let reasons = bounded.map(\.reason)
      if kept.isSuperset(of: reasons) {
        for goal in goals { try take(goal, from: induction, beside: reasons) }
        return
      }
      bounded.removeAll { !kept.contains($0.reason) }
    }
  }

  /// What every step keeps of many lemmas; of those that are known to be kept nothing is asked. Nil if there are no others.
  private mutating func whatIsKept(of claim: ProofClaim) throws(ProofRefusal) -> Houdini? {
    let others = Set(claim.lemmas.indices).subtracting(kept.positions(in: claim))
    if others.isEmpty { return nil }
    let induction = try Houdini(rule, claim, limit: min(limit, Self.limitOfAll), goals: others)
    induction.run()
    checks += induction.checks
    return induction
  }

  /// Looks for a goal among what is left of many lemmas, and what that rests on.
  private mutating func take(
    _ goal: Own, from induction: Houdini, beside reasons: [Lemma] = []
  ) throws(ProofRefusal) {
    let claim = induction.claim
    let positions = goal.lemmas.compactMap { claim.lemmas.firstIndex(of: $0) }
    guard positions.count == goal.lemmas.count, positions.allSatisfy(induction.left.contains) else { return }
    let values = try induction.require(rule.stateCases(of: goal.goal, claim)) { $0.conclusion(of: goal.goal) }
    guard let core = induction.core(of: positions, and: values) else { return }
    try look(for: goal, among: core.lemmas.map { claim.lemmas[$0] } + reasons, of: claim)
  }

  /// Looks for a goal with few lemmas of a claim, and what those rest on that are known to be kept.
  private mutating func look(for goal: Own, among lemmas: [Lemma], of claim: ProofClaim) throws(ProofRefusal) {
    var candidates = LemmaCandidates(world, claim.terms, fields: [], globals: [])
    for lemma in lemmas { candidates.add(lemma) }
    for lemma in kept.closed(lemmas.filter(kept.lemmas.contains)) ?? [] { candidates.add(lemma) }
    try look(for: [goal], candidates, beside: claim.related)
  }

  /// - Parameter isDone: whether it is known that nothing shows the goal without other instances.
  private mutating func lookAtRelations(of goal: Own, isDone: Bool) throws(ProofRefusal) {
    var effort = self.effort
    let (_, few, others) = related(to: candidates(for: [goal]), for: [goal])
    if !isDone { try choose(for: goal, among: few, &effort) }
    if claims[goal.goal] != nil || rule.observer != nil { return }
    try look(for: goal, among: few, beside: others, &effort)
    if claims[goal.goal] != nil || effort.isSpent { return }
    // What the other invariants speak of may be of no influence, and still say what somebody else contributes.
    let (_, all, more) = related(to: candidates(for: own), for: [goal])
    if all.lemmas != few.lemmas { try look(for: goal, among: all, beside: more, &effort) }
  }

  /// Looks for a goal among many lemmas, with one kind of related instances after the other.
  private mutating func look(
    for goal: Own, among claim: ProofClaim, beside others: [RelatedInstances],
    _ effort: inout GuidedSearch.Effort
  ) throws(ProofRefusal) {
    var claim = claim
    var refusal: ProofRefusal?
    for related in others {
      claim.related = [related]
      do throws(ProofRefusal) {
        try choose(for: goal, among: claim, &effort)
      } catch {
        refusal = error
      }
      if claims[goal.goal] != nil || effort.isSpent { return }
    }
    if let refusal { throw refusal }
  }

  /// Candidates with those about links and totals, what reached states allow of them, and whom it may help to look at.
  private func related(to given: LemmaCandidates, for goals: [Own])
    -> (LemmaCandidates, ProofClaim, [RelatedInstances])
  {
    var candidates = given
    candidates.addCommits()
    candidates.addGuards()
    candidates.addRecords()
    for lemma in goals.flatMap(\.lemmas) { candidates.addShiftedByState(lemma) }
    let links = candidates.links()
    if let observer = rule.observer { candidates.addMemoryLinks(of: observer, links) }
    candidates.addRelations(links, reached)
    candidates.addChains(of: links, reached)
    candidates.addSupports(links, reached)
    candidates.addBalances(links, reached, totalsOf: own.flatMap(\.lemmas))
    candidates.addWholeBalances(reached, totalsOf: own.flatMap(\.lemmas))
    let others =
      candidates.related().prefix(Self.mostRelated)
      + candidates.named(by: goals.flatMap(\.lemmas)).prefix(Self.mostNamed)
    let allowed = startingAtZero(reached.allowed(candidates.lemmas, candidates.terms), candidates.terms)
    return (candidates, ProofClaim(terms: candidates.terms, lemmas: allowed), Array(others))
  }

  /// What is spent on choosing a few lemmas before all of them are looked at.
  private static let firstEffort = GuidedSearch.Effort(probes: 12, premises: 10_000)
  /// How many instances of lemmas all of them may come to.
  private static let limitOfAll = 150_000

  /// How many aggregates are tried for related instances, and how many references.
  private static let (mostRelated, mostNamed) = (8, 3)

  /// Looks for a goal among many lemmas, choosing them by what stands in the way.
  mutating func choose(
    for goal: Own, among claim: ProofClaim, _ effort: inout GuidedSearch.Effort
  ) throws(ProofRefusal) {
    let positions = goal.lemmas.compactMap { claim.lemmas.firstIndex(of: $0) }
    if positions.count < goal.lemmas.count { return }
    let search = GuidedSearch(rule, claim, known: kept.positions(in: claim), effort: effort)
    let found = try search.run(positions, of: goal.goal, rule.stateCases(of: goal.goal, claim))
    effort = search.effort
    checks += search.checks
    guard let found else { return }
    try look(for: goal, among: found.map { claim.lemmas[$0] }, of: claim)
  }
}
