import EnsureModel
import EnsureSolver

/// Says what a formula, whose action atoms say which steps they mean, comes to at every position of a run.
///
/// It follows the same rules as the interpreter's evaluation and shares no code with it: future operators are fixed
/// points over one turn of the loop, past ones have settled in its last turn, and at the end of a prefix everything
/// that is not certain is open.
final class FormulaEncoding {
  private struct Place: Hashable {
    let formula: Formula
    let depth: Int
  }

  let unrolling: Unrolling
  /// What the property's variables stand for.
  let environment: [VariableID: SymbolicValue]
  private var encoding: Encoding { unrolling.encoding }
  private var context: SolverContext { encoding.context }
  private var known: [Place: SymbolicOutcome] = [:]

  init(_ unrolling: Unrolling, _ environment: [VariableID: SymbolicValue]) {
    self.unrolling = unrolling
    self.environment = environment
  }

  /// The value at the start of the run.
  func start(of formula: Formula, _ shape: RunShape) -> SymbolicOutcome {
    let timeline = SymbolicTimeline(unrolling, shape, turns: formula.settlingTurns)
    return values(of: formula, timeline).first ?? context.open
  }

  private func values(of formula: Formula, _ timeline: SymbolicTimeline) -> [SymbolicOutcome] {
    func values(_ operand: Formula) -> [SymbolicOutcome] { self.values(of: operand, timeline) }
    switch formula {
    case .state(let term):
      return timeline.positions.map { position in
        cached(formula, position.state) { state(term, at: $0) }
      }
    case .action(let action, let arguments, let agency):
      return timeline.positions.map { position in
        if position.isOpen { return context.open }
        guard let step = position.step else { return context.impossible }
        return cached(formula, step) { self.action(action, arguments, agency, at: $0) }
      }
    case .stuck: return timeline.positions.map { _ in context.open }
    case .not(let operand): return values(operand).map(\.negated)
    case .and(let operands): return fold(operands, timeline, context.certain) { self.context.and($0, $1) }
    case .or(let operands): return fold(operands, timeline, context.impossible) { self.context.or($0, $1) }
    case .implies(let left, let right):
      return zip(values(left), values(right)).map { context.or($0.negated, $1) }
    case .iff(let left, let right):
      return zip(values(left), values(right)).map {
        context.and(context.or($0.negated, $1), context.or($1.negated, $0))
      }
    case .always(let operand): return ahead(values(operand), nil, context.certain, timeline)
    case .eventually(let operand, within: nil):
      return ahead(nil, values(operand), context.impossible, timeline)
    case .eventually(let operand, within: let bound?): return within(bound, values(operand), timeline)
    case .until(let left, let right): return ahead(values(left), values(right), context.impossible, timeline)
    case .unless(let left, let right): return ahead(values(left), values(right), context.certain, timeline)
    case .next(let operand):
      let values = values(operand)
      return values.indices.map { index in
        if index + 1 < values.count { return values[index + 1] }
        return timeline.loop.map { values[$0] } ?? context.open
      }
    case .previously(let operand): return shifted(values(operand))
    case .historically(let operand): return back(values(operand), nil, context.certain)
    case .once(let operand, nil): return back(nil, values(operand), context.impossible)
    case .once(let operand, let window?): return back(nil, values(operand), window, strict: false, timeline)
    case .earlier(let operand, nil): return shifted(back(nil, values(operand), context.impossible))
    case .earlier(let operand, let window?): return back(nil, values(operand), window, strict: true, timeline)
    case .since(let left, let right, nil): return back(values(left), values(right), context.impossible)
    case .since(let left, let right, let window?):
      return back(values(left), values(right), window, strict: false, timeline)
    }
  }

  private func cached(_ formula: Formula, _ depth: Int, _ make: (Int) -> SymbolicOutcome) -> SymbolicOutcome {
    let place = Place(formula: formula, depth: depth)
    if let outcome = known[place] { return outcome }
    let outcome = make(depth)
    known[place] = outcome
    return outcome
  }

  private func fold(
    _ operands: [Formula], _ timeline: SymbolicTimeline, _ start: SymbolicOutcome,
    _ join: (SymbolicOutcome, SymbolicOutcome) -> SymbolicOutcome
  ) -> [SymbolicOutcome] {
    var result = timeline.positions.map { _ in start }
    for operand in operands { result = zip(result, values(of: operand, timeline)).map { join($0, $1) } }
    return result
  }

  // MARK: Atoms

  private func evaluator(at depth: Int) -> SymbolicEvaluator {
    var evaluator = SymbolicEvaluator(encoding, unrolling.states[depth], now: unrolling.instants[depth])
    evaluator.environment = environment
    return evaluator
  }

  private func state(_ term: Term, at depth: Int) -> SymbolicOutcome {
    var evaluator = evaluator(at: depth)
    let truth = evaluator.truth(term)
    return context.outcome(truth, undefined: evaluator.defect)
  }

