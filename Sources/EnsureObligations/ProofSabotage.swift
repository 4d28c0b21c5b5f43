/// A rule of `Docs/semantics.md` that the obligations get wrong, for tests: the rule as it is must not prove what the
/// wrong one does.
package enum ProofSabotage: CaseIterable, Sendable {
  /// Tracked instances and participants never coincide (rule 23).
  case nothingCoincides
  /// No reference is `none` (rule 23).
  case referencesAreSome
  /// Totals whose summands are known to be at least 0 are taken to be so in the state for which that is being concluded
  /// (rule 25).
  case boundsBehindTheStep
  /// A total changes for each variable that names an instance, not once for each instance (rule 25).
  case totalsPerVariable
  /// Whoever goes from one group to another still counts in the one that he has left (rule 25).
  case formerOwnersKeep
  /// Totals start at 0 whatever untouched instances contribute (rule 25).
  case totalsStartAtZero
  /// An undefined term blocks a forged step (rule 3).
  case undefinedBlocks
  /// A genuine step is taken to end the run where it may meet a term without a value, and not only where it does (rule 3).
  case doubtsAreNone
  /// A bulk effect changes only the instances at hand, so that totals follow it (rule 4).
  case bulkIsLocal
  /// What a bulk effect writes is taken to be as it was (rule 4).
  case bulkWritesNothing
  /// What changes in a bulk effect is added where it counts behind it, and not taken away where it counted before (rule 25).
  case bulksTakeNothingAway
  /// A finite entity's total starts at 0 (rule 25).
  case finiteTotalsStartAtZero
  /// What is remembered for one tuple counts for every other (rule 24).
  case memoriesAreShared
  /// A forged step keeps a promise (rule 11).
  case forgedPromisesCount
  /// A property is not asked about where nothing happens (rule 14).
  case idlingIsNoStep
  /// An event is as long ago as the step before it (rule 18).
  case instantsAreLate
  /// What a lemma says of numbers within bounds is taken to hold of all numbers (rule 23).
  case boundsAreNone
  /// The instance that is looked at for an aggregate contributes to it even where those at hand contribute all (rule 25).
  case relatedAlwaysContribute
  /// Of a finite entity there is taken to be an instance beside those at hand, whatever its number is (rule 1).
  case thereIsAlwaysAnother
  /// What leads on from a stage may be another instance's step each time (rule 24).
  case helpersMayChange
  /// A step that takes away whom a stage holds for is taken to end the waiting (rule 24).
  case companionsMayGo
  /// What is possible now and then is taken to be so again and again (rule 24).
  case openingsComeAbout
  /// What is assumed to come is taken to be due wherever it is wanted (rule 24).
  case assumedIsDue
  /// What leads on from a stage is taken to be possible (rule 16).
  case helpersAreAlwaysPossible
  /// A new round leaves as many as there were.
  case roundsAreEndless
  /// Whatever can happen keeps everybody from being stuck.
  case anythingHelps
  /// Nothing happens while somebody waits, whatever falls due (rule 15).
  case waitingChangesNothing
  /// What is waited for once more is waited for since then only.
  case waitingStartsAnew
  /// Whoever a threat corrupts or stops keeps his deadlines.
  case corruptKeepDeadlines
  /// What a guard says of one group is taken to hold of all that are at hand (rule 25).
  case groupsAreOne
}
