import EnsureModel
import EnsureObligations

/// A way from an instance to another one that it refers to, by a field or a key.
struct InstanceLink {
  let source: EntityID
  let target: EntityID
  /// Stand for the two.
  let from: VariableID
  let to: VariableID
  /// What refers.
  let place: Term
  /// That the first refers to the second.
  let refers: Term
}

/// Lemmas about an instance and another one that it refers to. There are many; those are left out that reached states
/// contradict, and those that are weaker than another one which they do not contradict.
extension LemmaCandidates {
  /// All links that matter.
  mutating func links() -> [InstanceLink] {
    var found: [InstanceLink] = []
    for (index, entity) in system.entities.enumerated() {
      let source = EntityID(index)
      let from = variable(source)
      let instance = terms.variable(from)
      var places: [Term] = []
      for field in entity.fields where system.fields[field.index].kind != .person {
        places.append(place(field, of: instance))
      }
      for (position, key) in entity.keys.enumerated() {
        places.append(terms.key(position, key.type.sort, of: instance))
      }
      for place in places {
        guard case .reference(let target) = terms.sort(place), target != source, isRelevant(source) else {
          continue
        }
        let to = variable(target)
        let refers = terms.equal(place, terms.variable(to))
        found.append(
          InstanceLink(source: source, target: target, from: from, to: to, place: place, refers: refers))
      }
    }
    return found
  }

  private func isRelevant(_ entity: EntityID) -> Bool {
    system.entities[entity.index].fields.contains(where: fields.contains)
  }

  private mutating func relevantPlaces(_ entity: EntityID, _ variable: VariableID) -> [Term] {
    let instance = terms.variable(variable)
    return system.entities[entity.index].fields.filter(fields.contains).map { place($0, of: instance) }
  }

  /// For each link: what may be said of both ends, in each state of either.
  mutating func addRelations(_ links: [InstanceLink], _ reached: ReachedStates) {
    let madeAnew = entitiesMadeAnew()
    for link in links {
      let (sources, targets) = (
        relevantPlaces(link.source, link.from), relevantPlaces(link.target, link.to)
      )
      let (own, others) = (conditions(sources), conditions(targets))
      var conclusions = own.filter { $0.place != link.place } + others
      for left in sources where left != link.place {
        for right in targets where terms.sort(left) == terms.sort(right) {
          conclusions += comparisons(left, right)
        }
      }
      if madeAnew.contains(link.target) {
        let isUntouched = terms.untouched(terms.variable(link.to))
        conclusions.append(Condition(term: terms.not(isUntouched), place: isUntouched, isPremise: false))
      }
      let always = add(conclusions, of: link, where: nil, reached)
      let left = conclusions.filter { !always.contains($0.term) }
      for premise in (own + others).filter({ isState($0) && $0.place != link.place }) {
        let never = terms.not(premise.term)
        if always.contains(never) { continue }
        let isOwn = sources.contains(premise.place)
        let about = left.filter { conclusion in
          // What one end says of itself needs no link.
          conclusion.place != premise.place
            && (conclusion.other != nil || sources.contains(conclusion.place) != isOwn)
        }
        add(about, of: link, where: premise.term, reached)
      }
    }
  }

  /// Adds what reached states allow of `link and premise implies conclusion`, and returns the conclusions.
  @discardableResult
  private mutating func add(
    _ conclusions: [Condition], of link: InstanceLink, where premise: Term?, _ reached: ReachedStates
  ) -> Set<Term> {
    let condition = premise.map { terms.and([link.refers, $0]) } ?? link.refers
    let variables = [link.from, link.to]
    func lemma(_ conclusion: Condition, _ terms: inout TermBank) -> Lemma {
      Lemma(variables: variables, body: terms.implies(condition, conclusion.term))
    }
    let never = Lemma(variables: variables, body: terms.not(condition))
    if reached.allowed([never], terms).count == 1 {
      add(never)
      return []
    }
    var offered: [Lemma: Condition] = [:]
    var lemmas: [Lemma] = []
    for conclusion in conclusions {
      let made = lemma(conclusion, &terms)
      offered[made] = conclusion
      lemmas.append(made)
    }
    let allowed = reached.allowed(lemmas, terms)
    let found = allowed.compactMap { offered[$0] }
    for conclusion in strongest(found) { add(lemma(conclusion, &terms)) }
    return Set(found.map(\.term))
  }

