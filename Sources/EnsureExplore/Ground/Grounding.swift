import EnsureModel

/// Grounds the moves of a world in a scope: every move with every principal that makes a difference and every
/// tuple of parameter values, unless its guards are false in every state.
struct Grounding {
  /// How many ground steps there may be.
  static let limit = 1 << 20

  var translator: Translator
  private(set) var steps: [GroundStep] = []

  private let world: World
  private let layout: Layout

  /// For each move the references that its guards and its body follow; empty unless participants are asked for.
  private var references: [MoveReferences] = []

  init(_ world: World, _ layout: Layout, withParticipants: Bool) throws(ExploreError) {
    self.world = world
    self.layout = layout
    if withParticipants { references = world.moves.map { world.references(of: $0) } }
    translator = Translator(world, layout)
    for position in world.moves.indices { try ground(position) }
    if world.system.hasTime { for delay in layout.scope.delays.values where delay > 0 { addDelay(delay) } }
  }

  /// The principals of a move of whom each stands for all that are like him.
  static func representatives(_ move: Move, _ world: World, _ layout: Layout) -> [Int?] {
    guard let role = move.principalRole else { return [nil] }
    let count = layout.instances(of: role)
    switch move.principalUse {
    case .nothing: return [nil]
    case .identity: return Array(0..<count)
    case .rank:
      let isFixed = world.system.entities[role.index].rankField.map { !world.system.fields[$0.index].isMutable }
      guard isFixed ?? false else { return Array(0..<count) }
      var seen: Set<Int> = []
      return (0..<count).filter { seen.insert(layout.rank(of: $0, in: role) ?? -1).inserted }
    }
  }

  /// What the parameters of an action range over, in the order in which a search prefers the values.
  static func domains(
    _ action: Action, _ world: World, _ layout: Layout, from first: Int = 0
  ) throws(ExploreError) -> [[Int]] {
    var domains: [[Int]] = []
    for parameter in action.parameters.dropFirst(first) {
      let variable = world.bank.variables[parameter.variable.index]
      let name = "\(action.name).\(variable.name)"
      guard let domain = layout.domain(of: variable.type, name: name) else { throw .unbounded(name) }
      if domain.count > limit { throw .tooLarge("values of \(name)", limit: limit) }
      // A parameter is never `none`.
      if case .reference = variable.type.sort {
        domains.append(domain.values.filter { $0 >= 0 })
      } else {
        domains.append(domain.values)
      }
    }
    return domains
  }

  private mutating func ground(_ position: Int) throws(ExploreError) {
    let move = world.moves[position]
    let action = world.system.actions[move.action.index]
    let domains = try Grounding.domains(action, world, layout)
    let free = move.guards.map { world.bank.variables(in: $0.clause.term) }
    // A false guard behind one that may have no value does not hide the defect.
    let firstPartial = move.guards.firstIndex { world.bank.mayBeUndefined($0.clause.term) } ?? move.guards.count
    let prunable = move.isGenuine ? firstPartial : move.guards.count
    // The parameter whose value decides which guards are closed.
    let level = free.map { variables in
      (action.parameters.lastIndex { variables.contains($0.variable) } ?? -1) + 1
    }
    for principal in Grounding.representatives(move, world, layout) {
      translator.environment = [:]
      if let variable = move.principal, let principal {
        translator.environment[variable] = translator.bank.constant(principal)
      }
      var guards = [GroundTerm?](repeating: nil, count: move.guards.count)
      try choose(0, position, principal, domains, (level, prunable), &guards, [])
    }
  }

  /// Chooses values for the parameters from `index` on; a guard that is already false ends the branch.
  private mutating func choose(
    _ index: Int, _ position: Int, _ principal: Int?, _ domains: [[Int]],
    _ order: (level: [Int], prunable: Int), _ guards: inout [GroundTerm?], _ arguments: [Int]
  ) throws(ExploreError) {
    let move = world.moves[position]
    for (number, closed) in order.level.enumerated() where closed == index {
      let term = translator.translate(move.guards[number].clause.term)
      if translator.bank.constant(of: term) == 0, number <= order.prunable { return }
      guards[number] = term
    }
    guard index < domains.count else {
      return try add(position, principal, guards.compactMap { $0 }, arguments)
    }
    let variable = world.system.actions[move.action.index].parameters[index].variable
    for value in domains[index] {
      translator.environment[variable] = translator.bank.constant(value)
      try choose(index + 1, position, principal, domains, order, &guards, arguments + [value])
    }
    translator.environment[variable] = nil
  }

  private mutating func add(
    _ position: Int, _ principal: Int?, _ guards: [GroundTerm], _ arguments: [Int]
  ) throws(ExploreError) {
    if steps.count >= Grounding.limit { throw .tooLarge("ground steps", limit: Grounding.limit) }
    let move = world.moves[position]
    var conjuncts: [GroundTerm] = []
    for term in guards { flatten(term, into: &conjuncts) }
    let probe = translator.probe(move)
    let participants = participants(position, principal, arguments)
    let outer = translator.environment
    let body = translator.translate(world.system.effects(of: move))
    let commits = translator.conjunction(move.commits.map { translator.translate($0.term) })
    translator.environment = outer
    steps.append(
      GroundStep(
        event: .move(position, principal: principal, arguments: arguments), guards: conjuncts, body: body,
        probe: probe, commits: commits, isGenuine: move.isGenuine, participants: participants))
  }

