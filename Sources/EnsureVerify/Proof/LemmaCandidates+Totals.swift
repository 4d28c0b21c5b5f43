import EnsureModel
import EnsureObligations

/// Lemmas about an instance and the totals of those that refer to it.
extension LemmaCandidates {
  /// For each link: what is above 0, or in which state it is, only while some instance refers to it.
  mutating func addSupports(_ links: [InstanceLink], _ reached: ReachedStates) {
    for link in links {
      let places = relevantPlaces(link.target, link.to)
      var states: [Term] = []
      for condition in conditions(places) where condition.isPremise && condition.other == nil {
        switch (terms.sort(condition.place), terms[condition.term]) {
        case (.integer, _), (.enumeration, .equal), (.boolean, _): states.append(condition.term)
        default: break
        }
      }
      if states.isEmpty { continue }
      let groups = self.groups(of: link)
      for state in states {
        let never = Lemma(variables: [link.to], body: terms.not(state))
        if reached.allowed([never], terms).count == 1 { continue }
        var lemmas: [Lemma] = []
        for filter in groups {
          let count = terms.count(over: link.from, where: filter)
          let isSupported = terms.less(terms.integer(0), count)
          lemmas.append(Lemma(variables: [link.to], body: terms.implies(state, isSupported)))
        }
        let allowed = reached.allowed(lemmas, terms)
        // The first one is that somebody refers to it at all.
        let narrow = allowed.filter { $0 != lemmas.first }
        for lemma in narrow.isEmpty ? allowed : narrow { add(lemma) }
      }
    }
  }

  /// The equations that hold, in all reached states, of an instance's numbers and the totals of those that refer to it: for
  /// each entity that links lead to, and each unit (M. Karr, Acta Informatica 6, 1976).
  ///
  /// - Parameter known: lemmas whose totals are of interest.
  mutating func addBalances(_ links: [InstanceLink], _ reached: ReachedStates, totalsOf known: [Lemma]) {
    for target in Set(links.map(\.target)).sorted(by: { $0.index < $1.index }) {
      let to = variable(target)
      let incoming = links.filter { $0.target == target }
      let numbers = relevantPlaces(target, to).filter { terms.sort($0) == .integer }
      var columns: [(term: Term, unit: Unit?)] = numbers.map { ($0, unit($0)) }
      for lemma in known { columns += totals(in: lemma, about: target) }
      for link in incoming {
        let groups = self.groups(of: link)
        let summands = relevantPlaces(link.source, link.from).filter { terms.sort($0) == .integer }
        for filter in groups {
          columns.append((terms.count(over: link.from, where: filter), Unit.plain))
          for summand in summands {
            columns.append((terms.total(of: summand, over: link.from, where: filter), unit(summand)))
          }
        }
      }
      for unit in Self.each(columns.map(\.unit)) {
        var own: [Term] = []
        for column in columns where column.unit == unit && !own.contains(column.term) {
          own.append(column.term)
        }
        guard let left = numbers.first(where: { self.unit($0) == unit }), own.contains(left) else { continue }
        addBalances(own, for: to, target, reached)
      }
    }
  }

  /// The equations that hold of some columns in all reached states, and those that hold in one state of the instance.
  mutating func addBalances(
    _ columns: [Term], for variable: VariableID, _ entity: EntityID, _ reached: ReachedStates
  ) {
    let states = conditions(relevantPlaces(entity, variable)).filter(isState).map(\.term)
    let rows = reached.values(of: columns + states, for: variable, entity, terms)
    func equations(_ rows: some Sequence<[Integer]>) -> [[Integer]] {
      AffineHull.equations(of: rows.map { Array($0.prefix(columns.count)) })
    }
    let always = equations(rows)
    for equation in always { addEquation(equation, columns, variable) }
    for (position, state) in states.enumerated() {
      let there = rows.filter { $0[columns.count + position] == 1 }
      for equation in equations(there) where !always.contains(equation) {
        addEquation(equation, columns, variable, where: state)
      }
    }
  }

  /// The units of some places, each once.
  func units(of places: [Term]) -> [Unit?] { Self.each(places.map(unit)) }

  static func each(_ units: [Unit?]) -> [Unit?] {
    var found: [Unit?] = []
    for unit in units where !found.contains(unit) { found.append(unit) }
    return found
  }

  /// The most places that an equation may speak of, and the largest coefficient.
  private static let (mostPlaces, largestCoefficient): (Int, Integer) = (6, 100)

  mutating func addEquation(
    _ equation: [Integer], _ columns: [Term], _ variable: VariableID?, where state: Term? = nil
  ) {
    let used = columns.indices.filter { equation[$0] != 0 }
    guard used.count <= Self.mostPlaces, equation.allSatisfy({ $0.magnitude <= Self.largestCoefficient }) else {
      return
    }
    let (left, right) = terms.sides(
      of: used.map { (equation[$0], columns[$0]) }, constant: equation[columns.count])
    let equal = terms.equal(left, right)
    let body = state.map { terms.implies($0, equal) } ?? equal
    add(Lemma(variables: variable.map { [$0] } ?? [], body: body))
  }

