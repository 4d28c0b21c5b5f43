import EnsureModel
import EnsureObligations

/// What may be said of a state and a step, in the words of the spec: which member a field has, what references name, how
/// numbers of one unit compare. Simple things first.
struct StateFacts {
  /// How simple a condition is; the first are kept rather than the others.
  enum Tier: Int, Comparable {
    /// A member, a switch, a reference.
    case discrete
    /// A number and 0, or two numbers.
    case comparison
    /// Two numbers and a third.
    case sum
    /// A remainder.
    case remainder
    /// A number and a constant.
    case constant

    static func < (left: Tier, right: Tier) -> Bool { left.rawValue < right.rawValue }
  }

  /// A condition, and whose places it speaks of.
  struct Fact {
    let term: Term
    let tier: Tier
    /// The variables that it speaks of.
    let subjects: Set<VariableID>
  }

  /// A place of which something can be said.
  private struct Place {
    let term: Term
    let subject: VariableID?
    let unit: Unit?
    /// Whether it belongs to the step or to the property's own instances.
    let isInvolved: Bool
  }

  /// How many numbers are put together in threes, at most.
  private static let manyNumbers = 9
  /// How many are compared, at most.
  private static let manyPairs = 24

  let system: TransitionSystem
  var terms: TermBank
  private let subjects: StepSubjects
  private let places: [Place]
  /// The numbers that are divided by.
  private let moduli: [Integer]

  init(
    _ world: World, _ cone: Cone, _ subjects: StepSubjects, _ property: PropertyID, _ terms: TermBank
  ) {
    system = world.system
    self.subjects = subjects
    var terms = terms
    var places: [Place] = []
    for aggregate in Self.aggregates(of: property, world, subjects, &terms) {
      places.append(Place(term: aggregate.term, subject: nil, unit: aggregate.unit, isInvolved: true))
    }
    for subject in subjects.all {
      let type = terms.variables[subject.variable.index].type
      let term = terms.variable(subject.variable)
      guard case .reference(let entity) = type.sort else {
        places.append(
          Place(
            term: term, subject: subject.variable, unit: type.sort == .integer ? type.unit : nil,
            isInvolved: true))
        continue
      }
      for id in world.system.entities[entity.index].fields where cone.fields.contains(id) {
        let field = world.system.fields[id.index]
        guard [.declared, .parent, .rank].contains(field.kind), field.type.unit != .anyMoney else { continue }
        places.append(
          Place(
            term: terms.field(id, field.type.sort, of: term), subject: subject.variable, unit: field.type.unit,
            isInvolved: subject.isInvolved))
      }
    }
    for id in cone.globals.sorted(by: { $0.index < $1.index }) {
      let global = world.system.globals[id.index]
      if global.type.unit == .anyMoney { continue }
      places.append(
        Place(term: terms.global(id, global.type.sort), subject: nil, unit: global.type.unit, isInvolved: true))
    }
    self.places = places
    self.terms = terms
    moduli = Self.moduli(world)
  }

  /// The totals that a property speaks of, of its own instances.
  private static func aggregates(
    of property: PropertyID, _ world: World, _ subjects: StepSubjects, _ terms: inout TermBank
  ) -> [(term: Term, unit: Unit)] {
    guard case .invariant(let body) = world.system.properties[property.index].kind else { return [] }
    var found: [(Term, Unit)] = []
    terms.walk(body) { [terms] term in
      switch terms[term] {
      case .count:
        found.append((term, .plain))
        return false
      case .total(let summand, _, _):
        if case .field(let field, _) = terms[summand] {
          found.append((term, world.system.fields[field.index].type.unit))
        }
        return false
      case .all, .exists: return false
      default: return true
      }
    }
    let names = Dictionary(
      subjects.own.map { (terms.variable($0.key), terms.variable($0.value)) },
      uniquingKeysWith: { first, _ in first })
    return found.prefix(2).map { (terms.replacing(names, in: $0.0), $0.1) }
  }

  /// Small constants of the spec, and 2.
  private static func moduli(_ world: World) -> [Integer] {
    var found: Set<Integer> = [2]
    for move in world.moves {
      for term in Statement.terms(world.system.actions[move.action.index].body) {
        world.bank.walk(term) { part in
          if case .integer(let value) = world.bank[part], value > 1, value <= 100 { found.insert(value) }
          return true
        }
      }
    }
    return Array(found.sorted().prefix(3))
  }

  // MARK: All conditions

