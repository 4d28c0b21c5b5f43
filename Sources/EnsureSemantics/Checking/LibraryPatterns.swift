/// The patterns of the library that comes with Ensure, so that whoever uses one without importing it is told where it is.
package enum LibraryPatterns {
  /// The file, as specs beside the library import it.
  package static let file = "library/properties/patterns.ens"

  /// The names.
  package static let names: Set<String> = [
    "absent", "absentAfter", "absentAfterUntil", "absentBefore", "absentBetween", "absentWithin", "atMostOnce",
    "holds", "holdsAfter", "holdsAfterUntil", "holdsBefore", "holdsBetween", "occurs", "occursAfter",
    "occursAfterUntil", "occursBefore", "occursBetween", "precedes", "precedesAfter", "precedesAfterUntil",
    "precedesBefore", "precedesBetween", "precedesWithin", "responds", "respondsAfter", "respondsAfterUntil",
    "respondsBefore", "respondsBetween", "respondsWithin",
  ]

  /// What to say of an unknown name.
  static func notes(about name: String) -> [String] {
    if !names.contains(name) { return [] }
    return ["`\(name)` is a pattern of Ensure's library, in `Specs/\(file)`, which has to be imported"]
  }
}
