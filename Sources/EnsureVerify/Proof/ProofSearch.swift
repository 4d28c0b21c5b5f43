import EnsureModel
import EnsureObligations

/// Looks for inductive invariants that show goals in a world, for any number of instances.
struct ProofSearch {
  /// What was found.
  struct Result {
    /// For each goal that was shown the claim that shows it; the goal's own lemmas first.
    var claims: [ProofGoal: ProofClaim] = [:]
    /// Why nothing was found, where there is a reason.
    var refusal: ProofRefusal?
    /// How many questions the solver has answered.
    var checks = 0
  }

  let world: World
  private let rule: ProofRule
  /// What each goal comes to as lemmas.
  private var own: [(goal: ProofGoal, lemmas: [Lemma])] = []
  private var candidates: LemmaCandidates

  init(_ world: World, _ goals: [ProofGoal]) {
    self.world = world
    rule = ProofRule(world)
    var terms = world.bank
    var fields: Set<FieldID> = []
    var globals: Set<GlobalID> = []
    for goal in goals {
      guard case .property(let id) = goal else {
        own.append((goal, []))
        fields = Set(world.system.fields.indices.map { FieldID($0) })
        globals = Set(world.system.globals.indices.map { GlobalID($0) })
        continue
      }
      let property = world.system.properties[id.index]
      guard case .invariant(let body) = property.kind,
        let lemmas = Flattening.lemmas(property.variables, body, of: world.system, &terms)
      else { continue }
      own.append((goal, lemmas))
      let cone = Cone(of: id, in: world)
      fields.formUnion(cone.fields)
      globals.formUnion(cone.globals)
    }
    candidates = LemmaCandidates(world, terms, fields: fields, globals: globals)
    for (_, lemmas) in own { for lemma in lemmas { candidates.add(lemma) } }
    for (_, lemmas) in own { for lemma in lemmas { candidates.addShifted(lemma) } }
    candidates.addSingles()
  }

  func run() -> Result {
    var result = Result()
    do throws(ProofRefusal) {
      var induction = try Induction(rule, ProofClaim(terms: candidates.terms, lemmas: candidates.lemmas))
      induction.run()
      if let more = try withCombinations(induction) { induction = more }
      for (goal, lemmas) in own {
        if let claim = try claim(for: goal, lemmas, induction) { result.claims[goal] = claim }
      }
      result.checks = induction.checks
    } catch {
      result.refusal = error
    }
    return result
  }

  /// The claim that shows a goal; nil if what is left does not.
  private func claim(for goal: ProofGoal, _ lemmas: [Lemma], _ induction: Induction) throws(ProofRefusal)
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
  private func withCombinations(_ induction: Induction) throws(ProofRefusal) -> Induction? {
    let missing = own.flatMap(\.lemmas).filter { lemma in
      !induction.left.contains { induction.claim.lemmas[$0] == lemma }
    }
    if missing.isEmpty { return nil }
    var terms = induction.claim.terms
    let combinations = TotalCombinations.candidates(for: missing, world.system, &terms)
    if combinations.isEmpty { return nil }
    let kept = induction.left.sorted().map { induction.claim.lemmas[$0] }
    var usable: [TotalCombination] = []
    let base = ProofClaim(terms: terms, lemmas: kept)
    let judge = try Induction(rule, base)
    for combination in combinations {
      let names = try judge.require(rule.cases(of: combination, base)) { $0.isContributionBounded(combination) }
      if names.allSatisfy(judge.follows) { usable.append(combination) }
    }
    if usable.isEmpty { return nil }
    let more = try Induction(
      rule, ProofClaim(terms: terms, lemmas: kept + missing, combinations: usable))
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
