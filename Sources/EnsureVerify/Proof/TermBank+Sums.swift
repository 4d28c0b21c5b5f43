import EnsureModel

/// Sums of multiples, written as somebody would: nothing is multiplied by 1, nor added to nothing.
extension TermBank {
  /// A multiple of a number.
  mutating func multiple(_ factor: Integer, of term: Term) -> Term {
    factor == 1 ? term : product(integer(factor), term)
  }

  /// The sum of some numbers; 0 of none.
  mutating func sumOrZero(of parts: [Term]) -> Term {
    parts.isEmpty ? integer(0) : parts.count == 1 ? parts[0] : sum(parts)
  }

  /// The two sides of a comparison of a sum of multiples with 0: what is subtracted stands on the other side.
  mutating func sides(of parts: [(factor: Integer, term: Term)], constant: Integer = 0) -> (
    more: Term, less: Term
  ) {
    var (more, less): ([Term], [Term]) = ([], [])
    for (factor, term) in parts {
      let part = multiple(factor.magnitude, of: term)
      if factor > 0 { more.append(part) } else { less.append(part) }
    }
    if constant > 0 { more.append(integer(constant)) }
    if constant < 0 { less.append(integer(constant.magnitude)) }
    return (sumOrZero(of: more), sumOrZero(of: less))
  }
}
