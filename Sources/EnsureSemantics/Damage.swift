import EnsureSyntax

/// Which part of what the checker says of a spec with syntax errors can be believed. A damaged declaration is
/// not spoken of again, and if whole declarations may be missing, neither are unknown names.
struct Damage {
  /// The declarations of each file, in order.
  private let declarations: [[SourceRange]]
  /// Which of them are damaged, by file and position.
  private var damaged: [Set<Int>]
  /// Whether something was skipped between declarations.
  private var losesNames = false
  /// Whether anything at all is damaged.
  private var isDamaged = false

  init(trees: [SyntaxTree], diagnostics: [Diagnostic]) {
    declarations = trees.map { $0.root.nodes.map(\.range) }
    damaged = trees.map { _ in [] }
    for diagnostic in diagnostics where diagnostic.severity == .error {
      isDamaged = true
      let place = diagnostic.primary.range
      let file = Int(place.file.index)
      let last = lastDeclaration(file, place.start)
      if let last, place.start <= declarations[file][last].end {
        damaged[file].insert(last)
      } else {
        losesNames = true
        // What stands in front of the place, and what behind it.
        if let last { damaged[file].insert(last) }
        let next = last.map { $0 + 1 } ?? 0
        if next < declarations[file].count { damaged[file].insert(next) }
      }
    }
  }

  /// The last declaration that begins at or before an offset.
  private func lastDeclaration(_ file: Int, _ offset: Int32) -> Int? {
    var low = 0
    var high = declarations[file].count
    while low < high {
      let middle = (low + high) / 2
      if declarations[file][middle].start <= offset { low = middle + 1 } else { high = middle }
    }
    return low > 0 ? low - 1 : nil
  }

  /// Whether a place is in, or at the end of, a damaged declaration.
  private func isDamaged(_ range: SourceRange) -> Bool {
    let file = Int(range.file.index)
    guard let last = lastDeclaration(file, range.start) else { return false }
    return [last - 1, last].contains { damaged[file].contains($0) && range.start <= declarations[file][$0].end }
  }

  /// Whether the diagnostic does not merely follow from the damage.
  func leaves(_ diagnostic: Diagnostic) -> Bool {
    guard isDamaged else { return true }
    if Self.wholeSpec.contains(diagnostic.code) || isDamaged(diagnostic.primary.range) { return false }
    if diagnostic.secondary.contains(where: { isDamaged($0.range) }) { return false }
    return !(losesNames && Self.unknownNames.contains(diagnostic.code))
  }

  private static let unknownNames: Set<DiagnosticCode> = [
    .undefinedName, .unknownType, .unknownField, .unknownAction, .unknownProperty, .unknownThreat,
    .unknownMember,
    .unknownUnit, .unknownCurrency, .moneyNeedsCurrency,
  ]

  /// What speaks of a spec as a whole, which a part that cannot be read may change.
  private static let wholeSpec: Set<DiagnosticCode> = [
    .nothingToVerify, .emptySpec, .idleThreat, .idleImportedThreat, .onlyForbidden, .unassignedMember,
  ]
}