  private mutating func participants(_ position: Int, _ principal: Int?, _ arguments: [Int])
    -> GroundParticipants
  {
    var participants = GroundParticipants()
    guard references.indices.contains(position) else { return participants }
    let move = world.moves[position]
    if let role = move.principalRole, let principal { participants.named.append((role, principal)) }
    for (parameter, value) in zip(world.system.actions[move.action.index].parameters, arguments) {
      guard case .reference(let entity) = world.bank.variables[parameter.variable.index].type.sort else {
        continue
      }
      participants.named.append((entity, value))
    }
    for (terms, isBody) in [(references[position].before, false), (references[position].after, true)] {
      for term in terms {
        guard case .reference(let entity) = world.bank.sort(term) else { continue }
        let path = translator.translate(term)
        if let known = translator.bank.constant(of: path) {
          if known >= 0, !participants.named.contains(where: { $0 == (entity, known) }) {
            participants.named.append((entity, known))
          }
        } else if isBody {
          participants.bodyPaths.append((entity, path))
        } else {
          participants.paths.append((entity, path))
        }
      }
    }
    addUpdated(references[position].updates, to: &participants)
    return participants
  }

  /// Whoever is updated at once takes part: as the reference that names him where the filter holds.
  private mutating func addUpdated(
    _ updates: [(VariableID, where: Term?)], to participants: inout GroundParticipants
  ) {
    for (variable, filter) in updates {
      guard case .reference(let entity) = world.bank.variables[variable.index].type.sort else { continue }
      let outer = translator.environment[variable]
      for instance in 0..<layout.instances(of: entity) {
        let named = translator.bank.constant(instance)
        translator.environment[variable] = named
        let holds = filter.map { translator.translate($0) } ?? translator.bank.boolean(true)
        let path = translator.bank.choice(holds, named, translator.bank.constant(-1))
        switch translator.bank.constant(of: path) {
        case -1: continue
        case nil: participants.bodyPaths.append((entity, path))
        default: participants.named.append((entity, instance))
        }
      }
      translator.environment[variable] = outer
    }
  }

  private func flatten(_ term: GroundTerm, into conjuncts: inout [GroundTerm]) {
    let node = translator.bank[term]
    if node.op == .and {
      flatten(GroundTerm(index: node.a), into: &conjuncts)
      flatten(GroundTerm(index: node.b), into: &conjuncts)
    } else if translator.bank.constant(of: term) != 1,
      !(conjuncts.contains(term) && translator.bank.isTotal(term))
    {
      conjuncts.append(term)
    }
  }

  private mutating func addDelay(_ delay: Int) {
    var body: [GroundStatement] = []
    for slot in layout.instantSlots {
      let age = translator.bank.subtract(translator.bank.slot(slot), translator.bank.constant(delay))
      body.append(.assign(nil, [Int32(slot)], age))
    }
    let guards = world.deadlines.flatMap { translator.isMet($0, by: delay) }
    steps.append(
      GroundStep(
        event: .delay(delay), guards: guards, body: body, probe: translator.bank.boolean(true),
        commits: translator.bank.boolean(true), isGenuine: true))
  }
}

extension Translator {
  /// That so many ticks may pass, for each of the deadline's clocks.
  fileprivate mutating func isMet(_ deadline: ActionDeadline, by ticks: Int) -> [GroundTerm] {
    // What is longer than a machine word counts is never missed.
    guard let bound = deadline.ticks.asInt else { return [] }
    func clock(_ translator: inout Translator) -> GroundTerm {
      let age = translator.bank.add(translator.translate(deadline.age), translator.bank.constant(ticks))
      let isMet = translator.bank.lessOrEqual(age, translator.bank.constant(bound))
      return translator.bank.or(translator.bank.not(translator.translate(deadline.isRunning)), isMet)
    }
    guard let (variable, entity) = deadline.instances else { return [clock(&self)] }
    return (0..<layout.instances(of: entity)).map { number in
      environment[variable] = bank.constant(number)
      defer { environment[variable] = nil }
      return clock(&self)
    }
  }

  /// Whether the discipline that a corrupt principal may break is kept, as far as the step looks at it.
  fileprivate mutating func probe(_ move: Move) -> GroundTerm {
    let honest = world.system.actions[move.action.index].honest
    guard !move.corruptions.isEmpty, !honest.isEmpty else { return bank.boolean(true) }
    var isCorrupt = bank.boolean(false)
    for corruption in move.corruptions {
      let concerned = corruption.condition.map { translate($0) } ?? bank.boolean(true)
      isCorrupt = bank.or(isCorrupt, concerned)
    }
    let kept = conjunction(honest.map { translate($0.term) })
    return bank.choice(isCorrupt, kept, bank.boolean(true))
  }
}
