import EnsureModel
import EnsureObligations
import EnsureSolver

/// Finds the largest part of some lemmas that is inductive, by taking away what a step breaks until nothing is broken
/// (Flanagan, Leino, *Houdini, an annotation assistant for ESC/Java*, 2001).
final class Houdini {
  /// How many instances of lemmas there are at most, unless somebody says otherwise.
  static let usualLimit = 300_000
  private let limit: Int
  private var instances = 0
  /// What is tried.
  let claim: ProofClaim
  /// The lemmas that are left, by position.
  private(set) var left: Set<Int>
  /// Which consequence has to hold for each combination.
  private var combinationGoals: [Int: [Int]] = [:]
  private let rule: ProofRule
  private let frame: StepFrame
  private let context = SolverContext()
  /// What stands for "the lemma holds before each step" and "the combination may be used".
  private var assumed: [InductionPremise: Proposition] = [:]
  private var questions: [InductionQuestion] = []
  private var impossible = ImpossibleCases<InductionPremise>()
  /// What it rests on that a question's case breaks nothing that is left, for those that need not be asked again.
  private var bases: [ObjectIdentifier: Set<InductionPremise>] = [:]
  private var consequences: [InductionQuestion] = []
  /// What a check may cost, in Z3's units.
  private let budget: UInt32?
  /// The lemmas that steps are asked about; all of them if nil.
  private let goals: Set<Int>?

  /// The candidates.
  ///
  /// - Parameter goals: the lemmas of which it is asked whether steps keep them; all of them if nil.
  /// - Throws: where a step has too many cases, or a lemma follows a path.
  init(
    _ rule: ProofRule, _ claim: ProofClaim, limit: Int, budget: UInt32? = 2_000_000, goals: Set<Int>? = nil
  ) throws(ProofRefusal) {
    self.goals = goals
    self.rule = rule
    frame = StepFrame(claim, rule)
    self.limit = limit
    self.claim = claim
    self.budget = budget
    left = Set(claim.lemmas.indices)
    for position in claim.lemmas.indices { assumed[.lemma(position)] = context.makeProposition("lemma") }
    for position in claim.combinations.indices {
      assumed[.combination(position)] = context.makeProposition("combination")
    }
    // What does not hold at first is out before anybody asks what steps do to it, which is much more work.
    try ask(about: [.start])
    for question in questions { settle(question) }
    try ask(about: rule.steps.filter { $0 != .start })
  }

  private func ask(about steps: [ProofStep]) throws(ProofRefusal) {
    for group in rule.groups(of: claim) {
      let positions = group.lemmas.filter { left.contains($0) && goals?.contains($0) ?? true }
      if positions.isEmpty { continue }
      for step in steps {
        let touched = frame.lemmas(positions, touchedBy: step)
        if touched.isEmpty { continue }
        for found in try rule.cases(of: step, tracking: group.types, claim, isObserved: group.isObserved) {
          if let question = try preservation(found, touched) { questions.append(question) }
        }
      }
    }
  }

  // MARK: Questions

  /// Which lemmas a step breaks; nil if none that could be.
  private func preservation(_ given: ProofCase, _ positions: [Int]) throws(ProofRefusal) -> InductionQuestion? {
    var found = given
    var goals: [(InductionGoal, Sentence)] = []
    for position in positions {
      let lemma = claim.lemmas[position]
      let behind = found.after(lemma, at: found.tracked)
      if behind == .yes { continue }
      if found.step != .start, found.before(lemma, at: found.tracked) == behind { continue }
      goals.append((.lemma(position), behind))
    }
    return goals.isEmpty ? nil : try question(&found, goals)
  }

  private func question(_ found: inout ProofCase, _ goals: [(InductionGoal, Sentence)]) throws(ProofRefusal)
    -> InductionQuestion
  {
    var premises: [(InductionPremise, Sentence)] = []
    if found.step != .start {
      for (position, lemma) in claim.lemmas.enumerated() where left.contains(position) {
        for sentence in found.instances(of: lemma) { premises.append((.lemma(position), sentence)) }
      }
      for (position, combination) in claim.combinations.enumerated() {
        for bound in found.bounds(of: combination) { premises.append((.combination(position), bound)) }
      }
    }
    if let refusal = found.refusal { throw refusal }
    instances += premises.count
    if instances > limit { throw .tooManyCases(found.step) }
    let assumptions = found.assumptions()
    return InductionQuestion(
      found, assumptions: assumptions, premises: premises, goals: goals, context, assumed, budget: budget)
  }