  /// Whether the step is the action, or imitates it, with these arguments.
  private func action(_ id: ActionID, _ arguments: [Term?], _ agency: Formula.Agency, at depth: Int)
    -> SymbolicOutcome
  {
    let layer = unrolling.layers[depth]
    var (holds, undefined): ([Proposition], [Proposition]) = ([], [])
    for (ground, taken) in layer.taken.sorted(by: { $0.key < $1.key }) {
      guard let index = unrolling.grounds[ground].move else { continue }
      let move = encoding.world.moves[index]
      let isAction = move.action == id
      guard isAction || encoding.system.actions[move.action.index].imitates == id else { continue }
      if agency == .genuine, !(move.isGenuine && isAction) { continue }
      var evaluator = evaluator(at: depth)
      for (pattern, argument) in zip(arguments, unrolling.grounds[ground].arguments) {
        guard let pattern else { continue }
        let value = evaluator.value(pattern)
        let actual: SymbolicValue
        switch argument {
        case .known(let known): actual = evaluator.constant(known, encoding.world.bank.sort(pattern))
        case .amount(let position):
          let amount = layer.amounts[position]
          let isInstant = encoding.world.bank.sort(pattern) == .instant
          actual = .number(isInstant ? context.add(evaluator.now, amount) : amount)
        }
        evaluator.path = context.and(evaluator.path, context.equal(value, actual))
        if evaluator.path == context.no { break }
      }
      holds.append(context.and([taken, evaluator.path, context.not(evaluator.defect)]))
      undefined.append(context.and(taken, evaluator.defect))
    }
    let (isIt, hasNone) = (context.or(holds), context.or(undefined))
    return SymbolicOutcome(holds: isIt, fails: context.not(context.or(isIt, hasNone)), undefined: hasNone)
  }

  // MARK: The future

  /// `hold until release`, each constantly true (hold) or false (release) if nil; `unfulfilled` is the value where
  /// release never comes and hold lasts for ever.
  private func ahead(
    _ hold: [SymbolicOutcome]?, _ release: [SymbolicOutcome]?, _ unfulfilled: SymbolicOutcome,
    _ timeline: SymbolicTimeline
  ) -> [SymbolicOutcome] {
    let count = timeline.positions.count
    var result = [SymbolicOutcome](repeating: unfulfilled, count: count)
    func step(_ index: Int, _ behind: SymbolicOutcome) -> SymbolicOutcome {
      context.or(release?[index] ?? context.impossible, context.and(hold?[index] ?? context.certain, behind))
    }
    var behind = context.open
    if let loop = timeline.loop {
      behind = unfulfilled
      for index in (loop..<count).reversed() { behind = step(index, behind) }
    }
    for index in (0..<count).reversed() {
      behind = step(index, behind)
      result[index] = behind
    }
    return result
  }

  /// `eventually within bound`. A loop takes longer than the bound, so once around is enough.
  private func within(_ bound: Integer, _ operand: [SymbolicOutcome], _ timeline: SymbolicTimeline)
    -> [SymbolicOutcome]
  {
    let positions = timeline.positions
    return positions.indices.map { start in
      let deadline = context.add(positions[start].first, .constant(bound))
      var ahead: [(index: Int, time: Number)] = (start..<positions.count).map { ($0, positions[$0].first) }
      if let loop = timeline.loop {
        ahead += (loop..<positions.count).map { ($0, context.add(positions[$0].first, timeline.period)) }
      }
      var value = timeline.loop == nil ? context.open : context.impossible
      for (index, time) in ahead.reversed() {
        let isInTime = context.lessOrEqual(time, deadline)
        value = context.choice(isInTime, context.or(operand[index], value), context.impossible)
      }
      return value
    }
  }

  // MARK: The past

  private func shifted(_ values: [SymbolicOutcome]) -> [SymbolicOutcome] {
    [context.impossible] + values.dropLast()
  }

  /// `hold since release`, likewise; `before` is the value before the run.
  private func back(_ hold: [SymbolicOutcome]?, _ release: [SymbolicOutcome]?, _ before: SymbolicOutcome)
    -> [SymbolicOutcome]
  {
    var behind = before
    return (hold ?? release ?? []).indices.map { index in
      behind = context.or(
        release?[index] ?? context.impossible, context.and(hold?[index] ?? context.certain, behind))
      return behind
    }
  }

  /// `hold since release` with a window; strict if the present does not count.
  private func back(
    _ hold: [SymbolicOutcome]?, _ release: [SymbolicOutcome], _ window: Window, strict: Bool,
    _ timeline: SymbolicTimeline
  ) -> [SymbolicOutcome] {
    let positions = timeline.positions
    return positions.indices.map { present in
      let now = positions[present].first
      var value = context.impossible
      for index in 0...present where !(strict && index == present) {
        let nearest = index == present ? 0 : context.subtract(now, positions[index].last)
        let farthest = index == present ? 0 : context.subtract(now, positions[index].first)
        let isInside = context.lessOrEqual(.constant(window.lower), farthest)
        let here = context.choice(isInside, release[index], context.impossible)
        let next = context.or(here, context.and(hold?[index] ?? context.certain, value))
        let isNear = context.lessOrEqual(nearest, .constant(window.upper))
        value = context.choice(isNear, next, context.impossible)
      }
      return value
    }
  }
}
