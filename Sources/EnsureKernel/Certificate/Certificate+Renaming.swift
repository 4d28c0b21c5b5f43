import EnsureModel
import EnsureObligations

extension Certificate {
  /// The same in the words of another spec, in which the goal means the same: with its names of the property and of the
  /// threats. All else in a certificate but its witnesses is numbers.
  ///
  /// Nothing is judged: the kernel refuses what does not fit.
  public func renamed(for meaning: Meaning) -> Certificate {
    let nothing = ProofClaim(terms: meaning.world.bank, lemmas: [])
    return Certificate(meaning, nothing, own: 0, refutations: refutations, witnesses: witnesses)
      .replacing(hints: hints)
  }
}
