import EnsureModel

/// Finds variables whose values the constraints of a clause say outright, and puts the values in their places, so that
/// a step has no more parameters than it has choices.
struct Elimination {
  /// The largest value, in nodes, that is copied to where its variable stands.
  private static let largest = 64

  /// The constraints that are left, none of them a conjunction.
  private(set) var constraints: [Term] = []
  private var substitution = Substitution([:])

  init(_ constraints: [Term], _ bank: inout TermBank) {
    self.constraints = Self.flattened(constraints, bank)
    while pass(&bank) {}
  }

  /// The term with the values that were found.
  mutating func apply(to term: Term, _ bank: inout TermBank) -> Term { substitution.apply(to: term, &bank) }

  private static func flattened(_ constraints: [Term], _ bank: TermBank) -> [Term] {
    var result: [Term] = []
    var seen: Set<Term> = []
    var open = Array(constraints.reversed())
    while let term = open.popLast() {
      switch bank[term] {
      case .and(let operands): open += operands.reversed()
      case .boolean(true): continue
      default: if seen.insert(term).inserted { result.append(term) }
      }
    }
    return result
  }

  /// Goes through the constraints once; whether a value was found.
  private mutating func pass(_ bank: inout TermBank) -> Bool {
    var isChanged = false
    var kept: [Term] = []
    for constraint in constraints {
      let current = substitution.apply(to: constraint, &bank)
      if let (variable, value) = solution(current, &bank), bank.size(value) <= Self.largest,
        !mentions(value, variable, bank)
      {
        substitution.add(variable, value, &bank)
        isChanged = true
      } else {
        kept.append(current)
      }
    }
    if isChanged { kept = kept.map { substitution.apply(to: $0, &bank) } }
    constraints = Self.flattened(kept, bank)
    return isChanged
  }

  private func mentions(_ term: Term, _ variable: VariableID, _ bank: TermBank) -> Bool {
    bank[term] == .variable(variable) || bank.children(term).contains { mentions($0, variable, bank) }
  }

  /// A variable and what the constraint says that it is.
  private func solution(_ constraint: Term, _ bank: inout TermBank) -> (VariableID, Term)? {
    switch bank[constraint] {
    case .variable(let variable): return (variable, bank.boolean(true))
    case .not(let operand):
      switch bank[operand] {
      case .variable(let variable): return (variable, bank.boolean(false))
      case .equal(let left, let right) where bank.sort(left) == .boolean:
        if case .variable(let variable) = bank[right] { return (variable, bank.foldedNot(left)) }
        if case .variable(let variable) = bank[left] { return (variable, bank.foldedNot(right)) }
        return nil
      default: return nil
      }
    case .equal(let left, let right):
      if case .variable(let variable) = bank[right], !mentionsSmall(left, variable, bank) {
        return (variable, left)
      }
      if case .variable(let variable) = bank[left], !mentionsSmall(right, variable, bank) {
        return (variable, right)
      }
      return bank.sort(left) == .integer ? linearSolution(left, right, &bank) : nil
    default: return nil
    }
  }

  private func mentionsSmall(_ term: Term, _ variable: VariableID, _ bank: TermBank) -> Bool {
    bank.size(term) > Self.largest || mentions(term, variable, bank)
  }

  /// `left == right` solved for a variable whose coefficient is 1 or -1.
  private func linearSolution(_ left: Term, _ right: Term, _ bank: inout TermBank) -> (VariableID, Term)? {
    if bank.size(left) + bank.size(right) > Self.largest { return nil }
    var sum = LinearParts()
    sum.add(left, 1, bank)
    sum.add(right, -1, bank)
    for (position, part) in sum.parts.enumerated() where part.coefficient.magnitude == 1 {
      guard case .variable(let variable) = bank[part.term] else { continue }
      var others = sum.parts
      others.remove(at: position)
      if others.contains(where: { mentions($0.term, variable, bank) }) { continue }
      // c x + rest == 0 says x == -c rest, since c is 1 or -1.
      var operands: [Term] = []
      for other in others {
        let factor = bank.integer(-part.coefficient * other.coefficient)
        operands.append(bank.foldedProduct(factor, other.term) ?? other.term)
      }
      operands.append(bank.integer(-part.coefficient * sum.constant))
      return (variable, bank.foldedSum(operands))
    }
    return nil
  }
}

/// A sum of multiples of terms, each term once.
struct LinearParts {
  private(set) var parts: [(term: Term, coefficient: Integer)] = []
  private(set) var constant: Integer = 0

  mutating func add(_ term: Term, _ factor: Integer, _ bank: TermBank) {
    switch bank[term] {
    case .integer(let value): constant += factor * value
    case .sum(let operands): for operand in operands { add(operand, factor, bank) }
    case .difference(let left, let right):
      add(left, factor, bank)
      add(right, -factor, bank)
    case .negated(let operand): add(operand, -factor, bank)
    case .product(let left, let right):
      if let value = bank.literal(left) {
        add(right, factor * value, bank)
      } else if let value = bank.literal(right) {
        add(left, factor * value, bank)
      } else {
        addPart(term, factor)
      }
    default: addPart(term, factor)
    }
  }

  private mutating func addPart(_ term: Term, _ factor: Integer) {
    if let position = parts.firstIndex(where: { $0.term == term }) {
      parts[position].coefficient += factor
      if parts[position].coefficient == 0 { parts.remove(at: position) }
    } else {
      parts.append((term, factor))
    }
  }
}
