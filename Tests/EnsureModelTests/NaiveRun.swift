import EnsureModel

/// A second, naive definition of what a formula says of a lasso: the run is written out, tick by tick, and each
/// operator is read as its definition stands, position by position, as far as a generous horizon.
struct NaiveRun {
  struct Position {
    let state: State
    let step: TraceStep?
    let now: Integer
  }

  let interpreter: Interpreter
  private var positions: [Position] = []
  /// How far an operator looks ahead.
  private let reach: Int

  /// Writes the trace out so far that formulas can be nested `depth` deep, if each operator needs at most `turns` of
  /// the loop.
  init(_ interpreter: Interpreter, _ trace: Trace, turns: Int, depth: Int) {
    self.interpreter = interpreter
    let loop = trace.loop ?? trace.steps.count
    var state = trace.initial
    var now: Integer = 0
    func run(_ steps: ArraySlice<TraceStep>) -> [Position] {
      var found: [Position] = []
      for step in steps {
        if case .delay(let ticks) = step.event {
          for _ in 0..<(ticks.asInt ?? 0) {
            found.append(Position(state: state, step: nil, now: now))
            state = interpreter.delay(1, in: state) ?? state
            now += 1
          }
        } else {
          found.append(Position(state: state, step: step, now: now))
        }
        state = step.state
      }
      return found
    }
    positions = run(trace.steps[..<loop])
    let stem = positions.count
    var reach = stem
    for turn in 1...(turns * (depth + 1)) {
      let steps = run(trace.steps[loop...])
      positions += steps.isEmpty ? [Position(state: state, step: nil, now: now)] : steps
      if turn == turns { reach = positions.count }
    }
    self.reach = reach
  }

  /// Whether the formula holds at the start.
  func holds(_ formula: Formula) -> Bool { values(of: formula, 1)[0] }

  /// The values of the formula at the first `count` positions.
  private func values(of formula: Formula, _ count: Int) -> [Bool] {
    let here = 0..<count
    let far = min(count + reach, positions.count)
    func now(_ formula: Formula) -> [Bool] { values(of: formula, count) }
    func ahead(_ formula: Formula) -> [Bool] { values(of: formula, far) }
    func later(_ start: Int) -> Range<Int> { start..<min(start + reach, far) }
    switch formula {
    case .state(let term):
      return here.map { (try? interpreter.evaluate(term, in: positions[$0].state)) == 1 }
    case .action(let action, let arguments, let agency):
      return here.map { index in
        guard case .action(let taken, let values, let actual)? = positions[index].step?.event, taken == action
        else {
          return false
        }
        guard agency != .genuine || actual == .genuine else { return false }
        return zip(arguments, values).allSatisfy { pattern, value in
          pattern.map { (try? interpreter.evaluate($0, in: positions[index].state)) == value } ?? true
        }
      }
    case .stuck: return here.map { _ in false }
    case .not(let operand): return now(operand).map { !$0 }
    case .and(let operands):
      let all = operands.map(now)
      return here.map { index in all.allSatisfy { $0[index] } }
    case .or(let operands):
      let all = operands.map(now)
      return here.map { index in all.contains { $0[index] } }
    case .implies(let left, let right): return zip(now(left), now(right)).map { !$0 || $1 }
    case .iff(let left, let right): return zip(now(left), now(right)).map { $0 == $1 }
    case .always(let operand):
      let inner = ahead(operand)
      return here.map { later($0).allSatisfy { inner[$0] } }
    case .eventually(let operand, within: let bound):
      let inner = ahead(operand)
      return here.map { start in
        later(start).contains { index in
          inner[index] && (bound.map { positions[index].now - positions[start].now <= $0 } ?? true)
        }
      }
    case .next(let operand):
      let inner = values(of: operand, min(count + 1, positions.count))
      return here.map { inner[min($0 + 1, inner.count - 1)] }
    case .until(let left, let right):
      let (hold, release) = (ahead(left), ahead(right))
      return here.map { start in
        for index in later(start) {
          if release[index] { return true }
          if !hold[index] { return false }
        }
        return false
      }
    case .unless(let left, let right):
      return now(.or([.until(left, right), .always(left)]))
    case .previously(let operand):
      let inner = now(operand)
      return here.map { $0 > 0 && inner[$0 - 1] }
    case .historically(let operand):
      let inner = now(operand)
      return here.map { (0...$0).allSatisfy { inner[$0] } }
    case .once(let operand, let window):
      let inner = now(operand)
      return here.map { present in (0...present).contains { inner[$0] && isInside($0, present, window) } }
    case .earlier(let operand, let window):
      let inner = now(operand)
      return here.map { present in (0..<present).contains { inner[$0] && isInside($0, present, window) } }
    case .since(let left, let right, let window):
      let (hold, release) = (now(left), now(right))
      return here.map { present in
        for index in (0...present).reversed() {
          if release[index] && isInside(index, present, window) { return true }
          if !hold[index] { return false }
        }
        return false
      }
    }
  }

  private func isInside(_ then: Int, _ here: Int, _ window: Window?) -> Bool {
    guard let window else { return true }
    let age = positions[here].now - positions[then].now
    return window.lower <= age && age <= window.upper
  }
}
