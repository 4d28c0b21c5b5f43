import EnsureModel
import EnsureObligations
import EnsureSolver

/// What of a counterexample to induction matters: few conditions of its state and its step from which the step, wherever
/// it can be taken, breaks the property.
struct GeneralState {
  typealias Fact = StateFacts.Fact

  let counterexample: Counterexample
  let any: AnyStep
  let subjects: StepSubjects
  /// All conditions of one opposite pair, the one that holds first.
  let conditions: [(holds: Fact, fails: Fact)]
  /// The conditions that are enough.
  let decisive: [Fact]
  /// What else lets the step be taken: members, references, what is nowhere.
  let circumstances: [Fact]
  let terms: TermBank

  /// How many circumstances are told.
  private static let manyCircumstances = 2

  /// nil if the words of the spec do not tell what matters.
  init?(_ found: Counterexample, _ any: AnyStep) {
    counterexample = found
    self.any = any
    let encoding = any.encoding
    let cone = Cone(of: found.property, in: encoding.world)
    let property = encoding.system.properties[found.property.index]
    var terms = encoding.world.bank
    subjects = StepSubjects(
      property, found.values, any.unrolling.grounds[found.ground], found.step, encoding.world, any.layout, cone,
      &terms)
    let environment = subjects.environment
    var facts = StateFacts(encoding.world, cone, subjects, found.property, terms)
    let pairs = facts.conditions()
    let absences = facts.absences(cone)
    let reader = any.interpreter.reading(facts.terms)
    let constants = facts.constants { try? reader.evaluate($0, in: found.state, environment) }
    self.terms = facts.terms
    encoding.read(facts.terms)
    let judge = any.interpreter
    func holds(_ fact: Fact) -> Bool { (try? judge.evaluate(fact.term, in: found.state, environment)) == 1 }
    conditions = pairs.compactMap { pair in
      if holds(pair.yes) { return (pair.yes, pair.no) }
      return holds(pair.no) ? (pair.no, pair.yes) : nil
    }
    let reduction = Reduction(found, any, subjects)
    let all = conditions.map(\.holds) + constants.filter(holds)
    var best: [Fact]?
    for tier in [StateFacts.Tier.comparison, .sum, .remainder, .constant] {
      let reduced = reduction.reduced(all.filter { $0.tier <= tier })
      guard let reduced else { continue }
      if best.map({ reduced.count < $0.count }) ?? true { best = reduced }
      // What takes one number is said no better with more of them.
      if tier >= .sum || reduced.count(where: { $0.tier != .discrete }) <= 1 { break }
    }
    guard let best else { return nil }
    decisive = best
    let chosen = Set(best.map(\.term))
    let named = best.reduce(into: Set<VariableID>()) { $0.formUnion($1.subjects) }
    let (members, others) = Self.split(conditions.map(\.holds).filter { $0.tier == .discrete }, facts.terms)
    let candidates = (members + absences.filter(holds) + others).filter {
      !chosen.contains($0.term) && $0.subjects.isSubset(of: named) && !$0.subjects.isEmpty
    }
    circumstances = reduction.implied(candidates, by: best, atMost: Self.manyCircumstances)
  }

  /// Which members something is, which says most; and the rest.
  private static func split(_ facts: [Fact], _ terms: TermBank) -> (members: [Fact], others: [Fact]) {
    func isMember(_ fact: Fact) -> Bool {
      guard case .equal(_, let right) = terms[fact.term], case .member = terms[right] else { return false }
      return true
    }
    return (facts.filter(isMember), facts.filter { !isMember($0) })
  }