  /// Conditions, each with its opposite: of them exactly one holds.
  mutating func conditions() -> [(yes: Fact, no: Fact)] {
    var found: [(yes: Fact, no: Fact)] = []
    let names = subjects.all.map(\.variable)
    func add(_ term: Term, _ opposite: Term, _ tier: Tier, _ places: [Place], _ more: [VariableID] = []) {
      let spoken = places.flatMap { place -> [VariableID] in
        place.subject.map { [$0] } ?? names.filter { terms.mentions($0, in: place.term) }
      }
      let all = Set(spoken + more)
      found.append(
        (
          Fact(term: term, tier: tier, subjects: all),
          Fact(term: opposite, tier: tier, subjects: all)
        ))
    }
    for place in places {
      switch terms.sort(place.term) {
      case .boolean: add(place.term, terms.not(place.term), .discrete, [place])
      case .enumeration(let id):
        for member in system.enumerations[id.index].members.indices {
          let equal = terms.equal(place.term, terms.member(id, member))
          add(equal, terms.not(equal), .discrete, [place])
        }
      case .reference(let entity):
        let isNone = terms.equal(place.term, terms.none(entity))
        add(isNone, terms.not(isNone), .discrete, [place])
        for subject in subjects.all where subject.variable != place.subject {
          guard case .reference(entity) = terms.variables[subject.variable.index].type.sort else { continue }
          let equal = terms.equal(place.term, terms.variable(subject.variable))
          add(equal, terms.not(equal), .discrete, [place], [subject.variable])
        }
      case .integer, .instant: break
      }
    }
    let numbers = places.filter { terms.sort($0.term) == .integer }
    let zero = terms.integer(0)
    for place in numbers {
      add(terms.lessOrEqual(place.term, zero), terms.less(zero, place.term), .comparison, [place])
      add(terms.lessOrEqual(zero, place.term), terms.less(place.term, zero), .comparison, [place])
    }
    let compared = Array(
      (numbers + places.filter { terms.sort($0.term) == .instant }).sorted { $0.isInvolved && !$1.isInvolved }
        .prefix(Self.manyPairs))
    for (position, left) in compared.enumerated() {
      if terms.sort(left.term) == .instant {
        let now = terms.now()
        add(terms.lessOrEqual(left.term, now), terms.less(now, left.term), .comparison, [left])
      }
      for right in compared.dropFirst(position + 1)
      where right.unit == left.unit && terms.sort(left.term) == terms.sort(right.term) {
        let both = [left, right]
        add(
          terms.lessOrEqual(left.term, right.term), terms.less(right.term, left.term), .comparison, both)
        add(
          terms.lessOrEqual(right.term, left.term), terms.less(left.term, right.term), .comparison, both)
      }
    }
    let few = Array(numbers.filter(\.isInvolved).prefix(Self.manyNumbers))
    for (position, left) in few.enumerated() {
      for right in few.dropFirst(position + 1) where right.unit == left.unit {
        let sum = terms.sum([left.term, right.term])
        for third in few where third.unit == left.unit && third.term != left.term && third.term != right.term {
          let all = [left, right, third]
          add(terms.lessOrEqual(sum, third.term), terms.less(third.term, sum), .sum, all)
          add(terms.lessOrEqual(third.term, sum), terms.less(sum, third.term), .sum, all)
        }
      }
    }
    for place in few where place.unit == .plain {
      for modulus in moduli {
        let remainder = terms.remainder(place.term, terms.integer(modulus))
        for value in 0..<min(modulus.asInt ?? 0, 3) {
          let equal = terms.equal(remainder, terms.integer(Integer(value)))
          add(equal, terms.not(equal), .remainder, [place])
        }
      }
    }
    return found
  }

  /// That each number has the value which it has.
  mutating func constants(_ value: (Term) -> Integer?) -> [Fact] {
    var found: [Fact] = []
    for place in places where place.isInvolved {
      guard let known = value(place.term) else { continue }
      let term: Term
      switch terms.sort(place.term) {
      case .integer: term = terms.equal(place.term, terms.integer(known))
      case .instant:
        term = terms.equal(terms.difference(terms.now(), place.term), terms.integer(-known))
      default: continue
      }
      found.append(Fact(term: term, tier: .constant, subjects: Set([place.subject].compactMap { $0 })))
    }
    return found
  }

  /// That no instance refers to one of these by a field: what uniqueness is about.
  mutating func absences(_ cone: Cone) -> [Fact] {
    var found: [Fact] = []
    for (index, entity) in system.entities.enumerated() where !entity.isHidden {
      for id in entity.fields where cone.fields.contains(id) {
        let field = system.fields[id.index]
        guard field.kind == .declared, case .reference(let target) = field.type.sort else { continue }
        for subject in subjects.all where subject.isInvolved {
          guard case .reference(target) = terms.variables[subject.variable.index].type.sort else { continue }
          let each = terms.makeVariable(
            subjects.freeName(for: entity.name), ValueType(.reference(EntityID(index))))
          let points = terms.equal(
            terms.field(id, field.type.sort, of: terms.variable(each)), terms.variable(subject.variable))
          found.append(
            Fact(
              term: terms.not(terms.exists(over: each, where: points)), tier: .discrete,
              subjects: [subject.variable]))
        }
      }
    }
    return found
  }
}

extension TermBank {
  /// Whether a term reads the variable.
  fileprivate func mentions(_ variable: VariableID, in root: Term) -> Bool {
    var isMentioned = false
    walk(root) { term in
      if case .variable(variable) = self[term] { isMentioned = true }
      return !isMentioned
    }
    return isMentioned
  }
}
