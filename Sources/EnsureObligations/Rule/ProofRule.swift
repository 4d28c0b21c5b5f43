public import EnsureModel

/// The proof rule of `Docs/semantics.md`, 23 to 25, for one world: which cases have to be looked at so that a claim is
/// known to hold in every reachable state, whatever the number of instances.
public struct ProofRule: Sendable {
  /// The world; with the observer's globals, if there is one.
  public let world: World
  /// What is remembered of the past, for a temporal property.
  public let observer: Observer?
  /// What fairness forces, as far as the property depends on it, or what may happen, where it says that something is never
  /// stuck; empty where nothing is promised.
  public let duties: [Duty]
  let sabotage: ProofSabotage?
  /// Whether cases assume nothing of what their step needs, so that they can be asked what of it matters
  /// (`ProofCase.needs`). What is assumed less is no danger: nothing follows that would not follow otherwise.
  package var setsNeedsApart = false

  /// Whether what a step's guards exclude is impossible. Only a test has the rule get that wrong.
  package var looksAtGuards: Bool { sabotage != .helpersAreAlwaysPossible }

  /// The rule for a world.
  public init(_ world: World) { self.init(world, sabotage: nil) }

  /// The same, with something got wrong.
  package init(_ world: World, sabotage: ProofSabotage?) {
    self.world = world
    self.sabotage = sabotage
    observer = nil
    duties = []
  }

  /// The rule for a goal in a world: where it is a temporal property, with an observer.
  public init(for goal: ProofGoal, in world: World) { self.init(for: goal, in: world, sabotage: nil) }

  /// The same, with something got wrong.
  package init(for goal: ProofGoal, in world: World, sabotage: ProofSabotage?) {
    self.sabotage = sabotage
    observer = Observer(of: goal, in: world.system)
    let observed = observer.map { World($0.system, threats: world.threats, sabotage: world.sabotage) } ?? world
    if let observer, observer.escapee != nil {
      duties = observed.ways
    } else {
      duties = observer.map { $0.promises.isEmpty ? [] : observed.duties(for: $0.property) } ?? []
    }
    self.world = observed
  }

  /// The steps that a claim has to survive. Idling is one of them only for an observer: it changes nothing else, so that
  /// what has to be shown is among the premises.
  public var steps: [ProofStep] {
    var steps: [ProofStep] = [.start] + world.moves.indices.map { .move($0) }
    if world.system.hasTime { steps.append(.tick) }
    if observer != nil && sabotage != .idlingIsNoStep { steps.append(.idle) }
    return steps
  }

  /// All cases of a step, for tracked variables of these types.
  ///
  /// - Parameters:
  ///   - claim: the lemmas that the cases will be asked about, with the instances that they need beside.
  ///   - isObserved: whether they speak of the observer. If not, it looks away: what is asked is a question about the system
  ///     without it.
  /// - Throws: if there are too many.
  public func cases(
    of step: ProofStep, tracking types: [ValueType], _ claim: ProofClaim, isObserved: Bool = true
  ) throws(ProofRefusal) -> [ProofCase] {
    try cases(of: step, tracking: types, claim, watching: nil, isObserved: isObserved)
  }

  /// All cases of a step.
  ///
  /// - Parameter watched: what is asked beside the lemmas.
  func cases(
    of step: ProofStep, tracking types: [ValueType], _ claim: ProofClaim, watching watched: Watched?,
    isObserved: Bool = true
  ) throws(ProofRefusal) -> [ProofCase] {
    var found: [ProofCase] = []
    var alternatives = Alternatives()
    var runs = 0
    let asksForValues = watched?.asksForValues ?? false
    var room = world.system.entities.map { _ in asksForValues ? 1 : 0 }
    repeat {
      var result: ProofCase
      var isComplete = false
      var decisions = Int.max
      repeat {
        alternatives.rewind(to: decisions)
        var run = CaseRun(world, claim.terms, sabotage, alternatives, room: room, isInitial: step == .start)
        if asksForValues { run.defects = [] }
        if setsNeedsApart { run.needs = [] }
        let (tracked, after) = go(step, types, claim, watched, isObserved ? observer : nil, &run)
        alternatives = run.alternatives
        if !alternatives.isConsistent { throw .confusedCases(step) }
        isComplete = !run.lacksRoom
        decisions = run.soundDecisions
        room = run.missing
        result = ProofCase(step, types, tracked, run, after: after, watching: watched)
        if let observer, !isObserved { result.firstUnknown = observer.firstGlobal }
      } while !isComplete
      if !result.isImpossible { found.append(result) }
      runs += 1
      if runs > CaseRun.limit { throw .tooManyCases(step) }
    } while alternatives.advance()
    return found
  }

