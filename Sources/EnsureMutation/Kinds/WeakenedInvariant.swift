import EnsureSyntax

extension FaultKind {
  /// An invariant says less than it should.
  static let weakenedInvariant = FaultKind(
    "weakened-invariant", "an invariant says less than it should"
  ) { spec in
    spec.declarations.filter { $0.kind == .invariantDecl }.flatMap { invariant in
      (invariant.nodes.last?.weakened(spec) ?? []).map { part, words in
        ProposedEdit(
          invariant.title, part.bytes, words,
          "`\(part.phrase)` of `\(invariant.name ?? "")` becomes `\(words)`")
      }
    }
  }
}

extension Syntax {
  /// Parts of the statement, each with something weaker.
  fileprivate func weakened(_ spec: SpecText) -> [(part: Syntax, words: String)] {
    switch kind {
    case .group: return nodes.first?.weakened(spec) ?? []
    case .allQuantifier: return nodes.last?.weakened(spec) ?? []
    case .conjunction:
      let operands = nodes
      let without = operands.indices.map { dropped -> (part: Syntax, words: String) in
        var rest = operands
        rest.remove(at: dropped)
        return (self, rest.map(\.phrase).joined(separator: " and "))
      }
      return without + operands.flatMap { $0.weakened(spec) }
    case .implication:
      guard let left = nodes.first, let right = nodes.last else { return [] }
      var result = right.weakened(spec)
      let cases = left.inner
      if cases.kind == .disjunction {
        result += cases.nodes.indices.map { dropped in
          var rest = cases.nodes
          rest.remove(at: dropped)
          return (cases, rest.map(\.phrase).joined(separator: " or "))
        }
      }
      return result
    case .equivalence:
      guard nodes.count == 2, token(.iff) != nil else { return [] }
      let sides = nodes.map { "(\($0.phrase))" }
      return [
        (self, sides.joined(separator: " implies ")), (self, sides.reversed().joined(separator: " implies ")),
      ]
    case .comparison:
      if let token = operatorToken([.less]) { return [(self, with(token, "<="))] }
      if let token = operatorToken([.greater]) { return [(self, with(token, ">="))] }
      return weakenedEqualities(spec)
    default: return []
    }
  }
}
