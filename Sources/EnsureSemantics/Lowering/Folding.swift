import EnsureModel

/// Works out what of a term is known: conditions on literals, and what follows for connectives. Anything else stays as it
/// is, so that a term which is not known to be constant says nothing.
struct Folding {
  /// The terms.
  var bank: TermBank
  private var known: [Term: Term] = [:]

  init(_ bank: TermBank) { self.bank = bank }

  mutating func simplified(_ term: Term) -> Term {
    if let known = known[term] { return known }
    let result = fold(term)
    known[term] = result
    return result
  }

  private mutating func fold(_ term: Term) -> Term {
    switch bank[term] {
    case .not(let operand):
      let inner = simplified(operand)
      if let value = truth(inner) { return bank.boolean(!value) }
      return inner == operand ? term : bank.not(inner)
    case .and(let operands): return connective(operands, neutral: true)
    case .or(let operands): return connective(operands, neutral: false)
    case .implies(let left, let right):
      let (first, second) = (simplified(left), simplified(right))
      if truth(first) == false { return bank.boolean(true) }
      if truth(first) == true { return second }
      return truth(second) == true ? second : bank.implies(first, second)
    case .choice(let condition, let yes, let no):
      guard let value = truth(simplified(condition)) else { return term }
      return simplified(value ? yes : no)
    case .equal(let left, let right):
      let (first, second) = (simplified(left), simplified(right))
      if isLiteral(first), isLiteral(second) { return bank.boolean(first == second) }
      return term
    case .less(let left, let right): return compare(left, right, term) { $0 < $1 }
    case .lessOrEqual(let left, let right): return compare(left, right, term) { $0 <= $1 }
    default: return term
    }
  }

  private mutating func connective(_ operands: [Term], neutral: Bool) -> Term {
    var kept: [Term] = []
    for operand in operands {
      let inner = simplified(operand)
      if let value = truth(inner) {
        if value != neutral { return inner }
      } else if !kept.contains(inner) {
        kept.append(inner)
      }
    }
    if kept.count == 1 { return kept[0] }
    return neutral ? bank.and(kept) : bank.or(kept)
  }

  private mutating func compare(
    _ left: Term, _ right: Term, _ term: Term, _ holds: (Integer, Integer) -> Bool
  ) -> Term {
    guard case .integer(let first) = bank[simplified(left)], case .integer(let second) = bank[simplified(right)]
    else { return term }
    return bank.boolean(holds(first, second))
  }

  func truth(_ term: Term) -> Bool? {
    if case .boolean(let value) = bank[term] { return value }
    return nil
  }

  private func isLiteral(_ term: Term) -> Bool {
    switch bank[term] {
    case .boolean, .integer, .member, .none: true
    default: false
    }
  }

  // MARK: Looking at terms

  /// The operands of a conjunction, however it is nested.
  func conjuncts(_ term: Term) -> [Term] {
    guard case .and(let operands) = bank[term] else { return [term] }
    return operands.flatMap(conjuncts)
  }

  /// Whether a term is part of another one.
  func mentions(_ term: Term, _ part: Term) -> Bool {
    mentions(term) { $0 == bank[part] }
  }

  /// Whether a term has a part of some kind.
  func mentions(_ term: Term, where isWanted: (TermNode) -> Bool) -> Bool {
    var found = false
    bank.walk(term) { inner in
      if isWanted(bank[inner]) { found = true }
      return !found
    }
    return found
  }

  /// A number or instant as a sum, where what never changes is known (`TermBank.linear`).
  func linear(_ term: Term, in system: TransitionSystem) -> LinearForm? {
    bank.linear(term) { place in
      let (isMutable, initial): (Bool, Initial)
      switch bank[place] {
      case .global(let global):
        (isMutable, initial) = (system.globals[global.index].isMutable, system.globals[global.index].initial)
      case .field(let field, _):
        (isMutable, initial) = (system.fields[field.index].isMutable, system.fields[field.index].initial)
      default: return nil
      }
      guard !isMutable, case .value(let value) = initial, case .integer = bank[value] else { return nil }
      return value
    }
  }
}
