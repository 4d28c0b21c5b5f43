import EnsureModel
import EnsureSolver

/// What a search looks for.
enum Subject: Hashable {
  /// A state that breaks the invariant.
  case property(PropertyID)
  /// A genuine step without a value.
  case definedness
  /// A witness.
  case twin(Twin.Subject)
}

extension Subject {
  /// The temporal property that a run violates which shows the subject: the property itself, or that it never asks for
  /// anything. Nil if no temporal property is concerned.
  func watched(in system: TransitionSystem) -> Property? {
    switch self {
    case .property(let id):
      let property = system.properties[id.index]
      return property.obligation == nil ? nil : property
    case .twin(.antecedent(let id)): return system.vacuity(of: id)
    case .definedness, .twin: return nil
    }
  }

  /// The temporal property that runs are judged by; nil if none is concerned.
  func judge(in system: TransitionSystem) -> PropertyID? {
    switch self {
    case .property(let id), .twin(.antecedent(let id)): watched(in: system) == nil ? nil : id
    case .definedness, .twin: nil
    }
  }
}

/// One way in which something that is looked for can come about at the end of a run.
struct Target {
  /// How a run ends.
  enum End {
    /// In a state that breaks the invariant for these values of its variables.
    case breach(PropertyID, [Int?])
    /// With this ground move, which meets a term without a value.
    case defect(Int)
    /// With this ground move, which is genuine and keeps `honest` (or is a threat's own step).
    case taken(Int)
    /// The same, and a permit applies to it.
    case permitted(Int, rule: Int)
    /// In a state in which everything allows this ground move but one clause.
    case blocked(Int, Guard.Kind)
    /// So that what is watched of the temporal property is violated for these values of its variables.
    case run(PropertyID, [Int?])
    /// In a state in which the left side of an invariant's implication holds, for these values.
    case triggered(PropertyID, [Int?])
  }

  /// What is asked together: questions with one key go to the solver as one.
  struct Key: Hashable {
    /// The moves that can matter.
    let cone: Set<Int>
    /// The instances that the question itself names.
    let given: Set<GroundMove.Instance>
  }

  let subject: Subject
  let end: End
  let key: Key
  /// Whether it stands for all ways that differ in the numbering of instances only.
  let isFirst: Bool
}

extension Target {
  /// Whether it is a step that matters, so that the run that shows it is one longer than the way to its state.
  var endsWithStep: Bool { ground != nil && !isBlocked }

  private var isBlocked: Bool { if case .blocked = end { true } else { false } }

  /// The ground move at the end, taken or blocked.
  var ground: Int? {
    switch end {
    case .defect(let ground), .taken(let ground), .permitted(let ground, _), .blocked(let ground, _): ground
    case .breach, .triggered, .run: nil
    }
  }

  /// Whether the run ends with this step being, or failing to be, taken.
  var final: Int? { isBlocked ? nil : ground }
}

/// Lists the ways in which things come about.
struct TargetCatalogue {
  let unrolling: Unrolling
  private var encoding: Encoding { unrolling.encoding }
  private var cones: [ConeQuestion: Set<Int>] = [:]

  private struct ConeQuestion: Hashable {
    let reads: Set<Int>
    let moves: Set<Int>
  }

  init(_ unrolling: Unrolling) { self.unrolling = unrolling }

