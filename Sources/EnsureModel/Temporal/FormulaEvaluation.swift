/// Evaluates a formula, whose action atoms say which steps they mean (`Formula.resolved`), at every position of a
/// timeline.
///
/// On a lasso the values are exact: future operators are fixed points over one turn of the loop, and past ones have
/// settled in its last turn. On a prefix a value is `open` unless it is the same however the run goes on, so that
/// `fails` at the start says that every run with this prefix violates the formula. The converse is not claimed: some
/// prefixes that nothing can save are open, and then only a longer prefix or a lasso shows the violation.
///
/// Formulas are read in the order of time, the past from the present backwards: what lies behind a position that
/// decides is not looked at, and harmless if it has no value.
struct FormulaEvaluation {
  let interpreter: Interpreter
  let timeline: Timeline
  let environment: [VariableID: Integer]
  /// Where it could not be told whether an instance is stuck: the first such question.
  private(set) var unclear: Undecided?

  private var positions: [Timeline.Position] { timeline.positions }
  private var isPrefix: Bool { timeline.loop == nil }

  init(_ interpreter: Interpreter, _ timeline: Timeline, _ environment: [VariableID: Integer]) {
    self.interpreter = interpreter
    self.timeline = timeline
    self.environment = environment
  }

  /// The values of a formula, by position.
  mutating func values(of formula: Formula) -> [Outcome] {
    switch formula {
    case .state(let term): return positions.map { value(of: term, in: $0.state) }
    case .action(let action, let arguments, let agency):
      return positions.map { value(of: action, arguments, agency, at: $0) }
    case .stuck(let instance):
      return positions.indices.map { stuck(instance, at: $0) }
    case .not(let operand): return values(of: operand).map(\.negated)
    case .and(let operands): return fold(operands, start: .holds) { Outcome.and($0, $1) }
    case .or(let operands): return fold(operands, start: .fails) { Outcome.or($0, $1) }
    case .implies(let left, let right):
      return zip(values(of: left), values(of: right)).map { Outcome.or($0.negated, $1) }
    case .iff(let left, let right):
      return zip(values(of: left), values(of: right)).map {
        Outcome.and(Outcome.or($0.negated, $1), Outcome.or($1.negated, $0))
      }
    case .always(let operand): return ahead(values(of: operand), nil, unfulfilled: .holds)
    case .eventually(let operand, within: nil): return ahead(nil, values(of: operand), unfulfilled: .fails)
    case .eventually(let operand, within: let bound?): return within(bound, values(of: operand))
    case .until(let left, let right):
      let isWeak = interpreter.world.sabotage == .untilIsWeak
      return ahead(values(of: left), values(of: right), unfulfilled: isWeak ? .holds : .fails)
    case .unless(let left, let right):
      return ahead(values(of: left), values(of: right), unfulfilled: .holds)
    case .next(let operand): return next(values(of: operand))
    case .previously(let operand): return previously(values(of: operand))
    case .historically(let operand): return back(values(of: operand), nil, before: .holds)
    case .once(let operand, nil): return back(nil, values(of: operand), before: .fails)
    case .once(let operand, let window?): return back(nil, values(of: operand), within: window, strict: false)
    case .earlier(let operand, nil): return earlier(values(of: operand))
    case .earlier(let operand, let window?): return back(nil, values(of: operand), within: window, strict: true)
    case .since(let left, let right, nil): return back(values(of: left), values(of: right), before: .fails)
    case .since(let left, let right, let window?):
      return back(values(of: left), values(of: right), within: window, strict: false)
    }
  }

  private mutating func fold(
    _ operands: [Formula], start: Outcome, _ join: (Outcome, Outcome) -> Outcome
  ) -> [Outcome] {
    var result = positions.map { _ in start }
    for operand in operands { result = zip(result, values(of: operand)).map { join($0, $1) } }
    return result
  }

  // MARK: Atoms

  private func value(of term: Term, in state: State) -> Outcome {
    do {
      return Outcome(try interpreter.evaluate(term, in: state, environment) != 0)
    } catch {
      return .undefined(error)
    }
  }

  private func value(
    of action: ActionID, _ arguments: [Term?], _ agency: Formula.Agency, at position: Timeline.Position
  ) -> Outcome {
    switch position.event {
    case .unknown: return .open
    case .tick, .idle: return .fails
    case .step(let step):
      guard case .action(let taken, let values, let actual) = step.event else { return .fails }
      guard taken == action || interpreter.world.system.actions[taken.index].imitates == action else {
        return .fails
      }
      // A step that only stands for the action is never the genuine one.
      let isGenuine = actual == .genuine && taken == action
      switch interpreter.world.sabotage {
      case .forgedPromisesCount: break
      case .triggersAreGenuine: if !isGenuine { return .fails }
      default: if agency == .genuine && !isGenuine { return .fails }
      }
      for (pattern, value) in zip(arguments, values) {
        guard let pattern else { continue }
        do {
          if try interpreter.evaluate(pattern, in: position.state, environment) != value { return .fails }
        } catch {
          return .undefined(error)
        }
      }
      return .holds
    }
  }

