/// The rules of the encoding, each got wrong in one way. A test suite that does not notice a sabotaged encoder has a
/// hole.
package enum EncoderSabotage: String, CaseIterable, Sendable {
  /// Connectives evaluate all operands.
  case noShortCircuit
  /// Totals forget their filter.
  case totalsUnfiltered
  /// Division truncates.
  case truncatingDivision
  /// What a step does not write may change.
  case frameForgotten
  /// All statements read the state before the step.
  case simultaneousBody
  /// Commits are judged in the state before the step.
  case commitsTooEarly
  /// A term without a value blocks a forged step.
  case undefinedBlocksForgery
  /// A value outside its type is assigned all the same.
  case boundsIgnored
  /// A guard without a value is a defect even behind one that is false.
  case guardsUnordered
  /// A field of `none` is that of the first instance.
  case noneIsFirst
  /// A corrupt principal keeps `honest`.
  case corruptKeepHonest
  /// The cone of a property leaves out what guards read.
  case coneWithoutGuards
  /// Steps commute though one writes what the other reads.
  case commutesTooMuch
  /// Passing time makes instants later.
  case timeRunsBackwards
  /// References do not start as `none` but anywhere.
  case looseReferences
}