  /// All ways in which the subject can come about.
  mutating func targets(of subject: Subject) throws(BoundedError) -> [Target] {
    switch subject {
    case .property(let id):
      switch encoding.system.properties[id.index].kind {
      case .invariant(let term): return try targets(subject, id, [term], [], all: false) { .breach(id, $0) }
      case .temporal: return try runs(subject, id)
      }
    case .twin(.antecedent(let id)):
      guard case .invariant(let term) = encoding.system.properties[id.index].kind else {
        return try runs(subject, id)
      }
      guard case .implies(let left, _) = encoding.world.bank[term] else { return [] }
      return try targets(subject, id, [left], [], all: false) { .triggered(id, $0) }
    case .definedness:
      return steps(subject) { move, ground in move.isGenuine ? .defect(ground) : nil }
    case .twin(.action(let action)):
      return steps(subject) { move, ground in
        if case .forged = move.agency { return nil }
        return move.action == action ? .taken(ground) : nil
      }
    case .twin(.permit(let action, let rule)):
      return steps(subject) { move, ground in
        move.isGenuine && move.action == action ? .permitted(ground, rule: rule) : nil
      }
    case .twin(.forbid(let action, let rule)):
      return steps(subject) { move, ground in
        move.isGenuine && move.action == action ? .blocked(ground, .forbid(rule)) : nil
      }
    case .twin(.honest(let action, let clause)):
      return steps(subject) { move, ground in
        move.isGenuine && move.action == action ? .blocked(ground, .honest(clause)) : nil
      }
    }
  }

  /// Targets that hang on one ground move.
  private mutating func steps(
    _ subject: Subject, _ end: (Move, _ ground: Int) -> Target.End?
  ) -> [Target] {
    var found: [Target] = []
    for (position, ground) in unrolling.grounds.enumerated() {
      guard let index = ground.move else { continue }
      let move = encoding.world.moves[index]
      guard let end = end(move, position) else { continue }
      // What decides whether honest people are kept from a step is read, whoever is corrupt.
      let action = encoding.system.actions[move.action.index]
      var reader = reader(of: ground, move, action)
      for clause in action.honest { reader.read(clause.term) }
      if case .permitted(_, let rule) = end { action.rules[rule].condition.map { reader.read($0) } }
      let reads = unrolling.footprints[position].reads.union(reader.reads)
      found.append(
        Target(
          subject: subject, end: end, key: key(reads: reads, [], ground.ordered),
          isFirst: encoding.layout.isInOrder(ground.ordered)))
    }
    return found
  }

  private func reader(of ground: GroundMove, _ move: Move, _ action: Action) -> PlaceReader {
    var known: [VariableID: Int] = [:]
    if let variable = move.principal, let principal = ground.principal { known[variable] = principal }
    for (parameter, argument) in zip(action.parameters, ground.arguments) {
      if case .known(let value) = argument { known[parameter.variable] = value }
    }
    return PlaceReader(world: encoding.world, layout: encoding.layout, known: known)
  }

  /// Targets in states, one for each tuple of the property's variables that are no numbers.
  ///
  /// - Parameters:
  ///   - terms: what is read of the states.
  ///   - moves: ground moves that matter beside.
  ///   - all: whether every move matters.
  private mutating func targets(
    _ subject: Subject, _ id: PropertyID, _ terms: [Term], _ moves: Set<Int>, all: Bool,
    _ end: ([Int?]) -> Target.End
  ) throws(BoundedError) -> [Target] {
    let property = encoding.system.properties[id.index]
    var found: [Target] = []
    for tuple in try tuples(of: property) {
      var known: [VariableID: Int] = [:]
      var ordered: [GroundMove.Instance] = []
      for (variable, value) in zip(property.variables, tuple) {
        guard let value else { continue }
        known[variable] = value
        guard case .reference(let entity) = encoding.world.bank.variables[variable.index].type.sort else {
          continue
        }
        ordered += encoding.chosen(entity, value)
      }
      var reader = PlaceReader(world: encoding.world, layout: encoding.layout, known: known)
      for term in terms { reader.read(term) }
      let key =
        all
        ? Target.Key(cone: Set(unrolling.grounds.indices), given: Set(ordered))
        : key(reads: reader.reads, moves, ordered)
      found.append(
        Target(
          subject: subject, end: end(tuple), key: key,
          isFirst: encoding.layout.isInOrder(ordered)))
    }
    return found
  }

