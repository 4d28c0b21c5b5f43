import EnsureModel
import ModelSketch

extension Sketch {
  func interpreter(
    _ scope: Scope, threats: Set<ThreatID> = [], sabotage: Sabotage? = nil
  ) throws -> Interpreter {
    try Interpreter(World(system, threats: threats, sabotage: sabotage), scope: scope)
  }

  /// A scope with that many instances of each entity, and plain numbers from -2 to 3.
  func scope(_ instances: Int...) -> Scope {
    Scope(
      instances: instances, values: [.plain: ValueSet([-2...3])],
      delays: system.hasTime ? ValueSet([1...3]) : ValueSet([]))
  }
}

extension Interpreter {
  /// The first initial state.
  var start: State {
    get throws { try initialStates().first { _ in true } ?? State(values: []) }
  }

  /// The moves of an action, genuine or not.
  func moves(_ action: ActionID, genuine: Bool) -> [Move] {
    world.moves.filter { $0.action == action && $0.isGenuine == genuine }
  }

  /// Takes the genuine step of an action.
  func take(_ action: ActionID, _ arguments: [Integer] = [], by principal: Int? = nil, in state: State)
    -> StepResult
  {
    guard let move = moves(action, genuine: true).first else { return .blocked(.principal) }
    return step(move, arguments: arguments, principal: principal, in: state)
  }

  /// What an attacker or threat can make of an action: the taken steps of all moves, principals and tapes.
  func forgeries(_ action: ActionID, _ arguments: [Integer] = [], in state: State) -> [Taken] {
    moves(action, genuine: false).flatMap { move in
      principals(of: move, in: state).flatMap { principal in
        outcomes(move, arguments: arguments, principal: principal, in: state).compactMap { $0.result.taken }
      }
    }
  }

  /// The value of a field.
  func read(_ field: FieldID, _ instance: Int, _ state: State) -> Integer? {
    layout.slot(field, instance).map { state.values[$0] }
  }
}

extension StepResult {
  var taken: Taken? {
    if case .taken(let taken) = self { return taken }
    return nil
  }

  var isBlocked: Bool {
    if case .blocked = self { return true }
    return false
  }

  var undefined: Undefined.Reason? {
    if case .undefined(let undefined) = self { return undefined.reason }
    return nil
  }
}
