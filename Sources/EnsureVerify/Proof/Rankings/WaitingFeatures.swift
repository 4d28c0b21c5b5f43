import EnsureModel
import EnsureObligations

/// What tells the places of waiting apart: the members of what the observer watches, and conditions that guards, triggers
/// and promises ask.
struct WaitingFeatures {
  /// The terms, with those of the features.
  private(set) var terms: TermBank
  /// For each feature alternatives of which exactly one holds.
  private(set) var features: [[Term]] = []
  private let system: TransitionSystem
  private var known: Set<Term> = []

  /// How many features there are at most.
  static let most = 24

  init(_ system: TransitionSystem, _ terms: TermBank) {
    self.system = system
    self.terms = terms
  }

  /// Makes a term.
  mutating func term(_ make: (inout TermBank) -> Term) -> Term { make(&terms) }

  /// What state an instance is in, as far as that matters: its members and switches.
  mutating func addStates(of instance: Term, _ fields: Set<FieldID>) {
    guard case .reference(let entity) = terms.sort(instance) else { return }
    for field in system.entities[entity.index].fields where fields.contains(field) {
      let sort = system.fields[field.index].type.sort
      switch sort {
      case .boolean, .enumeration: add(place: terms.field(field, sort, of: instance))
      case .integer, .instant, .reference: break
      }
    }
  }

  /// The conditions that a condition is made of, as far as they speak of nothing else than what is watched.
  ///
  /// - Parameter followsPaths: whether they may speak of what the watched instances refer to.
  mutating func add(_ condition: Term, followsPaths: Bool = true) {
    var open = [condition]
    while let term = open.popLast() {
      if !terms.isConnective(term) {
        for reference in terms.references(readIn: term) where terms.isClosed(reference) {
          if followsPaths || !terms.followsPaths(reference) { add(place: reference) }
        }
        if !followsPaths, terms.followsPaths(term) { continue }
      }
      switch terms[term] {
      case .boolean: continue
      case .not, .and, .or, .implies: open += terms.children(term).reversed()
      case .choice(let condition, let yes, let no) where terms.sort(yes) == .boolean:
        open += [no, yes, condition]
      case .equal(let place, let member), .equal(let member, let place):
        if terms.sort(place) == .boolean {
          open += [place, member]
        } else if terms.isMemberOrNone(member), terms.isClosed(place) {
          add(place: place)
        } else if !terms.isMemberOrNone(place) {
          add(atom: term)
        }
      case .field, .global: if terms.isClosed(term) { add(place: term) }
      default: add(atom: term)
      }
    }
  }

  /// What a place holds, if that is one of few things.
  private mutating func add(place: Term) {
    guard features.count < Self.most, known.insert(place).inserted else { return }
    switch terms.sort(place) {
    case .boolean: features.append([place, terms.not(place)])
    case .enumeration(let id):
      features.append(
        system.enumerations[id.index].members.indices.map { terms.equal(place, terms.member(id, $0)) })
    case .reference(let entity):
      let isNone = terms.equal(place, terms.none(entity))
      features.append([isNone, terms.not(isNone)])
    case .integer, .instant: known.remove(place)
    }
  }

  private mutating func add(atom: Term) {
    if terms.isSettledComparison(atom) { return }
    guard features.count < Self.most, terms.isClosed(atom), known.insert(atom).inserted else { return }
    features.append([atom, terms.not(atom)])
  }

  /// The fields and globals that the features read.
  var placesRead: Set<Place> { terms.placesRead(in: features.joined()) }

  /// A field, of whichever instance, or a global.
  enum Place: Hashable {
    case field(FieldID)
    case global(GlobalID)

    init(_ location: Location) {
      switch location {
      case .field(let field, of: _): self = .field(field)
      case .global(let global): self = .global(global)
      }
    }
  }

  /// Differences that are at least 0 where an alternative holds that compares something with the present instant: how
  /// long that will go on at most.
  mutating func delays() -> [Term] {
    var found: [Term] = []
    for feature in features where feature.count == 2 {
      let (left, right): (Term, Term)
      switch terms[feature[0]] {
      case .less(let one, let other), .lessOrEqual(let one, let other): (left, right) = (one, other)
      default: continue
      }
      let isOfTime = terms.contains(feature[0]) { if case .now = $0 { true } else { false } }
      if isOfTime { found += [terms.difference(right, left), terms.difference(left, right)] }
    }
    return found
  }
}

