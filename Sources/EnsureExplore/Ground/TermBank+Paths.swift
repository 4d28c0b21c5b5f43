package import EnsureModel

extension TermBank {
  /// The variables that occur in a term, bound ones too.
  func variables(in root: Term) -> Set<VariableID> {
    var found: Set<VariableID> = []
    var seen: Set<Term> = [root]
    var open = [root]
    while let term = open.popLast() {
      if case .variable(let variable) = self[term] { found.insert(variable) }
      for child in children(term) where seen.insert(child).inserted { open.append(child) }
    }
    return found
  }
}

extension World {
  /// The references that a move follows, in its guards and its discipline, and in its body; without those that
  /// hang on bound or local variables. Then the instances that its body updates at once: all that satisfy the
  /// filter, or, where that hangs on local variables, all.
  func references(of move: Move) -> MoveReferences {
    let action = system.actions[move.action.index]
    let known = Set(action.parameters.map(\.variable) + (move.principal.map { [$0] } ?? []))
    var before: [Term] = []
    for term in move.guards.map(\.clause.term) + action.honest.map(\.term) {
      bank.collectReferences(term, known, into: &before)
    }
    var references = MoveReferences(before: before)
    collectReferences(action.body, known, into: &references.after)
    collectUpdates(action.body, known, into: &references.updates)
    return references
  }

  private func collectUpdates(
    _ body: [Statement], _ known: Set<VariableID>, into found: inout [(VariableID, where: Term?)]
  ) {
    for statement in body {
      switch statement {
      case .assign, .bind: continue
      case .branch(_, let yes, let no, _):
        collectUpdates(yes, known, into: &found)
        collectUpdates(no, known, into: &found)
      case .update(let variable, where: let filter, _, _):
        let isKnown = bank.variables(in: filter).isSubset(of: known.union([variable]))
        found.append((variable, where: isKnown ? filter : nil))
      }
    }
  }

  private func collectReferences(_ body: [Statement], _ known: Set<VariableID>, into found: inout [Term]) {
    for statement in body {
      switch statement {
      case .assign(let location, let value, _):
        if case .field(_, of: let instance) = location {
          bank.collectReferences(instance, known, into: &found)
          bank.note(instance, known, into: &found)
        }
        bank.collectReferences(value, known, into: &found)
      case .bind(_, let value, _):
        bank.collectReferences(value, known, into: &found)
        bank.note(value, known, into: &found)
      case .branch(let condition, let yes, let no, _):
        bank.collectReferences(condition, known, into: &found)
        collectReferences(yes, known, into: &found)
        collectReferences(no, known, into: &found)
      case .update(_, where: let filter, let body, _):
        bank.collectReferences(filter, known, into: &found)
        collectReferences(body, known, into: &found)
      }
    }
  }
}

/// What a move follows and updates.
struct MoveReferences {
  /// References of guards and of the discipline.
  var before: [Term]
  /// References of the body.
  var after: [Term] = []
  /// The instances that bulk effects range over, with their filters; nil where it cannot be known before.
  var updates: [(VariableID, where: Term?)] = []
}

extension TermBank {
  /// Collects the instances whose fields, keys or touch some part of the term asks for.
  fileprivate func collectReferences(_ term: Term, _ known: Set<VariableID>, into found: inout [Term]) {
    switch self[term] {
    case .field(_, let instance), .key(_, let instance), .untouched(let instance):
      note(instance, known, into: &found)
    default: break
    }
    for child in children(term) { collectReferences(child, known, into: &found) }
  }

  fileprivate func note(_ instance: Term, _ known: Set<VariableID>, into found: inout [Term]) {
    guard case .reference = sort(instance), !found.contains(instance),
      variables(in: instance).isSubset(of: known)
    else { return }
    found.append(instance)
  }

  /// Whether the term may have no value in some state; false only if it always has one.
  package func mayBeUndefined(_ root: Term) -> Bool {
    switch self[root] {
    case .quotient, .remainder, .keyed: return true
    case .key, .field, .untouched: return !isPlainPath(root)
    default: return children(root).contains { mayBeUndefined($0) }
    }
  }

  /// Whether the term says something of a variable that is never `none`.
  private func isPlainPath(_ term: Term) -> Bool {
    guard let instance = children(term).first, case .variable(let variable) = self[instance] else {
      return false
    }
    return !variables[variable.index].type.isOptional
  }
}
