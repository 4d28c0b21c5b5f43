import EnsureSyntax

extension FaultKind {
  /// A rule permits more than it should.
  static let widenedPermit = FaultKind(
    "widened-permit", "a rule permits an action to all ranks, to everybody, or without its condition"
  ) { spec in
    spec.rules.flatMap { policy, rule -> [ProposedEdit] in
      guard rule.token(.permit) != nil else { return [] }
      func edit(_ range: Range<Int>, _ replacement: String, _ what: String) -> ProposedEdit {
        ProposedEdit(policy.title, range, replacement, "`\(rule.phrase)` of `\(policy.name ?? "")` \(what)")
      }
      var result: [ProposedEdit] = []
      if let when = rule.token(.when), let condition = rule.nodes.last {
        result.append(edit(Int(when.start)..<condition.bytes.upperBound, "", "has no condition"))
        if condition.kind == .conjunction {
          result += condition.nodes.indices.map { dropped in
            var rest = condition.nodes
            let lost = rest.remove(at: dropped)
            return edit(
              condition.bytes, rest.map(\.phrase).joined(separator: " and "),
              "does not ask for `\(lost.phrase)`")
          }
        }
      }
      if let principal = rule.node(.principal), let role = principal.node(.roleRef) {
        if role.names.count > 1, let name = role.name {
          result.append(edit(role.bytes, name, "is for all ranks"))
        }
        result.append(edit(principal.bytes, "any", "is for everybody"))
      }
      return result
    }
  }
}
