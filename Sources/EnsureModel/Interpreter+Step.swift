/// What keeps a step from being taken.
public enum Block: Hashable, Sendable {
  /// The arguments are too few or too many, or this one is no value of its parameter's type (`none` never is),
  /// or beyond what the horizon counts on.
  case argument(Int)
  /// There is no such principal, or the step needs one.
  case principal
  /// This guard of the move is false in the state before the step.
  case `guard`(Int)
  /// This commit of the move is false in the state behind it.
  case commit(Int)
}

/// A step that has been taken.
public struct Taken: Hashable, Sendable {
  /// The state behind it.
  public var state: State
  /// The `honest` clauses that it breaks, as positions in `Action.honest`.
  public var brokenHonesty: [Int] = []
  /// The threats that it needs.
  public var threats: Set<ThreatID> = []
}

/// What becomes of a step.
public enum StepResult: Hashable, Sendable {
  /// It is taken.
  case taken(Taken)
  /// It is not possible.
  case blocked(Block)
  /// It is genuine and meets a term without a value: a defect of the spec.
  case undefined(Undefined)
  /// It is not genuine and meets something arbitrary of this type, for which the tape has no value.
  case needs(ValueType)
  /// The tape has a value of another type than what is arbitrary, or more values than the step needs.
  case badTape
}

extension Interpreter {
  /// Takes a step.
  ///
  /// Guards are evaluated in their order; then the body, statement by statement, each reading what those before
  /// it have written (the instance that is written to first, then the value); then the commits.
  ///
  /// - Parameters:
  ///   - arguments: the values of the action's parameters, in order.
  ///   - principal: the number of the principal of the move's role; nil if nobody acts or it makes no difference.
  ///   - tape: what undefined terms stand for in a step that is not genuine, in order of evaluation.
  public func step(
    _ move: Move, arguments: [Integer], principal: Int?, in state: State, tape: [Integer] = []
  ) -> StepResult {
    var environment: [VariableID: Integer] = [:]
    if let block = bind(move, arguments, principal, &environment) { return .blocked(block) }
    var evaluator = Evaluator(world, layout, state, environment)
    if !move.isGenuine { evaluator.oracle = Oracle(tape) }
    evaluator.hasHorizon = horizon != nil
    evaluator.reads = reads
    do {
      let result = try run(move, &evaluator)
      let used = evaluator.oracle?.position ?? 0
      if case .taken = result, used != tape.count { return .badTape }
      return result
    } catch {
      switch error {
      case .undefined(let undefined): return .undefined(undefined)
      case .exhausted(let type): return .needs(type)
      case .illTyped: return .badTape
      }
    }
  }

  /// Gives the parameters and the principal their values, if they are of the right types.
  func bind(
    _ move: Move, _ arguments: [Integer], _ principal: Int?, _ environment: inout [VariableID: Integer]
  ) -> Block? {
    let parameters = world.system.actions[move.action.index].parameters
    for (position, parameter) in parameters.enumerated() {
      guard position < arguments.count else { return .argument(position) }
      let type = world.bank.variables[parameter.variable.index].type
      let value = arguments[position]
      var isNone = false
      if case .reference = type.sort, value < 0 { isNone = true }
      if isNone || !layout.contains(value, type) { return .argument(position) }
      if horizon?.foresees(value, type) == false { return .argument(position) }
      environment[parameter.variable] = value
    }
    if arguments.count > parameters.count { return .argument(parameters.count) }
    guard let principal else { return move.principalUse == .nothing ? nil : .principal }
    guard let role = move.principalRole, let variable = move.principal,
      (0..<layout.instances(of: role)).contains(principal)
    else { return .principal }
    environment[variable] = Integer(principal)
    return nil
  }

  private func run(_ move: Move, _ evaluator: inout Evaluator) throws(Interruption) -> StepResult {
    for (position, condition) in move.guards.enumerated() where try !evaluator.holds(condition.clause.term) {
      return .blocked(.guard(position))
    }
    var taken = Taken(state: evaluator.state)
    switch move.agency {
    case .genuine: try judge(move, &evaluator, &taken)
    case .forged(let threat, _), .threatStep(let threat): taken.threats = [threat]
    }
    let before = evaluator.state
    taken.state = try after(world.system.effects(of: move), &evaluator)
    evaluator.state = world.sabotage == .commitsTooEarly ? before : taken.state
    for (position, commit) in move.commits.enumerated() where try !evaluator.holds(commit.term) {
      return .blocked(.commit(position))
    }
    taken.state = normalised(taken.state)
    return .taken(taken)
  }

