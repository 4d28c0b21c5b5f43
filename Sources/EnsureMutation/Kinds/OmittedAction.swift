import EnsureSyntax

extension FaultKind {
  /// A step of the workflow is missing. Its name stays, so that what speaks of it still compiles; it never happens.
  static let omittedAction = FaultKind("omitted-action", "a step of the workflow never happens") { spec in
    spec.actions.map { action in
      let end = action.nodes.last { $0.kind != .block }?.bytes.upperBound ?? action.bytes.lowerBound
      return ProposedEdit(
        action.title, end..<end, "\n  requires false\n", "`\(action.name ?? "")` never happens")
    }
  }
}
