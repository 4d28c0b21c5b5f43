import EnsureSyntax

extension FaultKind {
  /// A span of time is longer or shorter than it should be.
  static let wrongBound = FaultKind(
    "wrong-bound", "a span of time is one unit longer or shorter than it should be, or in the next larger unit"
  ) { spec in
    let kinds: Set<SyntaxKind> = [
      .constDecl, .predicateDecl, .functionDecl, .effectDecl, .actionDecl, .worldActionDecl, .policyDecl,
      .invariantDecl, .propertyDecl,
    ]
    return spec.declarations.filter { kinds.contains($0.kind) }.flatMap { declaration in
      declaration.all(.number).flatMap { number in
        number.otherSpans.map { declaration.changing(number, $0) }
      }
    }
  }
}

extension Syntax {
  /// Spans that one may write instead of this one; none if it is no span.
  fileprivate var otherSpans: [String] {
    guard let digits = token(.integer).map(tree.text), let unit = name, let larger = Self.larger[unit],
      let count = Int(digits.filter { $0 != "_" }), count < Int.max
    else { return [] }
    func span(_ count: Int, _ unit: String) -> String {
      let plain = unit.hasSuffix("s") && unit.count > 3 ? String(unit.dropLast()) : unit
      let isCounted = plain == "day" || plain == "week"
      return "\(count) \(plain)\(isCounted && count != 1 ? "s" : "")"
    }
    let shorter = count > 1 ? [span(count - 1, unit)] : []
    return [span(count + 1, unit)] + shorter + (larger.isEmpty ? [] : [span(count, larger)])
  }

  /// The units of time, each with the next larger one.
  private static let larger = [
    "ms": "s", "s": "min", "min": "h", "h": "day", "day": "week", "days": "week", "week": "", "weeks": "",
  ]
}
