import EnsureModel
import EnsureSolver

/// Steps that lead from a state to one in which something concerns an instance again. If they are honest and genuine, it is not stuck
/// there (SEMANTICS, rule 15), nor wherever else they can be taken. Steps of attackers, and of people who break their discipline, help
/// nobody out; but where they lead on, it is hard to prove that nothing ever does.
struct WayOut {
  /// A ground move and the numbers of its step.
  struct Step {
    let ground: Int
    let amounts: [Integer]
  }

  /// Whom something concerns behind the steps.
  let number: Int
  let steps: [Step]
  /// Whether all of them are honest and genuine.
  let isHonest: Bool

  /// How many steps are looked at.
  private static let longest = 4
  /// What the solver may spend on one question: the state is given, so that little is open.
  private static let budget: UInt32 = 400_000

  /// Looks for the shortest way out of a state that the interpreter has, whoever takes it; nil if none was found.
  ///
  /// - Parameter state: a state without a past: its instants are reckoned from the present.
  static func find(
    for number: Int, of entity: EntityID, from state: State, _ interpreter: Interpreter
  ) throws(BoundedError) -> WayOut? {
    let encoding = Encoding(interpreter, budget: budget)
    let context = encoding.context
    let begun = encoding.values(of: state)
    let unrolling = try Unrolling(encoding, withIdling: false, from: (begun, 0))
    let participation = ParticipationEncoding(of: entity, unrolling)
    while unrolling.depth < longest {
      unrolling.advance()
      let goal = participation.isPossible(for: number, at: unrolling.depth)
      if goal == context.no { continue }
      let assumed = context.makeProposition("out")
      encoding.solver.assert(context.implies(assumed, goal))
      switch encoding.solver.check(assuming: [assumed]) {
      case .unsatisfiable: continue
      case .unknown: return nil
      case .satisfiable:
        guard let model = encoding.solver.model() else { return nil }
        return WayOut(
          number: number, steps: unrolling.layers.compactMap { $0.step(in: model) },
          isHonest: unrolling.layers.allSatisfy { $0.isHonest(in: model, unrolling) })
      }
    }
    return nil
  }

  /// That the steps can be taken from the state at a depth, and something concerns the instance behind them.
  func isOpen(_ unrolling: Unrolling, at depth: Int, _ entity: EntityID) -> Proposition {
    let context = unrolling.encoding.context
    let path = Unrolling(beside: unrolling, from: depth)
    var conditions: [Proposition] = []
    for step in steps {
      conditions.append(path.follow(step.ground, step.amounts, isHonest: isHonest))
      if conditions.last == context.no { return context.no }
    }
    conditions.append(
      ParticipationEncoding(of: entity, path).isPossible(for: number, at: path.depth))
    return context.and(conditions)
  }
}

extension Unrolling.Layer {
  /// Whether the step that a model takes is genuine, and nobody breaks his discipline in it.
  fileprivate func isHonest(in model: SolverModel, _ unrolling: Unrolling) -> Bool {
    steps.allSatisfy { step in
      guard let isTaken = taken[step.ground], model.holds(isTaken) else { return true }
      let ground = unrolling.grounds[step.ground]
      let isGenuine = ground.move.map { unrolling.encoding.world.moves[$0].isGenuine } ?? ground.isDelay
      return isGenuine && !step.broken.contains(where: model.holds)
    }
  }

  /// The step that a model takes.
  fileprivate func step(in model: SolverModel) -> WayOut.Step? {
    guard let ground = steps.first(where: { taken[$0.ground].map(model.holds) ?? false })?.ground else {
      return nil
    }
    return WayOut.Step(ground: ground, amounts: amounts.map(model.value))
  }
}

extension Encoding {
  /// A state that the interpreter has.
  fileprivate func values(of state: State) -> [SymbolicValue] {
    zip(layout.places, state.values).map { place, value in
      let sort: Sort =
        switch place {
        case .start: .instant
        case .field(let field, _): system.fields[field.index].type.sort
        case .global(let global): system.globals[global.index].type.sort
        }
      switch sort {
      case .boolean: return .truth(context.proposition(value != 0))
      case .integer, .instant: return .number(.constant(value))
      case .enumeration, .reference: return context.one(value.asInt ?? -1)
      }
    }
  }
}
