import EnsureModel
import EnsureObligations
import EnsureSolver

/// Asks Z3's fixedpoint engine for an invariant of a few instances.
///
/// The cases of the proof rule are Horn clauses about unknown predicates, one for each choice of instances that is looked at
/// (J. Hoenicke, R. Majumdar, A. Podelski, *Thread modularity at many levels*, POPL 2017): if those at hand before a step
/// satisfy the predicates, so does whoever is tracked behind it. What the engine answers is a suggestion, which `LemmaSearch` has
/// to confirm; that it finds a way to break a goal says nothing, since no run need take it.
struct HornSearch {
  /// How many arguments a predicate has at most.
  private static let mostParts = 60

  private let rule: ProofRule
  /// What is known to hold, in terms of the rule's system.
  private let known: ProofClaim
  /// What the engine may spend, in Z3's units.
  private let budget: UInt32

  /// A search.
  ///
  /// - Parameters:
  ///   - known: lemmas that hold, and combinations that may be used.
  ///   - budget: what the engine may spend, in Z3's units, which repeat from run to run.
  init(_ rule: ProofRule, _ known: ProofClaim, budget: UInt32) {
    self.rule = rule
    self.known = known
    self.budget = budget
  }

  /// Lemmas that together with the known ones may show a goal; nil if the engine has none.
  ///
  /// - Throws: where a step has too many cases.
  func lemmas(for goal: ProofGoal) throws(ProofRefusal) -> ProofClaim? {
    if let observer = rule.observer, observer.rankings > 0 { return nil }
    var claim = known
    guard let own = rule.ownLemmas(of: goal, &claim.terms) else { return nil }
    let pictures = pictures(of: own, goal, &claim.terms)
    if pictures.contains(where: { $0.parts.count > Self.mostParts }) { return nil }
    var clauses = HornClauses(claim, pictures)
    for picture in pictures.indices {
      for step in rule.steps {
        for found in try rule.cases(of: step, tracking: claim.types(pictures[picture].variables), claim) {
          try clauses.add(found, keeps: picture)
        }
      }
    }
    for lemma in own {
      for found in try rule.cases(of: .state, tracking: claim.types(lemma.variables), claim) {
        try clauses.add(found) { $0.before(lemma, at: $0.tracked) }
      }
    }
    for found in try rule.stateCases(of: goal, claim) { try clauses.add(found) { $0.conclusion(of: goal) } }
    return clauses.lemmas(budget: budget)
  }

  /// The choices of instances: those of the goal's own lemmas, and one of each entity that matters.
  private func pictures(of own: [Lemma], _ goal: ProofGoal, _ terms: inout TermBank) -> [StatePicture] {
    let cone: Cone? =
      switch goal {
      case .property(let property): Cone(of: property, in: rule.world)
      case .impossible(let subject): Cone(of: subject, in: rule.world)
      case .definedness: nil
      }
    let everything = rule.world.system
    var candidates = LemmaCandidates(
      rule.world, terms, fields: cone?.fields ?? Set(everything.fields.indices.map { FieldID($0) }),
      globals: cone?.globals ?? Set(everything.globals.indices.map { GlobalID($0) }))
    var totals: [Term] = []
    for lemma in own + known.lemmas {
      for total in candidates.aggregates(in: lemma) where !totals.contains(total) { totals.append(total) }
    }
    var choices: [[VariableID]] = []
    for lemma in own where lemma.variables.count > 1 && !choices.contains(lemma.variables) {
      choices.append(lemma.variables)
    }
    for (index, entity) in everything.entities.enumerated()
    where entity.fields.contains(where: candidates.fields.contains) {
      choices.append([candidates.variable(EntityID(index))])
    }
    if choices.isEmpty { choices = [[]] }
    let pictures = choices.map { StatePicture($0, rule.observer, totals: totals, &candidates) }
    terms = candidates.terms
    return pictures
  }
}
