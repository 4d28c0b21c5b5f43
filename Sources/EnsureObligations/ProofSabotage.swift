/// A rule of `Docs/semantics.md` that the obligations get wrong, for tests: the rule as it is must not prove what the
/// wrong one does.
package enum ProofSabotage: CaseIterable, Sendable {
  /// Tracked instances and participants never coincide (rule 23).
  case nothingCoincides
  /// No reference is `none` (rule 23).
  case referencesAreSome
  /// Bounds of totals are used in the state for which they are concluded (rule 25).
  case boundsBehindTheStep
  /// A total changes for each variable that names an instance, not once for each instance (rule 25).
  case totalsPerVariable
  /// Totals start at 0 whatever untouched instances contribute (rule 25).
  case totalsStartAtZero
  /// The total of the group `none` is one as any other (rule 25).
  case groupOfNone
  /// An undefined term blocks a forged step (rule 3).
  case undefinedBlocks
  /// A bulk effect changes only the instances at hand, so that totals follow it (rule 4).
  case bulkIsLocal
  /// The initial states of tracked instances are looked at only where these differ (rule 23).
  case differentAtFirst
  /// A finite entity's total starts at 0 (rule 25).
  case finiteTotalsStartAtZero
}
