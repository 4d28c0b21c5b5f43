import EnsureSyntax

extension FaultKind {
  /// Somebody else does it.
  static let swappedRoles = FaultKind(
    "swapped-roles", "an action is another role's, or a rule speaks of another rank"
  ) { spec in
    let principals = spec.principals
    let actions = spec.actions.flatMap { action -> [ProposedEdit] in
      guard let role = action.node(.principal)?.node(.roleRef), let name = role.name,
        let at = principals.firstIndex(of: name)
      else { return [] }
      return (1..<max(2, principals.count)).prefix(2).compactMap { distance in
        let other = principals[(at + distance) % principals.count]
        if other == name { return nil }
        return ProposedEdit(
          action.title, role.bytes, other,
          "`\(action.name ?? "")` is by `\(other)` instead of `\(role.phrase)`")
      }
    }
    let rules = spec.rules.flatMap { policy, rule -> [ProposedEdit] in
      guard let role = rule.node(.principal)?.node(.roleRef), role.names.count > 1, let name = role.name else {
        return []
      }
      return spec.successors(of: spec.tree.text(role.names[1])).map { rank in
        ProposedEdit(
          policy.title, role.bytes, "\(name).\(rank)",
          "`\(rule.phrase)` of `\(policy.name ?? "")` speaks of `\(name).\(rank)`")
      }
    }
    return actions + rules
  }
}
