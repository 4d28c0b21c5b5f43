import EnsureSyntax

extension FaultKind {
  /// A condition forbids what should be possible.
  static let overStrengthenedGuard = FaultKind(
    "over-strengthened-guard",
    "a condition of an action, or of a permit, is true in fewer states than it should be"
  ) { spec in
    let guards = spec.actions.flatMap { action in
      spec.guards(of: action).flatMap { guarding in
        guarding.condition.strengthened.map { guarding.replacing($0.part, $0.words) }
      }
    }
    let rules = spec.rules.flatMap { policy, rule -> [ProposedEdit] in
      guard rule.token(.permit) != nil, rule.token(.when) != nil, let condition = rule.nodes.last else {
        return []
      }
      return condition.strengthened.map { part, words in
        ProposedEdit(
          policy.title, part.bytes, words, "`\(part.phrase)` of `\(policy.name ?? "")` becomes `\(words)`")
      }
    }
    return guards + rules
  }
}

extension Syntax {
  /// Parts of the condition, each with something stronger.
  fileprivate var strengthened: [(part: Syntax, words: String)] {
    switch kind {
    case .group: return nodes.first?.strengthened ?? []
    case .conjunction: return nodes.flatMap(\.strengthened)
    case .disjunction:
      let operands = nodes
      return operands.indices.map { dropped in
        var rest = operands
        rest.remove(at: dropped)
        return (self, rest.map(\.phrase).joined(separator: " or "))
      }
    case .implication: return nodes.last.map { [(self, $0.phrase)] } ?? []
    case .comparison:
      guard let token = operatorToken([.lessEqual, .greaterEqual]) else { return [] }
      return [(self, with(token, "=="))]
    default: return []
    }
  }
}
