/// A sort of mistake that people make in specs, and in the systems that specs describe. Each is one value, in a file of
/// its own below `Kinds`; to add one, write it and put it into `all`.
public struct FaultKind: Sendable {
  /// The name on the command line.
  public let name: String
  /// What the mistake is, in a line.
  public let summary: String
  /// Where a spec could have it. What does not compile is left out later, so that a kind may guess.
  let edits: @Sendable (SpecText) -> [ProposedEdit]

  init(_ name: String, _ summary: String, _ edits: @escaping @Sendable (SpecText) -> [ProposedEdit]) {
    self.name = name
    self.summary = summary
    self.edits = edits
  }

  /// All kinds. Where two of them make the same text of a spec, it counts as the first one's.
  public static let all: [FaultKind] = [
    boundaryFlip, trustedInput, droppedGuard, weakenedGuard, overStrengthenedGuard, fabricatedConstraint,
    weakenedInvariant, omittedAction, lostIdempotency, widenedPermit, missingForbid, swappedRoles,
    swappedOrder, droppedResponse, wrongBound, lostFairness,
  ]
}
