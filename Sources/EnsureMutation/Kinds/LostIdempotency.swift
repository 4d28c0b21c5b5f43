import EnsureSyntax

extension FaultKind {
  /// What should happen once can happen again.
  static let lostIdempotency = FaultKind(
    "lost-idempotency",
    "what shows that a thing is done is not written, or not compared, so that it is done again"
  ) { spec in
    spec.declarations.flatMap { declaration -> [ProposedEdit] in
      switch declaration.kind {
      case .actionDecl, .worldActionDecl:
        let conditions = spec.guards(of: declaration).filter { $0.word == "requires" }.map(\.condition)
        return declaration.forgotten(conditions, in: declaration.node(.block)) + declaration.forgottenBehindIf
      case .effectDecl: return declaration.forgottenBehindIf
      case .uniqueDecl:
        return [ProposedEdit(declaration.title, declaration.bytes, "", "`\(declaration.phrase)` is dropped")]
      case .channelDecl:
        guard let once = declaration.token(.once),
          let exactly = declaration.names.first(where: { declaration.text($0) == "exactly" })
        else { return [] }
        return [
          ProposedEdit(
            declaration.title, Int(exactly.start)..<Int(once.end), "",
            "`\(declaration.name ?? "")` no longer delivers exactly once")
        ]
      default: return []
      }
    }
  }
}

extension Syntax {
  /// Assignments in `block` to what `conditions` ask for, each dropped.
  fileprivate func forgotten(_ conditions: [Syntax], in block: Syntax?) -> [ProposedEdit] {
    let asked = Set(conditions.flatMap { $0.all(.selection, .nameExpr).map(\.phrase) })
    return (block?.nodes ?? []).filter { $0.kind == .assignment }.compactMap { assignment in
      guard let place = assignment.node(.place), asked.contains(place.phrase) else { return nil }
      return ProposedEdit(
        title, assignment.bytesWithSemicolon, "", "`\(assignment.phrase)` of `\(name ?? "")` is dropped")
    }
  }

  /// The same for the conditions of `if`.
  fileprivate var forgottenBehindIf: [ProposedEdit] {
    all(.ifStmt).flatMap { statement in
      forgotten(statement.nodes.first.map { [$0] } ?? [], in: statement.node(.block))
    }
  }
}
