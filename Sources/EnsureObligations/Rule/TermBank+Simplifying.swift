import EnsureModel

extension TermBank {
  /// A term that has the same value wherever the given terms have the given ones, if all its parts have values. What is decided
  /// is left out.
  ///
  /// - Parameter different: terms of which no two have the same value, and none is `none`.
  mutating func simplified(_ root: Term, knowing values: [Term: Term], different: Set<Term>) -> Term {
    var known = values
    return simplified(root, &known, different)
  }

  private mutating func simplified(_ term: Term, _ known: inout [Term: Term], _ different: Set<Term>) -> Term {
    if let value = known[term] { return value }
    let operands = children(term)
    let simpler = operands.map { simplified($0, &known, different) }
    let result = rebuilt(simpler == operands ? term : replacing(children: simpler, of: term), different)
    known[term] = result
    return result
  }

  private mutating func replacing(children: [Term], of term: Term) -> Term {
    replacing(Dictionary(zip(self.children(term), children)) { first, _ in first }, in: term)
  }

  /// The term, if something of it is decided on its face what that comes to.
  private mutating func rebuilt(_ term: Term, _ different: Set<Term>) -> Term {
    switch self[term] {
    case .not(let operand):
      if let truth = truth(operand) { return boolean(!truth) }
      if case .not(let inner) = self[operand] { return inner }
    case .and(let operands): return connective(operands, until: false)
    case .or(let operands): return connective(operands, until: true)
    case .implies(let left, let right):
      if let condition = truth(left) { return condition ? right : boolean(true) }
      if truth(right) == true { return right }
    case .choice(let condition, let yes, let no):
      if let condition = truth(condition) { return condition ? yes : no }
      if yes == no { return yes }
    case .equal(let left, let right):
      if left == right { return boolean(true) }
      if isLiteral(left) || different.contains(left), isLiteral(right) || different.contains(right) {
        return boolean(false)
      }
      if sort(left) == .boolean, let claimed = truth(right) {
        return claimed ? left : rebuilt(not(left), different)
      }
      if sort(left) == .boolean, let claimed = truth(left) {
        return claimed ? right : rebuilt(not(right), different)
      }
    default: break
    }
    return term
  }

  private mutating func connective(_ operands: [Term], until decisive: Bool) -> Term {
    var left: [Term] = []
    for operand in operands {
      switch truth(operand) {
      case decisive: return operand
      case nil: left.append(operand)
      default: continue
      }
    }
    return decisive ? or(left) : and(left)
  }

  /// Whether it is `true` or `false`; nil for anything else.
  func truth(_ term: Term) -> Bool? {
    if case .boolean(let value) = self[term] { value } else { nil }
  }

  /// Whether it is written down: two different ones of a sort are never equal.
  func isLiteral(_ term: Term) -> Bool {
    switch self[term] {
    case .boolean, .integer, .member, .none: true
    default: false
    }
  }
}
