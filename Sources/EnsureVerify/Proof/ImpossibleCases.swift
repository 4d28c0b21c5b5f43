import EnsureObligations

/// What makes cases of steps impossible. A step that follows `none`, or keys that lead nowhere, has very many cases that the same
/// few premises exclude: what excluded one of them is tried on the next, before a solver is made for it.
struct ImpossibleCases<Premise: Hashable> {
  /// The premises that excluded the last case of a step that was excluded.
  private var reasons: [ProofStep: Set<Premise>] = [:]
  /// How many cases of a step have been looked at.
  private var looks: [ProofStep: Int] = [:]

  /// As many cases of a step have to come before it is worth the effort.
  private static var patience: Int { 16 }

  /// The premises that exclude a case, if those do that excluded one before.
  ///
  /// - Parameter excludes: whether premises exclude it; it is asked rarely.
  mutating func reason(_ step: ProofStep, excludes: (Set<Premise>) -> Bool) -> Set<Premise>? {
    guard let known = reasons[step] else { return nil }
    if excludes(known) { return known }
    reasons[step] = nil
    return nil
  }

  /// Notes that nothing is broken in a case, since some premises hold.
  mutating func note(_ step: ProofStep, _ premises: Set<Premise>, excludes: (Set<Premise>) -> Bool) {
    looks[step, default: 0] += 1
    if looks[step, default: 0] > Self.patience, excludes(premises) { reasons[step] = premises }
  }
}
