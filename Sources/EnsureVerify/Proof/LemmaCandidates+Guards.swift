import EnsureModel
import EnsureObligations

/// Lemmas that say what steps are asked: what `unique` keeps, and what guards compare.
extension LemmaCandidates {
  /// What `unique` keeps: a condition behind steps that speaks of nothing else than instances.
  mutating func addCommits() { addCommits(of: world.moves) }

  /// The same, of some moves.
  mutating func addCommits(of moves: [Move]) {
    for move in moves {
      for commit in move.commits {
        var (variables, filters, claim): ([VariableID], [Term], Term) = ([], [], commit.term)
        while case .all(let variable, let filter, let inner) = terms[claim] {
          variables.append(variable)
          filters.append(filter)
          claim = inner
        }
        let condition = terms.and(filters)
        add(Lemma(variables: variables, body: terms.implies(condition, claim)))
      }
    }
  }

  /// What guards and disciplines compare within one instance, as something that always holds.
  mutating func addGuards() {
    for (variable, own) in comparisons() {
      add(Lemma(variables: [variable], body: own))
      if case .less(let left, let right) = terms[own] {
        add(Lemma(variables: [variable], body: terms.lessOrEqual(left, right)))
      }
    }
  }

  /// The same as something that holds in some state of the instance, or does not: how often somebody has tried while he may
  /// try once more.
  mutating func addGuardsByState() {
    for (variable, own) in comparisons() {
      guard case .reference(let entity) = terms.variables[variable.index].type.sort else { continue }
      let instance = terms.variable(variable)
      var bodies = [own, terms.not(own)]
      switch terms[own] {
      case .less(let left, let right): bodies.append(terms.lessOrEqual(left, right))
      case .equal(let left, let right) where terms.sort(left) == .integer:
        bodies += [terms.lessOrEqual(left, right), terms.lessOrEqual(right, left)]
      default: break
      }
      for state in states(of: entity, instance) {
        for body in bodies { add(Lemma(variables: [variable], body: terms.implies(state, body))) }
      }
    }
  }

  /// What states an instance may be in, as its switches and members say.
  mutating func states(of entity: EntityID, _ instance: Term) -> [Term] {
    var places: [Term] = []
    for field in system.entities[entity.index].fields where fields.contains(field) {
      switch system.fields[field.index].type.sort {
      case .boolean, .enumeration: places.append(place(field, of: instance))
      case .integer, .instant, .reference: break
      }
    }
    return conditions(places).map(\.term)
  }

  /// How many conditions of a property are looked at.
  private static let mostDemands = 12

  /// What a property asks of states, as something that holds while something is remembered, or does not: that some are there, once
  /// some have been.
  mutating func addRememberedDemands(of observer: Observer) {
    let property = system.properties[observer.property.index]
    guard case .temporal(let formula, _) = property.kind else { return }
    var names: [Term: Term] = [:]
    for (variable, parameter) in zip(property.variables, observer.parameters) {
      let sort = observer.system.globals[parameter.index].type.sort
      names[terms.variable(variable)] = terms.global(parameter, sort)
    }
    var demands: [Term] = []
    var open = Array(formula.terms.reversed())
    while let term = open.popLast(), demands.count < Self.mostDemands {
      switch terms[term] {
      case .not, .and, .or, .implies: open += terms.children(term).reversed()
      default:
        let demand = terms.replacing(names, in: term)
        if terms.sort(demand) == .boolean, !terms.followsPaths(demand), !demands.contains(demand) {
          demands.append(demand)
        }
      }
    }
    for memory in observer.memories.map({ terms.global($0.was, .boolean) }) {
      for demand in demands {
        let fails = terms.not(demand)
        let forgotten = terms.not(memory)
        for premise in [memory, forgotten] {
          add(Lemma(variables: [], body: terms.implies(premise, demand)))
          add(Lemma(variables: [], body: terms.implies(premise, fails)))
        }
      }
    }
  }

  /// What guards and disciplines compare within one instance.
  private mutating func comparisons() -> [(VariableID, Term)] {
    var atoms: [Term] = []
    for action in system.actions {
      for clause in action.requires + action.honest {
        terms.walk(clause.term) { term in
          switch terms[term] {
          case .less, .lessOrEqual: atoms.append(term)
          case .equal(let left, _) where terms.sort(left) == .integer: atoms.append(term)
          default: break
          }
          return true
        }
      }
    }
    var found: [(VariableID, Term)] = []
    for atom in atoms {
      guard let (variable, own) = aboutOneInstance(atom) else { continue }
      if !found.contains(where: { $0 == (variable, own) }) { found.append((variable, own)) }
    }
    return found
  }

  /// A comparison as one about the usual variable of an entity, without what a step brings of its own; nil if it speaks of
  /// several instances, or of none.
  private mutating func aboutOneInstance(_ atom: Term) -> (VariableID, Term)? {
    var instances: Set<VariableID> = []
    var isPlain = true
    var numbers: Set<Term> = []
    terms.walk(atom) { term in
      switch terms[term] {
      case .variable(let variable):
        if case .reference = terms.variables[variable.index].type.sort {
          instances.insert(variable)
        } else {
          numbers.insert(term)
        }
      case .field(_, let reference), .key(_, let reference):
        if case .variable = terms[reference] { break }
        isPlain = false
      case .keyed, .total, .count, .exists, .all: isPlain = false
      default: break
      }
      return isPlain
    }
    guard isPlain, instances.count == 1, let instance = instances.first,
      case .reference(let entity) = terms.variables[instance.index].type.sort
    else { return nil }
    let own = variable(entity)
    var replacements = [terms.variable(instance): terms.variable(own)]
    for number in numbers { replacements[number] = terms.integer(0) }
    return (own, terms.replacing(replacements, in: atom))
  }
}

/// What temporal properties say of every state.
extension LemmaCandidates {
  /// What a property demands of each state alone, said of all instances: an invariant that was written as `property`.
  mutating func addInvariants(of property: Property) {
    guard case .temporal(let formula, _) = property.kind else { return }
    for body in demands(formula) {
      for lemma in Flattening.lemmas(property.variables, body, of: system, &terms) ?? [] { add(lemma) }
    }
  }

  /// What `always` says of states.
  private mutating func demands(_ formula: Formula) -> [Term] {
    switch formula {
    case .always(let inner): return condition(inner).map { [$0] } ?? demands(inner)
    case .and(let operands): return operands.flatMap { demands($0) }
    default: return []
    }
  }

  /// A formula that speaks of the present state, as a condition on it.
  private mutating func condition(_ formula: Formula) -> Term? {
    func all(_ operands: [Formula], _ candidates: inout LemmaCandidates) -> [Term]? {
      let terms = operands.compactMap { candidates.condition($0) }
      return terms.count == operands.count ? terms : nil
    }
    switch formula {
    case .state(let term): return term
    case .not(let operand): return condition(operand).map { terms.not($0) }
    case .and(let operands): return all(operands, &self).map { terms.and($0) }
    case .or(let operands): return all(operands, &self).map { terms.or($0) }
    case .implies(let left, let right):
      guard let left = condition(left), let right = condition(right) else { return nil }
      return terms.implies(left, right)
    default: return nil
    }
  }
}
