extension TermBank {
  /// The term with all occurrences of the given terms replaced, outermost first; what replaces a term has its sort.
  /// Variables that an aggregate binds are replaced like others, so that nobody may ask for that.
  public mutating func replacing(_ replacements: [Term: Term], in root: Term) -> Term {
    var known = replacements
    return replacing(root, &known)
  }

  private mutating func replacing(_ term: Term, _ known: inout [Term: Term]) -> Term {
    if let replacement = known[term] { return replacement }
    let operands = children(term)
    let replaced = operands.map { replacing($0, &known) }
    let node = nodes[Int(term.index)]
    let result = replaced == operands ? term : intern(node.op, node.sort, extra: Int(node.extra), replaced)
    known[term] = result
    return result
  }

  /// A term of another bank of the same system, with variables of this one.
  ///
  /// - Parameter variable: the variable that takes the place of one of the other bank.
  public mutating func copy(
    _ root: Term, from other: TermBank, variable: (VariableID, inout TermBank) -> VariableID
  ) -> Term {
    var known: [Term: Term] = [:]
    return copy(root, from: other, &known, variable)
  }

  private mutating func copy(
    _ term: Term, from other: TermBank, _ known: inout [Term: Term],
    _ variable: (VariableID, inout TermBank) -> VariableID
  ) -> Term {
    if let known = known[term] { return known }
    let operands = other.children(term).map { copy($0, from: other, &known, variable) }
    let node = other.nodes[Int(term.index)]
    var extra = Int(node.extra)
    switch node.op {
    case .variable, .total, .count, .all, .exists: extra = variable(VariableID(extra), &self).index
    case .integer: extra = position(of: other.integers[extra])
    default: break
    }
    let result = intern(node.op, node.sort, extra: extra, operands)
    known[term] = result
    return result
  }
}
