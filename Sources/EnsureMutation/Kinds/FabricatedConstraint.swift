import EnsureSyntax

extension FaultKind {
  /// A condition that nobody has asked for.
  static let fabricatedConstraint = FaultKind(
    "fabricated-constraint", "an action demands something of a field that it has nothing to do with"
  ) { spec in
    let entities = Dictionary(
      spec.declarations.filter { $0.kind == .entityDecl }.map { ($0.entityName, $0) },
      uniquingKeysWith: { first, _ in first })
    return spec.actions.flatMap { action -> [ProposedEdit] in
      let known = spec.guards(of: action).map(\.condition.phrase).joined(separator: " ")
      let end = action.nodes.last { $0.kind != .block }?.bytes.upperBound ?? action.bytes.lowerBound
      return (action.node(.parameters)?.nodes ?? []).flatMap { parameter -> [ProposedEdit] in
        guard let variable = parameter.name, let entity = parameter.nodes.first?.name.flatMap({ entities[$0] })
        else { return [] }
        let fields = entity.nodes.filter { $0.kind == .field }
        // An action that begins something has to do with all its fields: none of them has been written.
        if fields.contains(where: { $0.constraint(variable).map(known.contains) ?? false }) { return [] }
        return fields.compactMap { field in
          guard let constraint = field.constraint(variable), !known.contains("\(variable).\(field.name ?? "")")
          else { return nil }
          return ProposedEdit(
            action.title, end..<end, "\n  requires \(constraint)\n",
            "`\(action.name ?? "")` also demands `\(constraint)`")
        }
      }
    }
  }
}

extension Syntax {
  /// The name of an entity, which stands behind the word `secret` if that is there.
  fileprivate var entityName: String {
    let names = names.map(tree.text)
    return names.first == "secret" && names.count > 1 ? names[1] : names.first ?? ""
  }

  /// That the field still has the value that it begins with; nil if nothing can be said of its type.
  fileprivate func constraint(_ variable: String) -> String? {
    guard let field = name, let type = nodes.first else { return nil }
    let initial = node(.initial)?.phrase
    switch type.kind {
    case .enumBody:
      return (initial ?? type.tokens.dropFirst().first.map(tree.text)).map { "\(variable).\(field) == \($0)" }
    case .namedType:
      switch type.phrase {
      case "Bool": return initial == "true" ? "\(variable).\(field)" : "not \(variable).\(field)"
      case "Int", "Money": return "\(variable).\(field) == \(initial ?? "0")"
      default: return nil
      }
    default: return nil
    }
  }
}
