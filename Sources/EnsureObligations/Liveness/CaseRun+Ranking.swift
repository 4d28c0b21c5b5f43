import EnsureModel

/// How far a promise is from being fulfilled, before a step and behind it.
package struct Progress: Sendable {
  /// What a stage comes to in a state.
  package struct Stage: Sendable {
    /// Whether its condition holds.
    package let condition: Sentence
    /// Its measure.
    package let measure: LinearSum
    /// The tuples of its duties.
    package let tuples: [[LinearSum]]
    /// Whether what leads on is open, where it is not always.
    var isReady = Sentence.yes
    /// The stages of waiting for that.
    var inner: [Stage] = []
    /// Whether the step that is looked at is what leads on.
    var done = Sentence.no
    /// Whether it speaks of further instances, so that it is asked about by itself.
    var isApart = false
  }

  /// The stages before the step.
  package var before: [Stage] = []
  /// The stages behind the step; none if no step is looked at.
  package var after: [Stage] = []
  /// That the stage which is asked about is one that somebody leads on from.
  package var possible = Sentence.yes
  /// Whether what is promised holds behind the step, so that the promise is not due any more behind the next one.
  var isKept = Sentence.no
  /// How many rounds may still begin, before the step and behind it; nil if none may.
  package var rounds: (before: LinearSum, after: LinearSum)?
  /// What is assumed to settle, at the position of the step.
  var settled: [Sentence] = []
}

/// What rankings ask for.
extension CaseRun {
  /// The instances that the stages' variables stand for: any ones.
  mutating func companions(of stages: [Ranking.Stage]) -> Valuation<VariableID> {
    var found: Valuation<VariableID> = [:]
    for variable in stages.flatMap(\.variables) where found[variable] == nil {
      if let entity = terms.variables[variable.index].type.instances {
        found[variable] = anyInstance(of: entity)
      }
    }
    return found
  }

  /// What a stage comes to.
  mutating func stage(_ stage: Ranking.Stage, _ frame: inout Frame) -> Progress.Stage {
    var found = Progress.Stage(
      condition: truth(stage.condition, &frame), measure: number(stage.measure, &frame),
      tuples: stage.help.helpers.map { helper in helper.tuple.map { number($0, &frame) } })
    if let opening = stage.opening {
      found.isReady = truth(opening.condition, &frame)
      found.inner = opening.stages.map { self.stage($0, &frame) }
    }
    return found
  }

  /// How many rounds may still begin in a state.
  mutating func rounds(of ranking: Ranking, in state: SymbolicState) -> LinearSum? {
    var frame = Frame(state)
    return ranking.rounds.map { number($0, &frame) }
  }

  /// Whether a step begins a new round, and whether it leaves no more rounds than there were.
  mutating func rounds(_ progress: Progress) -> (begins: Sentence, keeps: Sentence) {
    guard let (before, after) = progress.rounds else { return (.no, .yes) }
    let isLeft = bank.lessOrEqual(LinearSum(0), before)
    let fewer = sabotage == .roundsAreEndless ? .yes : bank.less(after, before)
    return (bank.and([isLeft, fewer]), bank.lessOrEqual(after, before))
  }

  /// A stage before a step, with whether that step is what leads on from it and from those inside of it.
  ///
  /// - Parameter stillDue: for each assumption, whether what it assumes to come is still due behind the step.
  mutating func marked(
    _ stage: Progress.Stage, of declared: Ranking.Stage, _ duties: [Duty], _ step: ProofStep,
    _ arguments: [LinearSum], _ stillDue: [Sentence]
  ) -> Progress.Stage {
    var stage = stage
    stage.done = leadsOn(declared.help, duties, stage, step, arguments, stillDue)
    stage.inner = zip(stage.inner, declared.opening?.stages ?? []).map {
      marked($0, of: $1, duties, step, arguments, stillDue)
    }
    return stage
  }

