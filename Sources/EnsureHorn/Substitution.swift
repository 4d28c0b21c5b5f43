import EnsureModel

/// Values of variables, put in their places. Each term is rebuilt once, however often it is shared.
struct Substitution {
  private(set) var values: [VariableID: Term]
  private var done: [Term: Term] = [:]

  init(_ values: [VariableID: Term]) { self.values = values }

  /// Adds a value, which mentions no variable that has one.
  mutating func add(_ variable: VariableID, _ value: Term, _ bank: inout TermBank) {
    var one = Substitution([variable: value])
    for (known, term) in values { values[known] = one.apply(to: term, &bank) }
    values[variable] = value
    done = [:]
  }

  mutating func apply(to term: Term, _ bank: inout TermBank) -> Term {
    if let known = done[term] { return known }
    let result = rebuilt(term, &bank)
    done[term] = result
    return result
  }

  private mutating func rebuilt(_ term: Term, _ bank: inout TermBank) -> Term {
    switch bank[term] {
    case .variable(let variable): return values[variable] ?? term
    case .not(let operand): return bank.foldedNot(apply(to: operand, &bank))
    case .and(let operands): return bank.foldedAnd(apply(to: operands, &bank))
    case .or(let operands): return bank.foldedOr(apply(to: operands, &bank))
    case .sum(let operands): return bank.foldedSum(apply(to: operands, &bank))
    case .negated(let operand): return bank.foldedNegation(apply(to: operand, &bank))
    case .equal(let left, let right):
      let (left, right) = (apply(to: left, &bank), apply(to: right, &bank))
      return bank.foldedEqual(left, right)
    case .less(let left, let right):
      let (left, right) = (apply(to: left, &bank), apply(to: right, &bank))
      return bank.foldedOrder(left, right, orEqual: false)
    case .lessOrEqual(let left, let right):
      let (left, right) = (apply(to: left, &bank), apply(to: right, &bank))
      return bank.foldedOrder(left, right, orEqual: true)
    case .difference(let left, let right):
      let (left, right) = (apply(to: left, &bank), apply(to: right, &bank))
      return bank.foldedDifference(left, right)
    case .product(let left, let right):
      let (left, right) = (apply(to: left, &bank), apply(to: right, &bank))
      return bank.foldedProduct(left, right) ?? bank.product(left, right)
    case .choice(let condition, let yes, let no):
      let condition = apply(to: condition, &bank)
      let (yes, no) = (apply(to: yes, &bank), apply(to: no, &bank))
      return bank.foldedChoice(condition, yes, no)
    case .quotient(let left, let right), .remainder(let left, let right):
      guard let divisor = bank.literal(right) else { return term }
      var isQuotient = false
      if case .quotient = bank[term] { isQuotient = true }
      return bank.foldedDivision(apply(to: left, &bank), by: divisor, isQuotient: isQuotient)
    default: return term
    }
  }

  private mutating func apply(to terms: [Term], _ bank: inout TermBank) -> [Term] {
    terms.map { apply(to: $0, &bank) }
  }
}