  /// Runs that violate what is watched of a temporal property. What matters to them is what the formula and the duties read, the actions
  /// that the formula names, the steps that do a duty, and that time passes.
  private mutating func runs(_ subject: Subject, _ id: PropertyID) throws(BoundedError) -> [Target] {
    let world = encoding.world
    guard let property = subject.watched(in: world.system), let obligation = property.obligation else {
      return []
    }
    let duties = world.duties(assuming: property.assumptions)
    var ways = duties.flatMap(\.ways)
    var (terms, actions): ([Term], Set<ActionID>) = ([], [])
    obligation.collect(&terms, &actions)
    actions.formUnion(ways.map(\.move.action))
    var reads: Set<Int> = []
    if let stuck = StuckQuestion(obligation, unrolling) {
      // Whether something can be done is read off the state; that it is done is no answer.
      ways += stuck.participation.ways
      reads = stuck.reads
    }
    for way in ways {
      var reader = PlaceReader(world: world, layout: encoding.layout)
      for condition in way.move.guards { reader.read(condition.clause.term) }
      if !way.move.commits.isEmpty {
        for commit in way.move.commits { reader.read(commit.term) }
        reader.read(world.system.actions[way.move.action.index].body)
      }
      reads.formUnion(reader.reads)
    }
    var moves: Set<Int> = []
    for (position, ground) in unrolling.grounds.enumerated() {
      guard let index = ground.move else {
        if ground.isDelay { moves.insert(position) }
        continue
      }
      let action = world.moves[index].action
      let imitated = world.system.actions[action.index].imitates
      let writes = unrolling.footprints[position].writes
      if actions.contains(action) || imitated.map(actions.contains) ?? false || !writes.isDisjoint(with: reads)
      {
        moves.insert(position)
      }
    }
    return try targets(subject, id, terms, moves, all: !obligation.survivesRemoval) { .run(id, $0) }
  }

  /// The values of the variables that are no numbers, in order; nil for numbers.
  private func tuples(of property: Property) throws(BoundedError) -> [[Int?]] {
    var tuples: [[Int?]] = [[]]
    for variable in property.variables {
      let values: [Int?]
      switch encoding.world.bank.variables[variable.index].type.sort {
      case .boolean: values = [0, 1]
      case .enumeration(let id): values = encoding.system.enumerations[id.index].members.indices.map { $0 }
      case .reference(let entity): values = (0..<encoding.layout.instances(of: entity)).map { $0 }
      case .integer, .instant: values = [nil]
      }
      if tuples.count * max(1, values.count) > GroundMoves.limit {
        throw .tooLarge("values of \(property.name)", limit: GroundMoves.limit)
      }
      tuples = tuples.flatMap { tuple in values.map { tuple + [$0] } }
    }
    return tuples
  }

  // MARK: Cones

  /// A question that reads these places and names these instances.
  private mutating func key(
    reads: Set<Int>, _ moves: Set<Int>, _ named: [GroundMove.Instance]
  ) -> Target.Key {
    let cone: Set<Int>
    let question = ConeQuestion(reads: reads, moves: moves)
    if let known = cones[question] {
      cone = known
    } else {
      cone = self.cone(question)
      cones[question] = cone
    }
    return Target.Key(cone: cone, given: Set(named))
  }

  /// These ground moves, and those that can bear on these places or on what the former read: a shortest run to a
  /// state that is told by the places has no others.
  private func cone(_ question: ConeQuestion) -> Set<Int> {
    var places = question.reads
    var cone = question.moves
    for position in cone { places.formUnion(unrolling.footprints[position].reads) }
    var isGrowing = true
    while isGrowing {
      isGrowing = false
      for (position, footprint) in unrolling.footprints.enumerated()
      where !cone.contains(position) && !footprint.writes.isDisjoint(with: places) {
        cone.insert(position)
        if encoding.sabotage != .coneWithoutGuards { places.formUnion(footprint.reads) }
        isGrowing = true
      }
    }
    return cone
  }
}

extension Formula {
  /// Collects the terms that the formula reads and the actions that it names.
  fileprivate func collect(_ terms: inout [Term], _ actions: inout Set<ActionID>) {
    switch self {
    case .state(let term), .stuck(let term): terms.append(term)
    case .action(let action, let arguments, _):
      actions.insert(action)
      terms += arguments.compactMap { $0 }
    default: break
    }
    for operand in operands { operand.collect(&terms, &actions) }
  }
}
