import EnsureModel
import EnsureObligations

/// A way from an instance to another one that it refers to, by a field or a key; or from there to a third one.
struct InstanceLink {
  let source: EntityID
  let target: EntityID
  /// Stand for the two ends.
  let from: VariableID
  let to: VariableID
  /// Stands for what lies in between; nil if nothing does.
  var middle: VariableID?
  /// What refers.
  let place: Term
  /// That the first leads to the last.
  let refers: Term

  /// The variables that lemmas about the link speak of.
  var variables: [VariableID] { [from] + (middle.map { [$0] } ?? []) + [to] }
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
    return found + links(toWhatBelongsTo: found)
  }

  /// Whoever refers to somebody leads to what there is one of for each of these: a lot that names a bidder, to his wallet.
  private mutating func links(toWhatBelongsTo links: [InstanceLink]) -> [InstanceLink] {
    var found: [InstanceLink] = []
    for (index, entity) in system.entities.enumerated() where entity.keys.count == 1 {
      let target = EntityID(index)
      guard case .reference(let owner) = entity.keys[0].type.sort, isRelevant(target) else { continue }
      for link in links where link.target == owner && link.source != target {
        let to = variable(target)
        let refers = terms.equal(link.place, terms.key(0, .reference(owner), of: terms.variable(to)))
        found.append(
          InstanceLink(
            source: link.source, target: target, from: link.from, to: to, place: link.place, refers: refers))
      }
    }
    return found
  }

  private func isRelevant(_ entity: EntityID) -> Bool {
    system.entities[entity.index].fields.contains(where: fields.contains)
  }

  mutating func relevantPlaces(_ entity: EntityID, _ variable: VariableID) -> [Term] {
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
      // Whom somebody refers to may refer back to him.
      let source = terms.variable(link.from)
      for place in targets where terms.sort(place) == .reference(link.source) {
        conclusions.append(Condition(term: terms.equal(place, source), place: place, isPremise: false))
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

  /// For each global that names an instance: what is said of that one, and of which ones it is said that they are named.
  mutating func addPointers(_ reached: ReachedStates) {
    var found: [Lemma] = []
    for pointer in globalPlaces() {
      guard case .reference(let entity) = terms.sort(pointer), isRelevant(entity) else { continue }
      let named = variable(entity)
      let isNamed = terms.equal(pointer, terms.variable(named))
      let all = conditions(relevantPlaces(entity, named))
      for condition in all {
        found.append(Lemma(variables: [named], body: terms.implies(isNamed, condition.term)))
      }
      for condition in all where isState(condition) {
        found.append(Lemma(variables: [named], body: terms.implies(condition.term, isNamed)))
      }
    }
    for lemma in reached.allowed(found, terms) { add(lemma) }
  }

  /// For each link: that no two instances refer to the same one.
  mutating func addExclusions(_ links: [InstanceLink], _ reached: ReachedStates) {
    var found: [Lemma] = []
    for link in links where link.middle == nil {
      let type = ValueType(.reference(link.source))
      let other =
        names.another[link.source] ?? terms.makeVariable(of: type, beside: [link.from], in: system)
      names.another[link.source] = other
      let (one, another) = (terms.variable(link.from), terms.variable(other))
      let refersToo = terms.replacing([one: another], in: link.refers)
      let both = terms.and([link.refers, refersToo])
      found.append(
        Lemma(
          variables: [link.from, other, link.to], body: terms.implies(both, terms.equal(one, another))))
    }
    for lemma in reached.allowed(found, terms) { add(lemma) }
  }

  /// Adds what reached states allow of `link and premise implies conclusion`, and returns the conclusions.
  @discardableResult
  mutating func add(
    _ conclusions: [Condition], of link: InstanceLink, where premise: Term?, _ reached: ReachedStates
  ) -> Set<Term> {
    let condition = premise.map { terms.and([link.refers, $0]) } ?? link.refers
    let variables = link.variables
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
  func isState(_ condition: Condition) -> Bool {
    if !condition.isPremise { return false }
    switch terms.sort(condition.place) {
    case .boolean, .reference: return true
    case .enumeration: if case .equal = terms[condition.term] { return true } else { return false }
    case .integer, .instant: return false
    }
  }

  /// Without what follows from another one among them about the same place.
  func strongest(_ conditions: [Condition]) -> [Condition] {
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
  mutating func comparisons(_ left: Term, _ right: Term) -> [Condition] {
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
}
