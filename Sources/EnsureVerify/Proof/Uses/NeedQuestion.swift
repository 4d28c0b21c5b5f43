import EnsureKernel
import EnsureModel
import EnsureObligations

/// An obligation of a case of a step, of which it is asked what the step needs for it.
struct NeedQuestion {
  private let bank: SentenceBank
  /// What may be assumed anyway.
  private let premises: [Sentence]
  /// What may be assumed because of conditions of the step, each with the number of its condition.
  private let needs: [(number: Int, sentence: Sentence)]
  private let conclusion: Sentence
  /// Conditions that are enough; nil if not even all of them are known to be.
  private(set) var core: Set<Int>?

  /// A question that has not been asked yet.
  ///
  /// - Parameter free: the numbers of conditions that are no choice of the spec, so that they are assumed anyway.
  init(
    _ bank: SentenceBank, premises: [Sentence], needs: [(number: Int, sentence: Sentence)], free: Set<Int>,
    conclusion: Sentence
  ) {
    self.bank = bank
    self.premises = premises + needs.filter { free.contains($0.number) }.map(\.sentence)
    self.needs = needs.filter { !free.contains($0.number) && $0.sentence != .yes }
    self.conclusion = conclusion
  }

  /// Whether the conditions with these numbers are enough. If so, those of them on which the refutation rests are the core.
  mutating func isShown(with allowed: (Int) -> Bool) -> Bool {
    if conclusion == .yes || premises.contains(conclusion) {
      core = []
      return true
    }
    var bank = self.bank
    var switches: [Unknown: Int] = [:]
    var conditions: [Sentence] = []
    // A switch for each condition, so that a refutation which rests on the condition rests on its switch being on.
    for (number, sentence) in needs where allowed(number) {
      let unknown = bank.makeUnknown("switch")
      let isOn = bank.holds(LinearSum(unknown))
      switches[unknown] = number
      conditions += [isOn, bank.implies(isOn, sentence)]
    }
    let form = ClauseForm(Obligation(bank, premises: premises + conditions, conclusion: conclusion))
    guard let clauses = Refuter.core(of: form) else { return false }
    core = Set(
      clauses.compactMap { position in
        let clause = form.clauses[position]
        guard clause.count == 1, let atom = form.atoms[clause[0].proposition], atom.summands.count == 1 else {
          return nil
        }
        return switches[atom.summands[0].unknown]
      })
    return true
  }
}
