import EnsureModel

/// Goes through the body of a genuine step up to the statement that meets a term without a value, so that the story
/// can be told with the values that stand there.
struct BodyWalk {
  let interpreter: Interpreter
  /// The state at the statement.
  private(set) var state: State
  /// The values of all names at the statement.
  private(set) var environment: [VariableID: Integer]
  /// The statement's place, if it is an assignment.
  private(set) var location: Location?
  /// In a bulk effect: the state that it makes so far, while `state` is the one that its statements read.
  private var updated: State?

  /// Walks through `body` from the state before it.
  init(_ interpreter: Interpreter, _ body: [Statement], _ state: State, _ environment: [VariableID: Integer]) {
    self.interpreter = interpreter
    self.state = state
    self.environment = environment
    _ = run(body)
  }

  /// Whether all statements have a meaning.
  private mutating func run(_ body: [Statement]) -> Bool {
    for statement in body {
      switch statement {
      case .bind(let variable, let term, _):
        guard let value = value(term) else { return false }
        environment[variable] = value
      case .branch(let condition, let yes, let no, _):
        guard let value = value(condition), run(value != 0 ? yes : no) else { return false }
      case .assign(let location, let term, _):
        self.location = location
        guard let slot = slot(location), let value = value(term), fits(value, location) else { return false }
        if updated == nil { state.values[slot] = value } else { updated?.values[slot] = value }
        self.location = nil
      case .update(let variable, where: let filter, let body, _):
        guard update(variable, where: filter, body) else { return false }
      }
    }
    return true
  }

  /// Whether a bulk effect has a meaning.
  private mutating func update(_ variable: VariableID, where filter: Term, _ body: [Statement]) -> Bool {
    guard case .reference(let entity) = interpreter.world.bank.variables[variable.index].type.sort else {
      return false
    }
    let outer = environment
    updated = state
    for number in 0..<interpreter.layout.instances(of: entity) {
      environment[variable] = Integer(number)
      guard let holds = value(filter) else { return false }
      if holds != 0, !run(body) { return false }
    }
    if let updated { state = updated }
    updated = nil
    environment = outer
    return true
  }

  private func value(_ term: Term) -> Integer? { try? interpreter.evaluate(term, in: state, environment) }

  private func slot(_ location: Location) -> Int? {
    switch location {
    case .global(let global): return interpreter.layout.slot(global)
    case .field(let field, of: let instance):
      // The optimiser of Swift 6.3.1 breaks off at an optional number mapped over a closure here.
      guard let number = value(instance)?.asInt, number >= 0 else { return nil }
      return interpreter.layout.slot(field, number)
    }
  }

  private func fits(_ value: Integer, _ location: Location) -> Bool {
    let type = interpreter.world.system.type(of: location)
    if let lower = type.lower, value < lower { return false }
    if let upper = type.upper, upper < value { return false }
    return true
  }
}

extension TransitionSystem {
  /// What a location can hold.
  func type(of location: Location) -> ValueType {
    switch location {
    case .global(let global): globals[global.index].type
    case .field(let field, of: _): fields[field.index].type
    }
  }
}
