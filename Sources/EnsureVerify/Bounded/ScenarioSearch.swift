public import EnsureModel
import EnsureSolver

/// Numbers with which a scenario may come out otherwise than with those that were tried. Whether it does, a run of it says.
public struct ScenarioNumbers: Sendable {
  /// The scenario's position.
  public let scenario: Int
  /// With each of these something fails that is expected, or a step is possible that should not be.
  public internal(set) var failing: [[Integer]] = []
  /// With these the whole scenario happens; nil if there are none, or none were found.
  public internal(set) var whole: [Integer]?
  /// Whether nothing was left undecided.
  public internal(set) var isComplete = true
}

/// Follows a scenario with all numbers that it leaves open: initial values, amounts, what `choose` chooses (SEMANTICS, rule 11:
/// what is expected holds for every choice).
struct ScenarioSearch {
  /// What the solver may spend on one question, in its own units.
  private static let budget: UInt32 = 1_000_000

  private let scenario: Scenario
  private let unrolling: Unrolling
  private let instances: [VariableID: Integer]
  private var found: ScenarioNumbers
  private(set) var checks = 0
  private var encoding: Encoding { unrolling.encoding }
  private var context: SolverContext { encoding.context }
  private var world: World { encoding.world }

  /// A search; nil if it could not tell the scenario's steps apart.
  ///
  /// - Parameters:
  ///   - scope: with enough instances for the scenario, and only such values as the user gives.
  ///   - instances: what the scenario's variables stand for.
  init?(_ position: Int, _ world: World, _ scope: Scope, _ instances: [VariableID: Integer])
    throws(BoundedError)
  {
    scenario = world.system.scenarios[position]
    guard scenario.areStepsTold(in: world) else { return nil }
    self.instances = instances
    found = ScenarioNumbers(scenario: position)
    let interpreter: Interpreter
    do { interpreter = try Interpreter(world, scope: scope) } catch { throw .layout(error) }
    unrolling = try Unrolling(Encoding(interpreter, budget: Self.budget), withIdling: false)
  }

  /// Goes through the scenario, item by item: nothing is asserted that is not behind.
  mutating func run() -> ScenarioNumbers {
    for clause in scenario.givens { require(holds(clause.term)) }
    for item in scenario.items {
      switch item {
      case .expect(let clause): seek(context.not(holds(clause.term)))
      case .impossible(let step):
        let amounts = makeAmounts()
        let steps = unrolling.grounds.enumerated().compactMap { position, ground in
          matches(ground, step)
            ? encoding.step(
              ground, at: position, in: unrolling.states[unrolling.depth],
              now: unrolling.instants[unrolling.depth], amounts) : nil
        }
        let ways = steps.map { context.and([fits($0, step, amounts), context.or([$0.enabled, $0.defect])]) }
        seek(context.or(ways), amounts)
      case .step(let step):
        let layer = unrolling.next { matches($0, step) }
        let ways = layer.steps.map { ($0.ground, fits($0, step, layer.amounts)) }
        require(oneOf: ways)
      case .wait(let ticks, _):
        let layer = unrolling.next(among: \.isDelay)
        let passes = layer.amounts.first.map { context.equal($0, .constant(ticks)) } ?? context.no
        require(oneOf: layer.steps.map { ($0.ground, passes) })
      }
    }
    switch check([]) {
    case .some(let model): found.whole = model.map { numbers($0, []) }
    case .none: found.isComplete = false
    }
    return found
  }

  private var widest: Int { unrolling.grounds.map(\.amounts).max() ?? 0 }

  private func makeAmounts() -> [Number] {
    (0..<widest).map { context.makeNumber("other\(unrolling.depth).\($0)") }
  }

  // MARK: Questions

  private func require(_ proposition: Proposition) { encoding.solver.assert(proposition) }

  /// Asserts that one of the steps is taken that can be.
  private func require(oneOf ways: [(ground: Int, fits: Proposition)]) {
    unrolling.advance()
    let taken = unrolling.layers[unrolling.depth - 1].taken
    require(context.or(ways.compactMap { way in taken[way.ground].map { context.and([$0, way.fits]) } }))
  }

  /// Whether all that is required can be, and this; nil if the solver does not know.
  private mutating func check(_ wanted: [Proposition]) -> SolverModel?? {
    checks += 1
    switch encoding.solver.check(assuming: wanted) {
    case .satisfiable: return .some(encoding.solver.model())
    case .unsatisfiable: return .some(nil)
    case .unknown: return nil
    }
  }

