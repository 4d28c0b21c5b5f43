import EnsureModel
import EnsureObligations
import EnsureSolver

/// Finds the largest part of some lemmas that is inductive, by taking away what a step breaks until nothing is broken
/// (Flanagan, Leino, *Houdini, an annotation assistant for ESC/Java*, 2001).
final class Induction {
  /// The rule.
  let rule: ProofRule
  /// The lemmas that were tried.
  let lemmas: [Lemma]
  /// Those that are left, by position.
  private(set) var left: Set<Int>
  private let terms: TermBank
  private let combinations: [TotalCombination]
  private let context = SolverContext()
  /// What stands for "the lemma holds before each step".
  private let assumed: [Proposition]
  private var questions: [Question] = []
  /// What a question may cost, in Z3's units.
  private let budget: UInt32?

  /// A case of a step, with the lemmas that it may break.
  private final class Question {
    let step: ProofStep
    let solver: Solver
    /// For each lemma that is to be shown: its position, and that it does not hold behind the step.
    let goals: [(lemma: Int, isBroken: Proposition)]
    var isOpen = true

    init(_ step: ProofStep, _ solver: Solver, _ goals: [(lemma: Int, isBroken: Proposition)]) {
      self.step = step
      self.solver = solver
      self.goals = goals
    }
  }

  /// The candidates.
  ///
  /// - Throws: where a step has too many cases, or a lemma follows a path.
  init(
    _ rule: ProofRule, _ claim: ProofClaim, budget: UInt32? = 2_000_000
  ) throws(ProofRefusal) {
    self.rule = rule
    self.budget = budget
    lemmas = claim.lemmas
    terms = claim.terms
    combinations = claim.combinations
    left = Set(claim.lemmas.indices)
    let context = self.context
    assumed = claim.lemmas.indices.map { context.makeProposition("lemma\($0)") }
    for (types, positions) in claim.lemmasByTypes {
      for step in rule.steps {
        for found in try rule.cases(of: step, tracking: types, claim.terms) {
          try ask(found, positions, claim)
        }
      }
    }
  }

  private func ask(_ given: ProofCase, _ positions: [Int], _ claim: ProofClaim) throws(ProofRefusal) {
    var found = given
    var goals: [(Int, Sentence)] = []
    for position in positions {
      let lemma = claim.lemmas[position]
      let behind = found.after(lemma, at: found.tracked)
      if behind == .yes { continue }
      if found.step != .start, found.before(lemma, at: found.tracked) == behind { continue }
      goals.append((position, behind))
    }
    if goals.isEmpty { return }
    var premises: [(Int, Sentence)] = []
    if found.step != .start {
      for (position, lemma) in claim.lemmas.enumerated() {
        for tuple in found.tuples(of: claim.types(lemma.variables)) {
          let sentence = found.before(lemma, at: tuple)
          if sentence != .yes { premises.append((position, sentence)) }
        }
      }
    }
    if let refusal = found.refusal { throw refusal }
    let assumptions = found.assumptions(claim.combinations)
    let solver = Solver(context, budget: budget)
    var translation = SentenceTranslation(context)
    let bank = found.bank
    // The definitions of everything that occurs.
    let everything = Obligation(
      bank, premises: assumptions + premises.map(\.1) + goals.map { !$0.1 }, conclusion: .no)
    let named = Set(premises.map(\.1) + goals.map { !$0.1 })
    let standing = Set(assumptions)
    for sentence in everything.denial where !named.contains(sentence) || standing.contains(sentence) {
      solver.assert(translation.proposition(sentence, in: bank))
    }
    for (position, sentence) in premises {
      solver.assert(context.implies(assumed[position], translation.proposition(sentence, in: bank)))
    }
    var broken: [(Int, Proposition)] = []
    for (position, sentence) in goals {
      broken.append((position, translation.proposition(!sentence, in: bank)))
    }
    questions.append(Question(found.step, solver, broken))
  }

  /// Takes lemmas away until the rest is inductive.
  func run() {
    var order = Array(questions.indices)
    while !order.isEmpty {
      for index in order { settle(questions[index]) }
      order = questions.indices.filter { questions[$0].isOpen }
    }
  }

  /// Takes away what this case breaks. Afterwards the case is closed; every other one that relied on something taken away
  /// is open again.
  private func settle(_ question: Question) {
    question.isOpen = false
    while true {
      let goals = question.goals.filter { left.contains($0.lemma) }
      if goals.isEmpty { return }
      let isBroken = context.or(goals.map(\.isBroken))
      let outcome = question.solver.check(assuming: left.sorted().map { assumed[$0] } + [isBroken])
      var removed: Set<Int> = []
      switch outcome {
      case .unsatisfiable: return
      case .satisfiable:
        guard let model = question.solver.model() else { return }
        removed = Set(goals.filter { model.holds($0.isBroken) }.map(\.lemma))
      case .unknown:
        // One by one: what the solver does not know of is taken away.
        for goal in goals {
          let answer = question.solver.check(assuming: left.sorted().map { assumed[$0] } + [goal.isBroken])
          if answer != .unsatisfiable { removed.insert(goal.lemma) }
        }
      }
      if removed.isEmpty { removed = Set(goals.map(\.lemma)) }
      left.subtract(removed)
      for other in questions where other !== question { other.isOpen = true }
    }
  }

  /// Lemmas that together are inductive and contain the given ones, few of them; nil if the given ones are not all left.
  func core(of goals: [Int]) -> [Int]? {
    guard goals.allSatisfy(left.contains) else { return nil }
    var needed = Set(goals)
    var open = goals
    while let next = open.first {
      open.removeFirst()
      for question in questions {
        for goal in question.goals where goal.lemma == next {
          for lemma in premises(of: goal.isBroken, in: question, knowing: needed) where needed.insert(lemma).inserted {
            open.append(lemma)
          }
        }
      }
    }
    return needed.sorted()
  }

  /// Lemmas from which it follows that a goal is not broken; those that are needed anyway, if they are enough.
  private func premises(of isBroken: Proposition, in question: Question, knowing needed: Set<Int>) -> Set<Int> {
    if case .unsatisfiable = question.solver.check(assuming: needed.sorted().map { assumed[$0] } + [isBroken]) {
      return []
    }
    var core = left.sorted()
    guard case .unsatisfiable = question.solver.check(assuming: core.map { assumed[$0] } + [isBroken]) else {
      return left
    }
    let found = Set(question.solver.core())
    core = core.filter { found.contains(assumed[$0]) }
    // One by one: what can be left out is left out, beginning with what is not needed yet.
    for lemma in core.sorted(by: { needed.contains($0) == needed.contains($1) ? $0 > $1 : needed.contains($1) }) {
      let rest = core.filter { $0 != lemma }
      if case .unsatisfiable = question.solver.check(assuming: rest.map { assumed[$0] } + [isBroken]) {
        core = rest
      }
    }
    return Set(core)
  }
}
