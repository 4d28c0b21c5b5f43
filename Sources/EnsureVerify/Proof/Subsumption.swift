import EnsureModel
import EnsureObligations

extension TermBank {
  /// The positions of lemmas that follow from others among them on their face: of disjunctions, those which have all that
  /// others offer, and more. Of lemmas that say the same the first one stays.
  func implied(_ lemmas: [Lemma]) -> Set<Int> {
    let clauses = lemmas.map { Clause($0, self) }
    var positions: [[VariableID]: [Int]] = [:]
    for (position, lemma) in lemmas.enumerated() { positions[lemma.variables, default: []].append(position) }
    var found: Set<Int> = []
    for (position, clause) in clauses.enumerated() {
      let others = positions[lemmas[position].variables] ?? []
      let isImplied = others.contains { other in
        other != position && !found.contains(other) && clauses[other].implies(clause)
          && (other < position || !clause.implies(clauses[other]))
      }
      if isImplied { found.insert(position) }
    }
    return found
  }
}

/// What a lemma says, as a disjunction.
private struct Clause {
  private var literals: Set<Literal> = []

  /// Something that may hold, or not.
  private struct Literal: Hashable {
    let term: Term
    var isNegated = false
    /// That a place holds a member, if it says that, or that it does not.
    var choice: Choice?

    struct Choice: Hashable {
      let place: Term
      let member: Term
    }

    /// Whether the other follows: what is one member is no other one.
    func implies(_ other: Literal) -> Bool {
      if self == other { return true }
      guard let choice, let excluded = other.choice else { return false }
      return !isNegated && other.isNegated && choice.place == excluded.place && choice.member != excluded.member
    }
  }

  init(_ lemma: Lemma, _ terms: TermBank) {
    var open = [Literal(term: lemma.body)]
    while var literal = open.popLast() {
      switch (terms[literal.term], literal.isNegated) {
      case (.not(let operand), let isNegated): open.append(Literal(term: operand, isNegated: !isNegated))
      case (.or(let operands), false): open += operands.map { Literal(term: $0) }
      case (.and(let operands), true): open += operands.map { Literal(term: $0, isNegated: true) }
      case (.implies(let left, let right), false):
        open += [Literal(term: left, isNegated: true), Literal(term: right)]
      case (.equal(let place, let member), _):
        if case .member = terms[member] { literal.choice = Literal.Choice(place: place, member: member) }
        literals.insert(literal)
      default: literals.insert(literal)
      }
    }
  }

  /// Whether each of its literals implies one of the other's.
  func implies(_ other: Clause) -> Bool {
    literals.allSatisfy { literal in other.literals.contains { literal.implies($0) } }
  }
}
