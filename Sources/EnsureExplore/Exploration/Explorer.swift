public import EnsureModel

extension Exploration {
  /// Explores `world` in `scope`: all reachable states, what entities do in them, and what never happens.
  ///
  /// - Parameter symmetry: whether states that differ only in the numbering of interchangeable instances count as
  ///   one. Stuck instances are then not looked for.
  /// - Throws: why the world cannot be explored; `ExploreError.unbounded` names a parameter without a range.
  public static func of(
    _ world: World, scope: Scope, limits: SearchLimits = SearchLimits(), symmetry: Bool = false
  ) throws(ExploreError) -> Exploration {
    let interpreter: Interpreter
    do { interpreter = try Interpreter(world, scope: scope) } catch { throw .layout(error) }
    var twins = TwinCatalogue(world)
    var instances = InstanceCatalogue()
    let space = try StateSpace(interpreter, withParticipants: true) { (translator) throws(ExploreError) in
      let witnesses = try twins.conditions(&translator)
      return witnesses + instances.conditions(&translator, after: witnesses.count)
    }
    let initial = try space.initialStates()
    let search = LayeredSearch(
      space, conditions: twins.conditionCount, symmetry: symmetry ? try Symmetry(space) : nil
    ) { _, _ in true }
    var diagrams = DiagramSurvey(space, instances)
    diagrams.begin(initial)
    var survey = StuckSurvey(space, instances)
    search.onTransition = { source, step, row, target in
      let before = space.store.row(source)
      diagrams.note(before, step, row)
      twins.note(before, step, space, depth: search.depth)
      if !symmetry { survey.note(source, before, step, row, target) }
    }
    search.run(from: initial, limits: limits, lookForDefects: false, stopsWhenDecided: false)
    search.onTransition = nil
    try space.checkCompleteness()
    for number in 0..<space.store.count { diagrams.visit(space.store.row(number)) }

    let bound = Bound(depth: search.depth, isExhaustive: search.end == .exhausted, scope: scope)
    var stuck: [Stuck]?
    if bound.isExhaustive, !symmetry {
      stuck = try survey.stuck(in: search, from: initial, comparisons: limits.comparisons)
    }
    return Exploration(
      bound: bound, initialStates: initial.count, states: space.store.count, transitions: search.transitions,
      diagrams: diagrams.diagrams(), stuck: stuck, twins: twins.twins(search))
  }
}

/// The instances of a scope, with the conditions that are asked of each.
struct InstanceCatalogue {
  /// One instance.
  struct Entry {
    let entity: EntityID
    let instance: Int
    /// The condition that it is untouched.
    let untouched: Int
    /// The condition that it is in a declared final state.
    let final: Int
  }

  private(set) var entries: [Entry] = []

  /// The conditions, numbered from `first` on.
  mutating func conditions(_ translator: inout Translator, after first: Int) -> [GroundTerm] {
    var conditions: [GroundTerm] = []
    let system = translator.world.system
    for (index, entity) in system.entities.enumerated() where !entity.isHidden {
      for instance in 0..<translator.layout.instances(of: EntityID(index)) {
        let number = translator.bank.constant(instance)
        var final = translator.bank.boolean(false)
        for state in entity.finals {
          translator.environment = [state.variable: number]
          final = translator.bank.or(final, translator.translate(state.condition))
        }
        translator.environment = [:]
        entries.append(
          Entry(
            entity: EntityID(index), instance: instance, untouched: first + conditions.count,
            final: first + conditions.count + 1))
        conditions += [translator.untouched(EntityID(index), number), final]
      }
    }
    return conditions
  }
}