  /// The groups of those that refer along a link: all of them, and those in one state.
  private mutating func groups(of link: InstanceLink) -> [Term] {
    var filters = [link.refers]
    for condition in conditions(relevantPlaces(link.source, link.from)) {
      switch (terms.sort(condition.place), terms[condition.term]) {
      case (.enumeration, .equal), (.boolean, _): filters.append(terms.and([link.refers, condition.term]))
      default: break
      }
    }
    return filters
  }

  /// The totals of a lemma that are about one instance of the entity, as ones about its usual variable.
  private mutating func totals(in lemma: Lemma, about entity: EntityID) -> [(term: Term, unit: Unit?)] {
    var found: [(term: Term, unit: Unit?)] = []
    let own = terms.variable(variable(entity))
    for total in aggregates(in: lemma) {
      let spoken = lemma.variables.filter { variable in
        var isSpoken = false
        terms.walk(total) { term in
          if terms[term] == .variable(variable) { isSpoken = true }
          return !isSpoken
        }
        return isSpoken
      }
      guard spoken.count == 1, terms.variables[spoken[0].index].type.sort == .reference(entity) else {
        continue
      }
      let replaced = terms.replacing([terms.variable(spoken[0]): own], in: total)
      switch terms[total] {
      case .total(let summand, _, _): found.append((replaced, unit(summand)))
      default: found.append((replaced, Unit.plain))
      }
    }
    return found
  }

  /// Whom it may help to look at: for each total that a candidate about one instance speaks of, whoever does his part for
  /// it, if something is said of any two of these.
  func related() -> [RelatedInstances] {
    var found: [RelatedInstances] = []
    for lemma in lemmas where lemma.variables.count == 1 {
      for total in aggregates(in: lemma) {
        let related = RelatedInstances(variables: lemma.variables, total)
        switch terms[total] {
        case .total(_, let each, _), .count(let each, _):
          guard case .reference(let entity) = terms.variables[each.index].type.sort, areTold(apart: entity),
            !found.contains(related)
          else { continue }
          found.append(related)
        default: continue
        }
      }
    }
    return found
  }

  /// Whoever the instance refers to that a goal speaks of, if something is said of such an instance and another one.
  mutating func named(by goals: [Lemma]) -> [RelatedInstances] {
    var found: [RelatedInstances] = []
    for goal in goals where goal.variables.count == 1 {
      let own = terms.variable(goal.variables[0])
      var references: [Term] = []
      terms.walk(goal.body) { term in
        if case .reference = terms.sort(term), case .field(_, of: own) = terms[term] { references.append(term) }
        return true
      }
      // What the goal does not read may say why it holds.
      if case .reference(let entity) = terms.variables[goal.variables[0].index].type.sort {
        references += relevantPlaces(entity, goal.variables[0])
      }
      for reference in references {
        let related = RelatedInstances(variables: goal.variables, reference)
        guard case .reference(let entity) = terms.sort(reference), isSaid(ofOthersAnd: entity),
          !found.contains(related)
        else { continue }
        found.append(related)
      }
    }
    return found
  }

  private func isSaid(ofOthersAnd entity: EntityID) -> Bool {
    lemmas.contains { lemma in
      lemma.variables.count > 1
        && lemma.variables.contains { terms.variables[$0.index].type.sort == .reference(entity) }
    }
  }

  private func areTold(apart entity: EntityID) -> Bool {
    lemmas.contains { lemma in
      lemma.variables.count { terms.variables[$0.index].type.sort == .reference(entity) } > 1
    }
  }

  func aggregates(in lemma: Lemma) -> [Term] {
    var found: [Term] = []
    terms.walk(lemma.body) { term in
      switch terms[term] {
      case .total, .count:
        found.append(term)
        return false
      default: return true
      }
    }
    return found.sorted { $0.index < $1.index }
  }
}

extension AffineHull {
  /// The equations that hold of some points, each with what is added behind its coefficients; each is solved for the first
  /// of its places, which no other equation speaks of. Nothing for no points.
  static func equations(of points: [[Integer]]) -> [[Integer]] {
    guard let first = points.first else { return [] }
    var hull = AffineHull(first)
    for point in points.dropFirst() { hull.add(point) }
    var rows: [[Integer]] = []
    for (form, value) in hull.equations {
      let rest = reduced(remainder(form + [-value], rows))
      guard let column = rest.firstIndex(where: { $0 != 0 }) else { continue }
      // What was there is freed of the new one's place.
      rows = rows.map { row in
        let (factor, pivot) = (row[column], rest[column])
        return factor == 0 ? row : reduced(zip(row, rest).map { $0 * pivot - $1 * factor })
      }
      rows.append(rest)
    }
    return rows
  }

  private static func reduced(_ row: [Integer]) -> [Integer] {
    var divisor = row.reduce(0) { gcd($0, $1) }
    if divisor == 0 { return row }
    if let first = row.first(where: { $0 != 0 }), first < 0 { divisor = -divisor }
    return row.map { $0.quotientAndRemainder(dividingBy: divisor)?.quotient ?? $0 }
  }
}