  /// What is asked beside lemmas.
  enum Watched: Sendable {
    /// Whether the move's own terms have values.
    case move
    /// Whether a property's term, with the property's variables, has one.
    case property(Term, [VariableID])
    /// Whether a step brings the promise with that position no further away, where that does not depend on others; of a state,
    /// whether it is in a stage.
    case promise(Int)
    /// The same for a stage of the promise that speaks of further instances, for any ones of these.
    case staying(Int, of: Int)
    /// Whether what leads on from a stage of a promise is possible.
    case stage(Int, of: Int)

    /// The promise that is asked about.
    var promise: Int? {
      switch self {
      case .move, .property: nil
      case .promise(let promise), .staying(_, of: let promise), .stage(_, of: let promise): promise
      }
    }

    /// The stage of it that is asked about, if one is.
    var stage: Int? {
      switch self {
      case .staying(let stage, of: _), .stage(let stage, of: _): stage
      case .move, .property, .promise: nil
      }
    }

    var asksForValues: Bool {
      switch self {
      case .move, .property: true
      case .promise, .staying, .stage: false
      }
    }
  }

  private func go(
    _ step: ProofStep, _ types: [ValueType], _ claim: ProofClaim, _ watched: Watched?, _ observer: Observer?,
    _ run: inout CaseRun
  ) -> ([LinearSum], SymbolicState) {
    let related = claim.related
    if let observer { run.fix(observer) }
    let tracked = types.map { type in
      if let entity = type.instances { return run.anyInstance(of: entity) }
      return run.anything(of: type, "tracked")
    }
    let companions = watched.map { self.companions(of: $0, claim, &run) } ?? [:]
    if let promise = watched?.promise { run.bringBystanders(of: claim.rankings[promise]) }
    if let watched { wait(watched, claim, companions, &run) }
    var frame = Frame(run.before)
    switch step {
    case .start: break
    case .state, .idle: run.bring(related, beside: tracked, of: types)
    case .tick:
      run.bring(related, beside: tracked, of: types)
      run.meetDeadlines()
      frame.state.now = frame.state.now + LinearSum(1)
    case .move(let index):
      take(world.moves[index], &run, &frame) { $0.bring(related, beside: tracked, of: types) }
    }
    if let observer {
      switch step {
      case .start, .state: break
      case .move(let index): run.observe(observer, world.moves[index], frame.environment, &frame.state)
      case .tick, .idle: run.observe(observer, nil, [:], &frame.state)
      }
    }
    if let watched, watched.promise != nil, step != .state {
      proceed(watched, claim, companions, step, frame, &run)
    }
    if case .property(let term, let variables)? = watched {
      var property = Frame(run.before, Dictionary(zip(variables, tracked)) { first, _ in first })
      _ = run.truth(term, &property)
    }
    return (tracked, frame.state)
  }

  /// The instances of which the stage that is asked about speaks beside what is watched; and some of those of whom others do.
  private func companions(of watched: Watched, _ claim: ProofClaim, _ run: inout CaseRun)
    -> [VariableID: LinearSum]
  {
    guard let ranking = watched.promise.map({ claim.rankings[$0] }) else { return [:] }
    let found = watched.stage.map { run.companions(of: [ranking.stages[$0]]) } ?? [:]
    let isEscape = observer?.escapee != nil
    if !isEscape || watched.stage == nil { run.bringCompanions(of: ranking, whoeverTheyAre: !isEscape) }
    return found
  }