  /// Notes numbers with which something can be that should not.
  private mutating func seek(_ proposition: Proposition, _ amounts: [Number] = []) {
    if proposition == context.no { return }
    let wanted = context.makeProposition("otherwise")
    require(context.implies(wanted, proposition))
    switch check([wanted]) {
    case .some(let model): if let model { found.failing.append(numbers(model, amounts)) }
    case .none: found.isComplete = false
    }
  }

  /// The numbers that are open: those of the first state and of the steps.
  private func numbers(_ model: SolverModel, _ more: [Number]) -> [Integer] {
    let first = unrolling.states[0].compactMap { value -> Number? in
      if case .number(let number) = value { number } else { nil }
    }
    let all = first + unrolling.layers.prefix(unrolling.depth).flatMap(\.amounts) + more
    return Array(Set(all.map(model.value))).sorted()
  }

  // MARK: Steps

  private func evaluator() -> SymbolicEvaluator {
    var evaluator = SymbolicEvaluator(
      encoding, unrolling.states[unrolling.depth], now: unrolling.instants[unrolling.depth])
    for (variable, instance) in instances {
      evaluator.environment[variable] = context.one(instance.asInt ?? -1)
    }
    return evaluator
  }

  /// That a condition has a value, and holds.
  private func holds(_ term: Term) -> Proposition {
    var evaluator = evaluator()
    let holds = evaluator.truth(term)
    return context.and([holds, context.not(evaluator.defect)])
  }

  /// That a step's arguments are those that the scenario gives.
  private func fits(_ step: StepEncoding, _ asked: Scenario.Step, _ amounts: [Number]) -> Proposition {
    let parameters = world.system.actions[asked.action.index].parameters
    var parts: [Proposition] = []
    for (position, argument) in unrolling.grounds[step.ground].arguments.enumerated() {
      let given = position < asked.arguments.count ? asked.arguments[position] : asked.made[position]
      guard let given else { continue }
      let own: SymbolicValue
      switch argument {
      case .amount(let number): own = .number(amounts[number])
      case .known(let value):
        let isTruth = world.bank.variables[parameters[position].variable.index].type.sort == .boolean
        own = isTruth ? .truth(context.proposition(value != 0)) : context.one(value)
      }
      var evaluator = evaluator()
      let wanted = evaluator.value(given)
      parts.append(context.and([context.equal(own, wanted), context.not(evaluator.defect)]))
    }
    return context.and(parts)
  }

  /// Whether a move is one that the scenario asks for, taken by whom it says.
  private func matches(_ ground: GroundMove, _ step: Scenario.Step) -> Bool {
    guard let index = ground.move else { return false }
    let move = world.moves[index]
    guard move.action == step.action, move.isGenuine else { return false }
    guard let role = move.principalRole, let principal = ground.principal else {
      if case .some(let reference)? = step.principal { return move.principalRole == reference.role }
      return true
    }
    func rank(_ instance: Int?) -> Int? { instance.flatMap { encoding.layout.rank(of: $0, in: role) } }
    switch step.principal {
    case nil: return true
    case .some(.named(let variable)):
      let named = instances[variable]?.asInt
      if named == principal { return true }
      return move.principalUse == .rank && !world.hasMutableRank(role) && rank(named) == rank(principal)
    case .some(.some(let reference)):
      return role == reference.role && (reference.rank == nil || reference.rank == rank(principal))
    }
  }
}

extension Scenario {
  /// Whether who takes a step, and for what, can be told from its ground move.
  fileprivate func areStepsTold(in world: World) -> Bool {
    steps.allSatisfy { step in
      if case .some(.some(let reference))? = step.principal, reference.rank != nil,
        world.hasMutableRank(reference.role)
      {
        return false
      }
      return world.system.actions[step.action.index].parameters.allSatisfy {
        world.bank.variables[$0.variable.index].type.sort != .instant
      }
    }
      && variables.allSatisfy { variable, _ in
        guard case .reference(let entity) = world.bank.variables[variable.index].type.sort else { return false }
        return world.system.entities[entity.index].keys.isEmpty
      }
  }

  /// Whether numbers are open that matter to it: initial values, or what its steps choose.
  func leavesNumbersOpen(in system: TransitionSystem) -> Bool {
    func isNumber(_ type: ValueType) -> Bool { type.sort == .integer }
    let initials = system.fields.map { ($0.initial, $0.type) } + system.globals.map { ($0.initial, $0.type) }
    for case (.arbitrary, let type) in initials where isNumber(type) { return true }
    return steps.contains { step in
      system.actions[step.action.index].parameters.contains { parameter in
        parameter.kind == .chosen && isNumber(system.bank.variables[parameter.variable.index].type)
      }
    }
  }
}

extension World {
  fileprivate func hasMutableRank(_ role: EntityID) -> Bool {
    system.entities[role.index].rankField.map { system.fields[$0.index].isMutable } ?? false
  }
}
