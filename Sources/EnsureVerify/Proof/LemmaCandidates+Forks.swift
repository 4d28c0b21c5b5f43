import EnsureModel
import EnsureObligations

/// Lemmas about keyed instances: about two that one instance leads to, and about one that belongs to what is watched: what is known of a message's attempt, and of the payment that
/// it reports.
extension LemmaCandidates {
  /// A keyed instance that belongs to what a field refers to.
  private struct Branch {
    let variable: VariableID
    let entity: EntityID
    /// The field's place.
    let place: Term
    /// That it belongs to what the field refers to.
    let refers: Term
  }

  /// For each two such instances: which state of the one there is only in which state of the other.
  mutating func addForks(_ reached: ReachedStates) {
    for index in system.entities.indices {
      let source = EntityID(index)
      let branches = branches(from: source)
      for (one, from) in branches.enumerated() {
        for (other, to) in branches.enumerated() where one != other && from.entity != to.entity {
          let fork = InstanceLink(
            source: source, target: to.entity, from: variable(source), to: to.variable,
            middle: from.variable, place: from.place, refers: terms.and([from.refers, to.refers]))
          let claims = conditions(relevantPlaces(to.entity, to.variable))
          for premise in conditions(relevantPlaces(from.entity, from.variable)) where isState(premise) {
            add(claims, of: fork, where: premise.term, reached)
          }
        }
      }
    }
  }

  /// What is remembered of an instance that is watched, and what is kept of it under its key: since when something is so, say.
  mutating func addKeyedMemories(of observer: Observer, _ memories: [Term]) {
    let isRemembered = Set(memories)
    for index in system.entities.indices where !system.entities[index].keys.isEmpty {
      let variable = variable(EntityID(index))
      for isOfWatched in keysAmongWatched(of: EntityID(index), variable, observer) {
        let conditions = conditions(memories + relevantPlaces(EntityID(index), variable))
        for premise in conditions where premise.isPremise {
          for condition in conditions where condition.place != premise.place {
            let speaksOfBoth = isRemembered.contains(premise.place) != isRemembered.contains(condition.place)
            guard speaksOfBoth || condition.speaks(isRemembered) else { continue }
            let both = terms.and([isOfWatched, premise.term])
            add(Lemma(variables: [variable], body: terms.implies(both, condition.term)))
          }
        }
      }
    }
  }

  /// In how many ways the keys of an instance are looked for among what an observer watches.
  private static let mostKeyings = 6

  /// The ways in which all keys of an instance may be what an observer watches.
  private mutating func keysAmongWatched(of entity: EntityID, _ variable: VariableID, _ observer: Observer)
    -> [Term]
  {
    var keyings: [[Term]] = [[]]
    for (position, key) in system.entities[entity.index].keys.enumerated() {
      let own = terms.key(position, key.type.sort, of: terms.variable(variable))
      var longer: [[Term]] = []
      for keying in keyings {
        for parameter in observer.parameters
        where observer.system.globals[parameter.index].type.sort == key.type.sort {
          let watched = terms.global(parameter, key.type.sort)
          longer.append(keying + [terms.equal(own, watched)])
        }
      }
      keyings = Array(longer.prefix(Self.mostKeyings))
    }
    return keyings.map { $0.count == 1 ? $0[0] : terms.and($0) }
  }

  /// What is keyed by something that a field of the entity refers to.
  private mutating func branches(from source: EntityID) -> [Branch] {
    let instance = terms.variable(variable(source))
    var found: [Branch] = []
    for field in system.entities[source.index].fields {
      let place = place(field, of: instance)
      guard case .reference = terms.sort(place) else { continue }
      for (index, entity) in system.entities.enumerated() where entity.keys.count == 1 {
        let keyed = EntityID(index)
        if keyed == source || entity.keys[0].type.sort != terms.sort(place) { continue }
        let variable = variable(keyed)
        let key = terms.key(0, terms.sort(place), of: terms.variable(variable))
        found.append(Branch(variable: variable, entity: keyed, place: place, refers: terms.equal(key, place)))
      }
    }
    return found
  }
}
