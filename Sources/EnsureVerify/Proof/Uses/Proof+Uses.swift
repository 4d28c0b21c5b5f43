import EnsureKernel
import EnsureModel
import EnsureObligations

extension Proof {
  /// The same proof, with what it needs of the spec.
  func explained(by kernel: Kernel) -> Proof {
    guard let certificate = try? Certificate(bytes: certificate),
      let (meaning, claim, _) = try? kernel.claim(of: certificate)
    else { return self }
    var explained = self
    explained.uses = UsesSearch.uses(of: claim, for: meaning.goal, meaning.rule)
    return explained
  }
}
