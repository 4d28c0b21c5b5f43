import EnsureKernel
import EnsureModel
import EnsureObligations
import EnsureSolver

/// Looks for lemmas that together with goals of one rule are inductive.
struct LemmaSearch {
  /// A goal with the lemmas that it comes to.
  typealias Own = (goal: ProofGoal, lemmas: [Lemma])

  /// For each goal that was shown the claim that shows it; the goal's own lemmas first.
  private(set) var claims: [ProofGoal: ProofClaim] = [:]
  /// Why nothing was found of a goal that has no claim, where there is a reason.
  private(set) var refusals: [ProofGoal: ProofRefusal] = [:]
  /// How many questions the solver has answered.
  var checks = 0
  let rule: ProofRule
  let reached: ReachedStates
  let limit: Int
  let effort: GuidedSearch.Effort
  var own: [Own] = []
  var terms: TermBank
  /// Lemmas that have been of use elsewhere.
  let given: [Lemma]
  /// Instances that have been of use to look at elsewhere.
  private let givenRelated: [RelatedInstances]
  /// Why promises are fulfilled in a smaller world.
  let givenRankings: [Ranking]
  /// Which part of what is asked of these could not be shown the last time.
  var brokenPart: Int?
  /// Where what is asked of these is asked.
  let context = SolverContext()
  /// What suggested itself, as far as every step keeps it.
  private(set) var kept = KeptLemmas()
  /// The names of the instances that it speaks of.
  private var names = LemmaCandidates.InstanceNames()
  var world: World { rule.world }

  /// A search for goals of one rule.
  ///
  /// - Parameters:
  ///   - useful: lemmas that have been of use elsewhere.
  ///   - limit: how many instances of lemmas there are at most.
  ///   - effort: what `GuidedSearch` may do, for each goal.
  init(
    _ rule: ProofRule, _ goals: [ProofGoal], _ useful: ProofClaim, remembered: ProofClaim?,
    _ reached: ReachedStates, limit: Int, effort: GuidedSearch.Effort
  ) {
    self.rule = rule
    self.reached = reached
    self.limit = limit
    self.effort = effort
    terms = rule.world.bank
    for goal in goals {
      var terms = self.terms
      guard let lemmas = rule.ownLemmas(of: goal, &terms) else { continue }
      own.append((goal, lemmas))
      self.terms = terms
    }
    var claim = ProofClaim(terms: terms, lemmas: [])
    if let remembered {
      claim.take(remembered, lemmas: remembered.lemmas)
      claim.takeRankings(of: remembered)
    }
    claim.take(useful, lemmas: useful.lemmas)
    // What shows an invariant may speak of many instances, which costs too much where it is of no use.
    let most = max(2, own.flatMap(\.lemmas).map(\.variables.count).max() ?? 0)
    given = rule.observer == nil ? claim.lemmas : claim.lemmas.filter { $0.variables.count <= most }
    givenRelated = claim.related
    givenRankings = claim.rankings
    terms = claim.terms
  }

  /// First with the goals' own lemmas and those that are given, then with what is remembered of the past; then, for what is
  /// left, with what suggests itself, of single instances and of those that refer to each other; and with what guards compare, for
  /// each state of an instance.
  mutating func run() {
    if let observer = rule.observer, !observer.promises.isEmpty { return lookForPromises(of: observer) }
    if let observer = rule.observer, observer.escapee != nil { return lookForEscapes(of: observer) }
    attemptKnown()
    attempt(for: missing) { search throws(ProofRefusal) in try search.lookFurther(for: search.missing) }
    attemptNumbering()
    // Of what refers to what, runs say what to try.
    if reached.isEmpty { return }
    lookAtRelations()
    for goal in missing where goal.goal != .definedness {
      keepingRefusal(of: goal) { search throws(ProofRefusal) in
        var candidates = search.candidates(for: [goal])
        candidates.addGuardsByState()
        try search.look(for: [goal], candidates)
      }
    }
  }

  /// With how numbers that are given out compare with those of globals, goal by goal.
  private mutating func attemptNumbering() {
    for goal in missing where goal.goal != .definedness {
      keepingRefusal(of: goal) { search throws(ProofRefusal) in
        var candidates = search.candidates(for: [goal])
        let others = candidates.lemmas.count
        candidates.addNumbering()
        if candidates.lemmas.count > others { try search.look(for: [goal], candidates) }
      }
    }
  }

