import EnsureObligations
import EnsureSolver

extension ProofRule {
  /// Whether what is asked in each of some cases follows from lemmas.
  ///
  /// - Parameters:
  ///   - budget: what a check may cost, in Z3's units.
  ///   - checks: counts the questions that the solver has answered.
  func holds(
    _ cases: [ProofCase], of goal: ProofGoal, given lemmas: [Lemma], _ context: SolverContext, budget: UInt32,
    _ checks: inout Int
  ) throws(ProofRefusal) -> Bool {
    for var found in cases {
      let conclusion = found.conclusion(of: goal)
      if conclusion == .yes { continue }
      let question = try PlaceQuestion(&found, lemmas, [conclusion], context, budget: budget)
      question.require(!conclusion)
      let answer = question.next()
      checks += question.checks
      guard case .none = answer else { return false }
    }
    return true
  }
}

/// Which of some sentences may hold together in a case, while lemmas hold before it.
final class PlaceQuestion {
  /// How many questions the solver has answered.
  private(set) var checks = 0
  private let solver: PremiseSolver
  private let context: SolverContext
  private let propositions: [Proposition]

  /// What a solver says.
  enum Answer {
    /// There is nothing else.
    case none
    case unknown
    /// For each sentence whether it holds.
    case some([Bool])
  }

  /// A question about a case.
  ///
  /// - Parameters:
  ///   - required: what may be required to hold or not to hold, beside the sentences.
  ///   - budget: what a check may cost, in Z3's units.
  init(
    _ found: inout ProofCase, _ lemmas: [Lemma], _ sentences: [Sentence], requiring required: [Sentence] = [],
    _ context: SolverContext, budget: UInt32
  ) throws(ProofRefusal) {
    self.context = context
    var premises: [(premise: InductionPremise, sentence: Sentence)] = []
    for (position, sentence) in found.premises(ProofClaim(terms: found.terms, lemmas: lemmas)).enumerated() {
      premises.append((.lemma(position), sentence))
    }
    if let refusal = found.refusal { throw refusal }
    let certain = found.assumptions()
    let open = premises.map(\.sentence) + sentences + required
    let everything = Obligation(found.bank, premises: certain + open, conclusion: .no)
    let optional = Set(open).subtracting(certain)
    let assumptions = everything.denial.filter { !optional.contains($0) }
    solver = PremiseSolver(found.bank, assumptions, premises, [:], context, budget: budget)
    propositions = sentences.map { [solver] in solver.proposition($0) }
  }

  /// Has a sentence hold in all that follows; it is one of those that the question was made for.
  func require(_ sentence: Sentence) { solver.solver.assert(solver.proposition(sentence)) }

  /// Has the first of the sentences hold just as one of some rows says.
  func requireOne(of rows: [[Bool]]) {
    let ways = rows.map { row in context.and(zip(propositions, row).map { $1 ? $0 : context.not($0) }) }
    solver.solver.assert(context.or(ways))
  }

  /// Has two groups of sentences, taken one by one, differ; or one of others not hold.
  func requireChange(from left: Range<Int>, to right: Range<Int>, or others: [Sentence]) {
    let differences = zip(left, right).map { context.not(context.same(propositions[$0], propositions[$1])) }
    solver.solver.assert(context.or(differences + others.map { context.not(solver.proposition($0)) }))
  }

  /// Something that is possible and has not been excluded.
  func next() -> Answer {
    let (outcome, checks) = solver.check([])
    self.checks += checks
    switch outcome {
    case .unsatisfiable: return .none
    case .unknown: return .unknown
    case .satisfiable(let model, _): return .some(propositions.map(model.holds))
    }
  }

  /// Excludes that just these hold.
  func exclude(_ values: [Bool]) {
    let differs = zip(propositions, values).map { $1 ? context.not($0) : $0 }
    solver.solver.assert(context.or(differs))
  }
}
