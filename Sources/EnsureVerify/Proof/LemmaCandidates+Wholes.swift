import EnsureModel
import EnsureObligations

/// Lemmas about globals and the totals over all instances: what was ordered is booked, or on its way.
extension LemmaCandidates {
  /// Of how many states of an entity totals are looked at.
  private static let mostStates = 8

  /// The equations that hold in all reached states of globals that change and of totals, for each unit of these globals and of the totals
  /// over all instances that lemmas speak of.
  mutating func addWholeBalances(_ reached: ReachedStates, totalsOf known: [Lemma]) {
    let own = known.flatMap { aggregates(in: $0) }.filter { terms.freeVariables($0).isEmpty }
    var columns: [(term: Term, unit: Unit?)] = own.map { ($0, unitOfTotal($0)) }
    var units = Self.each(columns.map(\.unit))
    for global in globals.sorted(by: { $0.index < $1.index }) {
      let place = terms.global(global, system.globals[global.index].type.sort)
      if terms.sort(place) != .integer { continue }
      columns.append((place, unit(place)))
      if system.globals[global.index].isMutable { units = Self.each(units + [unit(place)]) }
    }
    if units.isEmpty { return }
    for (index, entity) in system.entities.enumerated() where !entity.isFinite {
      let each = variable(EntityID(index))
      let places = relevantPlaces(EntityID(index), each)
      let summands = places.filter { terms.sort($0) == .integer }
      // Nothing else starts at 0 while infinitely many instances are untouched.
      for summand in summands where isAtFirst(summand, terms.integer(0)) {
        columns.append((terms.total(of: summand, over: each, where: terms.boolean(true)), unit(summand)))
      }
      let states = conditions(places).filter { isState($0) && $0.other == nil && isFalseAtFirst($0.term) }
      for filter in states.map(\.term).prefix(Self.mostStates) {
        columns.append((terms.count(over: each, where: filter), Unit.plain))
        for summand in summands {
          columns.append((terms.total(of: summand, over: each, where: filter), unit(summand)))
        }
      }
    }
    for unit in units {
      var used: [Term] = []
      for column in columns where column.unit == unit && !used.contains(column.term) {
        used.append(column.term)
      }
      let rows = reached.values(of: used, terms)
      for equation in AffineHull.equations(of: rows) { addEquation(equation, used, nil) }
    }
  }

  /// Whether a field has that value in each untouched instance.
  private func isAtFirst(_ place: Term, _ value: Term) -> Bool {
    guard case .field(let field, _) = terms[place],
      case .value(let initial) = system.fields[field.index].initial
    else { return false }
    return initial == value
  }

  /// Whether no untouched instance is in a state.
  private mutating func isFalseAtFirst(_ state: Term) -> Bool {
    switch terms[state] {
    case .equal(let place, let member):
      guard case .member(let id, let position) = terms[member] else { return false }
      let others = system.enumerations[id.index].members.indices.filter { $0 != position }
      return others.contains { isAtFirst(place, terms.member(id, $0)) }
    case .not(let place): return isAtFirst(place, terms.boolean(true))
    case .field: return isAtFirst(state, terms.boolean(false))
    default: return false
    }
  }

  private func unitOfTotal(_ total: Term) -> Unit? {
    if case .total(let summand, _, _) = terms[total] { unit(summand) } else { .plain }
  }

  /// Both halves of what a lemma says to be equal: in a larger world one of them may be left.
  mutating func addHalves(of lemma: Lemma) {
    let (premise, claim): (Term?, Term)
    if case .implies(let left, let right) = terms[lemma.body] {
      (premise, claim) = (left, right)
    } else {
      (premise, claim) = (nil, lemma.body)
    }
    guard case .equal(let left, let right) = terms[claim], terms.sort(left) == .integer else { return }
    for half in [terms.lessOrEqual(left, right), terms.lessOrEqual(right, left)] {
      add(Lemma(variables: lemma.variables, body: premise.map { terms.implies($0, half) } ?? half))
    }
  }
}
