import EnsureModel
import EnsureObligations

/// Lemmas that are worth a try: what the spec's own conditions suggest. None of them is believed.
///
/// For each entity that matters to the properties: what its numbers, members, references and switches may be, and
/// implications from the one to the other. For each reference between entities: the same about both ends. And the
/// properties themselves, for other members of their enumerations.
struct LemmaCandidates {
  let world: World
  /// The fields and globals that matter.
  let fields: Set<FieldID>
  let globals: Set<GlobalID>
  var terms: TermBank
  private(set) var lemmas: [Lemma] = []
  private var known: Set<Lemma> = []
  /// What instances are called.
  var names: InstanceNames

  /// One variable for each entity, and a second one.
  struct InstanceNames {
    var one: [EntityID: VariableID] = [:]
    var another: [EntityID: VariableID] = [:]
  }

  /// A condition on which another may depend, and the place that it is about.
  struct Condition {
    let term: Term
    let place: Term
    /// Whether others are looked at under it.
    let isPremise: Bool
    /// The place that it compares its own with, if it does.
    var other: Term?

    func speaks(_ places: Set<Term>) -> Bool {
      places.contains(place) || other.map(places.contains) ?? false
    }
  }

  /// - Parameter names: variables of `terms` that stand for instances already.
  init(
    _ world: World, _ terms: TermBank, fields: Set<FieldID>, globals: Set<GlobalID>,
    names: InstanceNames = InstanceNames()
  ) {
    self.world = world
    self.names = names
    self.terms = terms
    self.fields = fields
    self.globals = globals
  }

  var system: TransitionSystem { world.system }

  mutating func add(_ lemma: Lemma) {
    if known.insert(lemma).inserted { lemmas.append(lemma) }
  }

  // MARK: One instance

  /// The candidates about single instances and about globals.
  mutating func addSingles() {
    addConditions([], globalPlaces())
    addDeadlines()
    for index in system.entities.indices {
      let entity = EntityID(index)
      let relevant = system.entities[index].fields.filter(fields.contains)
      if relevant.isEmpty { continue }
      let variable = variable(entity)
      let places = relevant.map { place($0, of: terms.variable(variable)) }
      addConditions([variable], places)
      addStates(of: places, [variable], beside: globalPlaces())
      addRestrictions(entity, variable)
      addUntouched(entity, variable, places)
    }
  }

  /// The candidates about what an observer watches alone: what holds in each of its states, and in which one nothing has
  /// happened to it.
  mutating func addStates(of observer: Observer) {
    var seen: Set<EntityID> = []
    for parameter in observer.parameters {
      guard case .reference(let entity) = observer.system.globals[parameter.index].type.sort,
        seen.insert(entity).inserted
      else { continue }
      let variable = variable(entity)
      let instance = terms.variable(variable)
      var places: [Term] = []
      for field in system.entities[entity.index].fields where system.fields[field.index].kind != .person {
        places.append(place(field, of: instance))
      }
      addUntouched(entity, variable, places)
      let all = conditions(places)
      var premises = all.filter { premise in
        guard case .enumeration = terms.sort(premise.place), case .equal = terms[premise.term] else {
          return false
        }
        return true
      }
      if premises.isEmpty { premises = all.filter(\.isPremise) }
      for condition in all { add(Lemma(variables: [variable], body: condition.term)) }
      for premise in premises {
        add(Lemma(variables: [variable], body: terms.implies(premise.term, terms.untouched(instance))))
        for condition in all where condition.place != premise.place {
          add(Lemma(variables: [variable], body: terms.implies(premise.term, condition.term)))
        }
      }
    }
  }

  /// The candidates about instances that others may wait for: in which states they are, and whom they refer to there.
  mutating func addStates(of entities: Set<EntityID>) {
    for entity in entities.sorted(by: { $0.index < $1.index }) {
      let variable = variable(entity)
      let instance = terms.variable(variable)
      var places: [Term] = []
      for field in system.entities[entity.index].fields {
        switch system.fields[field.index].type.sort {
        case .enumeration: places.append(place(field, of: instance))
        case .reference where system.fields[field.index].kind != .person:
          places.append(place(field, of: instance))
        case .boolean, .integer, .instant, .reference: break
        }
      }
      addConditions([variable], places)
      addStates(of: places, [variable], beside: globalPlaces())
    }
  }

  /// What members and switches of an instance may be while globals are this or that, and the other way around.
  private mutating func addStates(of places: [Term], _ variables: [VariableID], beside globals: [Term]) {
    func states(_ places: [Term]) -> [Condition] {
      conditions(places).filter { condition in
        switch terms.sort(condition.place) {
        case .boolean, .enumeration: true
        case .integer, .instant, .reference: false
        }
      }
    }
    let (own, common) = (states(places), states(globals))
    for one in own {
      for other in common {
        add(Lemma(variables: variables, body: terms.implies(one.term, other.term)))
        add(Lemma(variables: variables, body: terms.implies(other.term, one.term)))
      }
    }
  }

