import EnsureModel
import EnsureObligations

/// Looks for an inductive invariant that shows some properties in a world, for any number of instances.
struct ProofSearch {
  let world: World
  /// What each property comes to as lemmas.
  private var goals: [PropertyID: [Lemma]] = [:]
  private var terms: TermBank

  /// What was found.
  struct Result {
    /// For each property that was shown the claim that shows it.
    var claims: [PropertyID: ProofClaim] = [:]
    /// Why nothing was found, where there is a reason.
    var refusal: ProofRefusal?
  }

  init(_ world: World, _ properties: [PropertyID]) {
    self.world = world
    terms = world.bank
    for property in properties {
      guard case .invariant(let body) = world.system.properties[property.index].kind else { continue }
      let variables = world.system.properties[property.index].variables
      goals[property] = Flattening.lemmas(variables, body, of: world.system, &terms)
    }
  }

  func run() -> Result {
    var result = Result()
    let properties = goals.keys.sorted()
    var fields: Set<FieldID> = []
    var globals: Set<GlobalID> = []
    for property in properties {
      let cone = Cone(of: property, in: world)
      fields.formUnion(cone.fields)
      globals.formUnion(cone.globals)
    }
    var candidates = LemmaCandidates(world, terms, fields: fields, globals: globals)
    for property in properties { for lemma in goals[property] ?? [] { candidates.add(lemma) } }
    for property in properties { for lemma in goals[property] ?? [] { candidates.addShifted(lemma) } }
    candidates.addSingles()
    do throws(ProofRefusal) {
      let claim = ProofClaim(terms: candidates.terms, lemmas: candidates.lemmas)
      let induction = try Induction(ProofRule(world), claim)
      induction.run()
      for property in properties {
        guard let lemmas = goals[property] else { continue }
        let positions = lemmas.compactMap { candidates.lemmas.firstIndex(of: $0) }
        guard let core = induction.core(of: positions) else { continue }
        let ordered = positions + core.filter { !positions.contains($0) }
        result.claims[property] = ProofClaim(terms: claim.terms, lemmas: ordered.map { claim.lemmas[$0] })
      }
    } catch {
      result.refusal = error
    }
    return result
  }
}