extension TermBank {
  /// The fields and globals that some terms read.
  func placesRead(in roots: some Sequence<Term>) -> Set<WaitingFeatures.Place> {
    var found: Set<WaitingFeatures.Place> = []
    for root in roots {
      walk(root) { part in
        switch self[part] {
        case .field(let field, _): found.insert(.field(field))
        case .global(let global): found.insert(.global(global))
        default: break
        }
        return true
      }
    }
    return found
  }

  fileprivate func isConnective(_ term: Term) -> Bool {
    switch self[term] {
    case .not, .and, .or, .implies: true
    case .choice(_, let yes, _): sort(yes) == .boolean
    case .equal(let left, _): sort(left) == .boolean
    default: false
    }
  }

  /// Whether a comparison comes out the same in all states, since its sides are the same or read nothing.
  fileprivate func isSettledComparison(_ term: Term) -> Bool {
    switch self[term] {
    case .equal(let left, let right), .less(let left, let right), .lessOrEqual(let left, let right):
      left == right || ![left, right].contains { readsSomething($0) }
    default: false
    }
  }

  private func readsSomething(_ root: Term) -> Bool {
    contains(root) { node in
      switch node {
      case .boolean, .integer, .member, .none, .sum, .difference, .negated, .product: false
      default: true
      }
    }
  }

  fileprivate func isMemberOrNone(_ term: Term) -> Bool {
    switch self[term] {
    case .member, .none: true
    default: false
    }
  }

  /// The references through which a term reads something, those of globals and variables apart.
  fileprivate func references(readIn root: Term) -> [Term] {
    var found: [Term] = []
    walk(root) { term in
      switch self[term] {
      case .field(_, of: let instance), .key(_, of: let instance), .untouched(let instance):
        if case .field = self[instance] { found.append(instance) }
      default: break
      }
      return true
    }
    return found.reversed()
  }

  /// Whether the term reads something of an instance that another one, or keys, lead to.
  func followsPaths(_ root: Term) -> Bool {
    contains(root) { node in
      switch node {
      case .keyed: true
      case .field(_, of: let instance), .key(_, of: let instance), .untouched(let instance):
        switch self[instance] {
        case .field, .keyed, .key: true
        default: false
        }
      default: false
      }
    }
  }

  /// Whether a part of the term is such a node.
  fileprivate func contains(_ root: Term, where isWanted: (TermNode) -> Bool) -> Bool {
    var found = false
    walk(root) { term in
      found = found || isWanted(self[term])
      return !found
    }
    return found
  }
}

extension LemmaCandidates {
  /// What may hold of the instances that an observer watches, always or as long as it waits.
  mutating func addWaiting(of observer: Observer, _ rule: ProofRule) {
    for (promise, declared) in observer.promises.enumerated() {
      var search = RankingSearch(rule, observer, terms, [])
      let (features, far) = search.features(for: promise)
      let companions = search.withCompanions(promise, goesFar: false)?.companions ?? []
      terms = search.terms
      let due = terms.global(declared.due, .boolean)
      // What is promised may hold already, so that it is due for the last time.
      let goal = observer.reached(declared.goal, &terms)
      let waitsStill = terms.and([due, terms.not(goal)])
      let waits = terms.followsPaths(waitsStill) ? due : waitsStill
      // As long as nothing else is known, somebody is there who can do something, perhaps for each part of it somebody else.
      for (position, one) in companions.enumerated() {
        addFlat(waitsStill, implies: one)
        for other in companions[..<position] { addFlat(waitsStill, implies: terms.or([other, one])) }
        if case .and(let parts) = terms[goal] {
          for part in parts.prefix(Self.mostParts) { addFlat(terms.and([due, terms.not(part)]), implies: one) }
        }
        // Or in some of the states in which it is waited, and perhaps before anything is due.
        for alternative in features.prefix(Self.mostPairs).joined() {
          addFlat(terms.and([due, alternative]), implies: one)
          addFlat(alternative, implies: one)
        }
      }
      if companions.count > 2 { addFlat(waitsStill, implies: terms.or(companions)) }
      for alternative in far.prefix(Self.mostPairs).joined() {
        addFlat(due, implies: alternative)
        addFlat(waitsStill, implies: alternative)
      }
      // Something that is in one of several places is somewhere.
      for places in places(of: features) {
        add(Lemma(variables: [], body: terms.implies(due, terms.or(places))))
      }
      for (position, feature) in features.enumerated() {
        for alternative in feature {
          add(Lemma(variables: [], body: alternative))
          for wait in waits == due ? [due] : [due, waits] {
            add(Lemma(variables: [], body: terms.implies(wait, alternative)))
            if feature.count > 2 {
              add(Lemma(variables: [], body: terms.implies(wait, terms.not(alternative))))
            }
          }
          // Of several members: what holds in each of them, and, while it is waited, in all others.
          let literals = feature.count > 2 ? [terms.not(alternative), alternative] : [alternative]
          for other in features.dropFirst(position + 1).prefix(Self.mostPairs).joined() {
            for literal in literals {
              let either = terms.or([literal, other])
              if literal != alternative || literals.count == 1 { add(Lemma(variables: [], body: either)) }
              add(Lemma(variables: [], body: terms.implies(waits, either)))
            }
          }
        }
      }
    }
  }