  /// Whether a step is what leads on from a stage, for the tuples that the stage has before it.
  private mutating func leadsOn(
    _ help: Ranking.Help, _ duties: [Duty], _ stage: Progress.Stage, _ step: ProofStep,
    _ arguments: [LinearSum], _ stillDue: [Sentence]
  ) -> Sentence {
    switch (help, step) {
    case (.time, _): return step == .tick ? .yes : .no
    // What is due comes, and is not due for a moment at least.
    case (.assumed(let position), _): return sabotage == .assumedIsDue ? .no : !stillDue[position]
    case (.duties(let helpers), .move(let index)):
      let move = world.moves[index]
      // Whoever takes the step, it is done; only a forged one does not count (SEMANTICS 16).
      guard move.isGenuine else { return .no }
      var ways: [Sentence] = []
      for (helper, tuple) in zip(helpers, stage.tuples) {
        for way in duties[helper.duty].ways where way.move.action == move.action {
          let same = zip(way.parameters, tuple).map { position, value in bank.equal(arguments[position], value)
          }
          ways.append(bank.and(same))
        }
      }
      return bank.or(ways)
    case (.duties, _): return .no
    }
  }

  /// Whether what is promised holds in a state, whatever step is taken there.
  mutating func isReached(_ goal: Formula, _ observer: Observer, in state: SymbolicState) -> Sentence {
    switch goal {
    case .state(let term):
      let values = observer.parameters.map { state.globals[$0.index] }
      var frame = Frame(state, Valuation(observer.variables, values))
      return truth(term, &frame)
    case .or(let operands):
      var found: [Sentence] = []
      for operand in operands { found.append(isReached(operand, observer, in: state)) }
      return bank.or(found)
    default: return .no
    }
  }

  /// What follows for a state from something that holds at its position, whatever step is taken there.
  mutating func isSettled(_ formula: Formula, _ observer: Observer, in state: SymbolicState) -> Sentence {
    switch formula {
    case .state: isReached(formula, observer, in: state)
    case .not(.state(let term)): !isReached(.state(term), observer, in: state)
    case .not(.or(let operands)): bank.and(operands.map { isSettled(.not($0), observer, in: state) })
    case .not(.not(let operand)), .historically(let operand): isSettled(operand, observer, in: state)
    case .and(let operands): bank.and(operands.map { isSettled($0, observer, in: state) })
    case .or(let operands): bank.or(operands.map { isSettled($0, observer, in: state) })
    default: .yes
    }
  }

  /// That a step leads to no later stage and to no greater measure, and that what leads on does; or that a new round begins.
  ///
  /// - Parameter asked: the stage from which the step is taken; nil if it may be any of which nothing is asked by itself.
  mutating func advances(_ progress: Progress, from asked: Int?) -> Sentence {
    let (before, after) = (progress.before, progress.after)
    var isOver = progress.isKept
    // A state in no stage is none in which the promise stays due, or the next step is refused. Of stages that speak of others one
    // cannot tell that they hold for nobody.
    if sabotage == .companionsMayGo || !before.contains(where: \.isApart) {
      let isNowhere = bank.and(after.map { !$0.condition })
      isOver = bank.or([isOver, isNowhere])
    }
    let (begins, keeps) = rounds(progress)
    func advances(_ run: inout CaseRun, _ number: Int) -> Sentence {
      let goesOn = run.goesOn(from: number, before, after)
      return run.bank.or([isOver, begins, run.bank.and([keeps, goesOn])])
    }
    if let asked { return advances(&self, asked) }
    var ways: [Sentence] = []
    for (number, stage) in before.enumerated() {
      let isHere = isFirst(number, of: before)
      let next = stage.isApart ? .yes : advances(&self, number)
      ways.append(bank.and([isHere, next]))
    }
    return bank.or(ways)
  }

  /// That a state is in a stage and in none in front of it.
  private mutating func isFirst(_ number: Int, of stages: [Progress.Stage]) -> Sentence {
    bank.and([stages[number].condition] + stages[..<number].map { !$0.condition })
  }

  /// That a step leads from a stage whose condition holds to one in front of it, or may stay in it.
  private mutating func goesOn(from number: Int, _ before: [Progress.Stage], _ after: [Progress.Stage])
    -> Sentence
  {
    bank.or([stays(before[number], after[number])] + after[..<number].map(\.condition))
  }

  /// That a step from a stage whose condition holds may stay in it.
  mutating func stays(_ before: Progress.Stage, _ after: Progress.Stage) -> Sentence {
    let lasts = before.condition == after.condition ? .yes : after.condition
    return bank.and([lasts, mayStay(before, after)])
  }

