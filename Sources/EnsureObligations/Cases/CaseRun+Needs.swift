import EnsureModel

/// One of the conditions that a step needs.
package struct StepNeed: Sendable {
  /// The position among the move's guards, with its commits behind them.
  package let position: Int
  /// The position among the conditions that the guard or commit joins by `and`.
  package let part: Int
  /// What may be assumed because of it.
  package let sentence: Sentence
}

extension CaseRun {
  /// Takes a guard or a commit into account. Where values are asked for, it counts only for what stands behind it.
  mutating func need(_ term: Term, at position: Int, _ frame: inout Frame) {
    guard needs != nil else {
      if defects == nil { assume(permits(term, &frame)) } else { path.append(truth(term, &frame)) }
      return
    }
    for (part, term) in terms.conjuncts(term).enumerated() {
      var sentence: Sentence
      if defects == nil {
        sentence = permits(term, &frame)
      } else {
        // A switch stands for it in the path; that the switch means the condition is the need.
        let holds = bank.holds(LinearSum(bank.makeUnknown("need")))
        sentence = bank.implies(holds, truth(term, &frame))
        path.append(holds)
      }
      needs?.append(StepNeed(position: position, part: part, sentence: sentence))
    }
  }
}