  /// One more attempt for a goal. What kept its proof from being found before says more than what does here.
  private mutating func keepingRefusal(
    of goal: Own, _ look: (inout LemmaSearch) throws(ProofRefusal) -> Void
  ) {
    let refusal = refusals[goal.goal]
    attempt(for: [goal], look)
    if claims[goal.goal] == nil, let refusal { refusals[goal.goal] = refusal }
  }

  /// With the goals' own lemmas and those that are given, then with what is remembered of the past.
  private mutating func attemptKnown() {
    attempt(for: own) { search throws(ProofRefusal) in
      let candidates = search.candidates(for: [], singles: false)
      if search.rule.observer != nil {
        try search.choose(from: candidates)
        try search.lookAtMemories()
      } else {
        try search.look(for: search.own, candidates)
      }
      if !search.givenRelated.isEmpty {
        try search.look(for: search.missing, candidates, beside: search.givenRelated)
      }
    }
  }

  /// With what is remembered of the past, and the lemmas that are given.
  private mutating func lookAtMemories() throws(ProofRefusal) {
    guard let observer = rule.observer else { return }
    var candidates = candidates(for: own, given: shortGiven, singles: false)
    candidates.addMemories(of: observer)
    try look(for: missing, candidates)
  }

  /// Everything that suggests itself for the goals, and that every step keeps, whether it shows anything or not; nil if
  /// there is too much of it.
  func everythingKept() -> ProofClaim? {
    let candidates = candidates(for: own)
    let claim = ProofClaim(
      terms: candidates.terms, lemmas: reached.allowed(candidates.lemmas, candidates.terms))
    guard let induction = try? Houdini(rule, claim, limit: limit) else { return nil }
    induction.run()
    return ProofClaim(
      terms: claim.terms, lemmas: induction.left.sorted().map { claim.lemmas[$0] })
  }

  /// Tries something for goals, and remembers why nothing could be found of those that are still missing.
  mutating func attempt(for goals: [Own], _ body: (inout Self) throws(ProofRefusal) -> Void) {
    for (goal, _) in goals { refusals[goal] = nil }
    do throws(ProofRefusal) {
      try body(&self)
    } catch {
      for (goal, _) in goals where claims[goal] == nil { refusals[goal] = error }
    }
  }

  /// Looks for what is missing among few lemmas. Most of them have been of use to other goals, and only some of them are to
  /// this one, so that it costs less to look for these than to show that all of them are kept.
  private mutating func choose(from candidates: LemmaCandidates) throws(ProofRefusal) {
    let lemmas = reached.allowed(candidates.lemmas, candidates.terms)
    var effort = self.effort
    for goal in missing {
      try choose(for: goal, among: ProofClaim(terms: candidates.terms, lemmas: lemmas), &effort)
    }
  }

  /// The goals that nothing was found of yet.
  var missing: [Own] { own.filter { claims[$0.goal] == nil } }

  /// Remembers what every step keeps of some candidates. What is said from now on is said in the same terms.
  mutating func keep(_ induction: Houdini, _ candidates: LemmaCandidates) {
    kept.add(induction)
    (terms, names) = (candidates.terms, candidates.names)
  }

  /// Looks with all candidates: for all of the goals together; if that is too much, for one after the other, whose cones
  /// are smaller.
  mutating func lookFurther(for goals: [Own]) throws(ProofRefusal) {
    let given = rule.observer == nil ? self.given : shortGiven
    do throws(ProofRefusal) {
      let candidates = candidates(for: goals, given: given)
      if let induction = try look(for: goals, candidates) { keep(induction, candidates) }
    } catch {
      guard case .tooManyCases = error, goals.count > 1 else { throw error }
      var refusal: ProofRefusal?
      for goal in goals {
        do throws(ProofRefusal) {
          try look(for: [goal], candidates(for: [goal], given: given))
        } catch {
          refusal = error
        }
      }
      if let refusal { throw refusal }
    }
  }

  /// The given lemmas about no more instances than goals speak of: to show of all of them that they are kept is cheap.
  private var shortGiven: [Lemma] {
    let most = own.flatMap(\.lemmas).map(\.variables.count).max() ?? 0
    return given.filter { $0.variables.count <= most }
  }

