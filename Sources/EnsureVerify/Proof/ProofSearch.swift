import EnsureKernel
package import EnsureModel
package import EnsureObligations

/// Looks for inductive invariants that show goals in a world, for any number of instances.
package struct ProofSearch {
  /// What was found.
  package struct Result {
    /// For each goal that was shown the claim that shows it; the goal's own lemmas first.
    package var claims: [ProofGoal: ProofClaim] = [:]
    /// Why nothing was found of a goal, where there is a reason.
    package var refusals: [ProofGoal: ProofRefusal] = [:]
    /// How many questions the solver has answered.
    package var checks = 0
  }

  package let world: World
  private let goals: [ProofGoal]
  private let runs: [Trace]
  private let remembered: [PropertyID: [UInt8]]
  private let limit: Int
  private let effort: GuidedSearch.Effort
  private let sabotage: ProofSabotage?
  /// Lemmas that have been of use elsewhere, of the world without observers.
  private let useful: ProofClaim

  /// A search for some goals.
  ///
  /// - Parameters:
  ///   - lemmas: lemmas that have been of use elsewhere, encoded.
  ///   - carried: what shows other goals of this world that need no observer.
  ///   - remembered: the same for temporal properties, in words of their observers, with rankings.
  ///   - runs: runs of this world or a smaller one; what they contradict need not be asked about.
  ///   - limit: how many instances of lemmas there are at most.
  ///   - probes: how many cases are looked at with all lemmas about links, at most, for each goal.
  ///   - sabotage: what the rule gets wrong, for tests.
  package init(
    _ world: World, _ goals: [ProofGoal], lemmas: [UInt8] = [], carried: [ProofClaim] = [],
    remembered: [PropertyID: [UInt8]] = [:],
    runs: [Trace] = [], limit: Int? = nil, probes: Int? = nil,
    sabotage: ProofSabotage? = nil
  ) {
    self.world = world
    self.sabotage = sabotage
    self.goals = goals
    self.runs = runs
    self.remembered = remembered
    self.limit = limit ?? Houdini.usualLimit
    effort = probes.map { GuidedSearch.Effort(probes: $0) } ?? GuidedSearch.Effort()
    let nothing = ProofClaim(terms: world.bank, lemmas: [])
    var claim = nothing
    let isReadable = lemmas.isEmpty || (try? claim.add(encoded: lemmas, of: world.system)) != nil
    claim = isReadable ? claim : nothing
    for shown in carried { claim.take(shown, lemmas: shown.lemmas) }
    useful = claim
  }

  /// First what needs no observer, all of it together, and then what is missing by itself; then each temporal property, with the lemmas that were found.
  package func run() -> Result {
    var result = Result()
    var useful = self.useful
    let rules = goals.map { ($0, ProofRule(for: $0, in: world, sabotage: sabotage)) }
    let plain = rules.filter { $0.1.observer == nil }
    if let rule = plain.first?.1 {
      look(for: plain.map(\.0), rule, useful, &result)
      if plain.count > 1 { lookAgain(for: plain.map(\.0), rule, &result) }
    }
    for goal in plain.map(\.0) {
      guard let claim = result.claims[goal] else { continue }
      useful.take(claim, lemmas: claim.lemmas)
    }
    for (goal, rule) in rules where rule.observer != nil {
      var all = ProofClaim(terms: rule.world.bank, lemmas: [])
      all.take(useful, lemmas: useful.lemmas)
      var own = ProofClaim(terms: rule.world.bank, lemmas: [])
      if let bytes = goal.property.flatMap({ remembered[$0] }),
        (try? own.add(encoded: bytes, of: rule.world.system)) == nil
      {
        own = ProofClaim(terms: rule.world.bank, lemmas: [])
      }
      look(for: [goal], rule, all, remembered: own, &result)
    }
    return result
  }

  /// Looks for what is missing by itself, with what shows the others, and without: what suggests itself for all of them together may be
  /// more than can be looked at, or hide what is of use.
  private func lookAgain(for goals: [ProofGoal], _ rule: ProofRule, _ result: inout Result) {
    var open = goals.filter { result.claims[$0] == nil }
    var isNew = true
    while isNew, !open.isEmpty {
      var known = useful
      for goal in goals {
        if let claim = result.claims[goal] { known.take(claim, lemmas: claim.lemmas) }
      }
      let before = open.count
      for goal in open {
        let refusal = result.refusals[goal]
        let isKnown = known.lemmas.count > useful.lemmas.count
        for lemmas in isKnown ? [known, useful] : [useful] where result.claims[goal] == nil {
          look(for: [goal], rule, lemmas, &result)
        }
        // What kept it from being found together with the others says more.
        if result.claims[goal] == nil { result.refusals[goal] = refusal }
      }
      open.removeAll { result.claims[$0] != nil }
      isNew = open.count < before
    }
  }

  /// What every step keeps of all that suggests itself for the goals, and of the lemmas that are known; these themselves
  /// where that is too much to ask.
  package func everythingKept() -> ProofClaim {
    search(for: goals, ProofRule(world, sabotage: sabotage), useful, nil).everythingKept() ?? useful
  }

  private func search(
    for goals: [ProofGoal], _ rule: ProofRule, _ useful: ProofClaim, _ remembered: ProofClaim?
  ) -> LemmaSearch {
    LemmaSearch(
      rule, goals, useful, remembered: remembered, ReachedStates(runs, world, watchedBy: rule), limit: limit,
      effort: effort)
  }

  private func look(
    for goals: [ProofGoal], _ rule: ProofRule, _ useful: ProofClaim, remembered: ProofClaim? = nil,
    _ result: inout Result
  ) {
    var search = search(for: goals, rule, useful, remembered)
    search.run()
    result.checks += search.checks
    for goal in goals {
      result.claims[goal] = search.claims[goal]
      result.refusals[goal] = search.refusals[goal]
    }
  }
}
