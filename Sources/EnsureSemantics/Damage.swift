import EnsureSyntax

/// Which part of what the checker says of a spec with syntax errors can be believed. A damaged declaration is
/// not spoken of again, and if whole declarations may be missing, neither are unknown names.
struct Damage {
  /// The damaged stretches of each file.
  private var stretches: [SourceRange] = []
  /// Whether something was skipped between declarations.
  private var losesNames = false
  /// Whether anything at all is damaged.
  private var isDamaged = false

  init(trees: [SyntaxTree], diagnostics: [Diagnostic]) {
    for diagnostic in diagnostics where diagnostic.severity == .error {
      isDamaged = true
      let place = diagnostic.primary.range
      let tree = trees[Int(place.file.index)]
      let declarations = tree.root.nodes.map(\.range)
      if let last = declarations.last(where: { $0.start <= place.start }), place.start <= last.end {
        stretches.append(last)
      } else {
        losesNames = true
        if let before = declarations.last(where: { $0.end <= place.start }) { stretches.append(before) }
        if let after = declarations.first(where: { $0.start >= place.end }) { stretches.append(after) }
      }
    }
  }

  /// Whether the diagnostic does not merely follow from the damage.
  func leaves(_ diagnostic: Diagnostic) -> Bool {
    if isDamaged, Self.wholeSpec.contains(diagnostic.code) { return false }
    let range = diagnostic.primary.range
    if stretches.contains(where: { $0.file == range.file && $0.start <= range.start && range.start <= $0.end })
    {
      return false
    }
    if diagnostic.secondary.contains(where: { label in
      stretches.contains {
        $0.file == label.range.file && $0.start <= label.range.start && label.range.start <= $0.end
      }
    }) {
      return false
    }
    return !(losesNames && Self.unknownNames.contains(diagnostic.code))
  }

  private static let unknownNames: Set<DiagnosticCode> = [
    .undefinedName, .unknownType, .unknownField, .unknownAction, .unknownProperty, .unknownThreat,
    .unknownMember,
    .unknownUnit, .unknownCurrency, .moneyNeedsCurrency, .onlyForbidden, .unassignedMember,
  ]

  /// What speaks of a spec as a whole, which a part that cannot be read may change.
  private static let wholeSpec: Set<DiagnosticCode> = [.nothingToVerify, .emptySpec]
}
