import EnsureModel
import EnsureSolver

/// What one ground move means in one symbolic state.
struct StepEncoding {
  /// The position in `GroundMoves.all`.
  let ground: Int
  /// When the step can be taken.
  var enabled: Proposition
  /// When it is genuine and meets a term without a value.
  var defect: Proposition
  /// The places that it may write, with their values behind it.
  var writes: [Int: SymbolicValue] = [:]
  /// For each `honest` clause of a corrupt principal's action: when the step breaks it.
  var broken: [Proposition] = []
  /// The threats that the step needs, and when.
  var threats: [ThreatID: Proposition] = [:]
  /// Whether it counts as a step of an attacker.
  var isAttack: Proposition
  /// What is arbitrary in it.
  var tape: [SymbolicEvaluator.Arbitrary] = []
}

extension Encoding {
  /// The meaning of a ground move; nil if it can neither be taken in the state nor meet a defect there.
  ///
  /// - Parameter amounts: the numbers of the step, which all ground moves share.
  func step(_ ground: GroundMove, at position: Int, in state: [SymbolicValue], now: Number, _ amounts: [Number])
    -> StepEncoding?
  {
    guard let index = ground.move else {
      let enabled = ground.isDelay ? meetsDeadlines(in: state, now: now, amounts[0]) : context.yes
      return StepEncoding(ground: position, enabled: enabled, defect: context.no, isAttack: context.no)
    }
    let move = world.moves[index]
    var evaluator = SymbolicEvaluator(self, state, now: now)
    evaluator.isForged = !move.isGenuine
    let fits = bind(ground, move, &evaluator, amounts)
    evaluator.path = fits
    for condition in move.guards {
      let outer = evaluator.path
      if sabotage == .guardsUnordered { evaluator.path = fits }
      let holds = evaluator.truth(condition.clause.term)
      evaluator.path = context.and(outer, holds)
      if evaluator.path == context.no, sabotage != .guardsUnordered { break }
    }
    var result = StepEncoding(
      ground: position, enabled: context.no, defect: evaluator.defect, isAttack: context.no)
    if evaluator.path == context.no { return result.defect == context.no ? nil : result }
    switch move.agency {
    case .genuine: judge(move, &evaluator, &result)
    case .forged(let threat, _), .threatStep(let threat):
      result.isAttack = context.yes
      result.threats[threat] = context.yes
    }
    evaluator.run(system.effects(of: move))
    let after = evaluator.state
    if sabotage == .commitsTooEarly { evaluator.state = state }
    for commit in move.commits where evaluator.path != context.no {
      let holds = evaluator.truth(commit.term)
      evaluator.path = context.and(evaluator.path, holds)
    }
    result.defect = evaluator.defect
    result.enabled = context.and(evaluator.path, context.not(evaluator.defect))
    result.tape = evaluator.tape
    for slot in state.indices where !after[slot].isSame(as: state[slot]) { result.writes[slot] = after[slot] }
    return result.enabled == context.no && result.defect == context.no ? nil : result
  }

  /// That no deadline is missed if so many ticks pass.
  private func meetsDeadlines(in state: [SymbolicValue], now: Number, _ ticks: Number) -> Proposition {
    context.and(
      interpreter.clocks.map { clock in
        let (isRunning, age) = read(clock, in: state, now: now)
        let isMet = context.lessOrEqual(context.add(age, ticks), .constant(clock.deadline.ticks))
        return context.implies(isRunning, isMet)
      })
  }

  /// Whether a clock runs, and for how long.
  private func read(_ clock: DeadlineClock, in state: [SymbolicValue], now: Number) -> (Proposition, Number) {
    var evaluator = SymbolicEvaluator(self, state, now: now)
    if let variable = clock.deadline.instances?.variable, let number = clock.instance {
      evaluator.environment[variable] = context.one(number)
    }
    let isRunning = evaluator.truth(clock.deadline.isRunning)
    return (isRunning, context.number(evaluator.value(clock.deadline.age)))
  }

  /// How long before the present a clock began, as far as that makes a difference (`Interpreter.withClocksRead`); at most 0.
  func begin(of clock: DeadlineClock, in state: [SymbolicValue], now: Number) -> Number {
    let (isRunning, age) = read(clock, in: state, now: now)
    let matters = context.and(isRunning, context.less(.constant(0), age))
    return context.choice(matters, context.subtract(.constant(0), age), .constant(0))
  }

  /// Gives the parameters and the principal their values; says when the numbers are of their types.
  func bind(
    _ ground: GroundMove, _ move: Move, _ evaluator: inout SymbolicEvaluator, _ amounts: [Number]
  ) -> Proposition {
    if let variable = move.principal, let principal = ground.principal {
      evaluator.environment[variable] = context.one(principal)
    }
    var fits: [Proposition] = []
    let action = system.actions[move.action.index]
    for (parameter, argument) in zip(action.parameters, ground.arguments) {
      let variable = world.bank.variables[parameter.variable.index]
      switch argument {
      case .known(let value):
        evaluator.environment[parameter.variable] = evaluator.constant(value, variable.type.sort)
      case .amount(let position):
        let amount = amounts[position]
        fits.append(isAllowed(amount, variable.type, name: "\(action.name).\(variable.name)"))
        fits.append(isForeseen(amount, variable.type))
        evaluator.environment[parameter.variable] =
          .number(variable.type.sort == .instant ? context.add(evaluator.now, amount) : amount)
      }
    }
    return context.and(fits)
  }

  /// Says when a corrupt principal breaks which `honest` clause, and by whose leave.
  ///
  /// A clause without a value is a defect; behind one that is broken already it counts as broken.
  private func judge(_ move: Move, _ evaluator: inout SymbolicEvaluator, _ result: inout StepEncoding) {
    let honest = system.actions[move.action.index].honest
    if honest.isEmpty || move.corruptions.isEmpty { return }
    var open = context.yes
    var concerned: [(threat: ThreatID, condition: Proposition)] = []
    for corruption in move.corruptions {
      let applies = corruption.condition.map { evaluator.truth($0) } ?? context.yes
      concerned.append((corruption.threat, context.and(open, applies)))
      open = context.and(open, context.not(applies))
    }
    let isCorrupt = context.not(open)
    var someBroken = context.no
    for clause in honest {
      let broken = evaluator.under(isCorrupt) { evaluator -> Proposition in
        let before = evaluator.defect
        evaluator.defect = context.no
        let holds = evaluator.truth(clause.term)
        // What has no value here counts as broken where another clause is.
        let undefined = evaluator.defect
        evaluator.defect = context.or(before, context.and(undefined, context.not(someBroken)))
        return context.or(context.not(holds), context.and(undefined, someBroken))
      }
      let isBroken = context.and(isCorrupt, broken ?? context.no)
      result.broken.append(isBroken)
      someBroken = context.or(someBroken, isBroken)
    }
    if sabotage == .corruptKeepHonest { evaluator.path = context.and(evaluator.path, context.not(someBroken)) }
    result.isAttack = someBroken
    for (threat, condition) in concerned {
      let uses = context.and(condition, someBroken)
      if uses != context.no { result.threats[threat] = context.or(result.threats[threat] ?? context.no, uses) }
    }
  }
}