  /// The question.
  func question(_ suggestion: (OpenQuestion.Suggestion, TermBank)?) -> OpenQuestion {
    let facts = decisive + circumstances
    let spoken = facts.reduce(into: Set<VariableID>()) { $0.formUnion($1.subjects) }
    let suggested = Set(suggestion?.0.variables ?? [])
    let told = subjects.all.filter {
      $0.isInvolved || spoken.contains($0.variable) || suggested.contains($0.variable)
    }
    return OpenQuestion(
      property: counterexample.property, threats: any.encoding.world.threats, scope: any.layout.scope,
      state: counterexample.state, step: counterexample.step, values: counterexample.values,
      terms: suggestion?.1 ?? terms,
      subjects: told.map { OpenQuestion.Subject(variable: $0.variable, value: $0.value) },
      facts: facts.map(\.term), decisive: decisive.count, suggestion: suggestion?.0)
  }
}

/// Takes conditions away as long as the rest is enough.
private struct Reduction {
  typealias Fact = StateFacts.Fact

  let found: Counterexample
  let any: AnyStep
  let subjects: StepSubjects
  private let taken: Proposition

  init(_ found: Counterexample, _ any: AnyStep, _ subjects: StepSubjects) {
    self.found = found
    self.any = any
    self.subjects = subjects
    taken = any.unrolling.layers[0].taken[found.ground] ?? any.encoding.context.yes
  }

  /// A proposition that can be assumed for a condition of the state before the step.
  private func literal(_ term: Term, is wanted: Bool = true) -> Proposition {
    var evaluator = any.evaluator(at: 0)
    let context = any.encoding.context
    let layer = any.unrolling.layers[0]
    for subject in subjects.all {
      let sort = any.encoding.world.bank.variables[subject.variable.index].type.sort
      if let amount = subject.amount {
        let number = layer.amounts[amount]
        evaluator.environment[subject.variable] =
          .number(sort == .instant ? context.add(any.unrolling.instants[0], number) : number)
      } else {
        evaluator.environment[subject.variable] = any.value(subject.value, sort)
      }
    }
    let holds = evaluator.truth(term)
    return any.assumable(
      context.and(wanted ? holds : context.not(holds), context.not(evaluator.defect)), "fact")
  }

  /// Few of the conditions that are enough for the step to break the property; nil if all together are not.
  func reduced(_ facts: [Fact]) -> [Fact]? {
    let literals = facts.map { (fact: $0, literal: literal($0.term)) }
    let always = [taken, found.isKept]
    guard any.excludes(literals.map(\.literal) + always) else { return nil }
    let core = Set(any.core())
    var left = literals.filter { core.contains($0.literal) }
    for (_, literal) in left.sorted(by: { precedes($0.fact, $1.fact) }) {
      let rest = left.filter { $0.literal != literal }
      if any.excludes(rest.map(\.literal) + always) { left = rest }
    }
    return left.map(\.fact)
  }

  /// Which of two is the first to be left out: what speaks of others, and what is less simple.
  private func precedes(_ left: Fact, _ right: Fact) -> Bool {
    let (one, other) = (distance(left), distance(right))
    if one != other { return one > other }
    if left.tier != right.tier { return left.tier > right.tier }
    return left.term.index > right.term.index
  }

  /// The question is about a state: what speaks of numbers of the step is left out first, then what speaks of instances that
  /// neither the step nor the property names.
  private func distance(_ fact: Fact) -> Int {
    let spoken = subjects.all.filter { fact.subjects.contains($0.variable) }
    if spoken.contains(where: { $0.amount != nil }) { return 2 }
    return spoken.allSatisfy(\.isInvolved) ? 0 : 1
  }

  /// Those that hold wherever the step can be taken and the others hold.
  func implied(_ candidates: [Fact], by others: [Fact], atMost many: Int) -> [Fact] {
    let given = others.map { literal($0.term) } + [taken]
    var result: [Fact] = []
    for fact in candidates where result.count < many && isTelling(fact) {
      if any.excludes(given + [literal(fact.term, is: false)]) { result.append(fact) }
    }
    return result
  }

  /// Whether people learn something from it: which member something is, not which it is not; that nothing refers to it.
  private func isTelling(_ fact: Fact) -> Bool {
    let bank = any.encoding.world.bank
    switch bank[fact.term] {
    case .not(let inner):
      if case .equal = bank[inner] { return false }
      return true
    default: return true
    }
  }
}
