import EnsureModel
import EnsureObligations

/// What may lead on while an observer waits: duties for the instances that it watches and those that these refer to, with
/// values for which the step may be possible. Nothing of it is believed.
struct HelperCandidates {
  /// The terms, with those of the candidates.
  private(set) var terms: TermBank
  private let rule: ProofRule
  private let observer: Observer
  private var companions: [Companion: VariableID] = [:]

  /// How many tuples are tried for a duty, and how many choices for a tuple.
  private static let mostTuples = 12
  private static let mostChoices = 12

  init(_ rule: ProofRule, _ observer: Observer, _ terms: TermBank) {
    self.rule = rule
    self.observer = observer
    self.terms = terms
  }

  private var system: TransitionSystem { rule.world.system }

  /// The candidates, in the order of the duties.
  mutating func all() -> [Ranking.Helper] {
    var found: [Ranking.Helper] = []
    for (number, duty) in rule.duties.enumerated() {
      var tuples: [[Term]] = [[]]
      for (position, entity) in duty.tuple.enumerated() {
        var known = instances(of: entity)
        // Whom nobody watches may be anyone, if it is the same one all the time; of those of whom there are only so many all may matter.
        let isWatched = known.contains(where: isWatched)
        if !isWatched || system.entities[entity.index].isFinite { known.append(companion(entity, position)) }
        tuples = Array(tuples.flatMap { tuple in known.map { tuple + [$0] } }.prefix(Self.mostTuples))
      }
      for tuple in tuples {
        for way in duty.ways.indices {
          for choices in choices(duty.ways[way], tuple) {
            found.append(Ranking.Helper(duty: number, way: way, tuple: tuple, choices: choices))
          }
        }
      }
    }
    return found
  }

  /// What a helper's guards say of the state, once its choices are made; those that speak of somebody whom nobody has named
  /// are left out.
  mutating func guards(of helper: Ranking.Helper) -> [Term] {
    let way = rule.duties[helper.duty].ways[helper.way]
    let names = names(of: helper)
    var found = way.move.guards.map { terms.replacing(names, in: $0.clause.term) }
    found.removeAll { asksOfSomebodyElse($0) }
    // Somebody has to be there.
    for term in helper.terms {
      guard case .reference(let entity) = terms.sort(term), mayBeNone(term) else { continue }
      let isNone = terms.equal(term, terms.none(entity))
      found.append(terms.not(isNone))
    }
    return found
  }

  /// What of a helper's guards speaks of the watched instances only, and that those whom it names are there.
  mutating func conditions(of helper: Ranking.Helper) -> [Term] {
    let way = rule.duties[helper.duty].ways[helper.way]
    let names = names(of: helper)
    var found: [Term] = []
    for term in helper.terms {
      guard case .reference(let entity) = terms.sort(term), mayBeNone(term) else { continue }
      let isNone = terms.equal(term, terms.none(entity))
      found.append(terms.not(isNone))
    }
    for condition in way.move.guards {
      let replaced = terms.replacing(names, in: condition.clause.term)
      for part in terms.conjuncts(replaced) where isClosed(part) && !found.contains(part) {
        if !asksOfSomebodyElse(part) { found.append(part) }
      }
    }
    return found
  }

  /// Whether a condition reads something of an instance that a global of the spec names, which need not be at hand.
  private func asksOfSomebodyElse(_ condition: Term) -> Bool {
    var found = false
    terms.walk(condition) { term in
      switch terms[term] {
      case .field(_, of: let instance), .key(_, of: let instance), .untouched(let instance):
        if case .global = terms[instance], !isWatched(instance) { found = true }
      default: break
      }
      return !found
    }
    return found
  }

  /// Whether a helper's step may concern an instance that it does not name.
  func mayConcern(_ helper: Ranking.Helper, _ instance: Term) -> Bool {
    var scratch = terms
    return !participations(of: helper, instance, &scratch).isEmpty
  }

