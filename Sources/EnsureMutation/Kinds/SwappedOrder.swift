import EnsureSyntax

extension FaultKind {
  /// What has to come first and what comes behind it are mixed up.
  static let swappedOrder = FaultKind(
    "swapped-order", "the two sides of an order that a property demands have exchanged places"
  ) { spec in
    spec.properties.flatMap { property -> [ProposedEdit] in
      guard let formula = property.formula else { return [] }
      return formula.all(.implication, .binaryTemporal).compactMap { order in
        guard let words = order.kind == .implication ? order.swappedSides : order.swappedOperands else {
          return nil
        }
        return property.changing(order, words)
      }
    }
  }
}

extension Syntax {
  /// `b until a` for `a until b`, and the like.
  fileprivate var swappedOperands: String? {
    guard let word = operatorToken([.until, .unless, .since]), let left = nodes.first, let right = nodes.last
    else { return nil }
    let window = node(.window).map(\.phrase) ?? ""
    return "\(right.asOperand) \(tree.text(word))\(window) \(left.asOperand)"
  }

  /// `b implies once a` for `a implies once b`. Where the right side says more, the rest of it stays.
  fileprivate var swappedSides: String? {
    guard let left = nodes.first, let right = nodes.last else { return nil }
    if let (head, operand) = right.ordered {
      return "\(operand.asSide) implies \(head) \(left.inner.asOperand)"
    }
    let parts = right.inner
    guard parts.kind == .conjunction || parts.kind == .disjunction,
      let at = parts.nodes.firstIndex(where: { $0.ordered != nil }),
      let (head, operand) = parts.nodes[at].ordered
    else { return nil }
    var words = parts.nodes.map(\.phrase)
    words[at] = "\(head) \(left.inner.asOperand)"
    let between = parts.kind == .conjunction ? " and " : " or "
    return "\(operand.asSide) implies \(words.joined(separator: between))"
  }

  /// What the formula puts into an order with something else: `once`, `earlier` or `always not`, with a `not` or a
  /// window where there is one, and what that is said of.
  private var ordered: (head: String, operand: Syntax)? {
    var node = inner
    var words: [TokenKind] = []
    var heads: [String] = []
    while node.kind == .prefix, let operand = node.nodes.last, let word = node.tokens.first {
      words.append(word.kind)
      heads.append(node.phrase(before: operand))
      node = operand.inner
    }
    let isOrder = [[.once], [.earlier], [.not, .once], [.not, .earlier], [.always, .not]].contains(words)
    return isOrder ? (heads.joined(separator: " "), node) : nil
  }

  /// The node's text up to one of its children.
  private func phrase(before child: Syntax) -> String {
    let record = tree.records[Int(index)]
    let end = tree.records[Int(child.index)].firstToken
    var result = ""
    var last: Int32?
    for token in tree.tokens[Int(record.firstToken)..<Int(end)] {
      if let last, last != token.start { result += " " }
      result += tree.text(token)
      last = token.end
    }
    return result
  }

  /// The text as what an operator of one operand, or `until`, stands beside.
  private var asOperand: String {
    switch kind {
    case .conjunction, .disjunction, .implication, .equivalence, .binaryTemporal: "(\(phrase))"
    default: phrase
    }
  }

  /// The text as the left side of an implication.
  private var asSide: String {
    kind == .implication || kind == .equivalence ? "(\(phrase))" : phrase
  }
}
