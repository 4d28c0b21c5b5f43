/// Builds the positions of a timeline: puts ticks together to blocks, and cuts these where a formula could tell their
/// ticks apart.
struct TimelinePieces {
  private let interpreter: Interpreter
  private let measure: Timeline.Measure
  private let environment: [VariableID: Integer]
  private var state: State
  private var now: Integer = 0
  private var positions: [Timeline.Position] = []
  private var loop: Int?
  private var crossings: [Crossing: [Integer]] = [:]

  private struct Crossing: Hashable {
    let state: State
    let ticks: Integer
  }

  init(
    _ interpreter: Interpreter, _ measure: Timeline.Measure, _ environment: [VariableID: Integer],
    from initial: State
  ) {
    self.interpreter = interpreter
    self.measure = measure
    self.environment = environment
    state = initial
  }

  /// The next turn of the loop is the last one.
  mutating func markLoop() { loop = positions.count }

  /// Adds what is known of the end of a prefix: the state.
  mutating func addEnd() { append(state, .unknown, nil, now, now) }

  /// Adds a step, which has that position in the trace.
  mutating func add(_ step: TraceStep, _ index: Int?) throws(Undecided) {
    switch step.event {
    case .idle: append(state, .idle, index, now, now)
    case .action: append(state, .step(step), index, now, now)
    case .delay(let ticks):
      let starts = try starts(of: ticks)
      for (position, start) in starts.enumerated() {
        let end = position + 1 < starts.count ? starts[position + 1] : ticks
        append(delayed(state, start), .tick, index, now + start, now + end - 1)
      }
      now += ticks
    }
    state = step.state
    if positions.count > Timeline.limit { throw .tooLong }
  }

  private mutating func append(
    _ state: State, _ event: Timeline.Event, _ step: Int?, _ first: Integer, _ last: Integer
  ) {
    positions.append(Timeline.Position(state: state, event: event, step: step, first: first, last: last))
  }

  private func delayed(_ state: State, _ ticks: Integer) -> State {
    ticks.signum > 0 ? interpreter.delay(ticks, in: state) ?? state : state
  }

  // MARK: Where state terms change

  /// The ticks, counted from the present state, at which blocks begin.
  private mutating func starts(of ticks: Integer) throws(Undecided) -> [Integer] {
    let key = Crossing(state: state, ticks: ticks)
    if let known = crossings[key] { return known }
    var starts: Set<Integer> = [0]
    for term in measure.terms {
      guard let found = changes(of: term, ticks) else {
        // No linear form says where the term changes: each tick by itself.
        guard let count = ticks.asInt, count <= Timeline.limit else { throw .tooLong }
        starts = Set((0..<count).map { Integer($0) })
        break
      }
      starts.formUnion(found)
    }
    let sorted = starts.sorted()
    crossings[key] = sorted
    return sorted
  }

  /// Where the value of a term may change within so many ticks; nil if that is not known.
  private func changes(of term: Term, _ ticks: Integer) -> Set<Integer>? {
    let elapsed = 0
    var evaluator = SymbolicEvaluator(interpreter, state, environment, elapsed: elapsed)
    // Neither what time makes no difference to, nor an argument of an action atom: ticks are no actions.
    guard interpreter.world.bank.sort(term) == .boolean, !evaluator.isSettled(term) else { return [] }
    let truth = evaluator.truth(term)
    guard evaluator.definitions.isEmpty else { return nil }
    let range: [Constraint] = [
      .atMost(LinearForm(0), LinearForm(unknown: elapsed)),
      .less(LinearForm(unknown: elapsed), LinearForm(ticks)),
    ]
    var cooper = Cooper()
    let gap = Constraint.all(range + [truth.isTrue.negated, truth.isFalse.negated])
    guard cooper.isSatisfiable(gap) == false else { return nil }
    var found: Set<Integer> = []
    for condition in [truth.isTrue, truth.isFalse] {
      condition.forEachAtom { atom in
        // a t + c <= 0 changes between the whole number below -c / a and the next one.
        guard let form = atom.form,
          let root = (-form.constant).quotientAndRemainder(dividingBy: form[elapsed])?.quotient
        else { return }
        for change in [root - 1, root, root + 1, root + 2] where change > 0 && change < ticks {
          found.insert(change)
        }
      }
    }
    return found
  }

  // MARK: Where operators change

  /// The positions with their blocks cut, and where the last turn of the loop, of so many ticks, begins.
  func cut(period: Integer) throws(Undecided) -> ([Timeline.Position], loop: Int?) {
    guard measure.depth > 0, positions.contains(where: \.isBlock) else { return (positions, loop) }
    var times: Set<Integer> = []
    for position in positions {
      times.formUnion([position.first, position.first + 1, position.last, position.last + 1])
    }
    if let loop, period.signum > 0 {
      // Promises look beyond the last turn, into turns that are like it.
      let reach = measure.greatestBound * Integer(measure.depth)
      guard let turns = reach.quotientAndRemainder(dividingBy: period)?.quotient.asInt, turns < Timeline.limit
      else { throw .tooLong }
      for turn in 1...(turns + 2) {
        for position in positions[loop...] {
          let shift = period * Integer(turn)
          times.formUnion(
            [position.first, position.first + 1, position.last, position.last + 1].map { $0 + shift })
        }
      }
    }
    let distances = Set([Integer(1)]).union(measure.bounds)
    for _ in 0..<measure.depth {
      var next = times
      for time in times {
        for distance in distances { next.formUnion([time + distance, time - distance]) }
        if next.count > 4 * Timeline.limit { throw .tooLong }
      }
      times = next
    }
    return try split(times.sorted())
  }

  private func split(_ times: [Integer]) throws(Undecided) -> ([Timeline.Position], loop: Int?) {
    var result: [Timeline.Position] = []
    var newLoop: Int?
    for (index, position) in positions.enumerated() {
      if index == loop { newLoop = result.count }
      var start = position.first
      func part(_ end: Integer) -> Timeline.Position {
        Timeline.Position(
          state: delayed(position.state, start - position.first), event: position.event, step: position.step,
          first: start, last: end
        )
      }
      if position.isBlock {
        var lower = 0
        var upper = times.count
        while lower < upper {
          let middle = (lower + upper) / 2
          if times[middle] > start { upper = middle } else { lower = middle + 1 }
        }
        while lower < times.count, times[lower] <= position.last {
          result.append(part(times[lower] - 1))
          start = times[lower]
          lower += 1
        }
      }
      result.append(part(position.last))
      if result.count > Timeline.limit { throw .tooLong }
    }
    return (result, newLoop)
  }
}