  private func participations(of helper: Ranking.Helper, _ instance: Term, _ bank: inout TermBank)
    -> [Participation]
  {
    guard case .reference(let entity) = bank.sort(instance) else { return [] }
    return system.participations(in: rule.duties[helper.duty].ways[helper.way].move.action, of: entity, &bank)
  }

  /// The conditions of a helper, and what has to hold for its step to concern an instance that it does not name.
  mutating func conditions(of helper: Ranking.Helper, concerning instance: Term) -> [Term] {
    var found = conditions(of: helper)
    if helper.tuple.contains(instance) { return found }
    var names = names(of: helper)
    for participation in participations(of: helper, instance, &terms) {
      var parts: [Term] = []
      switch participation {
      case .reached(let variable, let filter, own: _):
        names[terms.variable(variable)] = instance
        let asked = terms.replacing(names, in: filter)
        parts = terms.conjuncts(asked)
      case .named(let owner, by: _): parts = [terms.equal(terms.replacing(names, in: owner), instance)]
      case .anybody: break
      }
      for part in parts where isClosed(part) && !found.contains(part) { found.append(part) }
    }
    return found
  }

  /// What holds before a helper's step if something holds behind it, as far as that can be said; a guess.
  mutating func before(_ helper: Ranking.Helper, _ condition: Term) -> [Term] {
    before(helper, condition, knowing: [:]).filter(isClosed)
  }

  /// The same, also where it speaks of companions.
  ///
  /// - Parameter aliases: what other terms are known to come to.
  private mutating func before(_ helper: Ranking.Helper, _ condition: Term, knowing aliases: [Term: Term])
    -> [Term]
  {
    var names = names(of: helper)
    var written: [Term: Term] = [:]
    func read(_ term: Term, _ terms: inout TermBank) -> Term {
      let named = terms.replacing(names, in: term)
      return terms.replacing(aliases, in: named)
    }
    for statement in system.actions[rule.duties[helper.duty].ways[helper.way].move.action.index].body {
      switch statement {
      case .bind(let variable, let term, _): names[terms.variable(variable)] = read(term, &terms)
      case .assign(.field(let field, of: let instance), let term, _):
        let owner = read(instance, &terms)
        let place = terms.field(field, system.fields[field.index].type.sort, of: owner)
        written[place] = read(term, &terms)
      case .assign(.global(let global), let term, _):
        let place = terms.global(global, system.globals[global.index].type.sort)
        written[place] = read(term, &terms)
      case .branch, .update: break
      }
    }
    let replaced = terms.replacing(written, in: condition)
    return terms.conjuncts(replaced)
  }

  /// What may hold before a step that leads to a condition, for companions of which that speaks already, or that refer to
  /// something which is watched: a dispute about the order of a return.
  mutating func linked(_ helper: Ranking.Helper, leadingTo condition: Term) -> [[Term]] {
    let known = terms.freeVariables(condition)
    var found: [[Term]] = []
    for term in helper.tuple {
      guard case .variable(let companion) = terms[term], case .reference(let entity) = terms.sort(term) else {
        continue
      }
      if known.contains(companion) { found.append(conditions(helper, leadingTo: condition, knowing: [:])) }
      for field in system.entities[entity.index].fields {
        let sort = system.fields[field.index].type.sort
        guard case .reference(let target) = sort, system.fields[field.index].kind != .person else { continue }
        let place = terms.field(field, sort, of: term)
        for instance in instances(of: target) where !isKeyed(instance) {
          let refers = terms.equal(place, instance)
          found.append([refers] + conditions(helper, leadingTo: condition, knowing: [place: instance]))
        }
      }
    }
    return found
  }