  private mutating func stuck(_ instance: Term, at index: Int) -> Outcome {
    let judge = StuckJudge(interpreter)
    do {
      let value = try interpreter.evaluate(instance, in: positions[index].state, environment)
      guard case .reference(let entity) = interpreter.world.bank.sort(instance), let number = value.asInt,
        number >= 0
      else { return .undefined(Undefined(reason: .none, term: instance)) }
      let outcome = judge.outcome(entity, number, at: index, of: timeline)
      if outcome == .open && unclear == nil { unclear = .stuck(entity, number) }
      return outcome
    } catch {
      return .undefined(error)
    }
  }

  // MARK: The future

  /// `hold until release`, where each is constantly true (hold) or false (release) if nil; `unfulfilled` is the value
  /// where release never comes and hold lasts for ever.
  private func ahead(_ hold: [Outcome]?, _ release: [Outcome]?, unfulfilled: Outcome) -> [Outcome] {
    var result = positions.map { _ in unfulfilled }
    func step(_ index: Int, _ behind: Outcome) -> Outcome {
      Outcome.or(release?[index] ?? .fails, Outcome.and(hold?[index] ?? .holds, behind))
    }
    guard let loop = timeline.loop else {
      var behind = Outcome.open
      for index in positions.indices.reversed() {
        behind = step(index, behind)
        result[index] = behind
      }
      return result
    }
    // Once around for the value at the start of the loop, and once more with it.
    var behind = unfulfilled
    for index in (loop..<positions.count).reversed() { behind = step(index, behind) }
    for index in positions.indices.reversed() {
      behind = step(index, behind)
      result[index] = behind
    }
    return result
  }

  /// `eventually within bound`. On a prefix it fails only if `now` is known to pass the bound.
  private func within(_ bound: Integer, _ operand: [Outcome]) -> [Outcome] {
    positions.indices.map { start in
      let isOpenBound = interpreter.world.sabotage == .boundIsOpen
      let deadline = positions[start].first + (isOpenBound ? bound - 1 : bound)
      var result: [Outcome] = []
      var index = start
      var shift: Integer = 0
      var turns = 0
      var isOpen = false
      while positions[index].first + shift <= deadline {
        result.append(operand[index])
        if case .holds = operand[index] { break }
        if case .undefined = operand[index] { break }
        index += 1
        if index == positions.count {
          guard let loop = timeline.loop else {
            isOpen = true
            break
          }
          // Without time, and where none passes, once around is all.
          turns += 1
          if timeline.period.signum <= 0 && turns > 1 { break }
          shift += timeline.period
          index = loop
        }
      }
      return result.reversed().reduce(isOpen ? .open : .fails) { behind, here in Outcome.or(here, behind) }
    }
  }

  private func next(_ operand: [Outcome]) -> [Outcome] {
    positions.indices.map { index in
      if positions[index].isBlock { return operand[index] }
      if index + 1 < positions.count { return operand[index + 1] }
      return timeline.loop.map { operand[$0] } ?? .open
    }
  }

  // MARK: The past

  private func previously(_ operand: [Outcome]) -> [Outcome] {
    positions.indices.map { index in
      if positions[index].isBlock { return operand[index] }
      return index == 0 ? .fails : operand[index - 1]
    }
  }

  /// `hold since release`, likewise; `before` is the value before the run.
  private func back(_ hold: [Outcome]?, _ release: [Outcome]?, before: Outcome) -> [Outcome] {
    var behind = before
    return positions.indices.map { index in
      behind = Outcome.or(release?[index] ?? .fails, Outcome.and(hold?[index] ?? .holds, behind))
      return behind
    }
  }

  private func earlier(_ operand: [Outcome]) -> [Outcome] {
    let once = back(nil, operand, before: .fails)
    return positions.indices.map { index in
      if positions[index].isBlock { return once[index] }
      return index == 0 ? .fails : once[index - 1]
    }
  }

  /// `hold since release` with a window; strict if the present does not count.
  private func back(_ hold: [Outcome]?, _ release: [Outcome], within window: Window, strict: Bool) -> [Outcome]
  {
    positions.indices.map { present in
      let now = positions[present].first
      var chain: [(release: Outcome, hold: Outcome)] = []
      if strict, positions[present].isBlock, window.lower <= 1, window.upper >= 1 {
        // Behind the first tick of a block there is one of the same block just before.
        chain.append((release[present], .holds))
      }
      for index in stride(from: strict ? present - 1 : present, through: 0, by: -1) {
        let position = positions[index]
        let nearest = index == present ? 0 : now - position.last
        if nearest > window.upper { break }
        let farthest = index == present ? 0 : now - position.first
        let isInside = farthest >= window.lower
        chain.append((isInside ? release[index] : .fails, hold?[index] ?? .holds))
      }
      return chain.reversed().reduce(.fails) { behind, here in
        Outcome.or(here.release, Outcome.and(here.hold, behind))
      }
    }
  }
}
