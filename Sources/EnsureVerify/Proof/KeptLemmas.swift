import EnsureObligations

/// Lemmas that every step keeps, layer by layer: what is in one rests on itself and on those before it.
struct KeptLemmas {
  private var layers: [Houdini] = []
  private(set) var lemmas: Set<Lemma> = []

  /// Adds what is left of candidates, of which those that were kept already need not have been asked about.
  mutating func add(_ induction: Houdini) {
    layers.append(induction)
    lemmas.formUnion(induction.left.map { induction.claim.lemmas[$0] })
  }

  /// The positions of those of a claim that are among them.
  func positions(in claim: ProofClaim) -> Set<Int> {
    Set(claim.lemmas.indices.filter { lemmas.contains(claim.lemmas[$0]) })
  }

  /// Some of them with all that they rest on; nil if the solver does not see any more why they are kept.
  func closed(_ wanted: some Sequence<Lemma>) -> [Lemma]? {
    var open = Set(wanted)
    var found: [Lemma] = []
    for layer in layers.reversed() {
      let asked = layer.asked
      let positions = layer.claim.lemmas.indices.filter {
        open.contains(layer.claim.lemmas[$0]) && asked.contains(layer.claim.lemmas[$0])
      }
      if positions.isEmpty { continue }
      guard let core = layer.core(of: positions, and: []) else { return nil }
      open.subtract(positions.map { layer.claim.lemmas[$0] })
      for lemma in core.lemmas.map({ layer.claim.lemmas[$0] }) {
        if asked.contains(lemma) { found.append(lemma) } else { open.insert(lemma) }
      }
    }
    return open.isEmpty ? found : nil
  }
}
