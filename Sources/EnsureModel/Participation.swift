/// How a step may concern an instance that is none of its parameters (SEMANTICS, rules 4 and 15).
public enum Participation: Sendable {
  /// A `for each` may reach it: the filter asks this of the instance that the variable stands for. `own` is what the filter
  /// asks of nobody else, read in the state before the step: whoever is reached satisfies that.
  case reached(VariableID, filter: Term, own: [Term])
  /// The step changes whomever the term names in the state before it, by way of the parameter at this position.
  case named(Term, by: Int)
  /// It cannot be said whom the step changes.
  case anybody
}

extension TransitionSystem {
  /// How a step of an action may concern instances of an entity that are none of its parameters, nor its principal.
  ///
  /// - Parameters:
  ///   - bank: the terms of the system, perhaps with more; terms are added to it.
  ///   - isSure: whether only those are wanted that each step brings about, on whichever path of its body.
  public func participations(
    in action: ActionID, of entity: EntityID, _ bank: inout TermBank, isSure: Bool = false
  ) -> [Participation] {
    var collector = ParticipationCollector(self, actions[action.index], entity, bank)
    collector.skipsBranches = isSure
    collector.walk(actions[action.index].body)
    bank = collector.bank
    return collector.found
  }
}

private struct ParticipationCollector {
  private let system: TransitionSystem
  private let entity: EntityID
  private let parameters: [VariableID]
  private let principal: VariableID?
  private(set) var found: [Participation] = []
  var skipsBranches = false
  /// What the statements so far may have written.
  private var written: Set<FieldID> = []
  private var globals: Set<GlobalID> = []
  private(set) var bank: TermBank
  /// What `let` names, as far as it is what it is before the step.
  private var names: [Term: Term] = [:]

  init(_ system: TransitionSystem, _ action: Action, _ entity: EntityID, _ bank: TermBank) {
    self.system = system
    self.bank = bank
    self.entity = entity
    parameters = action.parameters.map(\.variable)
    principal = action.principal?.variable
  }

  mutating func walk(_ statements: [Statement]) {
    for statement in statements {
      switch statement {
      case .assign(.field(let field, of: let owner), _, _):
        if system.fields[field.index].entity == entity { add(owner) }
        written.insert(field)
      case .assign(.global(let global), _, _): globals.insert(global)
      case .bind(let variable, let term, _):
        let replaced = bank.replacing(names, in: term)
        let name = bank.variable(variable)
        names[name] = isAsBefore(replaced) ? replaced : nil
      case .branch(_, let yes, let no, _):
        let outside = found
        walk(yes)
        walk(no)
        if skipsBranches { found = outside }
      case .update(let variable, where: let filter, let body, _):
        if case .reference(entity) = bank.variables[variable.index].type.sort {
          let asked = bank.replacing(names, in: filter)
          let own = bank.conjuncts(asked).filter {
            bank.freeVariables($0).isSubset(of: [variable]) && isAsBefore($0)
          }
          found.append(.reached(variable, filter: asked, own: own))
        }
        // It writes to those that it reaches only.
        for case .assign(.field(let field, _), _, _) in body.flatMap(\.flattened) { written.insert(field) }
      }
    }
  }

  private mutating func add(_ known: Term) {
    let owner = bank.replacing(names, in: known)
    if case .variable(let variable) = bank[owner], parameters.contains(variable) || variable == principal {
      return
    }
    let roots = bank.freeVariables(owner)
    if roots.count == 1, let root = roots.first, let position = parameters.firstIndex(of: root),
      isAsBefore(owner)
    {
      found.append(.named(owner, by: position))
    } else {
      found.append(.anybody)
    }
  }

  /// Whether a term has the value that it has before the step, as far as can be seen.
  private func isAsBefore(_ root: Term) -> Bool {
    var isSame = true
    bank.walk(root) { term in
      switch bank[term] {
      case .field(let field, _): isSame = isSame && !written.contains(field)
      case .global(let global): isSame = isSame && !globals.contains(global)
      case .total, .count, .all, .exists, .untouched: isSame = false
      default: break
      }
      return isSame
    }
    return isSame
  }
}

extension Statement {
  /// The statement and those within it.
  fileprivate var flattened: [Statement] {
    switch self {
    case .assign, .bind: [self]
    case .branch(_, let yes, let no, _): (yes + no).flatMap(\.flattened)
    case .update(_, where: _, let body, _): body.flatMap(\.flattened)
    }
  }
}
