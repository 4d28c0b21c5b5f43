/// What has to be shown: that a sentence follows from others, for all integers that the unknowns may stand for.
///
/// It is valid if its `denial` has no solution.
public struct Obligation: Sendable {
  /// The sentences that the obligation is made of.
  public let bank: SentenceBank
  /// What may be assumed.
  public let premises: [Sentence]
  /// What has to follow.
  public let conclusion: Sentence

  /// That the conclusion follows from the premises.
  public init(_ bank: SentenceBank, premises: [Sentence], conclusion: Sentence) {
    self.bank = bank
    self.premises = premises
    self.conclusion = conclusion
  }

  /// The premises, the negated conclusion, and the definitions of all unknowns that occur: sentences that have no
  /// solution together if the obligation is valid. In this order, each once.
  public var denial: [Sentence] {
    var sentences: [Sentence] = []
    var isIncluded = Array(repeating: false, count: 2 * bank.nodes.count)
    isIncluded[Int(Sentence.yes.code)] = true
    var isVisited = Array(repeating: false, count: bank.nodes.count)
    var isKnown = Array(repeating: false, count: bank.names.count)
    var next = 0
    func include(_ sentence: Sentence) {
      if isIncluded[Int(sentence.code)] { return }
      isIncluded[Int(sentence.code)] = true
      sentences.append(sentence)
    }
    for premise in premises { include(premise) }
    include(!conclusion)
    while next < sentences.count {
      var open = [sentences[next].node]
      next += 1
      while let node = open.popLast() {
        if isVisited[node] { continue }
        isVisited[node] = true
        switch bank.nodes[node] {
        case .yes: continue
        case .and(let operands): for operand in operands { open.append(operand.node) }
        case .atom(let atom):
          for summand in atom.summands where !isKnown[Int(summand.unknown.index)] {
            isKnown[Int(summand.unknown.index)] = true
            for definition in bank.definitions[Int(summand.unknown.index)] { include(definition) }
          }
        }
      }
    }
    return sentences
  }
}
