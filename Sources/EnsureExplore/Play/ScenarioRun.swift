public import EnsureModel

extension Scenario {
  /// Runs the scenario: genuine steps in the honest world (SEMANTICS, rule 11).
  ///
  /// Everything that the scenario leaves open (principals, chosen values, initial values) ranges over the scope's
  /// values and the numbers that occur in the scenario. Some choice has to make all steps possible; every choice
  /// that gets as far has to make `expect` true and `is impossible` steps impossible.
  ///
  /// - Parameter limit: how many steps may be tried.
  /// - Throws: why the system cannot be run.
  public func run(in system: TransitionSystem, scope: Scope, limit: Int = 1 << 20) throws(ExploreError)
    -> ScenarioResult
  {
    let world = World(system, threats: [])
    let widened = widened(scope, world)
    var interpreter: Interpreter
    do { interpreter = try Interpreter(world, scope: widened) } catch { throw .layout(error) }
    interpreter.reads = ReadRecord()
    var run = ScenarioRun(scenario: self, interpreter: interpreter, limit: limit)
    let outcome = try run.outcome()
    return ScenarioResult(outcome: outcome, world: world, scope: widened, variables: run.variables)
  }

  /// The scope with enough instances for the scenario's variables and for what its steps make, since there is always another
  /// one (SEMANTICS, rule 1); and with its numbers among the values.
  private func widened(_ scope: Scope, _ world: World) -> Scope {
    var widened = scope
    var needed: [EntityID: [Int: Int]] = [:]
    for (variable, rank) in variables {
      guard case .reference(let entity) = world.bank.variables[variable.index].type.sort else { continue }
      needed[entity, default: [:]][rank ?? -1, default: 0] += 1
    }
    for (entity, made) in unnamed(in: world) { needed[entity, default: [:]][-1, default: 0] += made }
    for (entity, counts) in needed where widened.instances.indices.contains(entity.index) {
      let most = counts.values.max() ?? 0
      widened.instances[entity.index] = max(widened.instances[entity.index], most)
    }
    var numbers: Set<Int> = []
    for term in terms { world.bank.collectNumbers(term, into: &numbers) }
    let ranges = numbers.map { $0...$0 }
    let units = Set(scope.values.keys).union(
      world.bank.variables.filter { $0.type.sort == .integer }.map(\.type.unit))
    for unit in units { widened.values[unit] = ValueSet((scope.values[unit]?.ranges ?? []) + ranges) }
    for (name, set) in scope.named { widened.named[name] = ValueSet(set.ranges + ranges) }
    return widened
  }

  /// How many instances the steps make that have no name in the scenario.
  private func unnamed(in world: World) -> [EntityID: Int] {
    var found: [EntityID: Int] = [:]
    for step in steps {
      for (position, parameter) in world.system.actions[step.action.index].parameters.enumerated()
      where parameter.kind == .created && step.made[position] == nil {
        guard case .reference(let entity) = world.bank.variables[parameter.variable.index].type.sort else {
          continue
        }
        found[entity, default: 0] += 1
      }
    }
    return found
  }

  private var terms: [Term] {
    let expectations = items.compactMap { item in
      if case .expect(let clause) = item { clause.term } else { nil }
    }
    return givens.map(\.term) + expectations + steps.flatMap { $0.arguments + $0.made.values }
  }
}

extension TermBank {
  fileprivate func collectNumbers(_ term: Term, into found: inout Set<Int>) {
    if case .integer(let value) = self[term], let word = value.asInt { found.insert(word) }
    for child in children(term) { collectNumbers(child, into: &found) }
  }
}

/// Looks for the ways in which a scenario can happen, depth first.
private struct ScenarioRun {
  private struct Place: Hashable {
    let item: Int
    let state: State
  }

  private typealias Failure = ScenarioResult.Failure

  let scenario: Scenario
  let interpreter: Interpreter
  let limit: Int
  /// What the variables stand for in the present attempt, or in the one that counted.
  private(set) var variables: [VariableID: Integer] = [:]

