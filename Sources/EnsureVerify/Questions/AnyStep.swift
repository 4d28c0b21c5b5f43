import EnsureModel
import EnsureObligations
import EnsureSolver

/// One step of a world in a scope, from any state in which some lemmas hold, whether it is reached or not.
///
/// In a scope there are no arbitrary totals: a state says everything, so that the interpreter can take the step.
final class AnyStep {
  /// The values that a lemma may be looked at for, at most.
  private static let manyTuples = 256

  let encoding: Encoding
  let unrolling: Unrolling
  /// What the solver may spend in all.
  private let budget: UInt64
  private var context: SolverContext { encoding.context }
  private var solver: Solver { encoding.solver }
  var interpreter: Interpreter { encoding.interpreter }
  var layout: Layout { encoding.layout }

  /// A step between the states of a scope.
  ///
  /// - Parameters:
  ///   - claim: what holds before the step; its terms begin with those of the world.
  ///   - budget: what the solver may spend in all; for one question it is a quarter of that.
  /// - Throws: if the scope is too large.
  init(_ world: World, _ claim: ProofClaim, in scope: Scope, budget: UInt32) throws(BoundedError) {
    let interpreter: Interpreter
    do { interpreter = try Interpreter(world, scope: scope) } catch { throw .layout(error) }
    encoding = Encoding(interpreter.reading(claim.terms), budget: max(1, budget / 4))
    self.budget = UInt64(budget)
    let now: Number = world.system.hasTime ? encoding.context.makeNumber("now") : 0
    if world.system.hasTime { encoding.solver.assert(encoding.context.lessOrEqual(0, now)) }
    let state = InitialEncoding.anyState(of: encoding)
    unrolling = try Unrolling(encoding, withIdling: false, from: (state, now))
    unrolling.advance()
    for lemma in claim.lemmas { assume(lemma) }
    assumeUniqueness()
  }

  /// Whether more may be asked.
  var isSpent: Bool { solver.spent >= budget }
  var checks: Int { solver.checks }

  // MARK: What holds before the step

  /// The values of the variables of a lemma; nil if they are too many, or none can be named.
  static func tuples(_ variables: [VariableID], _ terms: TermBank, _ layout: Layout) -> [[Integer]]? {
    var tuples: [[Integer]] = [[]]
    for variable in variables {
      let type = terms.variables[variable.index].type
      let values: [Int]
      switch type.sort {
      case .boolean: values = [0, 1]
      case .enumeration(let id): values = Array(layout.system.enumerations[id.index].members.indices)
      case .reference(let entity): values = Array((type.isOptional ? -1 : 0)..<layout.instances(of: entity))
      case .integer, .instant: return nil
      }
      if tuples.count * max(1, values.count) > manyTuples { return nil }
      tuples = tuples.flatMap { tuple in values.map { tuple + [Integer($0)] } }
    }
    return tuples
  }

  private func assume(_ lemma: Lemma) {
    let holds = holds(lemma)
    if holds != context.yes { solver.assert(holds) }
  }

  /// That the lemma holds before the step, as far as it can be asked in the scope.
  func holds(_ lemma: Lemma) -> Proposition {
    let terms = encoding.world.bank
    guard let tuples = Self.tuples(lemma.variables, terms, layout) else { return context.yes }
    return context.and(
      tuples.map { tuple in
        var evaluator = evaluator(at: 0)
        for (variable, value) in zip(lemma.variables, tuple) {
          evaluator.environment[variable] = self.value(value, terms.variables[variable.index].type.sort)
        }
        let holds = evaluator.truth(lemma.body)
        return context.or(holds, evaluator.defect)
      })
  }

  /// What every step that could break it looks at behind itself, such as uniqueness, is never broken.
  private func assumeUniqueness() {
    var known: Set<Term> = []
    for move in encoding.world.moves {
      for commit in move.commits where known.insert(commit.term).inserted && isKept(commit.term) {
        var evaluator = evaluator(at: 0)
        let holds = evaluator.truth(commit.term)
        solver.assert(context.or(holds, evaluator.defect))
      }
    }
  }

  /// Whether a condition speaks of no step, and each move that writes what it reads has it among its commits.
  private func isKept(_ commit: Term) -> Bool {
    let bank = encoding.world.bank
    var (bound, used): (Set<VariableID>, Set<VariableID>) = ([], [])
    bank.walk(commit) { term in
      switch bank[term] {
      case .variable(let variable): used.insert(variable)
      case .all(let variable, _, _), .exists(let variable, _), .total(_, let variable, _),
        .count(let variable, _):
        bound.insert(variable)
      default: break
      }
      return true
    }
    guard used.isSubset(of: bound) else { return false }
    var reader = PlaceReader(world: encoding.world, layout: layout)
    reader.read(commit)
    return zip(unrolling.grounds, unrolling.footprints).allSatisfy { ground, footprint in
      guard let index = ground.move, !footprint.writes.isDisjoint(with: reader.reads) else { return true }
      return encoding.world.moves[index].commits.contains { $0.term == commit }
    }
  }

  // MARK: Evaluating

  /// Evaluates in the state before the step (0) or behind it (1).
  func evaluator(at depth: Int) -> SymbolicEvaluator {
    SymbolicEvaluator(encoding, unrolling.states[depth], now: unrolling.instants[depth])
  }

  /// A value in the encoding of `State`; an instant is told relative to the present, which is that before the step.
  func value(_ value: Integer, _ sort: Sort) -> SymbolicValue {
    switch sort {
    case .boolean: .truth(context.proposition(value != 0))
    case .integer: .number(.constant(value))
    case .instant: .number(context.add(unrolling.instants[0], .constant(value)))
    case .enumeration, .reference: context.one(value.asInt ?? -1)
    }
  }

  // MARK: Questions

  /// Whether everything asserted can hold together with these.
  func check(_ assumptions: [Proposition]) -> Solver.Outcome {
    isSpent ? .unknown(.resources) : solver.check(assuming: assumptions)
  }

  /// Whether they cannot.
  func excludes(_ assumptions: [Proposition]) -> Bool { check(assumptions) == .unsatisfiable }

  var model: SolverModel? { solver.model() }

  func core() -> [Proposition] { solver.core() }

  /// That all numbers of the state and the step are small.
  func areSmall(_ bound: Integer) -> Proposition {
    var numbers = unrolling.layers[0].amounts
    for case .number(let number) in unrolling.states[0] { numbers.append(number) }
    return context.and(
      numbers.map { number in
        context.and(
          context.lessOrEqual(.constant(-bound), number), context.lessOrEqual(number, .constant(bound)))
      })
  }

  /// A proposition that can be assumed and taken back.
  func assumable(_ proposition: Proposition, _ name: String) -> Proposition {
    let literal = context.makeProposition(name)
    solver.assert(context.implies(literal, proposition))
    return literal
  }

  // MARK: Models

  /// The state before the step, and the step as the interpreter takes it; nil if it does not.
  func concrete(_ model: SolverModel) -> (state: State, step: TraceStep, ground: Int)? {
    let now = model.value(unrolling.instants[0])
    var values = unrolling.states[0].map { model.value(context.number($0)) }
    for slot in layout.instantSlots { values[slot] -= now }
    let state = interpreter.normalised(State(values: values))
    let layer = unrolling.layers[0]
    guard let taken = layer.steps.first(where: { layer.taken[$0.ground].map(model.holds) ?? false }),
      let step = TraceDecoder(unrolling: unrolling).step(taken, layer, model, from: state)
    else { return nil }
    return (state, step, taken.ground)
  }
}