  /// The candidates that say when references name something: what values of terms hang on.
  mutating func addReferences() {
    for index in system.entities.indices {
      let fields = system.entities[index].fields
      let variable = variable(EntityID(index))
      var places: [Term] = []
      for field in fields { places.append(place(field, of: terms.variable(variable))) }
      let conditions = conditions(places)
      for claim in conditions {
        guard case .reference = terms.sort(claim.place) else { continue }
        add(Lemma(variables: [variable], body: claim.term))
        for premise in conditions where premise.isPremise && premise.place != claim.place {
          add(Lemma(variables: [variable], body: terms.implies(premise.term, claim.term)))
        }
      }
    }
  }

  mutating func variable(_ entity: EntityID) -> VariableID {
    if let known = names.one[entity] { return known }
    let name = system.letter(of: entity)
    let variable = terms.makeVariable(name, ValueType(.reference(entity)))
    names.one[entity] = variable
    return variable
  }

  mutating func place(_ field: FieldID, of instance: Term) -> Term {
    terms.field(field, system.fields[field.index].type.sort, of: instance)
  }

  mutating func globalPlaces() -> [Term] {
    globals.sorted { $0.index < $1.index }.map { terms.global($0, system.globals[$0.index].type.sort) }
  }

  /// The candidates that say what an observer remembers of a state: of the instances that it watches, and of globals.
  mutating func addMemories(of observer: Observer) {
    var memories: [Term] = []
    for memory in observer.memories {
      memories.append(terms.global(memory.was, .boolean))
      if let instant = memory.instant { memories.append(terms.global(instant, .instant)) }
    }
    var watched: [Term] = []
    for parameter in observer.parameters {
      let sort = world.system.globals[parameter.index].type.sort
      let value = terms.global(parameter, sort)
      guard case .reference(let entity) = sort else { continue }
      watched += system.entities[entity.index].fields.filter(fields.contains).map { place($0, of: value) }
    }
    let parameters = observer.parameters.map { terms.global($0, system.globals[$0.index].type.sort) }
    let places = memories + watched + globalPlaces()
    let conditions = conditions(places)
    let isRemembered = Set(memories)
    // Which of the instances belong together.
    var relations: [Term] = []
    for place in watched {
      for parameter in parameters where terms.sort(place) == terms.sort(parameter) && place != parameter {
        if case .reference = terms.sort(place) { relations.append(terms.equal(place, parameter)) }
      }
    }
    for condition in conditions where isRemembered.contains(condition.place) || condition.speaks(isRemembered) {
      add(Lemma(variables: [], body: condition.term))
      for relation in relations { add(Lemma(variables: [], body: terms.implies(relation, condition.term))) }
    }
    for premise in conditions where premise.isPremise {
      for condition in conditions where condition.place != premise.place {
        let isNew = isRemembered.contains(premise.place) || condition.speaks(isRemembered)
        if !isNew { continue }
        add(Lemma(variables: [], body: terms.implies(premise.term, condition.term)))
        for relation in relations where isRemembered.contains(condition.place) {
          let both = terms.and([relation, premise.term])
          add(Lemma(variables: [], body: terms.implies(both, condition.term)))
        }
      }
    }
    // From when on something is remembered, for states that follow upon each other.
    for premise in conditions where premise.isPremise && isRemembered.contains(premise.place) {
      for relation in relations { add(Lemma(variables: [], body: terms.implies(premise.term, relation))) }
    }
    addKeyedMemories(of: observer, memories)
    addRememberedDemands(of: observer)
    addMemoryPairs(of: observer, conditions.filter { !isRemembered.contains($0.place) && $0.isPremise })
    addDelays(of: observer)
    addAges(of: observer, watched, relations)
  }

  /// What is so while one thing is remembered, and not yet another one.
  private mutating func addMemoryPairs(of observer: Observer, _ conditions: [Condition]) {
    let memories = observer.memories.map { terms.global($0.was, .boolean) }
    for one in memories {
      for other in memories where other != one {
        let between = terms.and([one, terms.not(other)])
        for condition in conditions {
          add(Lemma(variables: [], body: terms.implies(between, condition.term)))
        }
      }
    }
  }

  /// What restrictions of initial values say of fields that never change.
  private mutating func addRestrictions(_ entity: EntityID, _ variable: VariableID) {
    let declared = system.entities[entity.index]
    for field in declared.fields {
      guard case .arbitrary(where: let restriction?) = system.fields[field.index].initial else { continue }
      let own = terms.variable(declared.initialVariable)
      let body = terms.replacing([own: terms.variable(variable)], in: restriction)
      add(Lemma(variables: [variable], body: body))
    }
  }