  /// That a step from a stage to the same one makes its measure smaller; or keeps it, without being what leads on, and comes no
  /// further away from where that is possible.
  mutating func mayStay(_ before: Progress.Stage, _ after: Progress.Stage) -> Sentence {
    let shrinks = bank.less(after.measure, before.measure)
    var same = zip(before.tuples.joined(), after.tuples.joined()).map { bank.equal($0, $1) }
    if sabotage == .helpersMayChange { same = [] }
    let isEqual = bank.equal(after.measure, before.measure)
    var ways: [Sentence] = [before.isReady, after.isReady]
    for number in before.inner.indices {
      let isHere = isFirst(number, of: before.inner)
      ways.append(bank.and([isHere, goesOn(from: number, before.inner, after.inner)]))
    }
    let waits = sabotage == .openingsComeAbout ? .yes : bank.or(ways)
    return bank.or([shrinks, bank.and([isEqual, !before.done, waits] + same)])
  }

  /// That somebody leads on from a stage: what is to happen is possible, or waited for in a stage inside of it from which somebody
  /// leads on.
  mutating func isOpen(
    _ declared: Ranking.Stage, _ stage: Progress.Stage, _ duties: [Duty],
    _ companions: Valuation<VariableID>
  ) -> Sentence {
    var possible = Sentence.yes
    if case .duties(let helpers) = declared.help {
      let ways = zip(helpers, stage.tuples).map { isPossible($0, duties, $1, companions) }
      possible = bank.or(ways)
    }
    guard let opening = declared.opening else { return possible }
    var ways: [Sentence] = []
    for (number, inner) in stage.inner.enumerated() {
      let isHere = isFirst(number, of: stage.inner)
      let isBounded = bank.lessOrEqual(LinearSum(0), inner.measure)
      let goesOn = isOpen(opening.stages[number], inner, duties, companions)
      ways.append(bank.and([isHere, isBounded, goesOn]))
    }
    let waits = sabotage == .openingsComeAbout ? .yes : bank.or(ways)
    return bank.or([bank.and([stage.isReady, possible]), bank.and([!stage.isReady, waits])])
  }

  /// That the duty of a stage is possible for the stage's tuple: all that a genuine, honest step needs holds for the
  /// helper's choices (SEMANTICS 16). What speaks of all instances is not weakened here.
  mutating func isPossible(
    _ helper: Ranking.Helper, _ duties: [Duty], _ tuple: [LinearSum], _ companions: Valuation<VariableID>
  ) -> Sentence {
    outcome(of: helper, duties, tuple, companions).possible
  }

  /// Whether the duty is possible, and the state behind it.
  mutating func outcome(
    of helper: Ranking.Helper, _ duties: [Duty], _ tuple: [LinearSum], _ companions: Valuation<VariableID>
  ) -> (possible: Sentence, after: SymbolicState) {
    let way = duties[helper.duty].ways[helper.way]
    var frame = Frame(before)
    var demands: [Sentence] = []
    var choices = helper.choices[...]
    for (position, parameter) in system.actions[way.move.action.index].parameters.enumerated() {
      let type = terms.variables[parameter.variable.index].type
      let value: LinearSum?
      if let component = way.parameters.firstIndex(of: position) {
        value = named(tuple[component], helper.tuple[component], type)
      } else {
        value = choices.popFirst().flatMap { choose($0, type, companions, &demands) }
      }
      guard let value else { return (.no, before) }
      frame.environment[parameter.variable] = value
    }
    if let principal = way.move.principal, way.move.principalUse != .nothing {
      let type = terms.variables[principal.index].type
      guard let value = choices.popFirst().flatMap({ choose($0, type, companions, &demands) }) else {
        return (.no, before)
      }
      frame.environment[principal] = value
    }
    if !choices.isEmpty { return (.no, before) }
    if sabotage == .helpersAreAlwaysPossible { return (.yes, before) }
    for condition in way.move.guards { demands.append(whatever(condition.clause.term, &frame)) }
    ending = .ofTrial
    run(system.effects(of: way.move), &frame)
    let hasEnded = ending == .reached
    ending = .none
    // Behind it nothing is known that commits could be asked of.
    if hasEnded { return (way.move.commits.isEmpty ? bank.and(demands) : .no, before) }
    for commit in way.move.commits { demands.append(whatever(commit.term, &frame)) }
    return (bank.and(demands), frame.state)
  }