  /// What may hold of companions for which a helper's step is possible, where they refer to something that is watched or referred
  /// to, each time that they do, or where there are only so many of them; and what the step's guards ask beside.
  ///
  /// - Parameter onlyToWatched: whether it has to be something that is watched.
  mutating func bound(_ helper: Ranking.Helper, onlyToWatched: Bool) -> [Bound] {
    var found: [Bound] = []
    for term in helper.tuple {
      guard case .variable = terms[term], case .reference(let entity) = terms.sort(term) else { continue }
      if system.entities[entity.index].isFinite {
        let asked = demands(of: helper)
        found += bounds(where: nil, asked)
      }
      for field in system.entities[entity.index].fields {
        let sort = system.fields[field.index].type.sort
        guard case .reference(let target) = sort, system.fields[field.index].kind != .person else { continue }
        let place = terms.field(field, sort, of: term)
        for instance in instances(of: target) where !isKeyed(instance) {
          if case .global = terms[instance] {} else if onlyToWatched { continue }
          let refers = terms.equal(place, instance)
          let asked = demands(of: helper, knowing: [place: instance])
          found += bounds(where: refers, asked)
        }
      }
    }
    return found
  }

  private func bounds(where refers: Term?, _ asked: [Term]) -> [Bound] {
    ways(asked).map { way in
      let closed = way.filter(isClosed)
      return Bound(refers: refers, demands: way.filter { !closed.contains($0) }, others: closed)
    }
  }

  /// What may hold of a companion for which a helper's step is possible.
  struct Bound {
    /// That it refers to something that is watched or referred to; nil if that does not matter.
    let refers: Term?
    /// What is asked of it beside.
    let demands: [Term]
    /// What is asked of nobody but the watched ones.
    let others: [Term]
  }

  /// The ways to fulfil some conditions, where one of them says `or` of companions and of watched ones, or of the states of a
  /// companion.
  private func ways(_ conditions: [Term]) -> [[Term]] {
    var found: [[Term]] = [[]]
    for condition in conditions {
      guard case .or(let operands) = terms[condition], found.count * operands.count <= Self.mostChoices,
        operands.contains(where: isClosed) || operands.allSatisfy(isState)
      else {
        found = found.map { with(condition, $0) }
        continue
      }
      found = found.flatMap { way in operands.map { with($0, way) } }
    }
    return found
  }

  /// One more condition; several guards may ask the same.
  private func with(_ condition: Term, _ others: [Term]) -> [Term] {
    others.contains(condition) ? others : others + [condition]
  }

  /// Whether a condition says that something is a member.
  private func isState(_ condition: Term) -> Bool {
    guard case .equal(let left, let right) = terms[condition] else { return false }
    return [left, right].contains { if case .member = terms[$0] { true } else { false } }
  }

  private func isKeyed(_ term: Term) -> Bool { if case .keyed = terms[term] { true } else { false } }

  /// What a helper's guards ask of the watched instances and of companions.
  ///
  /// - Parameter aliases: what other terms are known to come to.
  mutating func demands(of helper: Ranking.Helper, knowing aliases: [Term: Term] = [:]) -> [Term] {
    let names = names(of: helper)
    var found: [Term] = []
    for guarded in rule.duties[helper.duty].ways[helper.way].move.guards {
      let named = terms.replacing(names, in: guarded.clause.term)
      let replaced = terms.replacing(aliases, in: named)
      for part in terms.conjuncts(replaced) where speaksOfKnown(part, helper) && !found.contains(part) {
        found.append(part)
      }
    }
    return found
  }

  private mutating func conditions(
    _ helper: Ranking.Helper, leadingTo condition: Term, knowing aliases: [Term: Term]
  ) -> [Term] {
    var found = demands(of: helper, knowing: aliases)
    for part in before(helper, condition, knowing: aliases) where !found.contains(part) {
      // What the step itself sees to is said already.
      if case .equal(let left, let right) = terms[part], left == right { continue }
      found.append(part)
    }
    return found
  }

  /// Whether a condition speaks only of what is watched and of the instances that a helper names.
  private func speaksOfKnown(_ term: Term, _ helper: Ranking.Helper) -> Bool {
    let named = helper.tuple.reduce(into: Set<VariableID>()) { $0.formUnion(terms.freeVariables($1)) }
    return terms.freeVariables(term).isSubset(of: named)
  }

