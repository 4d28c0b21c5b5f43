/// The classes of the hierarchy of temporal properties (Manna, Pnueli, PODC 1990), named by Spot's letters.
public enum HierarchyClass: String, Hashable, Sendable, CaseIterable {
  /// Both a safety and a guarantee property: a bounded prefix decides.
  case bottom = "B"
  /// What is violated is violated by a prefix.
  case safety = "S"
  /// What is satisfied is satisfied by a prefix.
  case guarantee = "G"
  /// A boolean combination of safety and guarantee.
  case obligation = "O"
  /// Something good happens again and again: a deterministic Büchi automaton accepts it.
  case recurrence = "R"
  /// From some point on all is well: the complement of a recurrence property.
  case persistence = "P"
  /// Anything else.
  case reactivity = "T"

  /// The class in words.
  public var name: String {
    switch self {
    case .bottom: "safety and guarantee"
    case .safety: "safety"
    case .guarantee: "guarantee"
    case .obligation: "obligation"
    case .recurrence: "recurrence"
    case .persistence: "persistence"
    case .reactivity: "reactivity"
    }
  }
}
