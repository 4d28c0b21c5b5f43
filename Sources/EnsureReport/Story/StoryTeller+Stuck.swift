import EnsureModel

/// Why nothing concerns an instance any more.
extension StoryTeller {
  func stuckReasons(_ property: Property, _ environment: [VariableID: Integer]) -> [String] {
    guard let (variable, entity) = property.neverStuck(in: system.bank),
      let number = environment[property.variables[variable]]
    else { return [] }
    let name = bank.variables[property.variables[variable].index].name
    var lines = ["`\(name)` is in no final state, and no step concerns it any more, which is certified:"]
    for move in interpreter.world.moves where move.isGenuine {
      let action = system.actions[move.action.index]
      for parameter in action.parameters.map(\.variable)
      where bank.variables[parameter.index].type.sort == .reference(entity) {
        let line = "`\(action.name)` \(obstacle(move, parameter, number))"
        if !lines.contains(line) { lines.append(line) }
      }
    }
    return lines
  }

  /// What is in the way of a step for the instance: the first part of its guard that speaks of the instance alone and is false.
  private func obstacle(_ move: Move, _ parameter: VariableID, _ number: Integer) -> String {
    let environment = [parameter: number]
    for part in move.guards.flatMap({ bank.conjuncts($0.clause.term) })
    where bank.freeVariables(part).isSubset(of: [parameter]) {
      guard (try? interpreter.evaluate(part, in: trace.last, environment)) == 0 else { continue }
      let decisive = DecisivePart(part, is: false, interpreter, trace.last, environment)
      return "is impossible: \(reasons(decisive, in: trace.last).joined(separator: ", "))"
    }
    if isKeptOffByAnother(move, number) { return "is impossible: another has what `unique` lets only one have" }
    return "finds nobody and nothing to take it with"
  }

  /// Whether somebody would take the step for the instance if something did not have to hold behind it.
  private func isKeptOffByAnother(_ move: Move, _ number: Integer) -> Bool {
    if system.actions[move.action.index].parameters.count != 1 { return false }
    return interpreter.principals(of: move, in: trace.last).contains { principal in
      let result = interpreter.step(move, arguments: [number], principal: principal, in: trace.last)
      if case .blocked(.commit) = result { return true } else { return false }
    }
  }
}
