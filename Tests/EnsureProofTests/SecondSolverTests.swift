import EnsureKernel
import EnsureModel
import EnsureObligations
import EnsureVerify
import Testing

/// cvc5 says of every obligation of the worked systems, in the honest world, that it is valid; of the flagship's in all
/// worlds.
@Suite struct SecondSolverTests {
  static let systems = [
    "card-checkout", "digital-licences", "four-eyes-refunds", "gift-cards", "inventory-flash-sale",
    "marketplace-escrow", "medicine-dispatch", "parcel-lockers", "returns-chargebacks",
    "strong-customer-authentication", "webhook-outbox",
  ]

  @Test(.enabled(if: SecondOpinion.absence == nil, SecondOpinion.absence), arguments: systems)
  func cvc5FindsTheObligationsValid(_ name: String) throws {
    let system = try ProofBench.compiled("Specs/\(name).ens")
    let goals = ProofBench.invariants(system).map { ProofGoal.property($0) } + [.definedness]
    var second = SecondOpinion()
    var lemmas = ProofClaim(terms: system.bank, lemmas: [])
    // What proves something in the honest world mostly does so in the others.
    let others = name == "card-checkout" ? system.worlds().map(\.threats).filter { !$0.isEmpty } : []
    for threats in [[]] + others {
      let world = World(system, threats: threats)
      let given = threats.isEmpty ? [] : lemmas.encoded(for: system)
      let found = ProofSearch(world, goals, lemmas: given).run()
      if threats.isEmpty { #expect(!found.claims.isEmpty) }
      for goal in goals {
        guard let claim = found.claims[goal] else { continue }
        try second.add(claim, for: goal, in: world)
        if threats.isEmpty { lemmas.take(claim, lemmas: claim.lemmas) }
      }
    }
    try second.ask()
  }
}
