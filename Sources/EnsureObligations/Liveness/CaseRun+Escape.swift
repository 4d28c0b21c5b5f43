import EnsureModel

/// What keeps an instance from being stuck (SEMANTICS, rule 15).
extension CaseRun {
  /// That the instance has been touched, and is in no final state.
  mutating func leaveUnfinished(_ escapee: GlobalID) {
    let instance = before.globals[escapee.index]
    guard case .reference(let entity) = system.globals[escapee.index].type.sort,
      let number = instance.known?.asInt
    else { return }
    assume(!isUntouched(entity, number, before))
    for final in system.entities[entity.index].finals {
      var frame = Frame(before, [final.variable: instance])
      assume(!truth(final.condition, &frame))
    }
  }

  /// Brings an instance of each entity that stages speak of, so that one is at hand.
  ///
  /// - Parameter areAny: whether only those matter of whom a stage's condition asks nothing.
  mutating func bringCompanions(of ranking: Ranking, whoeverTheyAre areAny: Bool) {
    var entities: [EntityID] = []
    for stage in ranking.stages {
      let asked = areAny ? terms.freeVariables(stage.condition) : []
      for variable in stage.variables where !asked.contains(variable) {
        guard let entity = terms.variables[variable.index].type.instances, !entities.contains(entity) else {
          continue
        }
        entities.append(entity)
        _ = anyInstance(of: entity)
      }
    }
  }

  /// What the stages come to in a state: each holds if it does for some of the instances at hand.
  ///
  /// - Parameter asked: a stage that is looked at for the companions instead.
  mutating func stagesForSome(
    of ranking: Ranking, asked: Int? = nil, _ companions: Valuation<VariableID> = [:], in state: SymbolicState
  ) -> [Progress.Stage] {
    var frame = Frame(state, companions)
    return ranking.stages.enumerated().map { number, stage in
      if stage.variables.isEmpty || number == asked {
        var found = self.stage(stage, &frame)
        // That it holds for these says nothing of others.
        found.isApart = !stage.variables.isEmpty
        return found
      }
      var conditions: [Sentence] = []
      for tuple in tuplesAtHand(stage.variables) {
        var frame = Frame(state, Valuation(stage.variables, tuple))
        conditions.append(truth(stage.condition, &frame))
      }
      return Progress.Stage(
        condition: bank.or(conditions), measure: LinearSum(0), tuples: [], isApart: true)
    }
  }

  /// All values of some variables among the instances at hand; none if they are too many.
  private func tuplesAtHand(_ variables: [VariableID]) -> [[LinearSum]] {
    var tuples: [[LinearSum]] = [[]]
    for variable in variables {
      guard let entity = terms.variables[variable.index].type.instances else { return [] }
      let known = (0..<min(atHand[entity.index], room[entity.index])).map { LinearSum(Integer($0)) }
      tuples = tuples.flatMap { tuple in known.map { tuple + [$0] } }
      // To look at fewer is sound.
      if tuples.count > Self.mostRelated { return [] }
    }
    return tuples
  }

  /// That something can happen in a stage that the instance takes part in, or that leads to a stage in front of it; or that
  /// to wait as long as the measure says does.
  mutating func goesOn(
    _ escapee: GlobalID, from number: Int, _ ranking: Ranking, _ duties: [Duty],
    _ companions: Valuation<VariableID>
  ) -> Sentence {
    let instance = before.globals[escapee.index]
    let sort = system.globals[escapee.index].type.sort
    let stage = progress.before[number]
    switch ranking.stages[number].help {
    // Nothing of that is assumed of what may happen.
    case .assumed: return .no
    case .time:
      var later = before
      later.now = before.now + stage.measure
      let arrives = isInFront(of: number, ranking, in: later) { run, stage in
        // What falls due in the meantime is done, and may change whatever is not the instance's own.
        run.world.deadlines.isEmpty || run.sabotage == .waitingChangesNothing || run.isOwn(stage, escapee)
      }
      let waits = bank.lessOrEqual(LinearSum(1), stage.measure)
      return bank.and([waits, arrives])
    case .duties(let helpers):
      var ways: [Sentence] = []
      for (helper, tuple) in zip(helpers, stage.tuples) {
        let (possible, after) = outcome(of: helper, duties, tuple, companions)
        var found: [Sentence] = []
        for (entity, value) in zip(duties[helper.duty].tuple, tuple) where .reference(entity) == sort {
          found.append(bank.equal(value, instance))
        }
        if case .reference(let entity) = sort, let number = instance.known?.asInt {
          found.append(changes(entity, number, in: after))
        }
        if sabotage == .anythingHelps { found.append(.yes) }
        found.append(isInFront(of: number, ranking, in: after) { _, _ in true })
        ways.append(bank.and([possible, bank.or(found)]))
      }
      return bank.or(ways)
    }
  }

  /// That a step changes an instance, and so has it take part, whether it names it or not.
  private mutating func changes(_ entity: EntityID, _ number: Int, in after: SymbolicState) -> Sentence {
    guard before.instances[entity.index].indices.contains(number) else { return .no }
    let (old, new) = (
      before.instances[entity.index][number].fields, after.instances[entity.index][number].fields
    )
    return bank.or(
      system.entities[entity.index].fields.compactMap { field in
        guard let was = old[field], let becomes = new[field], was != becomes else { return nil }
        return !bank.equal(was, becomes)
      })
  }

  /// That a state is in one of the stages in front of one that count.
  private mutating func isInFront(
    of number: Int, _ ranking: Ranking, in state: SymbolicState, _ counts: (CaseRun, Ranking.Stage) -> Bool
  ) -> Sentence {
    let front = Ranking(stages: ranking.stages[..<number].filter { counts(self, $0) })
    return bank.or(stagesForSome(of: front, in: state).map(\.condition))
  }

  /// What only steps write that concern the instance: a clock of a deadline, say, is set by others.
  private static let own: Set<Field.Kind> = [
    .declared, .rank, .person, .parent, .created, .delivery, .currency,
  ]

  /// Whether a stage holds for an instance, at some moment, as long as no step concerns it: nothing is asked but of what steps
  /// write of the instance itself, of the time, and of what never changes.
  private func isOwn(_ stage: Ranking.Stage, _ escapee: GlobalID) -> Bool {
    var isOwn = stage.variables.isEmpty
    terms.walk(stage.condition) { term in
      switch terms[term] {
      case .boolean, .integer, .member, .none, .now, .not, .and, .or, .implies, .choice, .equal, .less,
        .lessOrEqual, .sum, .difference, .negated, .product, .quotient, .remainder:
        break
      case .global(let global): isOwn = isOwn && (global == escapee || !system.globals[global.index].isMutable)
      case .field(let field, let owner):
        let declared = system.fields[field.index]
        isOwn =
          isOwn && (!declared.isMutable || terms[owner] == .global(escapee) && Self.own.contains(declared.kind))
      case .variable, .key, .keyed, .untouched, .total, .count, .all, .exists: isOwn = false
      }
      return isOwn
    }
    return isOwn
  }
}
