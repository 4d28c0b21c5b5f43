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
/// excludes.
final class InductionQuestion {
  /// How many premises the solver is told at once.
  private static let helping = 12

  /// What is to be shown, and that it does not hold.
  let goals: [(goal: InductionGoal, isBroken: Proposition)]
  /// Whether the answer may have changed since it was asked for.
  var isOpen = true
  private let solver: Solver
  private let bank: SentenceBank
  private var translation: SentenceTranslation
  /// What the solver has not been told yet, smallest sentences first.
  private var untold: [(premise: InductionPremise, sentence: Sentence)]
  /// What stands for the premises in the solver.
  private let literals: [InductionPremise: Proposition]

  /// A question.
  ///
  /// - Parameters:
  ///   - literals: what stands for each premise.
  ///   - budget: what a check may cost, in Z3's units.
  init(
    _ bank: SentenceBank, assumptions: [Sentence], premises: [(InductionPremise, Sentence)],
    goals: [(InductionGoal, Sentence)], _ context: SolverContext, _ literals: [InductionPremise: Proposition],
    budget: UInt32?
  ) {
    self.bank = bank
    self.literals = literals
    solver = Solver(context, budget: budget)
    translation = SentenceTranslation(context)
    untold = premises.map { (premise: $0.0, sentence: $0.1) }
    let everything = Obligation(
      bank, premises: assumptions + premises.map(\.1) + goals.map { !$0.1 }, conclusion: .no)
    // Beside what may be assumed, the definitions of everything that occurs.
    let optional = Set(premises.map(\.1) + goals.map { !$0.1 }).subtracting(assumptions)
    for sentence in everything.denial where !optional.contains(sentence) {
      solver.assert(translation.proposition(sentence, in: bank))
    }
    var broken: [(InductionGoal, Proposition)] = []
    for (goal, sentence) in goals { broken.append((goal, translation.proposition(!sentence, in: bank))) }
    self.goals = broken
  }

  /// How many questions the solver has answered.
  var checks: Int { solver.checks }

  /// How an answer ends.
  enum Answer {
    /// None of what was asked about is broken.
    case kept
    /// What is broken, by a state and a step that the premises allow.
    case broken(SolverModel)
    case unknown
  }

  /// Whether one of `broken` may come about if the premises hold.
  func ask(_ premises: [InductionPremise], _ broken: [Proposition]) -> Answer {
    let assumed = premises.compactMap { literals[$0] } + [solver.context.or(broken)]
    let usable = Set(premises)
    while true {
      switch solver.check(assuming: assumed) {
      case .unsatisfiable: return .kept
      case .unknown: return .unknown
      case .satisfiable:
        guard let model = solver.model() else { return .unknown }
        if !tell(usable, against: model) { return .broken(model) }
      }
    }
  }

  /// The premises that the last answer, which was `kept`, rests on; those that it was asked with, in their order.
  func core(of premises: [InductionPremise]) -> [InductionPremise] {
    let found = Set(solver.core())
    return premises.filter { premise in literals[premise].map(found.contains) ?? false }
  }

  /// The premises which the solver has not been told, and which its numbers contradict.
  func excluding(_ model: SolverModel) -> Set<InductionPremise> {
    var valuation = valuation(model)
    var found: Set<InductionPremise> = []
    for (premise, sentence) in untold where !found.contains(premise) && !valuation.holds(sentence) {
      found.insert(premise)
    }
    return found
  }

  private func valuation(_ model: SolverModel) -> Valuation {
    let numbers = bank.names.indices.map { translation.known(Unknown($0)).map(model.value) ?? 0 }
    return Valuation(bank: bank, numbers: numbers)
  }

  /// Tells the solver some of the premises that its numbers contradict; false if there are none.
  private func tell(_ usable: Set<InductionPremise>, against model: SolverModel) -> Bool {
    var valuation = valuation(model)
    var told = 0
    untold.removeAll { premise, sentence in
      guard told < Self.helping, usable.contains(premise), !valuation.holds(sentence),
        let literal = literals[premise]
      else { return false }
      solver.assert(solver.context.implies(literal, translation.proposition(sentence, in: bank)))
      told += 1
      return true
    }
    return told > 0
  }
}

/// What sentences come to for given numbers.
private struct Valuation {
  private let bank: SentenceBank
  /// What each unknown is.
  private let numbers: [Integer]
  private var truths: [Bool?]

  init(bank: SentenceBank, numbers: [Integer]) {
    self.bank = bank
    self.numbers = numbers
    truths = Array(repeating: nil, count: bank.nodes.count)
  }

  mutating func holds(_ sentence: Sentence) -> Bool {
    // Nothing recurs, since sentences may be deep.
    var open = [sentence.node]
    while let node = open.last {
      if truths[node] == nil {
        switch bank.nodes[node] {
        case .yes: truths[node] = true
        case .atom(let atom): truths[node] = holds(atom)
        case .and(let operands):
          if let missing = operands.first(where: { truths[$0.node] == nil }),
            !operands.contains(where: { truths[$0.node] == $0.isNegated })
          {
            open.append(missing.node)
            continue
          }
          truths[node] = operands.allSatisfy { truths[$0.node] == !$0.isNegated }
        }
      }
      open.removeLast()
    }
    return truths[sentence.node] != sentence.isNegated
  }

  private func holds(_ atom: Atom) -> Bool {
    var sum: Integer = 0
    for summand in atom.summands { sum += summand.coefficient * numbers[Int(summand.unknown.index)] }
    return sum <= atom.bound
  }
}
