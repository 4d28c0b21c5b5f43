import EnsureKernel
import EnsureModel
import EnsureObligations

/// Looks for lemmas that together with goals of one rule are inductive.
struct LemmaSearch {
  /// A goal with the lemmas that it comes to.
  private typealias Own = (goal: ProofGoal, lemmas: [Lemma])

  /// For each goal that was shown the claim that shows it; the goal's own lemmas first.
  private(set) var claims: [ProofGoal: ProofClaim] = [:]
  /// How many questions the solver has answered.
  private(set) var checks = 0
  /// The lemmas that were found to be inductive in the last look, whether they show anything or not.
  private(set) var kept: ProofClaim?
  private let rule: ProofRule
  private let reached: ReachedStates
  private let limit: Int
  private var own: [Own] = []
  private var terms: TermBank
  /// Lemmas that have been of use elsewhere.
  private let given: [Lemma]
  private var world: World { rule.world }

  /// A search for goals of one rule.
  ///
  /// - Parameters:
  ///   - useful: lemmas that have been of use elsewhere.
  ///   - limit: how many instances of lemmas there are at most.
  init(_ rule: ProofRule, _ goals: [ProofGoal], _ useful: ProofClaim, _ reached: ReachedStates, limit: Int) {
    self.rule = rule
    self.reached = reached
    self.limit = limit
    terms = rule.world.bank
    for goal in goals {
      var terms = self.terms
      guard let lemmas = rule.ownLemmas(of: goal, &terms) else { continue }
      own.append((goal, lemmas))
      self.terms = terms
    }
    var claim = ProofClaim(terms: terms, lemmas: [])
    claim.take(useful, lemmas: useful.lemmas)
    given = claim.lemmas
    terms = claim.terms
  }

  /// First with the goals' own lemmas and those that are given, then with what is remembered of the past; then, for what is
  /// left, with what suggests itself.
  ///
  /// - Returns: why nothing was found of the goals that have no claim, where there is a reason.
  mutating func run() -> ProofRefusal? {
    do throws(ProofRefusal) {
      var candidates = LemmaCandidates(world, terms, fields: [], globals: [])
      for lemma in own.flatMap(\.lemmas) + given { candidates.add(lemma) }
      try look(for: own, candidates)
      if let observer = rule.observer, claims.isEmpty {
        var candidates = self.candidates(for: own, singles: false)
        candidates.addMemories(of: observer)
        try look(for: own, candidates)
      }
      let left = own.filter { claims[$0.goal] == nil }
      if !left.isEmpty { try lookFurther(for: left) }
    } catch {
      return error
    }
    return nil
  }

  /// Looks with all candidates: for all of the goals together; if that is too much, for one after the other, whose cones
  /// are smaller.
  private mutating func lookFurther(for goals: [Own]) throws(ProofRefusal) {
    do throws(ProofRefusal) {
      try look(for: goals, candidates(for: goals))
    } catch {
      guard case .tooManyCases = error, goals.count > 1 else { throw error }
      var refusal: ProofRefusal?
      for goal in goals {
        do throws(ProofRefusal) {
          try look(for: [goal], candidates(for: [goal]))
        } catch {
          refusal = error
        }
      }
      if let refusal { throw refusal }
    }
  }

  private func candidates(for goals: [Own], singles: Bool = true) -> LemmaCandidates {
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
      }
    }
    var candidates = LemmaCandidates(world, terms, fields: fields, globals: globals)
    for lemma in goals.flatMap(\.lemmas) + given { candidates.add(lemma) }
    for lemma in own.flatMap(\.lemmas) { candidates.add(lemma) }
    if !singles { return candidates }
    for lemma in own.flatMap(\.lemmas) { candidates.addShifted(lemma) }
    candidates.addSingles()
    candidates.addDifferences(reached)
    if asksForValues { candidates.addReferences() }
    if let observer = rule.observer { candidates.addMemories(of: observer) }
    return candidates
  }

  private mutating func look(for goals: [Own], _ candidates: LemmaCandidates) throws(ProofRefusal) {
    var induction = try Houdini(
      rule, ProofClaim(terms: candidates.terms, lemmas: reached.allowed(candidates.lemmas, candidates.terms)),
      limit: limit)
    induction.run()
    checks += induction.checks
    if let more = try withCombinations(induction, goals) {
      induction = more
      checks += more.checks
    }
    let left = induction.left.sorted().map { induction.claim.lemmas[$0] }
    kept = ProofClaim(terms: induction.claim.terms, lemmas: left)
    for (goal, lemmas) in goals {
      if let claim = try claim(for: goal, lemmas, induction) { claims[goal] = claim }
    }
  }

  /// The claim that shows a goal; nil if what is left does not.
  private func claim(for goal: ProofGoal, _ lemmas: [Lemma], _ induction: Houdini) throws(ProofRefusal)
    -> ProofClaim?
  {
    let all = induction.claim
    let positions = lemmas.compactMap { all.lemmas.firstIndex(of: $0) }
    guard positions.count == lemmas.count, positions.allSatisfy(induction.left.contains) else { return nil }
    let values = try induction.require(rule.valueCases(of: goal, all)) { $0.isDefined() }
    guard let core = induction.core(of: positions, and: values) else { return nil }
    let ordered = positions + core.lemmas.filter { !positions.contains($0) }
    return ProofClaim(
      terms: all.terms, lemmas: ordered.map { all.lemmas[$0] },
      combinations: core.combinations.map { all.combinations[$0] })
  }

  /// Another try for the goals that are missing, with bounds of totals that follow from what is left.
  private func withCombinations(_ induction: Houdini, _ goals: [Own]) throws(ProofRefusal) -> Houdini? {
    let left = Set(induction.left.map { induction.claim.lemmas[$0] })
    let missing = goals.flatMap(\.lemmas).filter { !left.contains($0) }
    if missing.isEmpty { return nil }
    var terms = induction.claim.terms
    let combinations = TotalCombinations.candidates(for: missing, world.system, &terms)
    if combinations.isEmpty { return nil }
    let kept = induction.left.sorted().map { induction.claim.lemmas[$0] }
    var usable: [TotalCombination] = []
    let base = ProofClaim(terms: terms, lemmas: kept)
    let judge = try Houdini(rule, base, limit: limit)
    for combination in combinations {
      let names = try judge.require(rule.cases(of: combination, base)) { $0.isContributionBounded(combination) }
      if names.allSatisfy(judge.follows) { usable.append(combination) }
    }
    if usable.isEmpty { return nil }
    let more = try Houdini(
      rule, ProofClaim(terms: terms, lemmas: kept + missing, combinations: usable), limit: limit)
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