  private var tried = 0
  /// What the parameters of actions range over, as far as it has been asked.
  private var known: [ActionID: [[Int]]] = [:]
  private var seen: Set<Place> = []
  private var steps: [TraceStep] = []
  /// The places whose initial values the present attempt has looked at.
  private var mattering: Set<Int> = []
  private var initial = State(values: [])
  /// The attempt that got farthest.
  private var farthest: (item: Int, progress: Int, failure: Failure, variables: [VariableID: Integer])?

  init(scenario: Scenario, interpreter: Interpreter, limit: Int) {
    self.scenario = scenario
    self.interpreter = interpreter
    self.limit = limit
  }

  private var trace: Trace {
    Trace(scope: interpreter.layout.scope, threats: [], initial: initial, steps: steps)
  }

  private enum Walk {
    case passed(Trace, [VariableID: Integer])
    case failed(Failure)
    case blocked
    case limit
  }

  mutating func outcome() throws(ExploreError) -> ScenarioResult.Outcome {
    let states: EnsureModel.InitialStates
    do { states = try interpreter.initialStates() } catch { throw ExploreError(error) }
    var passed: (trace: Trace, variables: [VariableID: Integer])?
    for assignment in assignments(scenario.variables[...], [:]) {
      var classes = InitialClasses(states)
      while let state = classes.next() {
        tried += 1
        if tried > limit { return .undecided(tried: tried) }
        variables = assignment
        initial = state
        steps = []
        // Time moves instants, and what is moved can no longer be told from what is written.
        mattering = interpreter.world.system.hasTime ? Set(interpreter.layout.instantSlots) : []
        defer { classes.split(at: mattering) }
        let isMet = areGivensMet
        noteReads(in: state)
        guard isMet else { continue }
        seen.removeAll(keepingCapacity: true)
        switch try walk(0, state) {
        case .failed(let failure): return .failed(failure)
        case .limit: return .undecided(tried: tried)
        case .passed(let trace, let variables): passed = passed ?? (trace, variables)
        case .blocked: break
        }
      }
    }
    if let passed {
      variables = passed.variables
      return .passed(passed.trace)
    }
    if let farthest {
      variables = farthest.variables
      return .failed(farthest.failure)
    }
    return .failed(Failure(item: 0, reason: .givens, trace: trace))
  }

  private var areGivensMet: Bool {
    scenario.givens.allSatisfy { ((try? interpreter.evaluate($0.term, in: initial, variables)) ?? 0) != 0 }
  }

  /// The ways to choose pairwise different instances for the variables. Where instances are alike it makes no
  /// difference which is taken, so the first free one is.
  private func assignments(
    _ open: ArraySlice<(variable: VariableID, rank: Int?)>, _ sofar: [VariableID: Integer]
  ) -> [[VariableID: Integer]] {
    guard let (variable, rank) = open.first else { return [sofar] }
    guard case .reference(let entity) = interpreter.world.bank.variables[variable.index].type.sort else {
      return []
    }
    let layout = interpreter.layout
    let taken = Set(
      sofar.filter { interpreter.world.bank.variables[$0.key.index].type.sort == .reference(entity) }.values)
    var free = (0..<layout.instances(of: entity)).filter { !taken.contains(Integer($0)) }
    if let rank { free = free.filter { layout.rank(of: $0, in: entity) == rank } }
    let declared = interpreter.world.system.entities[entity.index]
    if declared.keys.isEmpty {
      var ranks: Set<Int> = []
      free = free.filter { ranks.insert(layout.rank(of: $0, in: entity) ?? 0).inserted }
    }
    return free.flatMap { instance in
      var next = sofar
      next[variable] = Integer(instance)
      return assignments(open.dropFirst(), next)
    }
  }

  /// Takes down which initial values were read in a state: those that are still there. A place that holds something
  /// else was written, and all that the writing hung on was read before. One that was written and holds what it held
  /// at first counts as read from the start, which may be more than was.
  private mutating func noteReads(in state: State) {
    guard let places = interpreter.reads?.take() else { return }
    for slot in places where state.values[slot] == initial.values[slot] { mattering.insert(slot) }
  }

