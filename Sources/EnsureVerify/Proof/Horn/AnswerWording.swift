import EnsureModel

extension TermBank {
  /// A condition that a solver has come up with, as somebody would write it down: an implication instead of a disjunction of
  /// negations, and inequalities in which everything is added.
  mutating func clearer(_ condition: Term) -> Term {
    var choices = disjuncts(condition)
    for index in choices.indices { choices[index] = clearerLiteral(choices[index]) }
    if choices.count == 1 { return choices[0] }
    // What does not hold of states of instances is told first: where it does, the rest follows.
    var premises: [Term] = []
    var conclusions: [Term] = []
    for choice in choices {
      if case .not(let state) = self[choice] { premises.append(state) } else { conclusions.append(choice) }
    }
    if conclusions.isEmpty, let last = premises.popLast() { conclusions = [not(last)] }
    if premises.isEmpty, conclusions.count > 1 {
      let first = conclusions.removeFirst()
      let denied = not(first)
      premises = [clearerLiteral(denied)]
    }
    let conclusion = conclusions.count == 1 ? conclusions[0] : or(conclusions)
    if premises.isEmpty { return conclusion }
    let premise = premises.count == 1 ? premises[0] : and(premises)
    return implies(premise, conclusion)
  }

  /// What `or` joins, also where it is written in another way.
  private mutating func disjuncts(_ term: Term) -> [Term] {
    switch self[term] {
    case .or(let operands): return operands.flatMap { disjuncts($0) }
    case .implies(let left, let right):
      let denied = not(left)
      return disjuncts(denied) + disjuncts(right)
    case .not(let inner):
      switch self[inner] {
      case .and(let operands):
        return operands.flatMap { operand in
          let denied = not(operand)
          return disjuncts(denied)
        }
      case .not(let twice): return disjuncts(twice)
      default: return [term]
      }
    default: return [term]
    }
  }

  private mutating func clearerLiteral(_ literal: Term) -> Term {
    switch self[literal] {
    case .not(let inner):
      switch self[inner] {
      case .not(let twice): return clearerLiteral(twice)
      case .lessOrEqual(let left, let right): return inequality(right, left, isStrict: true) ?? literal
      case .less(let left, let right): return inequality(right, left, isStrict: false) ?? literal
      default: return literal
      }
    case .lessOrEqual(let left, let right): return inequality(left, right, isStrict: false) ?? literal
    case .less(let left, let right): return inequality(left, right, isStrict: true) ?? literal
    default: return literal
    }
  }

  /// An inequality of integers in which nothing is subtracted; nil if it is about something else.
  private mutating func inequality(_ left: Term, _ right: Term, isStrict: Bool) -> Term? {
    guard sort(left) == .integer, let smaller = linear(left, knowing: { _ in nil }),
      let larger = linear(right, knowing: { _ in nil })
    else { return nil }
    let form = smaller - larger
    var sides: (left: [Term], right: [Term]) = ([], [])
    for unknown in form.unknowns.sorted() {
      let (factor, place) = (form[unknown], Term(index: Int32(unknown)))
      let size = integer(factor.magnitude)
      let part = factor.magnitude == 1 ? place : product(size, place)
      if factor > 0 { sides.left.append(part) } else { sides.right.append(part) }
    }
    let constant = isStrict ? form.constant + 1 : form.constant
    // That something and 1 are at most something else says that it is less.
    if constant == 1, !sides.left.isEmpty, !sides.right.isEmpty {
      return less(joined(sides.left), joined(sides.right))
    }
    // The constant stands alone where only one side says anything, and is added on the side where it is above 0 elsewhere.
    let standsLeft = sides.left.isEmpty || constant > 0 && !sides.right.isEmpty
    if standsLeft { sides.left.append(integer(constant)) } else { sides.right.append(integer(-constant)) }
    return lessOrEqual(joined(sides.left), joined(sides.right))
  }

  /// The sum of what is not 0.
  private mutating func joined(_ parts: [Term]) -> Term {
    let zero = integer(0)
    let rest = parts.filter { $0 != zero }
    return rest.isEmpty ? zero : rest.count == 1 ? rest[0] : sum(rest)
  }
}
