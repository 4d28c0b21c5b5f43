import EnsureModel

/// A run through a step, as far as it has come.
struct Passage {
  var run: CaseRun
  /// What the tracked variables stand for.
  var tracked: [LinearSum] = []
  /// The instances of which the stage speaks that is asked about.
  var companions: Valuation<VariableID> = [:]
  /// The state behind what has happened, and what the parameters stand for.
  var frame: Frame
  /// How many parts of the step are behind it.
  var partsDone = 0

  init(_ run: CaseRun) {
    self.run = run
    frame = Frame(run.before)
  }
}

/// How a run goes through a step.
extension ProofRule {
  typealias Part = (inout Passage) -> Void

  /// What a run does one after the other. Whatever is decided in a part, the ones in front of it come out the same.
  func parts(
    of step: ProofStep, _ types: [ValueType], _ claim: ProofClaim, _ watched: Watched?, _ observer: Observer?
  ) -> [Part] {
    let related = claim.related
    func bringRelated(_ passage: inout Passage) {
      passage.run.bring(related, beside: passage.tracked, of: types)
    }
    var parts: [Part] = []
    parts.append { passage in
      if let observer { passage.run.fix(observer) }
      passage.tracked = types.map { type in
        if let entity = type.instances { return passage.run.anyInstance(of: entity) }
        return passage.run.anything(of: type, "tracked")
      }
      passage.companions = watched.map { companions(of: $0, claim, &passage.run) } ?? [:]
    }
    if let watched, let promise = watched.promise {
      parts.append { $0.run.bringBystanders(of: claim.rankings[promise]) }
      parts.append { wait(watched, claim, $0.companions, &$0.run) }
    }
    parts.append { $0.frame = Frame($0.run.before) }
    switch step {
    case .start: break
    case .state, .idle: parts.append(bringRelated)
    case .tick:
      parts.append { passage in
        bringRelated(&passage)
        passage.run.meetDeadlines()
        passage.frame.state.now = passage.frame.state.now + LinearSum(1)
      }
    case .move(let index):
      let move = world.moves[index]
      parts.append { choose(move, &$0.run, &$0.frame) }
      parts.append { permit(move, &$0.run, &$0.frame) }
      parts.append { happen(move, &$0.run, &$0.frame) }
      // The commits speak of all instances at hand, so that those which are looked at beside have to be among them.
      parts.append(bringRelated)
      parts.append { commit(move, &$0.run, &$0.frame) }
    }
    if let observer {
      switch step {
      case .start, .state: break
      case .move(let index):
        let move = world.moves[index]
        parts.append { $0.run.observe(observer, move, $0.frame.environment, &$0.frame.state) }
      case .tick, .idle: parts.append { $0.run.observe(observer, nil, [:], &$0.frame.state) }
      }
    }
    if let watched, watched.promise != nil, step != .state {
      parts.append { proceed(watched, claim, $0.companions, step, $0.frame, &$0.run) }
    }
    if case .property(let term, let variables)? = watched {
      parts.append { passage in
        var property = Frame(
          passage.run.before, Valuation(variables, passage.tracked))
        _ = passage.run.truth(term, &property)
      }
    }
    return parts
  }

  /// Keeps how far a run has come, for others that decide the same up to there. Of two that have decided nothing in between, the
  /// one that has come further is enough.
  func keep(_ passage: Passage, in kept: inout [Passage]) {
    if kept.last?.run.alternatives.count == passage.run.alternatives.count { kept.removeLast() }
    kept.append(passage)
  }

  /// The instances of which the stage that is asked about speaks beside what is watched; and some of those of whom others do.
  private func companions(of watched: Watched, _ claim: ProofClaim, _ run: inout CaseRun)
    -> Valuation<VariableID>
  {
    guard let ranking = watched.promise.map({ claim.rankings[$0] }) else { return [:] }
    let found = watched.stage.map { run.companions(of: [ranking.stages[$0]]) } ?? [:]
    let isEscape = observer?.escapee != nil
    if !isEscape || watched.stage == nil { run.bringCompanions(of: ranking, whoeverTheyAre: !isEscape) }
    return found
  }

  /// The state before a step in which a promise is due: in which stage it is, and whether what leads on is possible.
  private func wait(
    _ watched: Watched, _ claim: ProofClaim, _ companions: Valuation<VariableID>, _ run: inout CaseRun
  ) {
    guard let observer, let promise = watched.promise else { return }
    let ranking = claim.rankings[promise]
    if observer.escapee == nil {
      let declared = observer.promises[promise]
      run.assume(run.bank.holds(run.before.globals[declared.due.index]))
      // It is asked behind the position from which on what is assumed to settle has settled.
      for position in declared.settling {
        run.assume(run.isSettled(observer.settled[position].formula, observer, in: run.before))
      }
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
    _ watched: Watched, _ claim: ProofClaim, _ companions: Valuation<VariableID>, _ step: ProofStep,
    _ frame: Frame, _ run: inout CaseRun
  ) {
    guard let observer, let number = watched.promise else { return }
    let (ranking, promise) = (claim.rankings[number], observer.promises[number])
    run.assume(run.bank.holds(frame.state.globals[promise.due.index]))
    for position in promise.settling {
      run.assume(run.progress.settled[position])
      run.assume(run.isSettled(observer.settled[position].formula, observer, in: frame.state))
    }
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

  /// Who takes part in a move, and with what.
  private func choose(_ move: Move, _ run: inout CaseRun, _ frame: inout Frame) {
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
  }

  /// That a move is permitted.
  private func permit(_ move: Move, _ run: inout CaseRun, _ frame: inout Frame) {
    for (position, condition) in move.guards.enumerated() {
      run.need(condition.clause.term, at: position, &frame)
    }
    if run.defects != nil {
      watchDiscipline(of: world.system.actions[move.action.index], move, &run, &frame)
    }
  }

  /// What a move does.
  private func happen(_ move: Move, _ run: inout CaseRun, _ frame: inout Frame) {
    // Whether terms have values is a question of its own, behind which nothing is asked.
    if move.isGenuine, run.defects == nil { run.ending = .ofCase }
    run.run(world.system.effects(of: move), &frame)
    run.ending = .none
  }

  /// That what has to hold behind a move does.
  private func commit(_ move: Move, _ run: inout CaseRun, _ frame: inout Frame) {
    for (position, commit) in move.commits.enumerated() {
      run.need(commit.term, at: move.guards.count + position, &frame)
    }
    run.path = []
  }
}
