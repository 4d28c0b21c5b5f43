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
    case .conjunction: return nodes.flatMap { $0.weakenedEqualities(spec) }
    case .disjunction:
      // A further case that stands there already is none.
      let known = Set(nodes.map(\.inner.phrase))
      return nodes.flatMap { $0.weakenedEqualities(spec) }.filter { part, words in
        !known.contains { words.hasSuffix(" or \($0))") }
      }
    case .comparison:
      guard let token = operatorToken([.equalEqual]), let left = nodes.first, let right = nodes.last else {
        return []
      }
      let members = spec.successors(of: right.phrase)
      // What is compared with nothing is seldom below it.
      if members.isEmpty { return right.phrase == "0" ? [] : [(self, with(token, "<="))] }
      return members.map { (self, "(\(phrase) or \(left.phrase) == \($0))") }
    default: return []
    }
  }
}
