import EnsureSyntax

extension FaultKind {
  /// What comes from outside is taken as it comes.
  static let trustedInput = FaultKind(
    "trusted-input", "a parameter, a received message or a sensor's reading is not compared with anything"
  ) { spec in
    spec.actions.flatMap { action in
      let inputs = action.inputs
      return spec.guards(of: action).filter { $0.word == "requires" }.flatMap { guarding in
        guarding.conjuncts.indices.compactMap { position in
          guarding.conjuncts[position].looksAt(inputs) ? guarding.dropping(position) : nil
        }
      }
    }
  }
}

extension Syntax {
  /// The names of an action's parameters, and which of them is the message that it receives.
  fileprivate var inputs: (parameters: Set<String>, messages: Set<String>) {
    let parameters = node(.parameters)?.nodes.compactMap(\.name) ?? []
    let messages = nodes.filter { $0.kind == .receiveClause }.compactMap { clause in
      clause.names.count > 1 ? tree.text(clause.names[1]) : nil
    }
    return (Set(parameters), Set(messages))
  }

  /// Whether a part of it is a parameter by itself, a field of a received message, or what a sensor says.
  fileprivate func looksAt(_ inputs: (parameters: Set<String>, messages: Set<String>)) -> Bool {
    let comparesParameter = all(.comparison).contains { comparison in
      comparison.nodes.contains { $0.kind == .nameExpr && inputs.parameters.contains($0.phrase) }
    }
    let readsOthers = all(.selection).contains { selection in
      let words = selection.tokens.filter { $0.kind == .identifier }.map(tree.text)
      return words.last == "reading" || inputs.messages.contains(selection.nodes.first?.phrase ?? "")
    }
    return comparesParameter || readsOthers
  }
}
