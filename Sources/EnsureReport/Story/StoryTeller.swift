import EnsureModel

/// Puts the steps of a trace into words.
struct StoryTeller {
  let interpreter: Interpreter
  let trace: Trace
  let system: TransitionSystem
  let bank: TermBank
  let values: ValuePrinter
  let places: PlacePrinter
  let terms: TermPrinter

  init(_ interpreter: Interpreter, _ trace: Trace) {
    self.interpreter = interpreter
    self.trace = trace
    system = interpreter.world.system
    bank = interpreter.world.bank
    places = PlacePrinter(interpreter.layout)
    values = places.values
    terms = TermPrinter(system, bank)
  }

  /// The state that a step is taken in.
  func before(_ position: Int) -> State { position == 0 ? trace.initial : trace.steps[position - 1].state }

  func steps() -> [Story.Step] {
    trace.steps.indices.map { position in
      let step = trace.steps[position]
      switch step.event {
      case .idle: return Story.Step(title: "nothing happens", powers: [], changes: [], isAttack: false)
      case .delay(let ticks):
        let verb = ticks == 1 ? "passes" : "pass"
        return Story.Step(
          title: "\(values.number(ticks, .duration)) \(verb)", powers: [], changes: [], isAttack: false)
      case .action(let action, let arguments, let agency):
        return Story.Step(
          title: deed(step, action, arguments)
            ?? "\(actor(step, action, agency)): \(call(action, arguments))",
          powers: powers(position, action, arguments, agency) + arrivals(position, action, arguments, agency),
          changes: changes(position),
          isAttack: !step.threats.isEmpty)
      }
    }
  }

  // MARK: Who and what

  func actor(_ step: TraceStep, _ id: ActionID, _ agency: Agency) -> String {
    let name = step.principal.map { values.instance($0.instance, of: $0.entity) }
    switch agency {
    case .threatStep: return "the attacker"
    case .forged: return name.map { "the attacker as \($0)" } ?? "the attacker"
    case .genuine:
      let isCorrupt = !step.brokenHonesty.isEmpty
      if system.actions[id.index].isByNobody { return "the world" }
      if let name { return isCorrupt ? "\(name), who is corrupt" : name }
      let role = system.actions[id.index].principal?.role
      return role.map { Sentence.article((isCorrupt ? "corrupt " : "") + person($0)) } ?? "somebody"
    }
  }

  /// What somebody of that role is called.
  private func person(_ role: RoleReference) -> String {
    let entity = system.entities[role.role.index]
    guard let rank = role.rank, let ranks = entity.ranks else { return Sentence.lowerCamel(entity.name) }
    return system.enumerations[ranks.index].members[rank]
  }

  /// The action with the names and values of its parameters, but for the one at the position `omitted`.
  func call(_ id: ActionID, _ arguments: [Integer], without omitted: Int? = nil) -> String {
    let action = system.actions[id.index]
    var declared: [String] = []
    var extras: [String] = []
    for kind in [Parameter.Kind.declared, .chosen, .created] {
      let chosen = zip(action.parameters, arguments).enumerated()
        .filter { $0.offset != omitted && $0.element.0.kind == kind }.map(\.element)
      let variables = chosen.map { bank.variables[$0.0.variable.index] }
      for (_, name, value) in values.told(variables, chosen.map(\.1)) {
        let text = values.text(value)
        switch kind {
        case .declared: declared.append("\(name): \(text)")
        case .chosen: extras.append("choosing \(name) = \(text)")
        case .created: extras.append("making \(name) = \(text)")
        }
      }
    }
    return (["\(action.name)(\(declared.joined(separator: ", ")))"] + extras).joined(separator: ", ")
  }

  /// The values of an action's parameters, and of its principal.
  func environment(_ id: ActionID, _ arguments: [Integer], _ principal: TraceStep.Principal?) -> [VariableID:
    Integer]
  {
    let action = system.actions[id.index]
    var result: [VariableID: Integer] = [:]
    for (parameter, value) in zip(action.parameters, arguments) { result[parameter.variable] = value }
    if let principal, let own = action.principal, own.role.role == principal.entity {
      result[own.variable] = Integer(principal.instance)
    }
    return result
  }

