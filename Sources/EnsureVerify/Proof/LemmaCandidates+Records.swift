import EnsureModel
import EnsureObligations

/// Lemmas that say what is still known of what a step wrote down: what it asked of an argument holds of the field that keeps
/// it, always or in some states of the instance.
extension LemmaCandidates {
  mutating func addRecords() {
    for action in system.actions {
      let records = records(of: action)
      guard let instance = records.first?.instance, records.allSatisfy({ $0.instance == instance }) else {
        continue
      }
      addRecords(records, of: instance, action)
    }
  }

  /// An argument of a step, and the field of an instance that keeps it.
  private struct Record {
    let argument: Term
    let instance: VariableID
    let field: FieldID
  }

  private func records(of action: Action) -> [Record] {
    let parameters = Set(action.parameters.map(\.variable))
    var found: [Record] = []
    for statement in action.body {
      guard case .assign(.field(let field, of: let place), let value, _) = statement,
        case .variable(let instance) = terms[place], parameters.contains(instance),
        case .variable(let argument) = terms[value], parameters.contains(argument)
      else { continue }
      found.append(Record(argument: value, instance: instance, field: field))
    }
    return found
  }

  private mutating func addRecords(_ records: [Record], of instance: VariableID, _ action: Action) {
    guard case .reference(let entity) = terms.variables[instance.index].type.sort,
      records.contains(where: { fields.contains($0.field) })
    else { return }
    let variable = variable(entity)
    let own = terms.variable(variable)
    var replacements = [terms.variable(instance): own]
    for record in records { replacements[record.argument] = place(record.field, of: own) }
    let written = writtenFields(action.body)
    var claims: [Term] = []
    for clause in (action.requires + action.honest).flatMap({ terms.conjuncts(of: $0.term) }) {
      let isAbout = records.contains { terms.mentions($0.argument, in: clause) }
      if !isAbout || !terms.fields(in: clause).isDisjoint(with: written) { continue }
      let claim = terms.replacing(replacements, in: clause)
      if terms.freeVariables(claim) == [variable] { claims.append(claim) }
    }
    if claims.isEmpty { return }
    var states: [Term] = []
    for field in system.entities[entity.index].fields where fields.contains(field) {
      guard case .enumeration = system.fields[field.index].type.sort else { continue }
      states.append(place(field, of: own))
    }
    let premises = conditions(states).map(\.term)
    for claim in claims {
      for body in [claim] + premises.map({ terms.implies($0, claim) }) {
        // Where it follows a path, its end has a name.
        for lemma in Flattening.lemmas([variable], body, of: system, &terms) ?? [] { add(lemma) }
      }
    }
  }

  private func writtenFields(_ body: [Statement]) -> Set<FieldID> {
    var found: Set<FieldID> = []
    for statement in body {
      switch statement {
      case .assign(.field(let field, _), _, _): found.insert(field)
      case .branch(_, let yes, let no, _): found.formUnion(writtenFields(yes + no))
      case .update(_, where: _, let body, _): found.formUnion(writtenFields(body))
      case .assign(.global, _, _), .bind: break
      }
    }
    return found
  }
}

extension TermBank {
  fileprivate func conjuncts(of term: Term) -> [Term] {
    if case .and(let operands) = self[term] { operands.flatMap { conjuncts(of: $0) } } else { [term] }
  }

  fileprivate func mentions(_ part: Term, in whole: Term) -> Bool {
    var isThere = false
    walk(whole) { term in
      isThere = isThere || term == part
      return !isThere
    }
    return isThere
  }

  fileprivate func fields(in whole: Term) -> Set<FieldID> {
    var found: Set<FieldID> = []
    walk(whole) { term in
      if case .field(let field, _) = self[term] { found.insert(field) }
      return true
    }
    return found
  }
}
