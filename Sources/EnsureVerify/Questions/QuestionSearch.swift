import EnsureKernel
package import EnsureModel
package import EnsureObligations
import EnsureSolver

/// Looks for what to ask of a property that no proof was found of: a state in which all lemmas that are known hold, from
/// which one step breaks it; what of the state matters; and a lemma that would exclude it.
///
/// Nothing here bears on a verdict.
package struct QuestionSearch {
  /// What the solver may spend for the properties of a world together, in its own units.
  package static let usualBudget: UInt32 = 1_000_000

  private let world: World
  private let scope: Scope
  private let claim: ProofClaim
  private let runs: [Trace]
  private let budget: UInt32

  /// A search.
  ///
  /// - Parameters:
  ///   - claim: lemmas that are known to hold in every reachable state.
  ///   - runs: runs of the world or of a smaller one.
  package init(
    _ world: World, _ claim: ProofClaim, runs: [Trace], scope: Scope, budget: UInt32 = Self.usualBudget
  ) {
    self.world = world
    self.scope = scope
    self.runs = runs
    self.budget = budget
    self.claim = claim
  }

  /// A question for each of the invariants for which one is found, and how many the solver was asked for that.
  package func run(_ properties: [PropertyID]) -> (questions: [OpenQuestion], checks: Int) {
    guard let step = try? AnyStep(world, claim, in: scope, budget: budget) else { return ([], 0) }
    var first: FirstSteps?
    var questions: [OpenQuestion] = []
    for property in properties where !step.isSpent {
      guard let found = Counterexample(to: property, step) else { continue }
      let general = GeneralState(found, step)
      guard let general else { continue }
      if first == nil { first = FirstSteps(world, in: scope, runs, budget: budget / 2) }
      let suggestion = first.flatMap { Suggestions(general, world, claim, $0).best() }
      let question = general.question(suggestion)
      // Whoever looks for a question does not say that there is one: the interpreter does.
      if (try? Interpreter(world, scope: scope).replay(question)) != nil { questions.append(question) }
    }
    return (questions, step.checks + (first?.checks ?? 0))
  }
}

/// A counterexample to the induction of a property, in one scope.
struct Counterexample {
  let property: PropertyID
  let state: State
  let step: TraceStep
  /// The ground move that it takes.
  let ground: Int
  /// The values of the property's variables for which it fails.
  let values: [Integer]
  /// Holds if the property holds before some step and not behind it, whatever the step and the values.
  let isBroken: Proposition
  /// Holds if the property holds for the values behind the step.
  let isKept: Proposition

  /// Bounds of all numbers that are tried, so that the state is one that people can read.
  private static let bounds: [Integer] = [3, 12, 120, 12_000]

  /// nil if no step breaks the property, or nobody knows one.
  init?(to id: PropertyID, _ any: AnyStep) {
    let property = any.encoding.system.properties[id.index]
    guard case .invariant(let term) = property.kind else { return nil }
    let context = any.encoding.context
    let types = property.variables.map { any.encoding.world.bank.variables[$0.index].type }
    if types.contains(where: { $0.sort == .instant }) { return nil }
    let numbers = types.map { $0.sort == .integer ? context.makeNumber("value") : nil }
    let fits = zip(types, numbers).map { type, number in
      number.map { any.encoding.isWithin(type, $0) } ?? context.yes
    }
    func tuples() -> [[Integer?]]? {
      let others = zip(property.variables, numbers).filter { $0.1 == nil }.map(\.0)
      guard let found = AnyStep.tuples(others, any.encoding.world.bank, any.layout) else { return nil }
      return found.map { tuple in
        var rest = tuple[...]
        return numbers.map { $0 == nil ? rest.popFirst() : nil }
      }
    }
    func outcome(_ tuple: [Integer?], at depth: Int) -> (holds: Proposition, fails: Proposition) {
      var evaluator = any.evaluator(at: depth)
      for (position, variable) in property.variables.enumerated() {
        if let value = tuple[position] {
          evaluator.environment[variable] = any.value(value, types[position].sort)
        } else if let number = numbers[position] {
          evaluator.environment[variable] = .number(number)
        }
      }
      let holds = evaluator.truth(term)
      let isDefined = context.not(evaluator.defect)
      return (context.and(holds, isDefined), context.and(context.not(holds), isDefined))
    }
    guard let tuples = tuples() else { return nil }
    var before: [Proposition] = fits
    var ways: [(tuple: [Integer?], fails: Proposition, holds: Proposition)] = []
    for tuple in tuples {
      let (first, last) = (outcome(tuple, at: 0), outcome(tuple, at: 1))
      before.append(context.not(first.fails))
      ways.append((tuple, context.and(first.holds, last.fails), last.holds))
    }
    isBroken = any.assumable(context.and(before + [context.or(ways.map(\.fails))]), "broken")
    var model: SolverModel?
    for bound in Self.bounds.map(Optional.some) + [nil] where model == nil {
      let small = bound.map { [any.assumable(any.areSmall($0), "small")] } ?? []
      if any.check([isBroken] + small) == .satisfiable { model = any.model }
    }
    guard let model, let way = ways.first(where: { model.holds($0.fails) }),
      let concrete = any.concrete(model)
    else { return nil }
    self.property = id
    (state, step, ground) = concrete
    var known: [Proposition] = []
    values = zip(way.tuple, numbers).map { value, number in
      if let value { return value }
      guard let number else { return 0 }
      let found = model.value(number)
      known.append(context.equal(number, .constant(found)))
      return found
    }
    isKept = any.assumable(context.and(known + [way.holds]), "kept")
  }
}