  /// Whether the condition says in which state an instance is: a member, a switch, a reference that is `none` or not.
  private func isState(_ condition: Condition) -> Bool {
    if !condition.isPremise { return false }
    switch terms.sort(condition.place) {
    case .boolean, .reference: return true
    case .enumeration: if case .equal = terms[condition.term] { return true } else { return false }
    case .integer, .instant: return false
    }
  }

  /// Without what follows from another one among them about the same place.
  private func strongest(_ conditions: [Condition]) -> [Condition] {
    var members: Set<Term> = []
    var positives: Set<Term> = []
    for condition in conditions where condition.other == nil {
      switch (terms.sort(condition.place), terms[condition.term]) {
      case (.enumeration, .equal): members.insert(condition.place)
      case (.integer, .less): positives.insert(condition.place)
      default: break
      }
    }
    return conditions.filter { condition in
      if condition.other != nil { return true }
      switch (terms.sort(condition.place), terms[condition.term]) {
      case (.enumeration, .not): return !members.contains(condition.place)
      case (.integer, .lessOrEqual): return !positives.contains(condition.place)
      default: return true
      }
    }
  }

  /// How a place of the one may compare with a place of the other.
  private mutating func comparisons(_ left: Term, _ right: Term) -> [Condition] {
    func condition(_ term: Term) -> Condition {
      Condition(term: term, place: left, isPremise: false, other: right)
    }
    switch terms.sort(left) {
    case .integer where unit(left) == unit(right), .instant:
      return [condition(terms.lessOrEqual(left, right)), condition(terms.lessOrEqual(right, left))]
    case .integer: return []
    case .boolean, .enumeration, .reference: return [condition(terms.equal(left, right))]
    }
  }

  /// The entities of which steps take instances that nobody has touched.
  private func entitiesMadeAnew() -> Set<EntityID> {
    var found: Set<EntityID> = []
    for move in world.moves {
      for condition in move.guards {
        terms.walk(condition.clause.term) { term in
          if case .untouched(let instance) = terms[term], case .reference(let entity) = terms.sort(instance) {
            found.insert(entity)
          }
          return true
        }
      }
    }
    return found
  }

  /// What an observer remembers as soon as an instance, in some state, refers to one that is watched.
  mutating func addMemoryLinks(of observer: Observer, _ links: [InstanceLink]) {
    var parameters: [Term] = []
    for parameter in observer.parameters {
      parameters.append(terms.global(parameter, world.system.globals[parameter.index].type.sort))
    }
    let memories = observer.memories.map { terms.global($0.was, .boolean) }
    for link in links {
      let states = conditions(relevantPlaces(link.source, link.from)).filter {
        isState($0) && $0.place != link.place
      }
      for parameter in parameters where terms.sort(parameter) == terms.sort(link.place) {
        let refers = terms.equal(link.place, parameter)
        var premises = [refers]
        for state in states { premises.append(terms.and([refers, state.term])) }
        for premise in premises {
          for memory in memories {
            add(Lemma(variables: [link.from], body: terms.implies(premise, memory)))
            let forgotten = terms.not(memory)
            add(Lemma(variables: [link.from], body: terms.implies(premise, forgotten)))
          }
        }
      }
    }
  }

  // MARK: What steps are asked

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
      if case .less(let left, let right) = terms[own] { bodies.append(terms.lessOrEqual(left, right)) }
      var places: [Term] = []
      for field in system.entities[entity.index].fields where fields.contains(field) {
        switch system.fields[field.index].type.sort {
        case .boolean, .enumeration: places.append(place(field, of: instance))
        case .integer, .instant, .reference: break
        }
      }
      for premise in conditions(places) {
        for body in bodies { add(Lemma(variables: [variable], body: terms.implies(premise.term, body))) }
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
