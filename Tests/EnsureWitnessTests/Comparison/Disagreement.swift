import EnsureModel

/// Where the two witnesses differ on one spec.
///
/// A step is *loose* if it draws an arbitrary value where the rules leave open how often it is drawn: an operand of
/// `min`, `max`, `abs` or a share, the place of a `+=`, a condition of `unique`, all of which the lowering writes down
/// twice. The interpreter may then have more outcomes than the naive evaluator, never fewer.
struct Disagreement: CustomStringConvertible {
  /// What they were asked: `initial`, `step`, `invariant`, ...
  let subject: String
  /// The threats at work.
  let threats: [String]
  let details: String

  var description: String { "\(subject) under [\(threats.joined(separator: ", "))]:\n\(details)" }
}

/// What came of comparing one spec.
enum Comparison {
  /// The front end refuses the spec.
  case refused([String])
  case agreed(ComparisonCounts)
  case disagreed(Disagreement)
}

/// How much was compared.
struct ComparisonCounts {
  var states = 0
  var steps = 0
  var taken = 0
  var defects = 0
  var arbitrary = 0
  var properties = 0
  /// Steps with too many ways.
  var skipped = 0

  static func += (left: inout ComparisonCounts, right: ComparisonCounts) {
    left.states += right.states
    left.steps += right.steps
    left.taken += right.taken
    left.defects += right.defects
    left.arbitrary += right.arbitrary
    left.properties += right.properties
    left.skipped += right.skipped
  }
}
