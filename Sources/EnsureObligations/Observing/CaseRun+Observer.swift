import EnsureModel

/// What an observer sees of a step.
extension CaseRun {
  /// The step that is watched, at the position that it leaves.
  struct Position {
    /// The state before the step, and what the property's variables are.
    var frame: Frame
    /// The move; nil if time passes, or nothing happens.
    let move: Move?
    /// The values of the action's parameters.
    let arguments: [LinearSum]
    /// What the observer's globals hold behind the step.
    var next: [GlobalID: LinearSum] = [:]
    /// When something that the formula asks for has no value.
    var undefined: [Sentence] = []
  }

  /// Gives the observer its tuple. Instances of it are at hand, like tracked ones.
  mutating func fix(_ observer: Observer) {
    for (parameter, variable) in zip(observer.parameters, observer.variables) {
      if let entity = terms.variables[variable.index].type.instances {
        setGlobal(parameter, anyInstance(of: entity))
      }
    }
  }

  /// Lets the observer see the step that leaves the state before it.
  mutating func observe(
    _ observer: Observer, _ move: Move?, _ environment: Valuation<VariableID>, _ after: inout SymbolicState
  ) {
    let values = observer.parameters.map { before.globals[$0.index] }
    let parameters = move.map { system.actions[$0.action.index].parameters } ?? []
    var position = Position(
      frame: Frame(before, Valuation(observer.variables, values)), move: move,
      arguments: parameters.compactMap { environment[$0.variable] })
    let holds = value(observer.condition, &position)
    for promise in observer.promises + observer.assumed { _ = value(promise.memory, &position) }
    progress.settled = observer.settled.map { value($0.memory, &position) }
    let wasBroken = remembered(observer.broken)
    let isBroken = bank.or([wasBroken, !holds] + position.undefined)
    remember(isBroken, observer.broken, &position)
    for (global, value) in position.next { after.globals[global.index] = value }
  }

  private mutating func remembered(_ global: GlobalID) -> Sentence {
    let value = before.globals[global.index]
    return bank.holds(value)
  }

  /// Sets a switch for the next position; what stays as it is needs no new number.
  private mutating func remember(_ sentence: Sentence, _ global: GlobalID, _ position: inout Position) {
    let isSame = sentence == remembered(global)
    position.next[global] = isSame ? before.globals[global.index] : bank.number(sentence)
  }

  /// The value of a formula at the position, from what was remembered; and what is remembered of it.
  private mutating func value(_ formula: PastFormula, _ position: inout Position) -> Sentence {
    switch formula {
    case .state(let term): return truth(term, &position)
    case .action(let action, let arguments, let isGenuine):
      return isTaken(action, arguments, isGenuine, &position)
    case .not(let operand): return !value(operand, &position)
    case .and(let operands): return sequence(operands, &position, isDecidedBy: { $0 })
    case .or(let operands): return !sequence(operands, &position, isDecidedBy: { !$0 })
    case .previously(let operand, let was):
      remember(outside(operand, &position), was, &position)
      return remembered(was)
    case .since(let hold, let release, let memory):
      let released = outside(release, &position)
      let holds = hold.map { outside($0, &position) } ?? .yes
      let old = remembered(memory.was)
      let lasting = bank.or([released, bank.and([holds, old])])
      remember(lasting, memory.was, &position)
      guard let window = memory.window else { return memory.isStrict ? old : lasting }
      let last = before.globals[window.last.index]
      let now = position.frame.state.now
      let seen = sabotage == .instantsAreLate ? now + LinearSum(1) : now
      position.next[window.last] = bank.choice(released, seen, last)
      let isRecent = bank.lessOrEqual(now - last, LinearSum(window.ticks))
      let kept = bank.and([holds, old, isRecent])
      return memory.isStrict ? kept : bank.or([released, kept])
    case .overdue(let hold, let release, let was, let first, let ticks):
      let released = outside(release, &position)
      let holds = outside(hold, &position)
      let old = remembered(was)
      remember(bank.or([released, bank.and([holds, old])]), was, &position)
      let start = before.globals[first.index]
      let now = position.frame.state.now
      // It goes on waiting from the first instant on, unless what it waits for comes in between.
      let goesOn = sabotage == .waitingStartsAnew ? bank.and([old, !released]) : bank.and([old, holds])
      position.next[first] = bank.choice(goesOn, start, now)
      let isLate = bank.less(LinearSum(ticks), now - start)
      return bank.and([old, isLate])
    }
  }

  /// All of them hold (or, for a disjunction, none does): later ones are only asked for where earlier ones have not
  /// decided.
  private mutating func sequence(
    _ operands: [PastFormula], _ position: inout Position, isDecidedBy goesOn: (Sentence) -> Sentence
  ) -> Sentence {
    let depth = path.count
    var values: [Sentence] = []
    for operand in operands {
      let sentence = goesOn(value(operand, &position))
      values.append(sentence)
      path.append(sentence)
    }
    path.removeLast(path.count - depth)
    return bank.and(values)
  }

  /// What stands under an operator of the past is asked for at every position.
  private mutating func outside(_ formula: PastFormula, _ position: inout Position) -> Sentence {
    let conditions = path
    path = []
    defer { path = conditions }
    return value(formula, &position)
  }

  private mutating func truth(_ term: Term, _ position: inout Position) -> Sentence {
    watching(&position) { run, frame in run.truth(term, &frame) }
  }

  /// Evaluates something, and collects where it has no value.
  private mutating func watching<Value>(
    _ position: inout Position, _ evaluate: (inout CaseRun, inout Frame) -> Value
  ) -> Value {
    let others = defects
    defects = []
    let result = evaluate(&self, &position.frame)
    position.undefined += defects ?? []
    defects = others
    return result
  }

  private mutating func isTaken(
    _ action: ActionID, _ arguments: [Term?], _ isGenuine: Bool, _ position: inout Position
  ) -> Sentence {
    guard let move = position.move,
      move.action == action || system.actions[move.action.index].imitates == action
    else { return .no }
    // A step that only stands for the action is never the genuine one.
    if isGenuine, sabotage != .forgedPromisesCount, !(move.isGenuine && move.action == action) { return .no }
    let depth = path.count
    var equations: [Sentence] = []
    for (pattern, argument) in zip(arguments, position.arguments) {
      guard let pattern, sabotage != .memoriesAreShared else { continue }
      let value = watching(&position) { run, frame in run.number(pattern, &frame) }
      let isEqual = bank.equal(value, argument)
      equations.append(isEqual)
      path.append(isEqual)
    }
    path.removeLast(path.count - depth)
    return bank.and(equations)
  }
}
