/// What a `for each` of a step takes part of: an instance that satisfies its filter is a participant of the step
/// (SEMANTICS, rules 4 and 15).
public struct BulkReach: Sendable {
  /// What stands for the instance.
  public let variable: VariableID
  /// What the filter asks.
  public let filter: Term
  /// What of it asks for nothing but the instance itself, read in the state before the step: whoever is reached satisfies
  /// that.
  public let own: [Term]
}

extension TransitionSystem {
  /// The `for each` over an entity in the body of an action.
  public func bulkReaches(of action: ActionID, over entity: EntityID) -> [BulkReach] {
    var collector = BulkCollector(system: self, entity: entity)
    collector.walk(actions[action.index].body)
    return collector.found
  }

  /// Whether a step of the action changes an instance of the entity only if it is a parameter, takes it, or is reached by a `for each`.
  public func changesOnlyParticipants(_ action: ActionID, of entity: EntityID) -> Bool {
    let declared = actions[action.index]
    let participants = declared.parameters.map(\.variable) + [declared.principal?.variable].compactMap(\.self)
    func isFine(_ statements: [Statement]) -> Bool {
      statements.allSatisfy { statement in
        switch statement {
        case .assign(.field(let field, of: let owner), _, _):
          if fields[field.index].entity != entity { return true }
          guard case .variable(let variable) = bank[owner] else { return false }
          return participants.contains(variable)
        case .assign, .bind, .update: return true
        case .branch(_, let yes, let no, _): return isFine(yes) && isFine(no)
        }
      }
    }
    return isFine(actions[action.index].body)
  }
}

private struct BulkCollector {
  let system: TransitionSystem
  let entity: EntityID
  var found: [BulkReach] = []
  /// What the statements so far may have written.
  private var written: Set<FieldID> = []
  private var globals: Set<GlobalID> = []

  init(system: TransitionSystem, entity: EntityID) {
    self.system = system
    self.entity = entity
  }

  mutating func walk(_ statements: [Statement]) {
    for statement in statements {
      switch statement {
      case .assign(.field(let field, _), _, _): written.insert(field)
      case .assign(.global(let global), _, _): globals.insert(global)
      case .bind: break
      case .branch(_, let yes, let no, _):
        walk(yes)
        walk(no)
      case .update(let variable, where: let filter, let body, _):
        if case .reference(entity) = system.bank.variables[variable.index].type.sort {
          let own = system.bank.conjuncts(filter).filter { isOwn($0, variable) }
          found.append(BulkReach(variable: variable, filter: filter, own: own))
        }
        walk(body)
      }
    }
  }

  /// Whether a part of a filter speaks of the instance alone, and of what nothing has written before.
  private func isOwn(_ part: Term, _ variable: VariableID) -> Bool {
    let bank = system.bank
    guard bank.freeVariables(part).isSubset(of: [variable]) else { return false }
    var isOwn = true
    bank.walk(part) { term in
      switch bank[term] {
      case .field(let field, _): isOwn = isOwn && !written.contains(field)
      case .global(let global): isOwn = isOwn && !globals.contains(global)
      case .total, .count, .all, .exists, .untouched: isOwn = false
      default: break
      }
      return isOwn
    }
    return isOwn
  }
}
