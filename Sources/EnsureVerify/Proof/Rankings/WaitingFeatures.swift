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

  /// The fields of an instance, those that matter.
  mutating func addFields(of instance: Term, _ fields: Set<FieldID>) {
    guard case .reference(let entity) = terms.sort(instance) else { return }
    for field in system.entities[entity.index].fields where fields.contains(field) {
      let sort = system.fields[field.index].type.sort
      add(place: terms.field(field, sort, of: instance))
    }
  }

  /// What a place holds, if that is one of few things.
  mutating func add(place: Term) {
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

  /// The conditions that a condition is made of, as far as they speak of nothing else than what is watched.
  mutating func add(condition: Term) {
    var open = [condition]
    while let term = open.popLast() {
      switch terms[term] {
      case .boolean: continue
      case .not, .and, .or, .implies: open += terms.children(term).reversed()
      case .choice(let condition, let yes, let no) where terms.sort(yes) == .boolean:
        open += [no, yes, condition]
      case .equal(let place, let member), .equal(let member, let place):
        if terms.sort(place) == .boolean {
          open += [place, member]
        } else if case .member = terms[member], terms.isClosed(place) {
          add(place: place)
        } else if case .none = terms[member], terms.isClosed(place) {
          add(place: place)
        } else {
          add(atom: term)
        }
      case .field, .global: if terms.isClosed(term) { add(place: term) }
      default: add(atom: term)
      }
    }
  }

  private mutating func add(atom: Term) {
    guard features.count < Self.most, terms.isClosed(atom), known.insert(atom).inserted else { return }
    features.append([atom, terms.not(atom)])
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