  /// Finds the `honest` clauses that a corrupt principal's step breaks, and the threat that lets him.
  ///
  /// A clause without a value is a defect here as it is without the threat: every run of a world is one of each
  /// larger world. Behind a broken clause, which may have guarded it, it counts as broken.
  private func judge(_ move: Move, _ evaluator: inout Evaluator, _ taken: inout Taken) throws(Interruption) {
    // Without a discipline nobody need be named, and there is nothing to break.
    if world.system.actions[move.action.index].honest.isEmpty { return }
    var threat: ThreatID?
    for corruption in move.corruptions where threat == nil {
      guard let condition = corruption.condition else {
        threat = corruption.threat
        break
      }
      if try evaluator.holds(condition) { threat = corruption.threat }
    }
    guard let threat else { return }
    for (position, clause) in world.system.actions[move.action.index].honest.enumerated() {
      do {
        if try evaluator.holds(clause.term) { continue }
      } catch {
        if taken.brokenHonesty.isEmpty { throw error }
      }
      taken.brokenHonesty.append(position)
    }
    if !taken.brokenHonesty.isEmpty { taken.threats = [threat] }
  }

  // MARK: Bodies

  /// The state behind a body.
  private func after(_ body: [Statement], _ evaluator: inout Evaluator) throws(Interruption) -> State {
    var run = BodyRun(before: evaluator.state, state: evaluator.state)
    try execute(body, &evaluator, &run)
    return run.state
  }

  private struct BodyRun {
    let before: State
    var state: State
    /// Whether the statements are those of a bulk effect, which read the state before it.
    var isSimultaneous = false
  }

  private func execute(_ body: [Statement], _ evaluator: inout Evaluator, _ run: inout BodyRun)
    throws(Interruption)
  {
    for statement in body {
      switch statement {
      case .bind(let variable, let term, _): evaluator.environment[variable] = try evaluator.value(term)
      case .branch(let condition, let yes, let no, _):
        try execute(try evaluator.holds(condition) ? yes : no, &evaluator, &run)
      case .assign(let location, let term, _):
        guard let (slot, type) = try target(location, &evaluator, run) else { continue }
        var value = try evaluator.value(term)
        if !layout.contains(value, type) {
          value = try evaluator.arbitrary(of: type, isTerm: false, Undefined(reason: .outOfRange, term: term))
        }
        run.state.values[slot] = value
        if !run.isSimultaneous, world.sabotage != .simultaneousBody { evaluator.state = run.state }
      case .update(let variable, where: let filter, let body, _):
        try update(variable, where: filter, body, &evaluator, &run)
      }
    }
  }

  /// A bulk effect, instance by instance in the order of their numbers, each reading the state before the first.
  private func update(
    _ variable: VariableID, where filter: Term, _ body: [Statement], _ evaluator: inout Evaluator,
    _ run: inout BodyRun
  ) throws(Interruption) {
    guard case .reference(let entity) = world.bank.variables[variable.index].type.sort else {
      fatalError("a bulk effect ranges over instances")
    }
    let outer = evaluator.environment
    run.isSimultaneous = true
    for number in 0..<layout.instances(of: entity) {
      evaluator.environment[variable] = Integer(number)
      if try evaluator.holds(filter) || world.sabotage == .bulkUnfiltered {
        try execute(body, &evaluator, &run)
      }
      if world.sabotage == .sequentialBulk { evaluator.state = run.state }
    }
    run.isSimultaneous = false
    evaluator.environment = outer
    if world.sabotage != .simultaneousBody { evaluator.state = run.state }
  }

  /// Where a statement writes, and what may stand there; nil if a forged step writes through `none`.
  private func target(_ location: Location, _ evaluator: inout Evaluator, _ run: BodyRun)
    throws(Interruption) -> (Int, ValueType)?
  {
    switch location {
    case .global(let global):
      guard let slot = layout.slot(global) else { fatalError("what steps assign is stored") }
      return (slot, world.system.globals[global.index].type)
    case .field(let field, of: let instance):
      let now = evaluator.state
      if world.sabotage == .oldAlias { evaluator.state = run.before }
      defer { evaluator.state = now }
      guard let number = try evaluator.named(instance) else {
        if evaluator.oracle != nil { return nil }
        throw .undefined(Undefined(reason: .none, term: instance))
      }
      guard let slot = layout.slot(field, number) else { fatalError("what steps assign is stored") }
      return (slot, world.system.fields[field.index].type)
    }
  }
}
