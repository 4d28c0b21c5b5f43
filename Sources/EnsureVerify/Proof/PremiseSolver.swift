import EnsureModel
import EnsureObligations
import EnsureSolver

/// A solver for one case of a step. There are many premises, and few matter: it is told one only once it has come up with
/// numbers that the premise excludes.
final class PremiseSolver {
  /// What has been told so far.
  let solver: Solver
  /// What the solver has not been told yet.
  private(set) var untold: [(premise: InductionPremise, sentence: Sentence)]
  private let bank: SentenceBank
  private let literals: [InductionPremise: Proposition]
  private var translation: SentenceTranslation

  /// How many premises the solver is told at once.
  private static let helping = 12

  /// A solver that knows the assumptions.
  ///
  /// - Parameters:
  ///   - literals: what stands for each premise; a premise without counts always.
  ///   - budget: what a check may cost, in Z3's units.
  init(
    _ bank: SentenceBank, _ assumptions: [Sentence],
    _ premises: [(premise: InductionPremise, sentence: Sentence)],
    _ literals: [InductionPremise: Proposition], _ context: SolverContext, budget: UInt32?
  ) {
    self.bank = bank
    self.literals = literals
    solver = Solver(context, budget: budget)
    translation = SentenceTranslation(context)
    untold = premises
    for sentence in assumptions { solver.assert(translation.proposition(sentence, in: bank)) }
  }

  /// What a check ends with.
  enum Outcome {
    case unsatisfiable
    case unknown
    /// There are numbers, and no premise that counts excludes them.
    case satisfiable(SolverModel, Valuation)
  }

  /// The proposition that says what the sentence says.
  func proposition(_ sentence: Sentence) -> Proposition { translation.proposition(sentence, in: bank) }

  /// Whether there are numbers for which some propositions hold.
  ///
  /// - Parameter usable: the premises that count beside those without a literal.
  func check(_ assumed: [Proposition], using usable: Set<InductionPremise> = []) -> (
    outcome: Outcome, checks: Int
  ) {
    var checks = 0
    while true {
      checks += 1
      switch solver.check(assuming: assumed) {
      case .unsatisfiable: return (.unsatisfiable, checks)
      case .unknown: return (.unknown, checks)
      case .satisfiable:
        guard let model = solver.model() else { return (.unknown, checks) }
        let numbers = bank.names.indices.map { translation.known(Unknown($0)).map(model.value) ?? 0 }
        var valuation = Valuation(bank: bank, numbers: numbers)
        if !tell(usable, against: &valuation) { return (.satisfiable(model, valuation), checks) }
      }
    }
  }

  /// Tells the solver some of the premises that its numbers contradict; false if there are none.
  private func tell(_ usable: Set<InductionPremise>, against valuation: inout Valuation) -> Bool {
    var told = 0
    untold.removeAll { premise, sentence in
      let literal = literals[premise]
      guard told < Self.helping, literal == nil || usable.contains(premise), !valuation.holds(sentence) else {
        return false
      }
      let proposition = translation.proposition(sentence, in: bank)
      solver.assert(literal.map { solver.context.implies($0, proposition) } ?? proposition)
      told += 1
      return true
    }
    return told > 0
  }
}

/// What sentences come to for given numbers.
struct Valuation {
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
