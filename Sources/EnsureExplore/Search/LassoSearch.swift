public import EnsureModel

/// Looks for a shortest violation of a temporal property by trying every run of a scope, step by step, with every loop
/// that it can close, and judging each by the interpreter.
///
/// It is the plain witness that a faster search is compared with: it knows no automata and no solver, and the work
/// grows with the number of runs. Two runs are one to it only if their states are the same all along and no step of
/// one can be told from that of the other by the property or by fairness.
public struct LassoSearch {
  /// What has been found.
  public struct Finding: Sendable {
    /// A violation with the fewest steps (stem and loop together), by SEMANTICS, rule 21, and replayed.
    public let violation: Violation?
    /// All runs of up to this many steps have been looked at (up to the violation's length, if there is one).
    public let depth: Int
    /// Why some run that may be a violation, and is no longer, could not be judged.
    public let undecided: Undecided?
  }

  /// How many runs of one length are kept.
  private static let manyRuns = 1 << 18

  private let interpreter: Interpreter
  private let property: PropertyID
  private let depth: Int
  private let steps: StepSignature
  /// Whether doing nothing in between can matter.
  private let countsIdling: Bool
  private let longestBound: Integer?
  private let values: [[Integer]]
  /// What a loop need not come back to.
  private let tallies: Tallies

  /// A search for runs of up to `depth` steps.
  ///
  /// - Throws: what the scope does not say.
  public init(_ world: World, _ scope: Scope, property: PropertyID, depth: Int) throws(ExploreError) {
    let interpreter: Interpreter
    do {
      interpreter = try Interpreter(world, scope: scope)
    } catch {
      throw .layout(error)
    }
    self.interpreter = interpreter
    self.property = property
    self.depth = depth
    let known = world.system.properties[property.index]
    steps = StepSignature(world, known)
    tallies = Tallies(of: property, in: world)
    countsIdling = known.obligation.map { !$0.survivesRemoval } ?? false
    longestBound = known.obligation?.longestBound
    values = try Self.ranged { () throws(RangeError) in try interpreter.values(of: property) }
  }

  private static func ranged<Value>(_ body: () throws(RangeError) -> Value) throws(ExploreError) -> Value {
    do {
      return try body()
    } catch {
      switch error {
      case .unbounded(let name): throw .unbounded(name)
      case .tooMany(let name): throw .tooLarge(name, limit: 1 << 20)
      }
    }
  }

  /// A run, as its last step and the run before it.
  private final class Run {
    let parent: Run?
    let step: TraceStep?
    let state: State
    let cost: Cost
    /// The values of the property's variables for which the prefix leaves it open.
    let values: [[Integer]]

    init(parent: Run?, step: TraceStep?, state: State, cost: Cost, values: [[Integer]]) {
      self.parent = parent
      self.step = step
      self.state = state
      self.cost = cost
      self.values = values
    }

    func trace(_ interpreter: Interpreter, loop: Int? = nil) -> Trace {
      var steps: [TraceStep] = []
      var run = self
      while let step = run.step, let parent = run.parent {
        steps.append(step)
        run = parent
      }
      return Trace(
        scope: interpreter.layout.scope, threats: interpreter.world.threats, initial: run.state,
        steps: steps.reversed(), loop: loop)
    }
  }

  private struct Candidate {
    let violation: Violation
    let cost: Cost
  }

  /// Runs the search.
  public func run() throws(ExploreError) -> Finding {
    var layer: [Run] = try initialStates().map { state in
      Run(parent: nil, step: nil, state: state, cost: interpreter.cost(of: state), values: values)
    }
    var undecided: Undecided?
    for length in 0...depth {
      var best: Candidate?
      var open: [Run] = []
      for run in layer {
        var rest: [[Integer]] = []
        for values in run.values {
          if try judge(run, values, length, &best, &undecided) { rest.append(values) }
        }
        if rest.isEmpty { continue }
        open.append(Run(parent: run.parent, step: run.step, state: run.state, cost: run.cost, values: rest))
      }
      if let best { return Finding(violation: best.violation, depth: length, undecided: undecided) }
      if length < depth { layer = try successors(open) }
    }
    return Finding(violation: nil, depth: depth, undecided: undecided)
  }

  private func initialStates() throws(ExploreError) -> [State] {
    do {
      return Array(try interpreter.initialStates())
    } catch {
      switch error {
      case .range(.unbounded(let name)): throw .unbounded(name)
      case .range(.tooMany(let name)): throw .tooLarge(name, limit: 1 << 18)
      case .undefined, .unsatisfiable: throw .noInitialState
      }
    }
  }

