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
    extended.properties.append(
      Property(
        name: declared.name, variables: condition.variables,
        kind: .temporal(
          .always(
            .implies(.state(isThere), .always(.not(.or(extended.steps(concerning: instance, of: entity)))))),
          assuming: []),
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
  /// That a genuine step is taken which the instance takes part in, action by action: it is a parameter, or a `for each`
  /// may reach it.
  fileprivate mutating func steps(concerning instance: Term, of entity: EntityID) -> [Formula] {
    var found: [Formula] = []
    for index in actions.indices where actions[index].threat == nil {
      let parameters = actions[index].parameters
      for position in parameters.indices
      where bank.variables[parameters[position].variable.index].type.sort == .reference(entity) {
        let arguments = parameters.indices.map { $0 == position ? instance : nil }
        found.append(.action(ActionID(index), arguments, .genuine))
      }
      for reach in bulkReaches(of: ActionID(index), over: entity) {
        // What the filter asks of others is left out: that is to show more than has to be shown.
        let variable = bank.variable(reach.variable)
        let asked = reach.own.map { bank.replacing([variable: instance], in: $0) }
        let isTaken = Formula.action(ActionID(index), parameters.map { _ in nil }, .genuine)
        found.append(asked.isEmpty ? isTaken : .and([isTaken, .state(bank.and(asked))]))
      }
    }
    return found
  }
}
