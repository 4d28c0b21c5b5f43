extension Differential {
  /// The disagreement on a spec for some of a few seeds; nil if there is none.
  func disagreement(_ text: String, seed: UInt64, tries: UInt64 = 5) -> Disagreement? {
    for offset in 0..<tries {
      switch compare(text, seed: seed &+ offset) {
      case .refused: return nil
      case .agreed: continue
      case .disagreed(let found): return found
      }
    }
    return nil
  }

  /// A smaller spec on which the witnesses still disagree about the same kind of thing, and the disagreement.
  func shrunk(_ text: String, seed: UInt64, _ first: Disagreement) -> (text: String, Disagreement) {
    let shrinker = Shrinker { candidate in disagreement(candidate, seed: seed)?.subject == first.subject }
    let small = shrinker.shrink(text)
    return (small, disagreement(small, seed: seed) ?? first)
  }
}