  /// The state before a step in which a promise is due: in which stage it is, and whether what leads on is possible.
  private func wait(
    _ watched: Watched, _ claim: ProofClaim, _ companions: [VariableID: LinearSum], _ run: inout CaseRun
  ) {
    guard let observer, let promise = watched.promise else { return }
    let ranking = claim.rankings[promise]
    if observer.escapee == nil {
      run.assume(run.bank.holds(run.before.globals[observer.promises[promise].due.index]))
    }
    run.progress.before = run.stagesForSome(of: ranking, asked: watched.stage, companions, in: run.before)
    guard let number = watched.stage else {
      if let escapee = observer.escapee { run.leaveUnfinished(escapee) }
      return
    }
    for earlier in run.progress.before[..<number] { run.assume(!earlier.condition) }
    let stage = run.progress.before[number]
    run.assume(stage.condition)
    guard case .stage = watched else { return }
    run.progress.possible =
      if let escapee = observer.escapee {
        run.goesOn(escapee, from: number, ranking, duties, companions)
      } else {
        run.isOpen(ranking.stages[number], stage, duties, companions)
      }
  }

  /// The state behind a step, if the promise is still due.
  private func proceed(
    _ watched: Watched, _ claim: ProofClaim, _ companions: [VariableID: LinearSum], _ step: ProofStep,
    _ frame: Frame, _ run: inout CaseRun
  ) {
    guard let observer, let number = watched.promise else { return }
    let (ranking, promise) = (claim.rankings[number], observer.promises[number])
    run.assume(run.bank.holds(frame.state.globals[promise.due.index]))
    var arguments: [LinearSum] = []
    if case .move(let index) = step {
      arguments = world.system.actions[world.moves[index].action.index].parameters.map {
        frame.environment[$0.variable] ?? LinearSum(0)
      }
    }
    run.progress.after = run.stagesForSome(of: ranking, asked: watched.stage, companions, in: frame.state)
    if let before = run.rounds(of: ranking, in: run.before),
      let after = run.rounds(of: ranking, in: frame.state)
    {
      run.progress.rounds = (before, after)
    }
    run.progress.isKept = run.isReached(promise.goal, observer, in: frame.state)
    let stillDue = observer.assumed.map { run.bank.holds(frame.state.globals[$0.due.index]) }
    run.progress.before = zip(ranking.stages, run.progress.before).map { stage, before in
      run.marked(before, of: stage, duties, step, arguments, stillDue)
    }
  }

  /// Where somebody may break his discipline, it has to have a value all the same; behind a clause that he breaks nothing
  /// is asked of the others (SEMANTICS 3).
  private func watchDiscipline(of action: Action, _ move: Move, _ run: inout CaseRun, _ frame: inout Frame) {
    if move.corruptions.isEmpty { return }
    let depth = run.path.count
    for clause in action.honest { run.path.append(run.truth(clause.term, &frame)) }
    run.path.removeLast(run.path.count - depth)
  }

  private func take(
    _ move: Move, _ run: inout CaseRun, _ frame: inout Frame, beforeCommits: (inout CaseRun) -> Void
  ) {
    let action = world.system.actions[move.action.index]
    for parameter in action.parameters {
      let type = run.terms.variables[parameter.variable.index].type
      if case .reference(let entity) = type.sort {
        frame.environment[parameter.variable] = run.anyInstance(of: entity)
      } else {
        let name = run.terms.variables[parameter.variable.index].name
        frame.environment[parameter.variable] = run.anything(of: type, name)
      }
    }
    if let principal = move.principal, let role = move.principalRole, move.principalUse != .nothing {
      frame.environment[principal] = run.anyInstance(of: role)
    }
    for (position, condition) in move.guards.enumerated() {
      run.need(condition.clause.term, at: position, &frame)
    }
    if run.defects != nil { watchDiscipline(of: action, move, &run, &frame) }
    // Whether terms have values is a question of its own, behind which nothing is asked.
    if move.isGenuine, run.defects == nil { run.ending = .ofCase }
    run.run(world.system.effects(of: move), &frame)
    run.ending = .none
    // The commits speak of all instances at hand, so that those which are looked at beside have to be among them.
    beforeCommits(&run)
    for (position, commit) in move.commits.enumerated() {
      run.need(commit.term, at: move.guards.count + position, &frame)
    }
    run.path = []
  }
}