  func candidates(for goals: [Own], given: [Lemma]? = nil, singles: Bool = true) -> LemmaCandidates {
    var fields: Set<FieldID> = []
    var globals: Set<GlobalID> = []
    var asksForValues = false
    for (goal, _) in goals {
      switch goal {
      case .property(let property):
        let cone = Cone(of: property, in: world)
        fields.formUnion(cone.fields)
        globals.formUnion(cone.globals)
      case .definedness: asksForValues = true
      case .impossible(let subject):
        let cone = Cone(of: subject, in: world)
        fields.formUnion(cone.fields)
        globals.formUnion(cone.globals)
      }
    }
    var candidates = LemmaCandidates(world, terms, fields: fields, globals: globals, names: names)
    for lemma in goals.flatMap(\.lemmas) + (given ?? self.given) { candidates.add(lemma) }
    for lemma in own.flatMap(\.lemmas) { candidates.add(lemma) }
    for lemma in given ?? self.given { candidates.addHalves(of: lemma) }
    if let observer = rule.observer {
      candidates.addInvariants(of: world.system.properties[observer.property.index])
    }
    if !singles { return candidates }
    for lemma in own.flatMap(\.lemmas) { candidates.addShifted(lemma) }
    candidates.addSingles()
    candidates.addDifferences(reached)
    candidates.addPointers(reached)
    if asksForValues { candidates.addReferences() }
    if let observer = rule.observer { candidates.addMemories(of: observer) }
    return candidates
  }

  /// Looks with candidates for goals together.
  ///
  /// - Parameters:
  ///   - related: whom to look at beside.
  ///   - stages: where stages of waiting are looked for.
  /// - Returns: what every step keeps of the candidates.
  @discardableResult mutating func look(
    for goals: [Own], _ candidates: LemmaCandidates, beside related: [RelatedInstances] = [],
    stages: StageSearch = .near
  ) throws(ProofRefusal) -> Houdini? {
    if goals.isEmpty { return nil }
    let allowed = startingAtZero(reached.allowed(candidates.lemmas, candidates.terms), candidates.terms)
    var induction = try Houdini(
      rule, ProofClaim(terms: candidates.terms, lemmas: allowed, related: related), limit: limit)
    induction.run()
    checks += induction.checks
    let kept = induction
    if let more = try withCombinations(induction, goals) {
      induction = more
      checks += more.checks
    }
    // Questions about where somebody may wait are many, and each of them knows all lemmas.
    if rule.observer.map({ $0.rankings > 0 }) ?? false {
      induction.leaveOutImplied(but: goals.flatMap(\.lemmas))
    }
    for (goal, lemmas) in goals {
      if let claim = try claim(for: goal, lemmas, induction, stages) { claims[goal] = claim }
    }
    return kept
  }

  /// The claim that shows a goal; nil if what is left does not.
  private mutating func claim(
    for goal: ProofGoal, _ lemmas: [Lemma], _ induction: Houdini, _ stages: StageSearch
  )
    throws(ProofRefusal) -> ProofClaim?
  {
    let positions = lemmas.compactMap { induction.claim.lemmas.firstIndex(of: $0) }
    guard positions.count == lemmas.count, positions.allSatisfy(induction.left.contains),
      let all = try ranked(induction, stages)
    else { return nil }
    let values = try induction.require(rule.stateCases(of: goal, all)) { $0.conclusion(of: goal) }
    guard let core = induction.core(of: positions, and: values) else { return nil }
    let ordered = positions + core.lemmas.filter { !positions.contains($0) }
    let claim = ProofClaim(
      terms: all.terms, lemmas: ordered.map { all.lemmas[$0] },
      combinations: core.combinations.map { all.combinations[$0] }, related: all.related,
      rankings: all.rankings)
    guard try startsAtZero(claim, induction) else { return nil }
    return try withFewRelated(claim, goal)
  }

  /// Those of some lemmas whose aggregates are 0 at first, as the rule takes them to be. What speaks of others would show
  /// nothing, and must not stand in for what does.
  func startingAtZero(_ lemmas: [Lemma], _ terms: TermBank) -> [Lemma] {
    var known: [Term: Bool] = [:]
    return lemmas.filter { lemma in
      let claim = ProofClaim(terms: terms, lemmas: [lemma])
      return rule.startingAggregates(of: claim).allSatisfy { aggregate, variables, types in
        if let known = known[aggregate] { return known }
        var isZero = false
        if let cases = try? rule.cases(of: .start, tracking: types, claim) {
          isZero = cases.allSatisfy { given in
            var found = given
            let conclusion = found.contributesNothing(aggregate, variables)
            let obligation = Obligation(found.bank, premises: found.assumptions(), conclusion: conclusion)
            return conclusion == .yes || Refuter.refutes(obligation)
          }
        }
        known[aggregate] = isZero
        return isZero
      }
    }
  }

