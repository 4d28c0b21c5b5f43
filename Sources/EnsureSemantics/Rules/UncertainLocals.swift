import EnsureModel

extension TypedSystem {
  /// Names of instances that may be `none` although their types don't say so: what `let` names, and parameters of
  /// effects, predicates and functions, where some call gives them whatever a path leads to. A plain reference is
  /// `none` until something is assigned to it, so an untouched instance may well lead to the same.
  var uncertainLocals: Set<LocalID> {
    var found: Set<LocalID> = []
    func isCertain(_ expression: TypedExpression) -> Bool {
      switch expression.kind {
      case .local(let local):
        guard case .reference(_, isOptional: false) = locals[local.index].type.type else {
          return locals[local.index].type.type.entity == nil
        }
        return !found.contains(local)
      case .keyed: return true
      case .choice(_, let yes, let no): return isCertain(yes) && isCertain(no)
      default: return expression.type.entity == nil
      }
    }
    func note(_ parameters: [LocalID], _ arguments: [TypedExpression]) {
      for (parameter, argument) in zip(parameters, arguments) where !isCertain(argument) {
        found.insert(parameter)
      }
    }
    let bodies = actions.map(\.body) + effects.map(\.body)
    let expressions = self.expressions
    // A call may stand in front of the one that makes the caller's own parameters uncertain.
    var known = -1
    while known < found.count {
      known = found.count
      for statement in bodies.joined() {
        statement.walk { inner in
          switch inner {
          case .bind(let local, let value, _): note([local], [value])
          case .call(let effect, let arguments, _): note(effects[effect].parameters, arguments)
          default: break
          }
        }
      }
      for expression in expressions {
        expression.walk { inner in
          if case .call(let function, let arguments) = inner.kind {
            note(functions[function].parameters, arguments)
          }
        }
      }
    }
    return found
  }

  /// All expressions in which predicates and functions may be called.
  private var expressions: [TypedExpression] {
    var found = functions.compactMap(\.body) + actions.flatMap { $0.requires + $0.honest }
    for statement in (actions.map(\.body) + effects.map(\.body)).joined() {
      statement.walk { found += $0.expressions }
    }
    found += policies.flatMap(\.rules).flatMap(\.cases).compactMap(\.condition)
    found += properties.flatMap { [$0.body] + $0.assumptions }
    for case .attacker(_, _, _, _, let when?, _) in threats.flatMap(\.powers) { found.append(when) }
    found += entities.flatMap(\.finals).map(\.condition) + uniques.compactMap(\.condition)
    for scenario in scenarios {
      found += scenario.givens
      for case .expect(let condition) in scenario.items { found.append(condition) }
    }
    return found
  }
}
