import EnsureKernel
package import EnsureModel
package import EnsureObligations

/// Looks for inductive invariants that show goals in a world, for any number of instances.
package struct ProofSearch {
  /// What was found.
  package struct Result {
    /// For each goal that was shown the claim that shows it; the goal's own lemmas first.
    package var claims: [ProofGoal: ProofClaim] = [:]
    /// Why nothing was found, where there is a reason.
    package var refusal: ProofRefusal?
    /// How many questions the solver has answered.
    package var checks = 0
  }

  /// A goal with the lemmas that it comes to.
  private typealias Own = (goal: ProofGoal, lemmas: [Lemma])

  package let world: World
  private let rule: ProofRule
  private let limit: Int
  private var own: [Own] = []
  private var terms: TermBank
  /// Lemmas that have been of use elsewhere.
  private var given: [Lemma] = []
  /// Runs of the world.
  private let runs: [Trace]

  /// A search for some goals.
  ///
  /// - Parameters:
  ///   - lemmas: lemmas that have been of use elsewhere, encoded.
  ///   - runs: runs of this world or a smaller one; what they contradict need not be asked about.
  ///   - limit: how many instances of lemmas there are at most.
  package init(
    _ world: World, _ goals: [ProofGoal], lemmas: [UInt8] = [], runs: [Trace] = [], limit: Int? = nil
  ) {
    self.world = world
    self.runs = runs
    rule = ProofRule(world)
    self.limit = limit ?? Houdini.usualLimit
    terms = world.bank
    for goal in goals {
      guard let (claim, _) = try? Kernel.ownLemmas(of: goal, in: world, terms) else { continue }
      own.append((goal, claim.lemmas))
      terms = claim.terms
    }
    var claim = ProofClaim(terms: terms, lemmas: [])
    if !lemmas.isEmpty, (try? claim.add(encoded: lemmas, of: world.system)) != nil {
      given = claim.lemmas
      terms = claim.terms
    }
  }

  /// First with the goals' own lemmas and those that are given; then, for what is left, with what suggests itself.
  package func run() -> Result {
    var result = Result()
    do throws(ProofRefusal) {
      var candidates = LemmaCandidates(world, terms, fields: [], globals: [])
      for lemma in own.flatMap(\.lemmas) + given { candidates.add(lemma) }
      try look(for: own, candidates, &result)
      let left = own.filter { result.claims[$0.goal] == nil }
      if !left.isEmpty { try lookFurther(for: left, &result) }
    } catch {
      result.refusal = error
    }
    return result
  }

  /// Looks with all candidates: for all of the goals together; if that is too much, for one after the other, whose cones
  /// are smaller.
  private func lookFurther(for goals: [Own], _ result: inout Result) throws(ProofRefusal) {
    do throws(ProofRefusal) {
      try look(for: goals, candidates(for: goals), &result)
    } catch {
      guard case .tooManyCases = error, goals.count > 1 else { throw error }
      var refusal: ProofRefusal?
      for goal in goals {
        do throws(ProofRefusal) {
          try look(for: [goal], candidates(for: [goal]), &result)
        } catch {
          refusal = error
        }
      }
      if let refusal { throw refusal }
    }
  }

  private func candidates(for goals: [Own]) -> LemmaCandidates {
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
    for lemma in own.flatMap(\.lemmas) { candidates.addShifted(lemma) }
    candidates.addSingles()
    if asksForValues { candidates.addReferences() }
    return candidates
  }

  private func look(for goals: [Own], _ candidates: LemmaCandidates, _ result: inout Result)
    throws(ProofRefusal)
  {
    let reached = ReachedStates(runs, world, candidates.terms)
    var induction = try Houdini(
      rule, ProofClaim(terms: candidates.terms, lemmas: candidates.lemmas.filter(reached.allow)), limit: limit)
    induction.run()
    result.checks += induction.checks
    if let more = try withCombinations(induction, goals) {
      induction = more
      result.checks += more.checks
    }
    for (goal, lemmas) in goals {
      if let claim = try claim(for: goal, lemmas, induction) { result.claims[goal] = claim }
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