  // MARK: Items

  /// Goes on from an item in a state; every way is followed, since each has to satisfy what is expected.
  private mutating func walk(_ item: Int, _ state: State) throws(ExploreError) -> Walk {
    guard item < scenario.items.count else { return .passed(trace, variables) }
    guard seen.insert(Place(item: item, state: state)).inserted else { return .blocked }
    switch scenario.items[item] {
    case .wait(let ticks, _):
      guard let next = interpreter.delay(ticks, in: state) else {
        note(item, 0, .nobody)
        return .blocked
      }
      steps.append(
        TraceStep(
          event: .delay(ticks), principal: nil, threats: [], brokenHonesty: [], arbitrary: [], state: next))
      defer { steps.removeLast() }
      return try walk(item + 1, next)
    case .expect(let clause):
      let value: Integer
      do {
        value = try interpreter.evaluate(clause.term, in: state, variables)
      } catch {
        return .failed(Failure(item: item, reason: .undefined(error), trace: trace))
      }
      noteReads(in: state)
      if value != 0 { return try walk(item + 1, state) }
      let values = interpreter.readings(clause.term, in: state, variables)
      return .failed(Failure(item: item, reason: .expectation(values), trace: trace))
    case .step(let step):
      var passed: Walk?
      for attempt in try attempts(step, item, state) {
        tried += 1
        if tried > limit { return .limit }
        guard case .taken(let next) = take(attempt, item, state) else { continue }
        steps.append(next)
        defer { steps.removeLast() }
        switch try walk(item + 1, next.state) {
        case .passed(let trace, let variables): passed = passed ?? .passed(trace, variables)
        case .failed(let failure): return .failed(failure)
        case .limit: return .limit
        case .blocked: break
        }
      }
      return passed ?? .blocked
    case .impossible(let step):
      for attempt in try attempts(step, item, state) {
        tried += 1
        if tried > limit { return .limit }
        switch take(attempt, nil, state) {
        case .taken(let next): return .failed(Failure(item: item, reason: .possible(next), trace: trace))
        case .undefined(let undefined):
          return .failed(Failure(item: item, reason: .undefined(undefined), trace: trace))
        case .blocked: break
        }
      }
      return try walk(item + 1, state)
    }
  }

  // MARK: Steps

  private struct Attempt {
    let move: Move
    let arguments: [Integer]
    let principal: Int?
  }

  private enum Result {
    case taken(TraceStep)
    case undefined(Undefined)
    case blocked
  }

  /// All ways to take the step that the scenario asks for.
  private mutating func attempts(_ step: Scenario.Step, _ item: Int, _ state: State) throws(ExploreError)
    -> [Attempt]
  {
    defer { noteReads(in: state) }
    guard let move = interpreter.world.genuineMove(of: step.action) else {
      return []
    }
    var given: [Integer] = []
    for argument in step.arguments {
      do {
        given.append(try interpreter.evaluate(argument, in: state, variables))
      } catch {
        note(item, 1 << 30, .undefined(error))
        return []
      }
    }
    let action = interpreter.world.system.actions[step.action.index]
    let domains = try domains(of: step.action, from: given.count)
    // What is beyond the limit is not tried.
    let most = max(0, limit - tried) + 1
    var tuples = [given]
    for domain in domains {
      let position = tuples.first?.count ?? 0
      let known = step.made[position].flatMap { try? interpreter.evaluate($0, in: state, variables) }
      var values: [Integer]
      if let known {
        values = domain.contains { known == Integer($0) } ? [known] : []
      } else {
        values = domain.prefix(most).map { Integer($0) }
      }
      if known == nil, action.parameters[position].kind == .created {
        values = representatives(of: values, for: action.parameters[position], state)
      }
      tuples = Array(tuples.lazy.flatMap { tuple in values.lazy.map { tuple + [$0] } }.prefix(most))
    }
    let principals = principals(step, move, state)
    if principals.isEmpty { note(item, 0, .nobody) }
    return tuples.flatMap { tuple in
      principals.map { Attempt(move: move, arguments: tuple, principal: $0) }
    }
  }

