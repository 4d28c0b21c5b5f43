import EnsureSyntax

extension FaultKind {
  /// A condition allows more than it should.
  static let weakenedGuard = FaultKind(
    "weakened-guard", "a condition of an action is also true in a further state, or for smaller amounts"
  ) { spec in
    spec.actions.flatMap { action in
      spec.guards(of: action).flatMap { guarding in
        guarding.conjuncts.flatMap { conjunct in
          conjunct.weakenedEqualities(spec).map { guarding.replacing($0.part, $0.words) }
        }
      }
    }
  }
}

extension Syntax {
  /// Equalities that stand here, not below a `not` or an implication, each with something weaker.
  func weakenedEqualities(_ spec: SpecText) -> [(part: Syntax, words: String)] {
    switch kind {
    case .group: return nodes.first?.weakenedEqualities(spec) ?? []
    case .disjunction, .conjunction: return nodes.flatMap { $0.weakenedEqualities(spec) }
    case .comparison:
      guard let token = operatorToken([.equalEqual]), let left = nodes.first, let right = nodes.last else { return [] }
      let members = spec.successors(of: right.phrase)
      if members.isEmpty { return [(self, with(token, "<="))] }
      return members.map { (self, "(\(phrase) or \(left.phrase) == \($0))") }
    default: return []
    }
  }
}