  // MARK: Why he can

  private func powers(_ position: Int, _ id: ActionID, _ arguments: [Integer], _ agency: Agency) -> [String] {
    let step = trace.steps[position]
    switch agency {
    case .threatStep(let threat):
      let name = system.threats[threat.index].name
      return [system.actions[id.index].deed == nil ? "a step that `\(name)` brings" : "as `\(name)` lets him"]
    case .forged(let threatID, let power):
      let isGuess = system.actions[id.index].deed == .guess
      let id = threatID
      let threat = system.threats[id.index]
      guard threat.powers.indices.contains(power), case .attacker(let attacker) = threat.powers[power] else {
        return ["as `\(threat.name)` lets him"]
      }
      var freed: [String] = []
      if let role = attacker.impersonates { freed.append("taken for \(FormulaPrinter(system).text(role))") }
      if attacker.liftsRequires { freed.append("no `requires`") }
      if attacker.liftsPolicy { freed.append("no policy") }
      if isGuess { freed.append("a guess") }
      let detail = freed.isEmpty ? "" : " (\(freed.joined(separator: ", ")))"
      let arbitrary =
        step.arbitrary.isEmpty ? [] : ["what has no value in the step is whatever suits him"]
      return ["as `\(threat.name)` lets him\(detail)"] + arbitrary
    case .genuine:
      let names = step.threats.sorted().map { "`\(system.threats[$0.index].name)`" }
      if names.isEmpty { return [] }
      let broken = step.brokenHonesty.map { clause in
        let term = system.actions[id.index].honest[clause].term
        return "`honest \(terms.text(term))`\(withValues(term, position, id, arguments))"
      }
      let head = "as \(Sentence.list(names)) \(names.count == 1 ? "lets" : "let") him"
      return [broken.isEmpty ? head : "\(head), breaking \(Sentence.list(broken))"]
    }
  }

  private func withValues(_ term: Term, _ position: Int, _ id: ActionID, _ arguments: [Integer]) -> String {
    let environment = environment(id, arguments, trace.steps[position].principal)
    let filled = TermPrinter.withValues(interpreter, before(position), environment).text(term)
    return filled == terms.text(term) || filled == "false" ? "" : " (\(filled))"
  }

  // MARK: What changes

  private func changes(_ position: Int) -> [String] {
    let (old, new) = (before(position), trace.steps[position].state)
    // An instant so far back that nothing tells how far may be another one behind a step that does not touch it.
    let untouched = Set(interpreter.layout.instantSlots).subtracting(instants(setBy: trace.steps[position]))
    return interpreter.layout.places.indices.compactMap { slot in
      if untouched.contains(slot) { return nil }
      if case .field(let id, _) = interpreter.layout.places[slot], system.fields[id.index].kind == .place {
        return places.move(slot, from: old, to: new)
      }
      return places.change(at: slot, from: old, to: new)
    }
  }

  /// The slots of instants that a step may set.
  private func instants(setBy step: TraceStep) -> Set<Int> {
    guard case .action(let id, let arguments, _) = step.event else { return [] }
    let action = system.actions[id.index]
    let layout = interpreter.layout
    var slots: Set<Int> = []
    for (location, _) in Statement.assignments(action.restarts + action.body + action.clocks) {
      // An instance that is no parameter may be any.
      var instance: Integer?
      if case .field(_, of: let named) = location, case .variable(let variable) = system.bank[named],
        let position = action.parameters.firstIndex(where: { $0.variable == variable })
      {
        instance = arguments[position]
      }
      slots.formUnion(
        layout.instantSlots.filter { slot in
          switch (layout.places[slot], location) {
          case (.field(let field, let owner), .field(let set, of: _)):
            field == set && (instance == nil || instance == Integer(owner))
          case (.global(let global), .global(let set)): global == set
          default: false
          }
        })
    }
    return slots
  }

  /// The places that a loop leaves other than it found them, which nothing asks about.
  func drift() -> [String] {
    guard let loop = trace.loop else { return [] }
    return interpreter.drift(of: trace, from: loop).compactMap { places.name(interpreter.layout.places[$0]) }
  }
}
