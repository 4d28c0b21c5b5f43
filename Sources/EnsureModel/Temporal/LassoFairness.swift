/// Judges whether a lasso is fair (SEMANTICS, rules 16 and 17).
///
/// The run that a lasso shows is one of infinitely many instances: those outside the scope are copies of untouched
/// ones in it. If each type has a class of as many untouched instances that are alike as a step has parameters of
/// it (with the principal), then every tuple of all instances looks like one of the scope: an exchange of instances
/// that are alike changes nothing in any state of the run, so what is possible for a tuple is possible for its image.
/// So it is enough to look at the tuples of the scope, and at principals and other parameters in it.
struct LassoFairness {
  private let interpreter: Interpreter
  private let trace: Trace
  /// The states of the loop, with the number of ticks that pass from there if more than one does.
  private var states: [(state: State, ticks: Integer?)] = []
  private var steps: [TraceStep] = []

  /// How many tuples of one duty are looked at.
  private static let manyTuples = 1 << 14

  init(_ interpreter: Interpreter, _ trace: Trace, loop: Int) {
    self.interpreter = interpreter
    self.trace = trace
    var state = loop == 0 ? trace.initial : trace.steps[loop - 1].state
    steps = Array(trace.steps[loop...])
    if steps.isEmpty { states = [(state, nil)] }
    for step in steps {
      var ticks: Integer?
      if case .delay(let count) = step.event, count > 1 { ticks = count }
      states.append((state, ticks))
      state = step.state
    }
  }

  /// - Throws: which duty is never done, or why that cannot be told.
  func check(_ duties: [Duty]) throws(Refusal) {
    if duties.isEmpty { return }
    var unclear: ActionID?
    for duty in duties {
      let action = duty.ways.first?.move.action ?? ActionID(0)
      for tuple in try tuples(duty) where !isDone(duty, tuple) {
        switch due(duty, tuple) {
        case .impossible: break
        case .possible: throw .unfair(action, tuple)
        case .unclear: unclear = unclear ?? action
        }
      }
    }
    // That a tuple of the scope is treated unfairly is certain, whatever stands for the others.
    try checkUntouched(duties)
    if let unclear { throw .undecided(.possibility(unclear)) }
  }

  /// Whether the loop makes a duty due for some tuple.
  func forces(_ duty: Duty) -> Bool {
    (try? tuples(duty))?.contains { due(duty, $0) == .possible && !isDone(duty, $0) } ?? false
  }

  private func checkUntouched(_ duties: [Duty]) throws(Refusal) {
    if interpreter.world.sabotage == .untouchedIgnored { return }
    let symmetry = InstanceSymmetry(interpreter, trace)
    for entity in interpreter.world.system.entities.indices.map(EntityID.init) {
      let needed = duties.flatMap(\.ways).map { symmetry.mentions(of: entity, in: $0.move) }.max() ?? 0
      if needed > 0, !symmetry.hasUntouched(needed, of: entity) {
        throw .undecided(.needsUntouched(entity, needed))
      }
    }
  }

  private func tuples(_ duty: Duty) throws(Refusal) -> [[Int]] {
    var tuples: [[Int]] = [[]]
    for entity in duty.tuple {
      let count = interpreter.layout.instances(of: entity)
      guard tuples.count * max(1, count) <= Self.manyTuples else { throw .undecided(.tooLong) }
      tuples = tuples.flatMap { tuple in (0..<count).map { tuple + [$0] } }
    }
    return tuples
  }

  /// Whether a genuine step of the loop does the duty, whoever takes it.
  private func isDone(_ duty: Duty, _ tuple: [Int]) -> Bool {
    steps.contains { step in
      guard case .action(let action, let arguments, .genuine) = step.event else { return false }
      return duty.ways.contains { way in
        way.move.action == action
          && zip(way.parameters, tuple).allSatisfy { position, instance in
            arguments.indices.contains(position) && arguments[position] == Integer(instance)
          }
      }
    }
  }

  /// Whether the loop makes the duty due: `possible` if it does.
  ///
  /// A weak one is due if it is possible in each state of the loop. That it may be impossible at some tick within a
  /// longer delay is not looked at; such a run is refused though it may be fair. A strong one is due if it is
  /// possible at one tick.
  private func due(_ duty: Duty, _ tuple: [Int]) -> Possibility.Answer {
    var answers: [Possibility.Answer] = []
    for (state, ticks) in states {
      let isStrong = duty.isStrong && interpreter.world.sabotage != .strongIsWeak
      let answer = possible(duty, tuple, state, isStrong ? ticks : nil)
      if isStrong, answer == .possible { return .possible }
      if !isStrong, answer == .impossible { return .impossible }
      answers.append(answer)
    }
    if answers.contains(.unclear) { return .unclear }
    return answers.first ?? .impossible
  }

  private func possible(_ duty: Duty, _ tuple: [Int], _ state: State, _ ticks: Integer?) -> Possibility.Answer {
    var isUnclear = false
    for way in duty.ways {
      let fixed = Dictionary(
        zip(way.parameters, tuple.map { Integer($0) }), uniquingKeysWith: { first, _ in first })
      switch Possibility(interpreter: interpreter, move: way.move, fixed: fixed).answer(
        in: state, within: ticks)
      {
      case .possible: return .possible
      case .unclear: isUnclear = true
      case .impossible: break
      }
    }
    return isUnclear ? .unclear : .impossible
  }
}
