/// A step that a state offers, and what becomes of it.
public struct PossibleStep: Sendable {
  /// The move, as a position in `World.moves`.
  public let move: Int
  /// The values of the action's parameters.
  public let arguments: [Integer]
  /// Who acts; nil if nobody does or it makes no difference.
  public let principal: Int?
  /// What undefined terms stand for.
  public let tape: [Integer]
  /// `taken` or `undefined`.
  public let result: StepResult
}

extension Interpreter {
  /// All steps that `state` offers and all genuine ones that are undefined in it, move by move; arguments and
  /// arbitrary values range over the scope's. Passing time and idling are not among them.
  ///
  /// - Parameter moves: positions in `World.moves`; nil means all.
  /// - Throws: that a parameter has no range, or that one move has more than `limit` combinations of arguments.
  public func possibleSteps(in state: State, moves: [Int]? = nil, limit: Int = 1 << 20) throws(RangeError)
    -> [PossibleStep]
  {
    var found: [PossibleStep] = []
    for position in moves ?? Array(world.moves.indices) {
      let move = world.moves[position]
      let principals = principals(of: move, in: state)
      for arguments in try arguments(of: move.action, limit: limit) {
        for principal in principals {
          for (tape, result) in outcomes(move, arguments: arguments, principal: principal, in: state) {
            if case .blocked = result { continue }
            found.append(
              PossibleStep(
                move: position, arguments: arguments, principal: principal, tape: tape, result: result))
          }
        }
      }
    }
    return found
  }

  /// What can become of a step, for each choice of the arbitrary values that it meets; one outcome if it meets
  /// none.
  public func outcomes(
    _ move: Move, arguments: [Integer], principal: Int?, in state: State
  ) -> [(tape: [Integer], result: StepResult)] {
    var found: [(tape: [Integer], result: StepResult)] = []
    var open: [[Integer]] = [[]]
    while let tape = open.popLast() {
      let result = step(move, arguments: arguments, principal: principal, in: state, tape: tape)
      if case .needs(let type) = result {
        open += layout.arbitraryValues(of: type).values.reversed().map { tape + [Integer($0)] }
      } else {
        found.append((tape, result))
      }
    }
    return found
  }

  /// The principals that can make a difference: nobody in particular, the first of each present rank, or all.
  public func principals(of move: Move, in state: State) -> [Int?] {
    guard let role = move.principalRole else { return [nil] }
    let all = Array(0..<layout.instances(of: role))
    switch move.principalUse {
    case .nothing: return [nil]
    case .identity: return all
    case .rank:
      guard let field = world.system.entities[role.index].rankField else { return all }
      var seen: Set<Integer> = []
      return all.filter { instance in
        let rank = layout.slot(field, instance).map { state.values[$0] }
        return seen.insert(rank ?? Integer(layout.rank(of: instance, in: role) ?? 0)).inserted
      }
    }
  }

  /// All combinations of values of an action's parameters, the last one fastest. References are never `none`.
  ///
  /// - Throws: that a parameter has no range, or that there are more than `limit` combinations.
  public func arguments(of action: ActionID, limit: Int = 1 << 20) throws(RangeError) -> [[Integer]] {
    let action = world.system.actions[action.index]
    return try tuples(action.parameters.map(\.variable), prefix: action.name, limit: limit)
  }

  /// The first values of a property's variables for which it is not true, in the order of the scope's values;
  /// nil if it holds, or is temporal.
  ///
  /// - Throws: that a variable has no range, or that there are more than `limit` combinations.
  public func failure(of property: PropertyID, in state: State, limit: Int = 1 << 20) throws(RangeError)
    -> Violation.Failure?
  {
    let property = world.system.properties[property.index]
    guard case .invariant(let term) = property.kind else { return nil }
    for values in try tuples(property.variables, prefix: property.name, limit: limit) {
      let environment = Dictionary(zip(property.variables, values), uniquingKeysWith: { $1 })
      do {
        if try evaluate(term, in: state, environment) == 0 { return .property(values) }
      } catch {
        return .propertyUndefined(values, error)
      }
    }
    return nil
  }

  /// All combinations of values of a property's variables, in the order of the scope's values.
  ///
  /// - Throws: that a variable has no range, or that there are more than `limit` combinations.
  public func values(of property: PropertyID, limit: Int = 1 << 20) throws(RangeError) -> [[Integer]] {
    let property = world.system.properties[property.index]
    return try tuples(property.variables, prefix: property.name, limit: limit)
  }

  private func tuples(_ variables: [VariableID], prefix: String, limit: Int) throws(RangeError) -> [[Integer]] {
    var tuples: [[Integer]] = [[]]
    for id in variables {
      let variable = world.bank.variables[id.index]
      let name = prefix + "." + variable.name
      var type = variable.type
      type.isOptional = false
      guard let domain = layout.domain(of: type, name: name) else { throw .unbounded(name: name) }
      let (count, overflow) = tuples.count.multipliedReportingOverflow(by: domain.count)
      if overflow || count > limit { throw .tooMany(name: name) }
      let values = domain.values.map { Integer($0) }
      tuples = tuples.flatMap { tuple in values.map { tuple + [$0] } }
    }
    return tuples
  }
}