  /// That an instance in a state is not untouched any more is useful where `new` or a guard asks for it.
  private mutating func addUntouched(_ entity: EntityID, _ variable: VariableID, _ places: [Term]) {
    let untouched = terms.untouched(terms.variable(variable))
    for condition in conditions(places) {
      add(Lemma(variables: [variable], body: terms.implies(untouched, condition.term)))
    }
  }

  private mutating func addConditions(_ variables: [VariableID], _ places: [Term]) {
    let conditions = conditions(places)
    for condition in conditions { add(Lemma(variables: variables, body: condition.term)) }
    for premise in conditions where premise.isPremise {
      for condition in conditions where condition.place != premise.place {
        add(Lemma(variables: variables, body: terms.implies(premise.term, condition.term)))
      }
    }
  }

  /// What may be said of places: each by itself, and numbers of one unit together.
  mutating func conditions(_ places: [Term]) -> [Condition] {
    var found: [Condition] = []
    for place in places {
      switch terms.sort(place) {
      case .boolean:
        found.append(Condition(term: place, place: place, isPremise: true))
        found.append(Condition(term: terms.not(place), place: place, isPremise: true))
      case .enumeration(let id):
        for member in system.enumerations[id.index].members.indices {
          let equal = terms.equal(place, terms.member(id, member))
          found.append(Condition(term: equal, place: place, isPremise: true))
          found.append(Condition(term: terms.not(equal), place: place, isPremise: true))
        }
      case .reference(let entity):
        let isNone = terms.equal(place, terms.none(entity))
        found.append(Condition(term: isNone, place: place, isPremise: true))
        found.append(Condition(term: terms.not(isNone), place: place, isPremise: true))
      case .integer:
        let zero = terms.integer(0)
        found.append(Condition(term: terms.lessOrEqual(zero, place), place: place, isPremise: false))
        found.append(Condition(term: terms.lessOrEqual(place, zero), place: place, isPremise: false))
        found.append(Condition(term: terms.less(zero, place), place: place, isPremise: true))
        for other in places where other != place && terms.sort(other) == .integer && unit(other) == unit(place)
        {
          found.append(
            Condition(term: terms.lessOrEqual(place, other), place: place, isPremise: false, other: other))
        }
      case .instant:
        for other in places + [terms.now()] where other != place && terms.sort(other) == .instant {
          found.append(
            Condition(term: terms.lessOrEqual(place, other), place: place, isPremise: false, other: other))
        }
      }
    }
    return found
  }

  func unit(_ place: Term) -> Unit? {
    switch terms[place] {
    case .field(let field, _): system.fields[field.index].type.unit
    case .global(let global): system.globals[global.index].type.unit
    default: nil
    }
  }

  // MARK: Properties

  /// The properties' own lemmas, also with another member in place of each that an instance's state is compared with.
  mutating func addShifted(_ lemma: Lemma) {
    for shifted in shifted(lemma) { add(shifted) }
  }

  /// The same for instances that are in one more state, where that says more than the rest: a payment that was entered, by
  /// somebody who wanted it.
  mutating func addShiftedByState(_ lemma: Lemma) {
    for shifted in shifted(lemma) {
      guard case .implies(let premise, let claim) = terms[shifted.body] else { continue }
      for variable in shifted.variables {
        guard case .reference(let entity) = terms.variables[variable.index].type.sort else { continue }
        let instance = terms.variable(variable)
        var places: [Term] = []
        for field in system.entities[entity.index].fields where fields.contains(field) {
          switch system.fields[field.index].type.sort {
          case .boolean, .reference: places.append(place(field, of: instance))
          case .enumeration, .integer, .instant: break
          }
        }
        for state in conditions(places).map(\.term) {
          let both = terms.and([premise, state])
          add(Lemma(variables: shifted.variables, body: terms.implies(both, claim)))
        }
      }
    }
  }

  private mutating func shifted(_ lemma: Lemma) -> [Lemma] {
    var comparisons: [(Term, place: Term, EnumerationID, Int)] = []
    terms.walk(lemma.body) { term in
      if case .equal(let left, let right) = terms[term], case .member(let id, let position) = terms[right],
        case .field = terms[left]
      {
        comparisons.append((term, left, id, position))
      }
      return true
    }
    comparisons.sort { $0.0.index < $1.0.index }
    var found: [Lemma] = []
    for (term, place, id, position) in comparisons {
      for member in system.enumerations[id.index].members.indices where member != position {
        let other = terms.equal(place, terms.member(id, member))
        let body = terms.replacing([term: other], in: lemma.body)
        found.append(Lemma(variables: lemma.variables, body: body))
      }
    }
    return found
  }
}
