import EnsureSyntax

extension FaultKind {
  /// A condition of an action is forgotten.
  static let droppedGuard = FaultKind(
    "dropped-guard", "a condition of an action, or one of its parts, is not there"
  ) { spec in
    spec.actions.flatMap { action in
      let conditions = spec.guards(of: action).flatMap { guarding in
        guarding.conjuncts.indices.map { guarding.dropping($0) }
      }
      let distinct = action.nodes.filter { $0.kind == .distinctClause }.map { clause in
        ProposedEdit(
          action.title, clause.bytes, "", "`\(clause.phrase)` of `\(action.name ?? "")` is dropped")
      }
      return conditions + distinct
    }
  }
}