  /// Judges the prefix and each loop that it can close; whether the run is worth prolonging.
  private func judge(
    _ run: Run, _ values: [Integer], _ length: Int, _ best: inout Candidate?, _ undecided: inout Undecided?
  ) throws(ExploreError) -> Bool {
    let prefix = run.trace(interpreter)
    switch interpreter.judge(property, values, on: prefix) {
    case .satisfied?, nil: return false
    case .violated?, .undefined?:
      try offer(run, prefix, values, &best, &undecided)
      return false
    case .open?, .undecided?: break
    }
    for loop in 0...length where interpreter.goesRound(prefix, from: loop, apartFrom: tallies) {
      // A turn takes longer than any bound, so that what is late is seen to be in one turn.
      if let longestBound, ticks(of: prefix.steps[loop...]) <= longestBound { continue }
      try offer(run, prefix.going(round: loop), values, &best, &undecided)
    }
    return true
  }

  private func ticks(of steps: ArraySlice<TraceStep>) -> Integer {
    steps.reduce(0) { sum, step in
      if case .delay(let ticks) = step.event { sum + ticks } else { sum }
    }
  }

  /// Takes the trace as the best violation so far, if it is one and better.
  private func offer(
    _ run: Run, _ trace: Trace, _ values: [Integer], _ best: inout Candidate?, _ undecided: inout Undecided?
  ) throws(ExploreError) {
    if let best, !run.cost.isBetter(than: best.cost) { return }
    let failure: Violation.Failure
    switch interpreter.judge(property, values, on: trace) {
    case .violated?: failure = .temporal(values)
    case .undefined(let undefined)?: failure = .propertyUndefined(values, undefined)
    case .undecided(let reason)?:
      undecided = undecided ?? reason
      return
    case .satisfied?, .open?, nil: return
    }
    let violation = Violation(trace: trace, failure: failure)
    do {
      try interpreter.replay(violation, of: property)
    } catch {
      switch error {
      case .unfair: return
      case .undecided(let reason):
        undecided = undecided ?? reason
        return
      default: throw .disagreement("a run that was just taken cannot be replayed: \(error)", trace)
      }
    }
    best = Candidate(violation: violation, cost: run.cost)
  }

  // MARK: Steps

  private struct Key: Hashable {
    let run: ObjectIdentifier
    let state: State
    let label: StepSignature.Label
  }

  private func successors(_ runs: [Run]) throws(ExploreError) -> [Run] {
    var found: [Key: Run] = [:]
    var order: [Key] = []
    for run in runs {
      for step in try steps(from: run.state) {
        var cost = run.cost
        cost.add(interpreter.cost(of: step))
        let key = Key(run: ObjectIdentifier(run), state: step.state, label: steps.label(of: step))
        if let known = found[key] {
          if !cost.isBetter(than: known.cost) { continue }
        } else {
          order.append(key)
          if order.count > Self.manyRuns { throw .tooLarge("runs", limit: Self.manyRuns) }
        }
        found[key] = Run(parent: run, step: step, state: step.state, cost: cost, values: run.values)
      }
    }
    return order.compactMap { found[$0] }
  }

  private func steps(from state: State) throws(ExploreError) -> [TraceStep] {
    let possible = try Self.ranged { () throws(RangeError) in try interpreter.possibleSteps(in: state) }
    var found: [TraceStep] = []
    for step in possible {
      guard case .taken(let taken) = step.result else { continue }
      let move = interpreter.world.moves[step.move]
      let principal = step.principal.flatMap { number in
        move.principalRole.map { TraceStep.Principal(entity: $0, instance: number) }
      }
      found.append(
        TraceStep(
          event: .action(move.action, arguments: step.arguments, move.agency), principal: principal,
          threats: taken.threats, brokenHonesty: taken.brokenHonesty, arbitrary: step.tape, state: taken.state))
    }
    func bare(_ event: TraceStep.Event, _ state: State) -> TraceStep {
      TraceStep(event: event, principal: nil, threats: [], brokenHonesty: [], arbitrary: [], state: state)
    }
    for ticks in interpreter.layout.scope.delays.values {
      if let next = interpreter.delay(Integer(ticks), in: state) {
        found.append(bare(.delay(Integer(ticks)), next))
      }
    }
    if countsIdling { found.append(bare(.idle, state)) }
    return found
  }
}
