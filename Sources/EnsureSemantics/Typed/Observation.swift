public import EnsureSyntax

/// Which event stands for an action; monitors will read it.
public struct Observation: Sendable {
  /// The event format (`epcis`), if one is named.
  public let format: String?
  /// The event's type.
  public let event: String
  /// The action.
  public let action: Int
  /// For each mapped parameter, the path in the event.
  public let mappings: [(parameter: LocalID, path: [String])]
  /// What vouches for the event; nil if it is only a claim.
  public let authentication: String?
  /// Where it stands.
  public let range: SourceRange
}
