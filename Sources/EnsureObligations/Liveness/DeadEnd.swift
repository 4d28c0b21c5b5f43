public import EnsureModel

/// A condition under which an instance is stuck (SEMANTICS 15): it has been touched, is in no final state, and once the
/// condition holds no genuine step ever concerns it again.
///
/// The latter is a property like any other, `always (condition implies always not (a(o) or b(_, o) or ...))`, which an observer
/// watches. Where it is proved, a run on which it asks for something, its twin, comes to an instance that is stuck. Whoever is
/// corrupt in a world may take steps there that a genuine, honest person would not; that they do not help either is more than
/// has to be shown.
public struct DeadEnd: Sendable {
  /// The property that is violated there: that an instance is never stuck.
  public let property: PropertyID
  /// The condition, of the instance and perhaps of others beside it, which stand in its way.
  public let condition: Lemma
  /// The system, with what is claimed behind its properties.
  public let system: TransitionSystem
  /// What is claimed: that nothing concerns the instance any more.
  public let consequence: PropertyID

  /// Of how many instances a condition may speak.
  static let mostInstances = 3

  /// A condition for a property that says that an instance is never stuck.
  ///
  /// - Parameter terms: the terms of the system, with those of the condition.
  /// - Returns: nil if the property says something else, the condition speaks of something else, or the instance takes steps
  ///   by itself.
  public init?(of property: PropertyID, where condition: Lemma, _ terms: TermBank, in system: TransitionSystem)
  {
    guard let entity = system.properties[property.index].neverStuck(in: system.bank)?.entity,
      (1...Self.mostInstances).contains(condition.variables.count),
      let variable = condition.variables.first,
      terms.variables[variable.index].type == .instance(of: entity),
      condition.variables.allSatisfy({ terms.variables[$0.index].type.instances != nil }),
      terms.sort(condition.body) == .boolean,
      !system.actions.contains(where: { $0.principal?.role.role == entity })
    else { return nil }
    var terms = terms
    let instance = terms.variable(variable)
    let untouched = terms.untouched(instance)
    var parts = [terms.not(untouched)]
    for final in system.entities[entity.index].finals {
      let isFinal = terms.replacing([terms.variable(final.variable): instance], in: final.condition)
      parts.append(terms.not(isFinal))
    }
    let isThere = terms.and(parts + [condition.body])
    let declared = system.properties[property.index]
    var extended = system
    extended.bank = terms
    var variables = condition.variables
    let steps = extended.steps(concerning: instance, of: entity, &variables)
    extended.properties.append(
      Property(
        name: declared.name, variables: variables,
        kind: .temporal(.always(.implies(.state(isThere), .always(.not(.or(steps))))), assuming: []),
        origin: declared.origin, body: declared.body))
    self.property = property
    self.condition = condition
    self.system = extended
    consequence = PropertyID(system.properties.count)
  }

  /// What is claimed, as a goal.
  public var goal: ProofGoal { .property(consequence) }

  /// What a run to the place witnesses.
  public var twin: Twin.Subject { .antecedent(consequence) }
}

extension TransitionSystem {
  /// That a genuine step is taken which the instance takes part in, action by action: it is a parameter, a `for each` may
  /// reach it, or the step changes it by way of somebody whom it names.
  ///
  /// - Parameter variables: the variables of the property; those for whomever steps name are added.
  fileprivate mutating func steps(
    concerning instance: Term, of entity: EntityID, _ variables: inout [VariableID]
  ) -> [Formula] {
    var found: [Formula] = []
    var named: [EntityID: VariableID] = [:]
    for index in actions.indices where actions[index].threat == nil {
      let parameters = actions[index].parameters.map(\.variable)
      func isTaken(_ argument: Term? = nil, at position: Int? = nil) -> Formula {
        .action(ActionID(index), parameters.indices.map { $0 == position ? argument : nil }, .genuine)
      }
      for position in parameters.indices
      where bank.variables[parameters[position].index].type.sort == .reference(entity) {
        found.append(isTaken(instance, at: position))
      }
      for participation in participations(in: ActionID(index), of: entity, &bank) {
        switch participation {
        case .anybody: found.append(isTaken())
        // What a filter asks of others is left out: that is to show more than has to be shown.
        case .reached(let variable, filter: _, let own):
          let name = bank.variable(variable)
          let asked = own.map { bank.replacing([name: instance], in: $0) }
          found.append(asked.isEmpty ? isTaken() : .and([isTaken(), .state(bank.and(asked))]))
        case .named(let owner, by: let position):
          let parameter = parameters[position]
          guard case .reference(let other) = bank.variables[parameter.index].type.sort else {
            found.append(isTaken())
            continue
          }
          let variable =
            named[other]
            ?? bank.makeVariable(of: ValueType(.reference(other)), beside: variables, in: self)
          if named.updateValue(variable, forKey: other) == nil { variables.append(variable) }
          let (name, somebody) = (bank.variable(parameter), bank.variable(variable))
          let isIt = bank.equal(bank.replacing([name: somebody], in: owner), instance)
          found.append(.and([isTaken(somebody, at: position), .state(isIt)]))
        }
      }
    }
    return found
  }
}
