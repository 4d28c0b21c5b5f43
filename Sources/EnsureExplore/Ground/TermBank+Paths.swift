import EnsureModel

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
  /// hang on bound or local variables.
  func references(of move: Move) -> (before: [Term], after: [Term]) {
    let action = system.actions[move.action.index]
    let known = Set(action.parameters.map(\.variable) + (move.principal.map { [$0] } ?? []))
    var before: [Term] = []
    for term in move.guards.map(\.clause.term) + action.honest.map(\.term) {
      bank.collectReferences(term, known, into: &before)
    }
    var after: [Term] = []
    collectReferences(action.body, known, into: &after)
    return (before, after)
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
      }
    }
  }
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
  func mayBeUndefined(_ root: Term) -> Bool {
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
