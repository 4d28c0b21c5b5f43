import EnsureModel

/// Something that verifying a spec has shown and that somebody may want to act on. What is held or proved is no
/// finding.
struct Finding {
  /// What was found.
  enum Kind: String, CaseIterable {
    /// A property is violated.
    case violated = "property-violated"
    /// A genuine step meets a term without a value.
    case undefinedStep = "step-without-meaning"
    /// A property holds only because something in it cannot happen.
    case vacuous = "property-vacuous"
    /// Nothing is known of a property.
    case unknown = "property-unknown"
    /// A property holds as far as was looked, and a proof was asked for.
    case unproved = "property-unproved"
    /// `expect` or `accept` is refuted.
    case wrongDecision = "decision-wrong"
    /// `expect` or `accept` cannot be judged.
    case undecidedDecision = "decision-undecided"
    /// A scenario fails.
    case failedScenario = "scenario-failed"
    /// A scenario could not be run to its end.
    case undecidedScenario = "scenario-undecided"
    /// Ensure contradicts itself.
    case contradiction = "internal-contradiction"
  }

  let kind: Kind
  /// The property, by name; nil for the definedness of steps, and for what is about no property.
  var property: String?
  /// The world; nil for what is about none.
  var world: WorldTitle?
  /// What was found: the sentence up to the world.
  let head: String
  /// The sentence behind the world.
  var tail = ""
  /// The whole story in lines, if there is more to tell.
  var details = ""
  /// Where it belongs in the spec.
  var origin: Origin?
  /// How it fails, if by a trace.
  var violation: Violation?
  /// The property's position, where `violation` needs it.
  var propertyID: PropertyID?
  /// The decision that covers it, if there is one.
  var decision: CoveringDecision?

  /// What was found, in one sentence.
  var message: String { message(in: world.map { [$0] } ?? []) }

  /// The same sentence about several worlds.
  func message(in worlds: [WorldTitle]) -> String {
    worlds.isEmpty ? head + tail : "\(head) \(Self.places(worlds))\(tail)"
  }

  /// "in the honest world, and under A and B".
  private static func places(_ worlds: [WorldTitle]) -> String {
    let threats = worlds.filter { !$0.threats.isEmpty }.map(\.name)
    let honest = threats.count < worlds.count ? ["in the honest world"] : []
    let under = threats.isEmpty ? [] : ["under \(Sentence.list(threats))"]
    return (honest + under).joined(separator: ", and ")
  }

  /// Findings that differ in the world only, told together, in the order of the first of each.
  static func grouped(_ findings: [Finding]) -> [(finding: Finding, worlds: [WorldTitle])] {
    var groups: [(finding: Finding, worlds: [WorldTitle])] = []
    var positions: [[String]: Int] = [:]
    for finding in findings {
      let decision = finding.decision.map { [$0.word, $0.reason] } ?? []
      let key = [finding.kind.rawValue, finding.head, finding.tail, finding.details] + decision
      if let known = positions[key], let world = finding.world {
        groups[known].worlds.append(world)
      } else {
        positions[key] = groups.count
        groups.append((finding, finding.world.map { [$0] } ?? []))
      }
    }
    return groups
  }

  /// Whether nobody has written it down yet.
  var isOpen: Bool { decision == nil }
}

/// The `expect` or `accept` that covers a violation.
struct CoveringDecision {
  /// `expected` or `accepted`.
  let word: String
  /// Why, in the team's words; for an expectation, ours.
  let reason: String
  /// Where it was written.
  let origin: Origin
}
