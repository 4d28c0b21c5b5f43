import EnsureSyntax

extension FaultKind {
  /// Nobody is relied upon who should be, or less than he should be.
  static let lostFairness = FaultKind(
    "lost-fairness", "something that a property assumes is not assumed, or `strongly fair` is only `fair`"
  ) { spec in
    spec.properties.flatMap { property -> [ProposedEdit] in
      let assumptions = property.assumptions
      guard let word = property.token(.assuming), let last = assumptions.last else { return [] }
      let lists = Int(word.start)..<last.bytes.upperBound
      return assumptions.indices.flatMap { position -> [ProposedEdit] in
        let assumption = assumptions[position]
        var rest = assumptions.map(\.phrase)
        rest.remove(at: position)
        let dropped = ProposedEdit(
          property.title, lists, rest.isEmpty ? "" : "assuming " + rest.joined(separator: ", "),
          "`assuming \(assumption.phrase)` of `\(property.name ?? "")` is dropped")
        guard assumption.name == "strongly", assumption.names.count == 2, let role = assumption.node(.roleRef)
        else {
          return [dropped]
        }
        return [dropped, property.changing(assumption, "fair \(role.phrase)")]
      }
    }
  }
}
