import EnsureModel
import EnsureSolver

/// Finds the best of the shortest runs to a target (SEMANTICS, rule 21), exactly: fewest steps of an attacker, then
/// threats, then instances, then the smallest amounts in the order of the run, by absolute value, positive first;
/// then, where the rule has nothing more to say, the first moves, and the first values of what is left. The result
/// hangs on no choice of the solver's.
///
/// Everything is asked in a scope of its own, which is gone when the run is found.
struct TraceMinimiser {
  /// One thing that may be the end of the run.
  struct End {
    /// Which of the targets.
    let target: Int
    /// The ground move that the run ends with, if the target is a step.
    let final: Int?
    /// That this is the end.
    let holds: Proposition
    /// Numbers that the end has beside those of its step.
    let values: [Number]
  }

  private let unrolling: Unrolling
  private let assumptions: [Proposition]
  private let ends: [End]
  /// What the solver may have spent when it is asked something, in its own units; nil is no limit.
  private let limit: UInt64?
  private var best: SolverModel
  private var context: SolverContext { unrolling.encoding.context }
  private var solver: Solver { unrolling.encoding.solver }

  /// The best model of a run that has come to the last state and reaches one of the ends, and which.
  ///
  /// - Parameters:
  ///   - conditions: for each target when it is reached.
  ///   - model: a model in which one of them is.
  ///   - assumptions: what holds beside.
  ///   - limit: what the solver may have spent when it is asked something, in its own units; what is found then need not be the
  ///     best. Nil is no limit.
  static func minimise(
    _ unrolling: Unrolling, _ conditions: [(condition: Proposition, final: Int?, values: [Number])],
    assuming assumptions: [Proposition], from model: SolverModel, until limit: UInt64? = nil
  ) -> (model: SolverModel, target: Int) {
    let context = unrolling.encoding.context
    let solver = unrolling.encoding.solver
    // What a step takes for granted is asserted when it is made, and has to stay.
    if conditions.contains(where: { $0.final != nil }) { _ = unrolling.next() }
    solver.push()
    defer { solver.pop() }
    var ends: [End] = []
    for (target, one) in conditions.enumerated() where one.condition != context.no {
      let holds = context.makeProposition("end")
      solver.assert(context.implies(holds, one.condition))
      ends.append(End(target: target, final: one.final, holds: holds, values: one.values))
    }
    unrolling.encoding.assertExactlyOne(ends.map(\.holds))
    var minimiser = TraceMinimiser(
      unrolling: unrolling, assumptions: assumptions, ends: ends, limit: limit, best: model)
    guard minimiser.improve(context.yes) else {
      // The solver has no more to spend: what it has found stays as it is.
      return (model, conditions.firstIndex { $0.condition != context.no && model.holds($0.condition) } ?? 0)
    }
    minimiser.count(minimiser.attackers)
    minimiser.count(minimiser.threats)
    minimiser.count(minimiser.instances)
    minimiser.amounts()
    minimiser.moves()
    minimiser.rest()
    return (minimiser.best, minimiser.end?.target ?? 0)
  }

  private init(
    unrolling: Unrolling, assumptions: [Proposition], ends: [End], limit: UInt64?, best: SolverModel
  ) {
    self.limit = limit
    self.unrolling = unrolling
    self.assumptions = assumptions
    self.ends = ends
    self.best = best
  }

  /// The end in the best model.
  private var end: End? { ends.first { best.holds($0.holds) } }

  /// Looks for a model in which the condition holds too, and keeps it. A question that the solver gives up counts as
  /// answered by no.
  private mutating func improve(_ condition: Proposition) -> Bool {
    if condition == context.no { return false }
    if let limit, solver.spent >= limit { return false }
    guard solver.check(assuming: assumptions + [condition]) == .satisfiable, let model = solver.model() else {
      return false
    }
    best = model
    return true
  }

  // MARK: Counts

  /// Has as few of these hold as possible.
  private mutating func count(_ propositions: [Proposition]) {
    let open = propositions.filter { $0 != context.no }
    let sure = open.filter { $0 == context.yes }.count
    let tally = Tally(open, context)
    while true {
      let count = open.filter { best.holds($0) }.count
      let limit = tally.atMost(count, context)
      if count <= sure || !improve(tally.atMost(count - 1, context)) {
        solver.assert(limit)
        return
      }
    }
  }

  /// The steps that are taken, at each depth, and behind them the one at the end.
  private var taken: [[(step: StepEncoding, taken: Proposition)]] {
    var all: [[(step: StepEncoding, taken: Proposition)]] = []
    for layer in unrolling.layers.prefix(unrolling.depth) {
      all.append(layer.steps.compactMap { step in layer.taken[step.ground].map { (step, $0) } })
    }
    guard ends.contains(where: { $0.final != nil }) else { return all }
    let steps = unrolling.next().steps
    all.append(
      ends.compactMap { end in
        guard let step = steps.first(where: { $0.ground == end.final }) else { return nil }
        // A genuine step without a value breaks and needs nothing.
        return (
          StepEncoding(ground: step.ground, enabled: step.enabled, defect: step.defect, isAttack: context.no),
          end.holds
        )
      })
    return all
  }

  private var attackers: [Proposition] {
    taken.map { steps in context.or(steps.map { context.and($0.taken, $0.step.isAttack) }) }
  }