  /// Aggregates that lemmas about single instances speak of, for the instances that are watched or referred to; counts first.
  mutating func aggregates(in lemmas: [Lemma]) -> [Term] {
    var (counts, totals): ([Term], [Term]) = ([], [])
    for lemma in lemmas where lemma.variables.count == 1 {
      let variable = terms.variable(lemma.variables[0])
      guard case .reference(let entity) = terms.sort(variable) else { continue }
      var found: [Term] = []
      terms.walk(lemma.body) { term in
        switch terms[term] {
        case .total, .count, .exists: found.append(term)
        default: return true
        }
        return false
      }
      for instance in instances(of: entity) where !isKeyed(instance) {
        for aggregate in found {
          let own = terms.replacing([variable: instance], in: aggregate)
          guard terms.freeVariables(own).isEmpty, !(counts + totals).contains(own) else { continue }
          if case .total = terms[own] { totals.append(own) } else { counts.append(own) }
        }
      }
    }
    return counts + totals
  }

  private mutating func names(of helper: Ranking.Helper) -> [Term: Term] {
    let way = rule.duties[helper.duty].ways[helper.way]
    var names = names(way, helper.tuple)
    var choices = helper.choices[...]
    for variable in others(way) {
      if case .term(let term)? = choices.popFirst() { names[terms.variable(variable)] = term }
    }
    return names
  }

  /// Makes a term.
  mutating func term<Made>(_ make: (inout TermBank) -> Made) -> Made { make(&terms) }

  /// Any instance of an entity, for a component of a tuple.
  private mutating func companion(_ entity: EntityID, _ position: Int) -> Term {
    let key = Companion(entity: entity, position: position)
    if let known = companions[key] { return terms.variable(known) }
    let variable = terms.makeVariable(
      of: ValueType(.reference(entity)), beside: Array(companions.values), in: system)
    companions[key] = variable
    return terms.variable(variable)
  }

  private struct Companion: Hashable {
    let entity: EntityID
    let position: Int
  }

  // MARK: Instances

  /// Whether it is one of the instances that the observer watches.
  private func isWatched(_ term: Term) -> Bool {
    if case .global(let global) = terms[term] { observer.parameters.contains(global) } else { false }
  }

  /// Whether a reference may lead nowhere.
  private func mayBeNone(_ term: Term) -> Bool {
    switch terms[term] {
    case .field: true
    case .global: !isWatched(term)
    default: false
    }
  }

  /// The instances of an entity that the observer watches, that these refer to, and that they are keys of.
  private mutating func instances(of entity: EntityID) -> [Term] {
    var found: [Term] = []
    let watched = observer.parameters.map { terms.global($0, system.globals[$0.index].type.sort) }
    func add(_ term: Term) { if !found.contains(term) { found.append(term) } }
    for term in watched where terms.sort(term) == .reference(entity) { add(term) }
    var referred: [Term] = []
    for term in watched {
      guard case .reference(let owner) = terms.sort(term) else { continue }
      for field in system.entities[owner.index].fields {
        let sort = system.fields[field.index].type.sort
        guard case .reference = sort else { continue }
        referred.append(terms.field(field, sort, of: term))
      }
    }
    for term in referred where terms.sort(term) == .reference(entity) { add(term) }
    // Somebody of whom there is one at a time, such as who has the lock.
    for (index, global) in system.globals.enumerated() where global.type.sort == .reference(entity) {
      add(terms.global(GlobalID(index), global.type.sort))
    }
    let keys = system.entities[entity.index].keys
    if keys.isEmpty { return found }
    var tuples: [[Term]] = [[]]
    for key in keys {
      let known = (watched + referred).filter { terms.sort($0) == key.type.sort }
      tuples = Array(tuples.flatMap { tuple in known.map { tuple + [$0] } }.prefix(Self.mostTuples))
    }
    for tuple in tuples { add(terms.keyed(entity, tuple)) }
    return found
  }

  // MARK: Choices

