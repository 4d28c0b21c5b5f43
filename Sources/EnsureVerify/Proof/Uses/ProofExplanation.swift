import EnsureKernel
import EnsureModel
import EnsureObligations

/// Says of proofs what of the spec they need.
struct ProofExplanation {
  private let kernel: Kernel

  /// An explanation of proofs that the kernel has accepted.
  init(_ kernel: Kernel) { self.kernel = kernel }

  /// The same proof, with what it needs.
  mutating func explained(_ proof: Proof) -> Proof {
    guard let certificate = try? Certificate(bytes: proof.certificate),
      let (meaning, claim, _) = try? kernel.claim(of: certificate)
    else { return proof }
    var explained = proof
    explained.uses = UsesSearch.uses(of: claim, for: meaning.goal, meaning.rule)
    return explained
  }
}