  /// Asks for something that has to follow from the lemmas: a sentence in each of some cases. Returns what it is called.
  func require(_ cases: [ProofCase], _ sentence: (inout ProofCase) -> Sentence) throws(ProofRefusal) -> [Int] {
    var names: [Int] = []
    for given in cases {
      var found = given
      let conclusion = sentence(&found)
      if conclusion == .yes { continue }
      names.append(consequences.count)
      consequences.append(try question(&found, [(.consequence(consequences.count), conclusion)]))
    }
    return names
  }

  /// The lemmas that are left, and of which it is known what keeps them.
  var asked: Set<Lemma> {
    Set(left.filter { goals?.contains($0) ?? true }.map { claim.lemmas[$0] })
  }

  /// Whether a consequence follows from the lemmas that are left.
  func follows(_ consequence: Int) -> Bool {
    let question = consequences[consequence]
    guard case .kept = question.ask(premises) else { return false }
    return true
  }

  /// Says that a combination may be used only if these consequences hold.
  func condition(_ combination: Int, on consequences: [Int]) { combinationGoals[combination] = consequences }

  /// Whether no step breaks these of the goals if all that is left holds before.
  func keeps(_ lemmas: Set<Int>) -> Bool {
    if !left.isSuperset(of: lemmas) { return false }
    return questions.allSatisfy { question in
      let goals = question.positions(of: lemmas)
      if goals.isEmpty { return true }
      defer { question.close() }
      guard case .kept = question.ask(premises, breaking: goals) else { return false }
      return true
    }
  }

  /// How many questions the solver has answered.
  var checks: Int { (questions + consequences).reduce(0) { $0 + $1.checks } }

  /// All that an answer may rest on.
  private var premises: [InductionPremise] {
    left.sorted().map { .lemma($0) } + claim.combinations.indices.map { .combination($0) }
  }

  // MARK: Houdini

  /// Takes lemmas away until the rest is inductive.
  func run() {
    var open = questions
    while !open.isEmpty {
      for question in open { settle(question) }
      open = questions.filter { bases[ObjectIdentifier($0)] == nil }
    }
  }

  /// Does without lemmas that follow from others that are left, on their face.
  ///
  /// - Parameter needed: lemmas that stay in any case.
  func leaveOutImplied(but needed: [Lemma]) {
    let positions = left.sorted()
    let implied = claim.terms.implied(positions.map { claim.lemmas[$0] }).map { positions[$0] }
    left.subtract(implied.filter { !needed.contains(claim.lemmas[$0]) })
  }

  /// Takes away what this case breaks. Afterwards it is known what it rests on that nothing is broken; every other case that
  /// rests on something that was taken away has to be looked at again.
  private func settle(_ question: InductionQuestion) {
    var basis: Set<InductionPremise> = []
    while true {
      let goals = question.positions(of: left)
      if goals.isEmpty { break }
      basis = []
      var removed: Set<Int> = []
      let premises = self.premises
      let reason = impossible.reason(question.step) { isLeft($0) && question.isExcluded(by: $0) }
      if let reason {
        basis = reason
        break
      }
      switch question.ask(premises, breaking: goals) {
      case .kept:
        basis.formUnion(question.core(of: premises))
        impossible.note(question.step, basis, excludes: question.isExcluded)
      case .broken(let counterexample):
        removed = question.lemmas(at: counterexample.goals).intersection(left)
        if removed.isEmpty { removed = question.lemmas(at: goals) }
      case .unknown:
        // One by one: what the solver does not know of is taken away.
        for goal in goals {
          if case .kept = question.ask(premises, breaking: [goal]) {
            basis.formUnion(question.core(of: premises))
          } else {
            removed.formUnion(question.lemmas(at: [goal]))
          }
        }
      }
      if removed.isEmpty { break }
      left.subtract(removed)
      let gone = Set(removed.map { InductionPremise.lemma($0) })
      bases = bases.filter { $0.value.isDisjoint(with: gone) }
    }
    question.close()
    bases[ObjectIdentifier(question)] = basis
  }

