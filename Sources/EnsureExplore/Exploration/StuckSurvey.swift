import EnsureModel

/// Finds instances that no genuine, honest step can ever concern again (SEMANTICS, rule 15).
///
/// For each instance: the states in which it participates in such a step, and, backwards over all transitions, the
/// states from which one of them can be reached. In all others it is stuck, unless it is untouched or final.
struct StuckSurvey {
  private let space: StateSpace
  private let instances: [InstanceCatalogue.Entry]
  /// Where an instance stands in `instances`; nil if it is not looked at.
  private var positions: [Int?] = []
  private let participants: [Participants]
  /// All transitions, as pairs of source and target.
  private var sources: [Int32] = []
  private var targets: [Int32] = []
  /// For each instance the states in which it can take part in something.
  private var active: [Set<Int32>]

  init(_ space: StateSpace, _ catalogue: InstanceCatalogue) {
    self.space = space
    instances = catalogue.entries
    let layout = space.interpreter.layout
    positions = Array(repeating: nil, count: layout.instances.reduce(0, +))
    for (position, entry) in instances.enumerated() {
      positions[space.instanceStarts[entry.entity.index] + entry.instance] = position
    }
    active = instances.map { _ in [] }
    participants = space.steps.map { Participants($0, space) }
  }

  /// Looks at a transition.
  mutating func note(
    _ source: Int, _ before: UnsafePointer<Int32>, _ step: Int, _ after: UnsafePointer<Int32>, _ target: Int
  ) {
    if source != target {
      sources.append(Int32(source))
      targets.append(Int32(target))
    }
    guard space.steps[step].isGenuine, !participants[step].isEmpty, space.keepsHonest(step, before) else {
      return
    }
    participants[step].visit(before, after, space) { number in
      if let position = positions[number] { active[position].insert(Int32(source)) }
    }
  }

  /// What is stuck, entity by entity.
  func stuck(
    in search: LayeredSearch, from initial: [State], comparisons: Int
  ) throws(ExploreError) -> [Stuck] {
    let count = space.store.count
    // Transitions sorted by target: where those of each target start.
    var starts = [Int32](repeating: 0, count: count + 1)
    for target in targets { starts[Int(target) + 1] += 1 }
    for index in 0..<count { starts[index + 1] += starts[index] }
    var next = starts
    var predecessors = [Int32](repeating: 0, count: targets.count)
    for (source, target) in zip(sources, targets) {
      predecessors[Int(next[Int(target)])] = source
      next[Int(target)] += 1
    }
    var results: [Stuck] = []
    var position = 0
    while position < instances.count {
      let entity = instances[position].entity
      var states: Set<Int> = []
      var first: (state: Int, instance: Int)?
      while position < instances.count, instances[position].entity == entity {
        let live = reachable(active[position], starts, predecessors)
        for state in 0..<count where !live[state] && isUnfinished(position, state) {
          states.insert(state)
          if first.map({ state < $0.state }) ?? true { first = (state, instances[position].instance) }
        }
        position += 1
      }
      guard let first else {
        results.append(Stuck(entity: entity, states: 0, instance: nil, trace: nil))
        continue
      }
      let depth = (search.layers.firstIndex { $0 > first.state } ?? 1) - 1
      let (trace, _) = try BestTrace.find(
        in: search, to: .states([first.state]), depth: depth, from: initial, comparisons: comparisons)
      results.append(Stuck(entity: entity, states: states.count, instance: first.instance, trace: trace))
    }
    return results
  }

  /// The states from which one of the goals can be reached.
  private func reachable(_ goals: Set<Int32>, _ starts: [Int32], _ predecessors: [Int32]) -> [Bool] {
    var isReached = [Bool](repeating: false, count: starts.count - 1)
    var open: [Int32] = []
    for goal in goals {
      isReached[Int(goal)] = true
      open.append(goal)
    }
    while let state = open.popLast() {
      for index in starts[Int(state)]..<starts[Int(state) + 1] {
        let source = predecessors[Int(index)]
        if isReached[Int(source)] { continue }
        isReached[Int(source)] = true
        open.append(source)
      }
    }
    return isReached
  }

  /// Whether the instance has left its initial state and is in no final one.
  private func isUnfinished(_ position: Int, _ state: Int) -> Bool {
    let row = space.store.row(state)
    return !holds(instances[position].untouched, row) && !holds(instances[position].final, row)
  }

  /// A condition that the machine cannot judge is taken to hold, so that nothing is called stuck that may not be.
  private func holds(_ condition: Int, _ row: UnsafePointer<Int32>) -> Bool {
    space.judge(condition, row) != .rejected
  }
}

/// The instances that take part in a ground step (SEMANTICS, rule 4): those that its arguments and its principal
/// name, and those that it reads or writes through paths. A path in a body counts with its meaning before the step
/// and with that behind it.
struct Participants {
  /// Numbers of instances, across all entities.
  private var fixed: [Int] = []
  /// References that depend on the state, with the number of their entity's first instance.
  private var before: [(term: GroundTerm, start: Int)] = []
  private var after: [(term: GroundTerm, start: Int)] = []

  var isEmpty: Bool { fixed.isEmpty && before.isEmpty && after.isEmpty }

  init(_ step: GroundStep, _ space: StateSpace) {
    fixed = step.participants.named.map { space.instanceStarts[$0.entity.index] + $0.instance }
    before = step.participants.paths.map { ($0.term, space.instanceStarts[$0.entity.index]) }
    after = step.participants.bodyPaths.map { ($0.term, space.instanceStarts[$0.entity.index]) }
  }

  func visit(
    _ source: UnsafePointer<Int32>, _ target: UnsafePointer<Int32>, _ space: StateSpace, _ visit: (Int) -> Void
  ) {
    for number in fixed { visit(number) }
    for path in before + after {
      if let instance = space.follow(path.term, source), instance >= 0 { visit(path.start + instance) }
    }
    for path in after {
      if let instance = space.follow(path.term, target), instance >= 0 { visit(path.start + instance) }
    }
  }
}