  /// The variables that are chosen: parameters that belong to no tuple, and then the principal.
  private func others(_ way: Duty.Way) -> [VariableID] {
    let parameters = system.actions[way.move.action.index].parameters
    var found = parameters.indices.filter { !way.parameters.contains($0) }.map { parameters[$0].variable }
    if let principal = way.move.principal, way.move.principalUse != .nothing { found.append(principal) }
    return found
  }

  private mutating func names(_ way: Duty.Way, _ tuple: [Term]) -> [Term: Term] {
    let parameters = system.actions[way.move.action.index].parameters
    var names: [Term: Term] = [:]
    for (position, term) in zip(way.parameters, tuple) {
      names[terms.variable(parameters[position].variable)] = term
    }
    return names
  }

  private mutating func choices(_ way: Duty.Way, _ tuple: [Term]) -> [[Ranking.Choice]] {
    let names = names(way, tuple)
    var all: [[Ranking.Choice]] = [[]]
    for variable in others(way) {
      let values = values(of: variable, way, names)
      all = Array(all.flatMap { choices in values.map { choices + [$0] } }.prefix(Self.mostChoices))
    }
    return all
  }

  private mutating func values(of variable: VariableID, _ way: Duty.Way, _ names: [Term: Term])
    -> [Ranking.Choice]
  {
    let type = terms.variables[variable.index].type
    switch type.sort {
    case .boolean: return [.term(terms.boolean(true)), .term(terms.boolean(false))]
    case .enumeration(let id):
      return system.enumerations[id.index].members.indices.map { .term(terms.member(id, $0)) }
    case .instant: return [.term(terms.now())]
    case .reference(let entity):
      let rank = system.entities[entity.index].fields.first { system.fields[$0.index].kind == .rank }
      var found: [Ranking.Choice] = [.untouched(rank: nil)]
      if let rank, case .enumeration(let id) = system.fields[rank.index].type.sort {
        found = system.enumerations[id.index].members.indices.map { .untouched(rank: $0) }
      }
      return found + instances(of: entity).map { .term($0) }
    case .integer:
      var found: [Term] = []
      func add(_ term: Term) { if isClosed(term), !found.contains(term) { found.append(term) } }
      for bound in bounds(of: terms.variable(variable), way, names) { add(bound) }
      for number in [type.lower, 1, 0, type.upper] { if let number { add(terms.integer(number)) } }
      return found.map { .term($0) }
    }
  }

  /// The numbers that guards compare a variable with.
  private mutating func bounds(of variable: Term, _ way: Duty.Way, _ names: [Term: Term]) -> [Term] {
    var found: [Term] = []
    for condition in way.move.guards {
      let replaced = terms.replacing(names, in: condition.clause.term)
      var next: [Term] = []
      terms.walk(replaced) { term in
        next.append(term)
        return true
      }
      for term in next {
        switch terms[term] {
        case .less(let left, variable): found.append(terms.sum([left, terms.integer(1)]))
        case .less(variable, let right): found.append(terms.difference(right, terms.integer(1)))
        case .lessOrEqual(let left, variable), .equal(let left, variable): found.append(left)
        case .lessOrEqual(variable, let right), .equal(variable, let right): found.append(right)
        default: break
        }
      }
    }
    return found
  }

  /// Whether a term speaks of nothing but what the observer watches.
  func isClosed(_ term: Term) -> Bool { terms.isClosed(term) }
}

extension TermBank {
  /// Whether each variable of a term is bound by an aggregate in it.
  func isClosed(_ root: Term) -> Bool { isClosed(root, []) }

  private func isClosed(_ term: Term, _ bound: Set<VariableID>) -> Bool {
    var inner = bound
    switch self[term] {
    case .variable(let variable): return bound.contains(variable)
    case .total(_, let variable, _), .count(let variable, _), .all(let variable, _, _),
      .exists(let variable, _):
      inner.insert(variable)
    default: break
    }
    return children(term).allSatisfy { isClosed($0, inner) }
  }
}