  private var threats: [Proposition] {
    var uses: [ThreatID: [Proposition]] = [:]
    for (step, taken) in taken.joined() {
      for (threat, condition) in step.threats {
        uses[threat, default: []].append(context.and(taken, condition))
      }
    }
    return uses.sorted { $0.key < $1.key }.map { context.or($0.value) }
  }

  private var instances: [Proposition] {
    var uses: [GroundMove.Instance: [Proposition]] = [:]
    for (step, taken) in taken.joined() {
      for instance in Set(unrolling.grounds[step.ground].named) { uses[instance, default: []].append(taken) }
    }
    return uses.sorted { ($0.key.entity, $0.key.number) < ($1.key.entity, $1.key.number) }.map {
      context.or($0.value)
    }
  }

  // MARK: Amounts

  /// Makes the numbers of the run small, one after the other, in the order of the run. Which number stands at which
  /// place of the list depends on the steps, so a place is all numbers that may stand there.
  private mutating func amounts() {
    for (place, value) in zip(unrolling.encoding.layout.places, unrolling.states[0]) {
      switch unrolling.encoding.layout.sort(of: place) {
      case .integer, .instant: shrink(context.number(value))
      default: break
      }
    }
    let slots = slots
    let tally = Tally(slots.map(\.isThere), context)
    let last = tally.exactly[slots.count]
    for position in last.indices {
      // Of two lists that begin alike the shorter one is better.
      let ends = last[position]
      if best.holds(ends) || improve(ends) {
        solver.assert(ends)
        return
      }
      solver.assert(context.not(ends))
      let candidates = slots.enumerated().compactMap { index, slot -> (Proposition, Number)? in
        guard position < tally.exactly[index].count else { return nil }
        let isHere = context.and(slot.isThere, tally.exactly[index][position])
        return isHere == context.no ? nil : (isHere, slot.value)
      }
      let number = context.makeNumber("place\(position)")
      for (isHere, value) in candidates {
        solver.assert(context.implies(isHere, context.equal(number, value)))
      }
      // The number is new to the model.
      if improve(context.yes) { shrink(number) }
    }
  }

  /// The numbers that a run may have, in the order in which it would have them.
  private var slots: [(isThere: Proposition, value: Number)] {
    var slots: [(isThere: Proposition, value: Number)] = []
    let taken = self.taken
    let asserted = Array(unrolling.layers.prefix(unrolling.depth))
    let layers = taken.count > asserted.count ? asserted + [unrolling.next()] : asserted
    for (layer, steps) in zip(layers, taken) {
      for (position, amount) in layer.amounts.enumerated() {
        let users = steps.filter { unrolling.grounds[$0.step.ground].amounts > position }
        if !users.isEmpty { slots.append((context.or(users.map(\.taken)), amount)) }
      }
      for (step, taken) in steps {
        for one in step.tape { slots.append((context.and(taken, one.condition), context.number(one.value))) }
      }
    }
    return slots
  }

  /// Makes a number as small as it can be by absolute value, positive rather than negative, and keeps it there.
  private mutating func shrink(_ number: Number) {
    guard number.known == nil else { return }
    // The least absolute value lies from `lower` to that of the best model. Most are 0 or 1: these are tried first.
    var lower: Integer = 0
    while lower < best.value(number).magnitude {
      let upper = best.value(number).magnitude
      let middle = lower < 2 ? lower : halved(lower + upper)
      if !improve(within(middle, number)) { lower = middle + 1 }
    }
    let size = best.value(number).magnitude
    if best.value(number).signum < 0 { _ = improve(context.equal(number, .constant(size))) }
    solver.assert(context.equal(number, .constant(best.value(number))))
  }

  private func within(_ bound: Integer, _ number: Number) -> Proposition {
    context.and(
      context.lessOrEqual(.constant(-bound), number), context.lessOrEqual(number, .constant(bound)))
  }

  private func halved(_ number: Integer) -> Integer {
    number.quotientAndRemainder(dividingBy: 2)?.quotient ?? 0
  }

  // MARK: What the rule leaves open

  /// Takes the first possible move, step by step.
  private mutating func moves() {
    for steps in taken {
      settle(steps.sorted { $0.step.ground < $1.step.ground }.map(\.taken))
    }
    settle(ends.map(\.holds))
  }

  /// The first values for what is arbitrary at first, and for the numbers of the property.
  private mutating func rest() {
    for value in unrolling.states[0] {
      switch value {
      case .truth(let truth): settle([context.not(truth), truth])
      case .cases(let cases): settle(cases.map(\.condition))
      case .number: break
      }
    }
    if let end { for value in end.values { shrink(value) } }
  }

  /// Has the first of these hold that can.
  private mutating func settle(_ choices: [Proposition]) {
    if choices.contains(context.yes) { return }
    guard var position = choices.firstIndex(where: { best.holds($0) }) else { return }
    while position > 0, improve(context.or(Array(choices[..<position]))) {
      position = choices.firstIndex(where: { best.holds($0) }) ?? 0
    }
    solver.assert(choices[position])
  }
}

extension Layout {
  /// The sort of what lies at a place; nil for the start of the run.
  func sort(of place: Place) -> Sort? {
    switch place {
    case .field(let field, _): system.fields[field.index].type.sort
    case .global(let global): system.globals[global.index].type.sort
    case .start: nil
    }
  }
}
