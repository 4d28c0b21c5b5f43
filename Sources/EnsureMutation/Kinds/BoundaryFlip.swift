import EnsureSyntax

extension FaultKind {
  /// `<` for `<=`, or the other way round.
  static let boundaryFlip = FaultKind(
    "boundary-flip", "a comparison is strict where it should not be, or the other way round"
  ) { spec in
    let kinds: Set<SyntaxKind> = [
      .actionDecl, .worldActionDecl, .policyDecl, .predicateDecl, .functionDecl, .effectDecl,
    ]
    let flips: [TokenKind: String] = [.less: "<=", .lessEqual: "<", .greater: ">=", .greaterEqual: ">"]
    return spec.declarations.filter { kinds.contains($0.kind) }.flatMap { declaration in
      declaration.all(.comparison).compactMap { comparison in
        guard let token = comparison.operatorToken(orderings), let flipped = flips[token.kind] else {
          return nil
        }
        let other = comparison.with(token, flipped)
        return ProposedEdit(
          declaration.title, comparison.bytes, other,
          "`\(comparison.phrase)` of `\(declaration.name ?? "")` becomes `\(other)`")
      }
    }
  }
}