  /// The same of a whole claim, with its combinations, before it is taken.
  private func startsAtZero(_ claim: ProofClaim, _ induction: Houdini) throws(ProofRefusal) -> Bool {
    for (aggregate, variables, types) in rule.startingAggregates(of: claim) {
      let cases = try rule.cases(of: .start, tracking: types, claim)
      let names = try induction.require(cases) { $0.contributesNothing(aggregate, variables) }
      if !names.allSatisfy(induction.follows) { return false }
    }
    return true
  }

  /// The same claim without the related instances that it can do without.
  private func withFewRelated(_ claim: ProofClaim, _ goal: ProofGoal) throws(ProofRefusal) -> ProofClaim {
    var claim = claim
    for related in claim.related.reversed() {
      var smaller = claim
      smaller.related.removeAll { $0 == related }
      guard try isBoundedByLemmas(smaller) else { continue }
      let induction = try Houdini(rule, smaller, limit: limit)
      induction.run()
      let values = try induction.require(rule.stateCases(of: goal, smaller)) { $0.conclusion(of: goal) }
      if induction.left.count == smaller.lemmas.count, values.allSatisfy(induction.follows) { claim = smaller }
    }
    return claim
  }

  /// Whether the bounds of a claim's combinations follow from its lemmas: no bound is there to show another one.
  private func isBoundedByLemmas(_ claim: ProofClaim) throws(ProofRefusal) -> Bool {
    var lemmas = claim
    lemmas.combinations = []
    let judge = try Houdini(rule, lemmas, limit: limit)
    for combination in claim.combinations {
      let names = try judge.require(rule.cases(of: combination, lemmas)) {
        $0.isContributionBounded(combination)
      }
      if !names.allSatisfy(judge.follows) { return false }
    }
    return true
  }

  /// To whom instances belong that there is one of for each: what is said of both says what one of them contributes.
  private func owners(of entities: Set<EntityID>, _ terms: inout TermBank) -> [RelatedInstances] {
    entities.sorted { $0.index < $1.index }.compactMap { entity in
      guard let key = world.system.entities[entity.index].keys.first, case .reference = key.type.sort else {
        return nil
      }
      let own = terms.makeVariable("own", ValueType(.reference(entity)))
      return RelatedInstances(variables: [own], terms.key(0, key.type.sort, of: terms.variable(own)))
    }
  }

  /// Another try for the goals that are missing, with bounds of totals that follow from what is left.
  private func withCombinations(_ induction: Houdini, _ goals: [Own]) throws(ProofRefusal) -> Houdini? {
    let left = Set(induction.left.map { induction.claim.lemmas[$0] })
    var missing = goals.flatMap(\.lemmas).filter { !left.contains($0) }
    // Whether steps have values may depend on any bound.
    let asksForValues = goals.contains { $0.goal == .definedness }
    if missing.isEmpty, !asksForValues { return nil }
    // What is shown already may have needed such bounds, too.
    let known = Set(induction.claim.lemmas)
    let shown = given.filter { known.contains($0) && !left.contains($0) && !missing.contains($0) }
    missing += shown
    var terms = induction.claim.terms
    let kept = induction.left.sorted().map { induction.claim.lemmas[$0] }
    var watched: [Term] = []
    for case .property(let property) in goals.map(\.goal) {
      if case .temporal(let formula, _) = world.system.properties[property.index].kind {
        watched += formula.terms
      }
    }
    var combinations = TotalCombinations.candidates(
      for: missing + (asksForValues ? given : []), watching: watched, knowing: kept, &terms)
    for combination in combinations {
      for behind in rule.behindBulkEffects(combination, &terms) where !combinations.contains(behind) {
        combinations.append(behind)
      }
    }
    if combinations.isEmpty { return nil }
    var usable: [TotalCombination] = []
    var related = induction.claim.related
    for one in owners(of: Set(combinations.map(\.entity)), &terms) where !related.contains(one) {
      related.append(one)
    }
    let base = ProofClaim(terms: terms, lemmas: kept + shown, related: related)
    let judge = try Houdini(rule, base, limit: limit)
    for combination in combinations {
      let names = try judge.require(rule.cases(of: combination, base)) { $0.isContributionBounded(combination) }
      if names.allSatisfy(judge.follows) { usable.append(combination) }
    }
    if usable.isEmpty { return nil }
    let more = try Houdini(
      rule,
      ProofClaim(
        terms: terms, lemmas: kept + missing, combinations: usable, related: related),
      limit: limit)
    for (position, combination) in usable.enumerated() {
      let names = try more.require(rule.cases(of: combination, more.claim)) {
        $0.isContributionBounded(combination)
      }
      more.condition(position, on: names)
    }
    more.run()
    return more
  }
}