  /// That a condition holds which has to be shown: where it speaks of all instances, of any one, which is brought to hand.
  private mutating func whatever(_ term: Term, _ frame: inout Frame) -> Sentence {
    switch terms[term] {
    case .and(let operands): return bank.and(operands.map { whatever($0, &frame) })
    case .all(let variable, let filter, let body):
      return ofAny(variable, &frame) { run, inner in
        let passes = run.truth(filter, &inner)
        return run.bank.implies(passes, run.whatever(body, &inner))
      }
    case .not(let operand):
      guard case .exists(let variable, let filter) = terms[operand] else { return truth(term, &frame) }
      return ofAny(variable, &frame) { run, inner in !run.truth(filter, &inner) }
    default: return truth(term, &frame)
    }
  }

  private mutating func ofAny(
    _ variable: VariableID, _ frame: inout Frame, _ claim: (inout CaseRun, inout Frame) -> Sentence
  ) -> Sentence {
    guard case .reference(let entity) = terms.variables[variable.index].type.sort else { return .no }
    let instance = anyInstance(of: entity)
    var inner = Frame(frame.state, frame.environment)
    inner.environment[variable] = instance
    return claim(&self, &inner)
  }

  /// A value of a parameter's type; nil if it is `none`.
  private mutating func choose(
    _ choice: Ranking.Choice, _ type: ValueType, _ companions: Valuation<VariableID>,
    _ demands: inout [Sentence]
  ) -> LinearSum? {
    switch choice {
    case .term(let term):
      guard terms.sort(term) == type.sort else { return nil }
      var frame = Frame(before, companions)
      let value = number(term, &frame)
      if case .reference = type.sort { return named(value, term, type) }
      demands.append(contains(type, value))
      return value
    case .untouched(let rank):
      guard case .reference(let entity) = type.sort else { return nil }
      return bringUntouched(entity, rank: rank).map { LinearSum(Integer($0)) }
    }
  }

  /// The instance that a reference names; nil if it is `none`.
  private mutating func named(_ value: LinearSum, _ term: Term, _ type: ValueType) -> LinearSum? {
    guard case .reference(let entity) = type.sort, terms.sort(term) == type.sort else { return nil }
    return followed(value, of: entity, term).map { LinearSum(Integer($0)) }
  }

  /// Brings an instance that no step has touched, and that nothing at hand refers to. In each state there are infinitely
  /// many of them, of each rank, since only finitely many instances have ever been touched.
  ///
  /// - Returns: its number; nil if there need not be one.
  mutating func bringUntouched(_ entity: EntityID, rank: Int?) -> Int? {
    let declared = system.entities[entity.index]
    guard !declared.isFinite, declared.keys.isEmpty else { return nil }
    let others = references(to: entity)
    let number = bring(entity)
    guard number < room[entity.index] else { return number }
    for other in others {
      let isThis = bank.equal(other, LinearSum(Integer(number)))
      assume(!isThis)
    }
    assume(isUntouched(entity, number, before))
    if let rank {
      guard let field = declared.fields.first(where: { system.fields[$0.index].kind == .rank }),
        case .enumeration(let id) = system.fields[field.index].type.sort,
        system.enumerations[id.index].members.indices.contains(rank),
        let value = before.instances[entity.index][number].fields[field]
      else { return nil }
      assume(bank.equal(value, LinearSum(Integer(rank))))
    }
    return number
  }

  /// What the instances at hand and the globals refer to.
  private func references(to entity: EntityID) -> [LinearSum] {
    var found: [LinearSum] = []
    for (index, global) in system.globals.enumerated() where global.type.sort == .reference(entity) {
      found.append(before.globals[index])
    }
    for (index, declared) in system.entities.enumerated() {
      for instance in before.instances[index].prefix(atHand[index]) {
        for field in declared.fields where system.fields[field.index].type.sort == .reference(entity) {
          if let value = instance.fields[field] { found.append(value) }
        }
        for (key, value) in zip(declared.keys, instance.keys) where key.type.sort == .reference(entity) {
          found.append(value)
        }
      }
    }
    return found
  }
}
