public import EnsureObligations

/// The denial of an obligation as clauses: disjunctions of literals that have to hold together.
///
/// Every solution of the denial makes all clauses true, if an auxiliary proposition is read as the conjunction that it
/// stands for. So clauses that contradict each other show that the denial has no solution. (The converse holds as well,
/// but nothing rests on it: an auxiliary proposition implies its conjunction and need not follow from it; Plaisted and
/// Greenbaum, *A Structure-preserving Clause Form Translation*, 1986.)
public struct ClauseForm: Sendable {
  /// For each proposition its inequality; nil for an auxiliary one.
  public private(set) var atoms: [Atom?] = []
  /// The clauses; in each the literals ascend, and no two are the same or each other's negation.
  public private(set) var clauses: [[Literal]] = []
  /// How many unknowns the obligation has: atoms speak of those in front.
  public let unknowns: Int

  private let bank: SentenceBank
  /// The proposition of each node; -1 for one that has none.
  private var propositions: [Int]
  /// The conjunctions that have a proposition which has no clauses yet.
  private var undefined: [Sentence] = []

  /// The clauses of the obligation's denial. Propositions are numbered in the order in which they are met.
  public init(_ obligation: Obligation) {
    bank = obligation.bank
    unknowns = obligation.bank.names.count
    propositions = Array(repeating: -1, count: obligation.bank.nodes.count)
    for sentence in obligation.denial { require(sentence, unless: []) }
    var next = 0
    while next < undefined.count {
      let conjunction = undefined[next]
      next += 1
      require(conjunction, unless: [!literal(conjunction)])
    }
  }

  /// The clauses for: the sentence holds, or one of the literals does.
  private mutating func require(_ sentence: Sentence, unless literals: [Literal]) {
    if !sentence.isNegated, case .and(let operands) = bank[sentence] {
      for operand in operands { require(operand, unless: literals) }
    } else {
      addClause(sentence, literals)
    }
  }

  private mutating func addClause(_ sentence: Sentence, _ literals: [Literal]) {
    var clause = literals
    var open = [sentence]
    while let disjunct = open.popLast() {
      switch bank[disjunct] {
      case .yes:
        if !disjunct.isNegated { return }
      case .and(let operands) where disjunct.isNegated:
        open += operands.reversed().map { !$0 }
      case .atom, .and:
        clause.append(literal(disjunct))
      }
    }
    clause.sort { $0.code < $1.code }
    var different: [Literal] = []
    for literal in clause where literal != different.last {
      // A literal and its negation are neighbours: such a clause says nothing.
      if different.last == !literal { return }
      different.append(literal)
    }
    clauses.append(different)
  }

  /// The literal for an inequality, a negated one, or a conjunction.
  private mutating func literal(_ sentence: Sentence) -> Literal {
    let known = propositions[sentence.node]
    if known >= 0 { return Literal(known, isNegated: sentence.isNegated) }
    let proposition = atoms.count
    propositions[sentence.node] = proposition
    if case .atom(let atom) = bank[sentence] {
      atoms.append(atom)
    } else {
      atoms.append(nil)
      undefined.append(sentence)
    }
    return Literal(proposition, isNegated: sentence.isNegated)
  }
}
