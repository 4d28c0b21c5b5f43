import EnsureModel
import EnsureObligations

/// What a predicate says something about: some instances, and what of them and of the globals it knows. Every part is a boolean
/// or a number, so that what a solver says of it can be read as a term of the model.
struct StatePicture {
  /// The instances.
  let variables: [VariableID]
  /// What is known, in the order of the predicate's arguments.
  private(set) var parts: [Term] = []

  /// A picture of what matters.
  ///
  /// - Parameters:
  ///   - variables: variables of `candidates.terms` that stand for instances.
  ///   - observer: whose memories are known, with the instances that it watches.
  ///   - totals: aggregates that are known, if they are about these instances.
  init(
    _ variables: [VariableID], _ observer: Observer?, totals: [Term], _ candidates: inout LemmaCandidates
  ) {
    self.variables = variables
    let system = candidates.system
    var places = candidates.globals.sorted { $0.index < $1.index }.map {
      candidates.terms.global($0, system.globals[$0.index].type.sort)
    }
    var instances = variables.map { candidates.terms.variable($0) }
    if let observer {
      for memory in observer.memories { places.append(candidates.terms.global(memory.was, .boolean)) }
      places.append(candidates.terms.global(observer.broken, .boolean))
      for parameter in observer.parameters {
        let place = candidates.terms.global(parameter, system.globals[parameter.index].type.sort)
        if case .reference = candidates.terms.sort(place) {
          instances.append(place)
        } else {
          places.append(place)
        }
      }
    }
    for (position, instance) in instances.enumerated() {
      guard case .reference(let entity) = candidates.terms.sort(instance) else { continue }
      add(candidates.terms.untouched(instance))
      for other in instances.prefix(position) where candidates.terms.sort(other) == .reference(entity) {
        add(candidates.terms.equal(other, instance))
      }
      for field in system.entities[entity.index].fields where candidates.fields.contains(field) {
        let place = candidates.place(field, of: instance)
        places.append(place)
        for end in instances where candidates.terms.sort(end) == candidates.terms.sort(place) {
          add(candidates.terms.equal(place, end))
        }
      }
    }
    for place in places { add(place, &candidates) }
    for total in totals where candidates.terms.freeVariables(total).isSubset(of: variables) { add(total) }
  }

  private mutating func add(_ part: Term) { if !parts.contains(part) { parts.append(part) } }

  /// Adds what is known of a place. An instant is no number to a term.
  private mutating func add(_ place: Term, _ candidates: inout LemmaCandidates) {
    switch candidates.terms.sort(place) {
    case .boolean, .integer: add(place)
    case .enumeration(let id):
      for member in candidates.system.enumerations[id.index].members.indices {
        add(candidates.terms.equal(place, candidates.terms.member(id, member)))
      }
    case .reference(let entity): add(candidates.terms.equal(place, candidates.terms.none(entity)))
    case .instant: break
    }
  }
}
