import EnsureSyntax

extension FaultKind {
  /// Somebody waits for an answer that need not come.
  static let droppedResponse = FaultKind(
    "dropped-response",
    "a part of what a property promises is not promised, or an action that answers may be left out or has no deadline"
  ) { spec in
    let promises = spec.properties.flatMap { property in
      (property.formula?.lessPromised ?? []).map { property.changing($0.part, $0.words) }
    }
    let answers = spec.actions.compactMap { action -> ProposedEdit? in
      // Without a deadline nothing but fairness forces anybody, so that `optional` says nothing where nobody is assumed to be
      // fair.
      guard action.kind == .actionDecl, action.token(.optional) == nil,
        let role = action.node(.principal)?.node(.roleRef)?.name, spec.fairRoles.contains(role)
      else { return nil }
      let start = action.bytes.lowerBound
      return ProposedEdit(action.title, start..<start, "optional ", "`\(action.name ?? "")` becomes `optional`")
    }
    let deadlines = spec.actions.flatMap { action in
      action.nodes.filter { $0.kind == .withinClause }.map { clause in
        ProposedEdit(
          action.title, clause.bytes, "", "`\(clause.phrase)` of `\(action.name ?? "")` is dropped")
      }
    }
    return promises + answers + deadlines
  }
}

extension Syntax {
  /// Parts of the formula, each with what promises one thing less, promises it in one case less, or takes one thing
  /// less for an answer.
  fileprivate var lessPromised: [(part: Syntax, words: String)] {
    switch kind {
    case .group, .allQuantifier: return nodes.last?.lessPromised ?? []
    case .conjunction:
      let operands = nodes
      return operands.indices.filter { operands[$0].promises }.map { without($0, " and ") }
        + operands.flatMap(\.lessPromised)
    case .disjunction: return nodes.flatMap(\.lessPromised)
    case .implication:
      guard let left = nodes.first?.inner, let right = nodes.last, right.promises else { return [] }
      let cases = left.kind == .disjunction ? left.nodes.indices.map { left.without($0, " or ") } : []
      return cases + right.lessPromised
    case .prefix:
      guard let operand = nodes.last, let word = tokens.first, word.kind == .always || word.kind == .eventually
      else {
        return []
      }
      return word.kind == .eventually ? operand.fewerAnswers : operand.lessPromised
    case .binaryTemporal: return token(.until) == nil ? [] : nodes.last?.fewerAnswers ?? []
    default: return []
    }
  }

  /// Whether something has to come.
  private var promises: Bool {
    all(.prefix).contains { $0.token(.eventually) != nil }
      || all(.binaryTemporal).contains { $0.token(.until) != nil }
  }

  /// What has to come, without one of its parts or its cases.
  private var fewerAnswers: [(part: Syntax, words: String)] {
    let answer = inner
    switch answer.kind {
    case .conjunction: return answer.nodes.indices.map { answer.without($0, " and ") }
    case .disjunction: return answer.nodes.indices.map { answer.without($0, " or ") }
    default: return answer.lessPromised
    }
  }

  /// The node without its operand at `position`.
  private func without(_ position: Int, _ word: String) -> (part: Syntax, words: String) {
    var rest = nodes
    rest.remove(at: position)
    return (self, rest.map(\.phrase).joined(separator: word))
  }
}
