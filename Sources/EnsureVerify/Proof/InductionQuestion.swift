import EnsureModel
import EnsureObligations
import EnsureSolver

/// What a question about a case of a step asks.
enum InductionGoal: Hashable {
  /// That the lemma with this position holds behind the step.
  case lemma(Int)
  /// Something that has to follow from the lemmas in every state.
  case consequence(Int)
}

/// What an answer may rest on.
enum InductionPremise: Hashable {
  case lemma(Int)
  case combination(Int)
}

/// A case of a step, with what it may break.
///
/// There are many premises, and few matter: the solver is told one only once it has come up with numbers that the premise
/// excludes. There are many questions too, and a solver for each takes more memory than everything else: it is made when
/// it is needed, and may be let go of at any time.
final class InductionQuestion {
  /// The step.
  let step: ProofStep
  /// What is to be shown.
  let goals: [InductionGoal]
  /// How many questions the solver has answered.
  private(set) var checks = 0
  private let bank: SentenceBank
  /// What is assumed whatever is asked: the case itself, and the definitions of everything that occurs.
  private let assumptions: [Sentence]
  private let premises: [(premise: InductionPremise, sentence: Sentence)]
  /// That a goal does not hold, for each goal.
  private let denials: [Sentence]
  private let context: SolverContext
  /// What stands for the premises in the solver.
  private let literals: [InductionPremise: Proposition]
  private let budget: UInt32?
  private var session: Session?

  /// A question.
  ///
  /// - Parameters:
  ///   - literals: what stands for each premise.
  ///   - budget: what a check may cost, in Z3's units.
  init(
    _ found: ProofCase, assumptions: [Sentence], premises: [(InductionPremise, Sentence)],
    goals: [(InductionGoal, Sentence)], _ context: SolverContext, _ literals: [InductionPremise: Proposition],
    budget: UInt32?
  ) {
    step = found.step
    bank = found.bank
    self.premises = premises.map { (premise: $0.0, sentence: $0.1) }
    self.goals = goals.map(\.0)
    denials = goals.map { !$0.1 }
    self.context = context
    self.literals = literals
    self.budget = budget
    let everything = Obligation(bank, premises: assumptions + premises.map(\.1) + denials, conclusion: .no)
    let optional = Set(premises.map(\.1) + denials).subtracting(assumptions)
    self.assumptions = everything.denial.filter { !optional.contains($0) }
  }

  /// How an answer ends.
  enum Answer {
    /// None of what was asked about is broken.
    case kept
    /// What is broken, by a state and a step that the premises allow.
    case broken(Counterexample)
    case unknown
  }

  /// A state and a step that break something.
  struct Counterexample {
    /// The positions of the goals that are broken.
    let goals: [Int]
    /// What the sentences come to there.
    fileprivate let valuation: Valuation
  }

  /// Whether one of the goals may be broken if the premises hold.
  ///
  /// - Parameter asked: the positions of the goals; all of them if nil.
  func ask(_ premises: [InductionPremise], breaking asked: [Int]? = nil) -> Answer {
    let session = opened()
    let broken = (asked ?? Array(goals.indices)).map { session.denials[$0] }
    let assumed = premises.compactMap { literals[$0] } + [context.or(broken)]
    let answer = session.solver.check(assumed, using: Set(premises))
    checks += answer.checks
    switch answer.outcome {
    case .unsatisfiable: return .kept
    case .unknown: return .unknown
    case .satisfiable(let model, let valuation):
      let found = goals.indices.filter { model.holds(session.denials[$0]) }
      return .broken(Counterexample(goals: found, valuation: valuation))
    }
  }

  /// The premises that the last answer, which was `kept`, rests on; those that it was asked with, in their order.
  func core(of premises: [InductionPremise]) -> [InductionPremise] {
    let found = Set(session?.solver.solver.core() ?? [])
    return premises.filter { premise in literals[premise].map(found.contains) ?? false }
  }

  /// The premises which the solver has not been told, and which a counterexample contradicts.
  func excluding(_ counterexample: Counterexample) -> Set<InductionPremise> {
    var valuation = counterexample.valuation
    var found: Set<InductionPremise> = []
    for (premise, sentence) in session?.solver.untold ?? []
    where !found.contains(premise) && !valuation.holds(sentence) {
      found.insert(premise)
    }
    return found
  }

  /// Whether some premises keep a goal from being broken, as far as a short search for a refutation tells.
  func isRefuted(_ premises: Set<InductionPremise>, breaking goal: Int) -> Bool {
    let told = self.premises.filter { premises.contains($0.premise) }.map(\.sentence)
    let obligation = Obligation(bank, premises: assumptions + told, conclusion: !denials[goal])
    return Refuter.refutes(obligation)
  }

  /// Whether some premises exclude the case, as far as a short search tells.
  func isExcluded(by premises: Set<InductionPremise>) -> Bool {
    let told = self.premises.filter { premises.contains($0.premise) }.map(\.sentence)
    return Refuter.refutes(Obligation(bank, premises: assumptions + told, conclusion: .no))
  }

  /// Lets go of the solver; the next question makes a new one.
  func close() { session = nil }

  private func opened() -> Session {
    if let session { return session }
    let solver = PremiseSolver(bank, assumptions, premises, literals, context, budget: budget)
    let session = Session(solver: solver, denials: denials.map { solver.proposition($0) })
    self.session = session
    return session
  }

  /// A solver with what it has been told.
  private struct Session {
    let solver: PremiseSolver
    /// That a goal does not hold, for each goal.
    let denials: [Proposition]
  }
}