  private func isLeft(_ premises: Set<InductionPremise>) -> Bool {
    premises.allSatisfy { if case .lemma(let lemma) = $0 { left.contains(lemma) } else { true } }
  }

  // MARK: Cores

  /// Few lemmas and combinations that together are inductive, contain the given lemmas, and have the given consequences;
  /// nil if there are none among those that are left.
  func core(of lemmas: [Int], and wanted: [Int]) -> (lemmas: [Int], combinations: [Int])? {
    guard lemmas.allSatisfy(left.contains) else { return nil }
    var needed = Set(lemmas.map { InductionPremise.lemma($0) })
    var open = lemmas.map { InductionGoal.lemma($0) } + wanted.map { InductionGoal.consequence($0) }
    var next = 0
    while next < open.count {
      let goal = open[next]
      next += 1
      var asked = questions
      var isOfCombination = false
      if case .consequence(let name) = goal {
        asked = [consequences[name]]
        isOfCombination = combinationGoals.values.contains { $0.contains(name) }
      }
      for question in asked {
        for position in question.goals.indices where question.goals[position] == goal {
          defer { question.close() }
          let found = premises(of: position, in: question, knowing: needed, withCombinations: !isOfCombination)
          guard let premises = found else { return nil }
          for premise in premises where needed.insert(premise).inserted {
            switch premise {
            case .lemma(let lemma): open.append(.lemma(lemma))
            case .combination(let combination):
              open += (combinationGoals[combination] ?? []).map { .consequence($0) }
            }
          }
        }
      }
    }
    var found: (lemmas: [Int], combinations: [Int]) = ([], [])
    for premise in needed {
      switch premise {
      case .lemma(let lemma): found.lemmas.append(lemma)
      case .combination(let combination): found.combinations.append(combination)
      }
    }
    return (found.lemmas.sorted(), found.combinations.sorted())
  }

  /// What it follows from that a goal is not broken; nothing if what is needed anyway is enough. Nil if it does not follow.
  ///
  /// - Parameter withCombinations: whether bounds of totals may be used: not to show that they may be.
  private func premises(
    of goal: Int, in question: InductionQuestion, knowing known: Set<InductionPremise>, withCombinations: Bool
  ) -> [InductionPremise]? {
    let needed = withCombinations ? known : known.filter { if case .lemma = $0 { true } else { false } }
    func suffices(_ premises: [InductionPremise]) -> Bool {
      if case .kept = question.ask(premises, breaking: [goal]) { true } else { false }
    }
    if question.isRefuted(needed, breaking: goal) { return [] }
    if suffices(order(needed)) { return [] }
    let all = order(
      Set(
        left.map { InductionPremise.lemma($0) }
          + (withCombinations ? claim.combinations.indices : 0..<0).map { InductionPremise.combination($0) }))
    guard suffices(all) else { return nil }
    var core = question.core(of: all)
    // What can be left out is left out, beginning with what is not needed yet.
    for premise in core.reversed().sorted(by: { !needed.contains($0) && needed.contains($1) }) {
      let rest = core.filter { $0 != premise }
      if suffices(rest) { core = rest }
    }
    return core
  }

  private func order(_ premises: Set<InductionPremise>) -> [InductionPremise] {
    premises.sorted { left, right in
      switch (left, right) {
      case (.lemma(let left), .lemma(let right)), (.combination(let left), .combination(let right)):
        left < right
      case (.lemma, .combination): true
      case (.combination, .lemma): false
      }
    }
  }
}

extension InductionQuestion {
  /// Where some lemmas stand among the goals.
  fileprivate func positions(of lemmas: Set<Int>) -> [Int] {
    goals.indices.filter { position in
      guard case .lemma(let lemma) = goals[position] else { return false }
      return lemmas.contains(lemma)
    }
  }

  /// The lemmas that stand there.
  fileprivate func lemmas(at positions: [Int]) -> Set<Int> {
    var found: Set<Int> = []
    for position in positions {
      if case .lemma(let lemma) = goals[position] { found.insert(lemma) }
    }
    return found
  }
}
