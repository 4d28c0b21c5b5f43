import EnsureModel
import EnsureObligations
import EnsureSolver

/// What is known of the first states of a scope: runs that were found, and a short bounded search for states that a lemma
/// says there are none of.
final class FirstSteps {
  /// How many steps are looked at.
  private static let depth = 4
  /// How many states of runs.
  private static let manyStates = 100

  private let world: World
  private let encoding: Encoding
  /// All runs of few steps, once somebody has asked.
  private var unrolling: Unrolling?
  private let budget: UInt64
  /// The states of the runs, each with the interpreter of its scope.
  private(set) var states: [(interpreter: Interpreter, state: State)] = []

  /// nil if the scope is too large.
  init?(_ world: World, in scope: Scope, _ runs: [Trace], budget: UInt32) {
    self.world = world
    self.budget = UInt64(budget)
    guard let interpreter = try? Interpreter(world, scope: scope) else { return nil }
    encoding = Encoding(interpreter, budget: max(1, budget / 4))
    for run in runs { note(run) }
  }

  var checks: Int { encoding.solver.checks }

  private func note(_ run: Trace) {
    guard let interpreter = try? Interpreter(world, scope: run.scope) else { return }
    for state in [run.initial] + run.steps.map(\.state) where states.count < Self.manyStates {
      states.append((interpreter, state))
    }
  }

  /// Whether a run of few steps comes to a state that contradicts the lemma. Then its states are known from now on.
  func refutes(_ lemma: Lemma, _ terms: TermBank) -> Bool {
    encoding.read(terms)
    if unrolling == nil { unrolling = try? Unrolling(encoding, withIdling: true) }
    guard let unrolling else { return false }
    for depth in 0...Self.depth {
      if encoding.solver.spent >= budget { return false }
      if depth > unrolling.depth { unrolling.advance() }
      guard let fails = failure(of: lemma, terms, unrolling, at: depth) else { return true }
      let literal = encoding.context.makeProposition("refuted")
      encoding.solver.assert(encoding.context.implies(literal, fails))
      guard case .satisfiable = encoding.solver.check(assuming: [literal]) else { continue }
      if let model = encoding.solver.model(), let run = try? TraceDecoder(unrolling: unrolling).trace(model) {
        note(run)
      }
      return true
    }
    return false
  }

  private func failure(of lemma: Lemma, _ terms: TermBank, _ unrolling: Unrolling, at depth: Int)
    -> Proposition?
  {
    guard let tuples = AnyStep.tuples(lemma.variables, terms, encoding.layout) else { return nil }
    let context = encoding.context
    return context.or(
      tuples.map { tuple in
        var evaluator = SymbolicEvaluator(encoding, unrolling.states[depth], now: unrolling.instants[depth])
        for (variable, value) in zip(lemma.variables, tuple) {
          evaluator.environment[variable] = evaluator.constant(
            value.asInt ?? -1, terms.variables[variable.index].type.sort)
        }
        let holds = evaluator.truth(lemma.body)
        return context.and(context.not(holds), context.not(evaluator.defect))
      })
  }
}
