/// Why a question about a run has no answer here. It is no verdict on the run.
public enum Undecided: Error, Hashable, Sendable {
  /// A scope must have so many instances of the entity that the run does not touch and that are alike (of each rank,
  /// if it has ranks), so that they can stand for all others (SEMANTICS, rule 17).
  case needsUntouched(EntityID, Int)
  /// It cannot be told whether fairness forces the action.
  case possibility(ActionID)
  /// It cannot be told whether the instance is stuck.
  case stuck(EntityID, Int)
  /// The run is too long to be looked at tick by tick.
  case tooLong
  /// The property has a variable that is an instant.
  case instantVariable
}

extension Undecided {
  /// Why, for people; the names are the system's.
  public func words(in system: TransitionSystem) -> String {
    switch self {
    case .needsUntouched(let entity, let count):
      let name = system.entities[entity.index].name
      let some = count == 1 ? "one `\(name)`" : "\(count) instances of `\(name)`, all alike,"
      return "\(some) must stay untouched to stand for all those outside the scope; try a larger scope"
    case .possibility(let action):
      let name = system.actions[action.index].name
      return
        "whether fairness forces `\(name)` cannot be told: a guard is not linear in the amounts, or has no value"
    case .stuck(let entity, _):
      let name = system.entities[entity.index].name
      return "that nothing can ever happen to some `\(name)` again is not shown by a trace"
    case .tooLong: return "a run is too long to be looked at tick by tick"
    case .instantVariable: return "a variable of the property is an instant, which changes as time passes"
    }
  }
}
