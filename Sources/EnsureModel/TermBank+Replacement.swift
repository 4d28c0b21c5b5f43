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
}
