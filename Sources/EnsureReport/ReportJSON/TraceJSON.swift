import EnsureModel

/// A trace for programs: the state at first, each step with what it changes, the loop, and what fails.
struct TraceJSON {
  let interpreter: Interpreter
  let trace: Trace
  let places: PlaceJSON
  private let teller: StoryTeller
  private let story: Story
  private let values: ValueJSON

  /// The trace of a violation.
  init(_ violation: Violation, of property: PropertyID?, _ interpreter: Interpreter, _ places: PlaceJSON) {
    self.init(violation.trace, Story(violation, of: property, interpreter), interpreter, places)
  }

  /// A trace that shows how something can happen.
  init(_ trace: Trace, _ interpreter: Interpreter, _ places: PlaceJSON) {
    self.init(trace, Story(trace, interpreter), interpreter, places)
  }

  private init(_ trace: Trace, _ story: Story, _ interpreter: Interpreter, _ places: PlaceJSON) {
    self.interpreter = interpreter
    self.trace = trace
    self.story = story
    self.places = places
    teller = StoryTeller(interpreter, trace)
    values = ValueJSON(values: teller.values)
  }

  private var system: TransitionSystem { teller.system }

  /// The members of the trace's object.
  var json: JSON {
    .object([
      ("length", .integer(trace.length)),
      ("loop", trace.loop.map { JSON.integer($0) } ?? .null),
      ("opening", .array(story.opening.map { .string($0) })),
      ("initial", .array(initial)),
      ("steps", .array(trace.steps.indices.map(step))),
    ])
  }

  private var initial: [JSON] {
    interpreter.layout.places.indices.compactMap { slot in
      guard let name = teller.places.name(interpreter.layout.places[slot]),
        let told = interpreter.layout.told(at: slot, in: trace.initial)
      else { return nil }
      return .object([("place", .string(name)), ("value", values.value(told))])
    }
  }

  private func step(_ position: Int) -> JSON {
    let (step, told) = (trace.steps[position], story.steps[position])
    var members: [(String, JSON)] = [
      ("number", .integer(position + 1)), ("title", .string(told.title)),
    ]
    switch step.event {
    case .idle: members.append(("kind", .string("idle")))
    case .delay(let ticks):
      members.append(("kind", .string("delay")))
      members.append(("duration", values.value(ticks, ValueType(.integer, unit: .duration))))
    case .action(let id, let arguments, let agency):
      let action = system.actions[id.index]
      members.append(("kind", .string("action")))
      members.append(("action", .string(action.name)))
      members.append(("agency", .string(word(agency))))
      members.append(("principal", principal(step.principal)))
      members.append(("arguments", .array(self.arguments(action, arguments))))
      members.append(("threats", .array(step.threats.sorted().map { .string(system.threats[$0.index].name) })))
      members.append(("brokenHonesty", .array(brokenHonesty(step, action))))
      members.append(("location", places.location(action.origin)))
    }
    members.append(("isAttack", .boolean(told.isAttack)))
    members.append(("powers", .array(told.powers.map { .string($0) })))
    members.append(("changes", .array(changes(position))))
    return .object(members)
  }

  private func word(_ agency: Agency) -> String {
    switch agency {
    case .genuine: "genuine"
    case .forged: "forged"
    case .threatStep: "threatStep"
    }
  }

  private func principal(_ principal: TraceStep.Principal?) -> JSON {
    guard let principal else { return .null }
    return values.value(Integer(principal.instance), ValueType(.reference(principal.entity)))
  }

  private func arguments(_ action: Action, _ values: [Integer]) -> [JSON] {
    let variables = action.parameters.map { interpreter.world.bank.variables[$0.variable.index] }
    return self.values.values.told(variables, values).map { position, name, told in
      let how =
        switch action.parameters[position].kind {
        case .declared: "declared"
        case .chosen: "chosen"
        case .created: "created"
        }
      return .object([
        ("name", .string(name)), ("kind", .string(how)), ("value", self.values.value(told)),
      ])
    }
  }

  private func brokenHonesty(_ step: TraceStep, _ action: Action) -> [JSON] {
    step.brokenHonesty.filter(action.honest.indices.contains).map { position in
      let clause = action.honest[position]
      return .object([
        ("clause", .string(teller.terms.text(clause.term))), ("location", places.location(clause.origin)),
      ])
    }
  }

  private func changes(_ position: Int) -> [JSON] {
    let (old, new) = (teller.before(position), trace.steps[position].state)
    return interpreter.layout.places.indices.compactMap { slot in
      guard let name = teller.places.name(interpreter.layout.places[slot]),
        let before = interpreter.layout.told(at: slot, in: old),
        let after = interpreter.layout.told(at: slot, in: new), before != after
      else { return nil }
      return .object([
        ("place", .string(name)), ("from", values.value(before)), ("to", values.value(after)),
      ])
    }
  }
}
