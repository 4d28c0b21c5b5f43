import EnsureModel
import EnsureSolver

/// Says when a target is reached.
struct TargetConditions {
  let unrolling: Unrolling
  private var encoding: Encoding { unrolling.encoding }
  private var context: SolverContext { encoding.context }
  /// For each property the numbers that its variables stand for in the state that was asked about last.
  private var numbers: [PropertyID: (depth: Int, values: [Number])] = [:]

  init(_ unrolling: Unrolling) { self.unrolling = unrolling }

  /// When a run that has come to the last state reaches the target.
  mutating func condition(of target: Target) -> Proposition {
    switch target.end {
    case .breach(let id, let tuple):
      guard case .invariant(let term) = encoding.system.properties[id.index].kind else { return context.no }
      var (evaluator, fits) = evaluator(id, tuple)
      let holds = evaluator.truth(term)
      return context.and(fits, context.or(evaluator.defect, context.not(holds)))
    case .triggered(let id, let tuple):
      guard case .invariant(let term) = encoding.system.properties[id.index].kind,
        case .implies(let left, _) = encoding.world.bank[term]
      else { return context.no }
      var (evaluator, fits) = evaluator(id, tuple)
      let holds = evaluator.truth(left)
      return context.and([fits, holds, context.not(evaluator.defect)])
    // What runs say is asked by `TemporalQuestion`.
    case .run: return context.no
    case .defect(let ground): return step(ground)?.defect ?? context.no
    case .taken(let ground): return honestly(ground)
    case .permitted(let ground, let rule): return context.and(honestly(ground), applies(rule, ground))
    case .blocked(let ground, let kind): return blocked(ground, kind)
    }
  }

  /// The values of a property's variables in the last question about it.
  func values(of id: PropertyID, _ tuple: [Int?]) -> [Number] {
    let known = numbers[id]?.values ?? []
    return zip(tuple, known).map { value, number in value.map { .constant(Integer($0)) } ?? number }
  }

  private mutating func evaluator(_ id: PropertyID, _ tuple: [Int?]) -> (SymbolicEvaluator, Proposition) {
    let property = encoding.system.properties[id.index]
    let depth = unrolling.depth
    let now = unrolling.instants[depth]
    var evaluator = SymbolicEvaluator(encoding, unrolling.states[depth], now: now)
    if numbers[id]?.depth != depth {
      numbers[id] = (depth, property.variables.map { _ in context.makeNumber("value") })
    }
    var fits: [Proposition] = []
    for (position, variable) in property.variables.enumerated() {
      let declared = encoding.world.bank.variables[variable.index]
      if let value = tuple[position] {
        evaluator.environment[variable] = evaluator.constant(value, declared.type.sort)
      } else if let number = numbers[id]?.values[position] {
        fits.append(encoding.isAllowed(number, declared.type, name: "\(property.name).\(declared.name)"))
        evaluator.environment[variable] =
          .number(declared.type.sort == .instant ? context.add(now, number) : number)
      }
    }
    evaluator.path = context.and(fits)
    return (evaluator, evaluator.path)
  }

  // MARK: Steps

  private func step(_ ground: Int) -> StepEncoding? { unrolling.next().steps.first { $0.ground == ground } }

  /// That the step is taken and keeps `honest`.
  private func honestly(_ ground: Int) -> Proposition {
    guard let step = step(ground) else { return context.no }
    return context.and(step.enabled, context.not(context.or(step.broken)))
  }

  /// Whether a permit applies to a step.
  private func applies(_ rule: Int, _ ground: Int) -> Proposition {
    guard let (move, action, begun, fits) = begin(ground) else { return context.no }
    var evaluator = begun
    let rule = action.rules[rule]
    var holds = fits
    if let subject = rule.subject {
      guard subject.role == move.principalRole else { return context.no }
      if let rank = subject.rank {
        let entity = encoding.system.entities[subject.role.index]
        guard let principal = unrolling.grounds[ground].principal, let field = entity.rankField else {
          return context.no
        }
        let allowed = [rank] + entity.rankOrder.filter { $0.lower == rank }.map(\.higher)
        if let slot = encoding.layout.slot(field, principal) {
          guard case .cases(let cases) = evaluator.state[slot] else { return context.no }
          holds = context.and(
            holds, context.or(cases.filter { allowed.contains($0.value) }.map(\.condition)))
        } else if !allowed.contains(encoding.layout.rank(of: principal, in: subject.role) ?? -1) {
          return context.no
        }
      }
    }
    guard let condition = rule.condition else { return holds }
    let applies = evaluator.truth(condition)
    return context.and([holds, applies, context.not(evaluator.defect)])
  }

  /// That everything allows the step but one clause: its guard is the genuine one with `honest`, whoever is corrupt.
  private func blocked(_ ground: Int, _ kind: Guard.Kind) -> Proposition {
    guard let (move, _, begun, fits) = begin(ground) else { return context.no }
    var evaluator = begun
    evaluator.path = fits
    var subjects: [Term] = []
    for condition in encoding.world.wholeGuard(of: move.action) {
      if condition.kind == kind {
        subjects.append(condition.clause.term)
      } else {
        let holds = evaluator.truth(condition.clause.term)
        evaluator.path = context.and(evaluator.path, holds)
        if evaluator.path == context.no { return context.no }
      }
    }
    for term in subjects {
      let holds = evaluator.truth(term)
      evaluator.path = context.and(evaluator.path, context.not(holds))
    }
    return context.and(evaluator.path, context.not(evaluator.defect))
  }

  private func begin(_ ground: Int) -> (Move, Action, SymbolicEvaluator, Proposition)? {
    let grounded = unrolling.grounds[ground]
    guard let index = grounded.move else { return nil }
    let move = encoding.world.moves[index]
    var evaluator = SymbolicEvaluator(
      encoding, unrolling.states[unrolling.depth], now: unrolling.instants[unrolling.depth])
    let fits = encoding.bind(grounded, move, &evaluator, unrolling.next().amounts)
    return (move, encoding.system.actions[move.action.index], evaluator, fits)
  }
}
