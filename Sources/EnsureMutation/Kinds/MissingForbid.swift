import EnsureSyntax

extension FaultKind {
  /// A prohibition is forgotten.
  static let missingForbid = FaultKind("missing-forbid", "a rule that forbids is not there, or forbids less") {
    spec in
    spec.rules.flatMap { policy, rule -> [ProposedEdit] in
      guard rule.token(.forbid) != nil else { return [] }
      let whole = ProposedEdit(
        policy.title, rule.bytes, "", "`\(rule.phrase)` of `\(policy.name ?? "")` is dropped")
      guard rule.token(.when) != nil, let condition = rule.nodes.last, condition.kind == .disjunction else {
        return [whole]
      }
      return [whole]
        + condition.nodes.indices.map { dropped in
          var rest = condition.nodes
          let lost = rest.remove(at: dropped)
          return ProposedEdit(
            policy.title, condition.bytes, rest.map(\.phrase).joined(separator: " or "),
            "`\(rule.phrase)` of `\(policy.name ?? "")` does not mention `\(lost.phrase)`")
        }
    }
  }
}