  /// Those among instances that a step may make which are not as good as another: of some that have no name in the scenario and
  /// hold the same, the first one stands for all. Whichever is untouched, no step has named it.
  private func representatives(of instances: [Integer], for parameter: Parameter, _ state: State) -> [Integer] {
    let world = interpreter.world
    guard case .reference(let entity) = world.bank.variables[parameter.variable.index].type.sort,
      world.system.entities[entity.index].keys.isEmpty
    else { return instances }
    let named = variables.filter { world.bank.variables[$0.key.index].type.sort == .reference(entity) }.values
    var seen: Set<[Integer]> = []
    return instances.filter { instance in
      guard !named.contains(instance), let number = instance.asInt else { return true }
      return seen.insert(
        world.system.entities[entity.index].fields.compactMap { field in
          interpreter.layout.slot(field, number).map { state.values[$0] }
        }
      ).inserted
    }
  }

  /// What the parameters of an action range over that the scenario does not give.
  private mutating func domains(of action: ActionID, from given: Int) throws(ExploreError) -> [[Int]] {
    if let known = known[action] { return known }
    let found = try Grounding.domains(
      interpreter.world.system.actions[action.index], interpreter.world, interpreter.layout, from: given)
    known[action] = found
    return found
  }

  private func principals(_ step: Scenario.Step, _ move: Move, _ state: State) -> [Int?] {
    switch step.principal {
    case nil: return interpreter.principals(of: move, in: state)
    case .some(.named(let variable)):
      let bank = interpreter.world.bank
      guard let role = move.principalRole, bank.variables[variable.index].type.sort == .reference(role),
        let number = variables[variable]?.asInt
      else { return [] }
      return [number]
    case .some(.some(let reference)):
      guard move.principalRole == reference.role else { return [] }
      guard let rank = reference.rank,
        let field = interpreter.world.system.entities[reference.role.index].rankField
      else { return interpreter.principals(of: move, in: state) }
      return (0..<interpreter.layout.instances(of: reference.role)).filter { instance in
        let stored = interpreter.layout.slot(field, instance).flatMap { state.values[$0].asInt }
        return (stored ?? interpreter.layout.rank(of: instance, in: reference.role)) == rank
      }
    }
  }

  /// Takes a step; notes how far it came if it is blocked and `item` is given.
  private mutating func take(_ attempt: Attempt, _ item: Int?, _ state: State) -> Result {
    let (move, principal) = (attempt.move, attempt.principal)
    defer { noteReads(in: state) }
    switch interpreter.step(move, arguments: attempt.arguments, principal: principal, in: state) {
    case .taken(let taken):
      let who = principal.flatMap { instance in
        move.principalRole.map { TraceStep.Principal(entity: $0, instance: instance) }
      }
      return .taken(
        TraceStep(
          event: .action(move.action, arguments: attempt.arguments, move.agency), principal: who,
          threats: taken.threats, brokenHonesty: taken.brokenHonesty, arbitrary: [], state: taken.state))
    case .undefined(let undefined):
      if let item { note(item, 1 << 30, .undefined(undefined)) }
      return .undefined(undefined)
    case .blocked(let block):
      let isFarther =
        item.map { ($0, block.progress) > (farthest?.item ?? -1, farthest?.progress ?? -1) } ?? false
      if isFarther, let item,
        let explanation = interpreter.explain(
          move, arguments: attempt.arguments, principal: principal, in: state)
      {
        note(item, block.progress, .blocked(explanation))
      }
      return .blocked
    case .needs, .badTape: return .blocked
    }
  }

  private mutating func note(_ item: Int, _ progress: Int, _ reason: ScenarioResult.Failure.Reason) {
    guard (item, progress) > (farthest?.item ?? -1, farthest?.progress ?? -1) else { return }
    farthest = (item, progress, Failure(item: item, reason: reason, trace: trace), variables)
  }
}
