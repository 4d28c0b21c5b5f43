extension TermBank {
  /// A number or instant as a sum: its unknowns are the positions of terms that are not looked into. Nil if it is no number, or a
  /// product of what is not known.
  ///
  /// - Parameter value: the literal that a term stands for, if it is known.
  public func linear(_ term: Term, knowing value: (Term) -> Term?) -> LinearForm? {
    let node = self[value(term) ?? term]
    switch node {
    case .integer(let number): return LinearForm(number)
    case .sum(let operands):
      var sum = LinearForm(0)
      for operand in operands {
        guard let part = linear(operand, knowing: value) else { return nil }
        sum = sum + part
      }
      return sum
    case .difference(let left, let right):
      guard let left = linear(left, knowing: value), let right = linear(right, knowing: value) else {
        return nil
      }
      return left - right
    case .negated(let operand): return linear(operand, knowing: value)?.scaled(by: -1)
    case .product(let left, let right):
      guard let left = linear(left, knowing: value), let right = linear(right, knowing: value) else {
        return nil
      }
      if left.isConstant { return right.scaled(by: left.constant) }
      return right.isConstant ? left.scaled(by: right.constant) : nil
    default:
      guard sort(term) == .integer || sort(term) == .instant else { return nil }
      return LinearForm(unknown: Int(term.index))
    }
  }

  /// The integer that a form stands for whose unknowns are the positions of integer terms, in their order.
  public mutating func term(_ form: LinearForm) -> Term {
    var (added, subtracted): ([Term], [Term]) = ([], [])
    for unknown in form.unknowns.sorted() {
      let (factor, place) = (form[unknown], Term(index: Int32(unknown)))
      let size = factor.magnitude
      let part = size == 1 ? place : product(integer(size), place)
      if factor > 0 { added.append(part) } else { subtracted.append(part) }
    }
    if form.constant > 0 || added.isEmpty && (form.constant != 0 || subtracted.isEmpty) {
      added.append(integer(form.constant))
    } else if form.constant < 0 {
      subtracted.append(integer(form.constant.magnitude))
    }
    if added.isEmpty { return negated(sum(subtracted)) }
    return subtracted.isEmpty ? sum(added) : difference(sum(added), sum(subtracted))
  }
}
