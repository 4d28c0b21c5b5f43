public import EnsureObligations
public import EnsureSolver

/// Sentences of one bank as propositions of a solver. Definitions of unknowns are sentences like others: whoever uses an
/// obligation's `denial` asserts them too.
public struct SentenceTranslation {
  /// Where the propositions are made.
  public let context: SolverContext
  private var numbers: [Unknown: Number] = [:]
  /// The propositions of nodes; that of a negated node is its negation.
  private var propositions: [Int: Proposition] = [:]

  /// Nothing translated yet.
  public init(_ context: SolverContext) { self.context = context }

  /// The number that the unknown is; named by its position, since its name in the bank need not be the only one.
  public mutating func number(_ unknown: Unknown) -> Number {
    if let known = numbers[unknown] { return known }
    let number = context.makeNumber("x\(unknown.index)")
    numbers[unknown] = number
    return number
  }

  /// The number that the unknown is, if something that was translated mentions it.
  func known(_ unknown: Unknown) -> Number? { numbers[unknown] }

  /// The proposition that says what the sentence says.
  public mutating func proposition(_ sentence: Sentence, in bank: SentenceBank) -> Proposition {
    var open = [sentence.node]
    // A node is made of nodes in front of it, so that this ends; nothing recurs, since sentences may be deep.
    while let node = open.last {
      if propositions[node] == nil {
        if case .and(let operands) = bank.nodes[node] {
          let missing = operands.filter { propositions[$0.node] == nil }
          if !missing.isEmpty {
            open += missing.map(\.node)
            continue
          }
          propositions[node] = context.and(operands.map(known))
        } else {
          propositions[node] = inequality(bank.nodes[node])
        }
      }
      open.removeLast()
    }
    return known(sentence)
  }

  private func known(_ sentence: Sentence) -> Proposition {
    let proposition = propositions[sentence.node] ?? context.yes
    return sentence.isNegated ? context.not(proposition) : proposition
  }

  private mutating func inequality(_ node: SentenceBank.Node) -> Proposition {
    guard case .atom(let atom) = node else { return context.yes }
    return context.lessOrEqual(number(atom.summands), .constant(atom.bound))
  }

  /// The number that the sum is.
  mutating func number(_ sum: LinearSum) -> Number {
    context.add(number(sum.summands), .constant(sum.constant))
  }

  private mutating func number(_ summands: [LinearSum.Summand]) -> Number {
    var sum: Number = 0
    for summand in summands {
      sum = context.add(sum, context.multiply(.constant(summand.coefficient), number(summand.unknown)))
    }
    return sum
  }
}