  /// Adds what may hold where something does, with a variable for each instance that keys or fields of watched ones lead to.
  private mutating func addFlat(_ condition: Term, implies conclusion: Term) {
    let plain = terms.implies(condition, conclusion)
    var places: [Term] = []
    terms.walk(plain) { term in
      switch terms[term] {
      case .keyed: if !places.contains(term) { places.append(term) }
      case .field(_, of: let instance):
        if case .field = terms[instance], !places.contains(instance) { places.append(instance) }
      default: break
      }
      return true
    }
    var names: [Term: Term] = [:]
    var variables: [VariableID] = []
    var premises: [Term] = []
    for place in places {
      guard case .reference(let entity) = terms.sort(place) else { return }
      let own = variable(entity)
      if variables.contains(own) { return }
      variables.append(own)
      names[place] = terms.variable(own)
      if case .keyed(_, let keys) = terms[place] {
        for (position, key) in keys.enumerated() {
          let declared = terms.key(position, terms.sort(key), of: terms.variable(own))
          premises.append(terms.equal(declared, key))
        }
      } else {
        premises.append(terms.equal(place, terms.variable(own)))
      }
    }
    let named = terms.replacing(names, in: plain)
    let body = premises.isEmpty ? named : terms.implies(terms.and(premises), named)
    if !terms.followsPaths(body) { add(Lemma(variables: variables, body: body)) }
  }

  /// For each field that may refer to instances of several entities, that it refers to one of each of them.
  private func places(of features: [[Term]]) -> [[Term]] {
    var found: [[Term]] = []
    var names: [Substring] = []
    for feature in features where feature.count == 2 {
      guard case .equal(let place, let none) = terms[feature[0]], case .none = terms[none],
        case .field(let field, _) = terms[place]
      else { continue }
      let parts = system.fields[field.index].name.split(separator: ".")
      guard parts.count == 2 else { continue }
      if let known = names.firstIndex(of: parts[0]) {
        found[known].append(feature[1])
      } else {
        names.append(parts[0])
        found.append([feature[1]])
      }
    }
    return found
  }

  /// With how many other features one is combined, and how many parts of what is promised are looked at.
  private static let (mostPairs, mostParts) = (8, 4)
}

extension Observer {
  /// That something which is promised holds, as far as that depends on the state alone.
  func reached(_ goal: Formula, _ terms: inout TermBank) -> Term {
    switch goal {
    case .state(let condition):
      var names: [Term: Term] = [:]
      for (variable, parameter) in zip(system.properties[property.index].variables, parameters) {
        let value = terms.global(parameter, system.globals[parameter.index].type.sort)
        names[terms.variable(variable)] = value
      }
      return terms.replacing(names, in: condition)
    case .or(let operands): return terms.or(operands.map { reached($0, &terms) })
    default: return terms.boolean(false)
    }
  }
}
