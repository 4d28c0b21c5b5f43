/// The rules, each got wrong in one way. A test suite that does not notice a sabotaged world has a hole.
package enum Sabotage: String, CaseIterable, Sendable {
  /// Honest people don't keep `honest`.
  case honestIgnored
  /// Under `corrupt R.rank` every rank is corrupt.
  case oneRankCorruptsAll
  /// A `by` is for one rank only.
  case byIsExact
  /// A permit is for one rank only.
  case permitIsExact
  /// A forbid is for higher ranks too.
  case forbidReachesHigherRanks
  /// A permit beats a forbid.
  case forbidLoses
  /// What no rule permits is allowed.
  case openByDefault
  /// An attacker gets only the permits of the action's own role.
  case onlyOwnRoleIsImpersonated
  /// `distinct` binds nobody.
  case distinctIgnored
  /// `by` and `honest` bind the attacker.
  case attackerIsBound
  /// All statements read the state before the step.
  case simultaneousBody
  /// A bulk effect changes one instance after the other, each seeing those before it.
  case sequentialBulk
  /// A bulk effect forgets its filter.
  case bulkUnfiltered
  /// A path that is assigned to is followed in the state before the step.
  case oldAlias
  /// Commits are judged in the state before the step.
  case commitsTooEarly
  /// A term without a value blocks a forged step.
  case undefinedBlocksForgery
  /// Division truncates.
  case truncatingDivision
  /// Connectives evaluate all operands.
  case noShortCircuit
  /// Time passes whatever is due.
  case deadlinesAreForgotten
  /// Passing time makes instants later.
  case timeRunsBackwards
  /// The attacker knows every secret.
  case secretsAreKnown
  /// Fairness forces a corrupt principal to steal.
  case dutyWithoutHonest
  /// Fairness forces what is optional.
  case optionalIsForced
  /// Fairness forces what has been received to be received once more.
  case duplicatesAreForced
  /// Strong fairness asks for no more than weak fairness.
  case strongIsWeak
  /// A lasso counts though it is unfair.
  case unfairLassosCount
  /// A lasso counts though no untouched instance stands for those outside the scope.
  case untouchedIgnored
  /// A loop need not come back to numbers that something asks about.
  case everyNumberIsATally
  /// A forged step keeps a promise.
  case forgedPromisesCount
  /// A forged step triggers nothing.
  case triggersAreGenuine
  /// What `until` waits for need not come.
  case untilIsWeak
  /// What is due `within d` must happen before d has passed.
  case boundIsOpen
  /// Totals forget their filter.
  case totalsUnfiltered
}
