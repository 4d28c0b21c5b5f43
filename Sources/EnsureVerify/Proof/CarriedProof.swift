import EnsureKernel
import EnsureModel
import EnsureObligations

/// What shows a goal in a smaller world. Mostly the steps of a larger one break nothing of it, so that it is asked about before
/// anything is searched for. Nothing rests on that: whatever it claims is shown anew.
struct CarriedProof {
  /// The auxiliary lemmas and all that goes with them (`ProofClaim.encoded`), in words of the goal's observer.
  let bytes: [UInt8]

  init(bytes: [UInt8]) { self.bytes = bytes }

  /// What a certificate claims apart from the goal's own lemmas.
  init(_ claim: ProofClaim, own: Int, of meaning: Meaning) {
    var rest = claim
    rest.lemmas.removeFirst(own)
    bytes = rest.encoded(for: meaning.rule.world.system)
  }

  /// A certificate of the goal in a world; nil if it takes more there.
  func certificate(for goal: ProofGoal, in world: World) -> Certificate? { shown(goal, in: world)?.certificate }

  /// The same, with what it claims.
  func shown(_ goal: ProofGoal, in world: World) -> (claim: ProofClaim, certificate: Certificate)? {
    let meaning = Meaning(of: goal, in: world)
    var terms = meaning.rule.world.bank
    guard let own = meaning.rule.ownLemmas(of: goal, &terms) else { return nil }
    var claim = ProofClaim(terms: terms, lemmas: own)
    guard (try? claim.add(encoded: bytes, of: meaning.rule.world.system)) != nil else { return nil }
    return (try? Certifier.certificate(of: claim, for: meaning)).map { (claim, $0) }
  }
}
