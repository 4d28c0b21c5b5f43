import EnsureModel
import EnsureObligations

/// Combinations of totals that are worth a try: each total by itself, the difference of any two over one entity, and what a lemma says to
/// be at least something, also with a number that it speaks of replaced by a total that is known to be the same.
enum TotalCombinations {
  /// - Parameters:
  ///   - lemmas: what is to be shown.
  ///   - conditions: what observers look at, for these.
  ///   - kept: what is known. It may tie a total to a field, a global or a total that the others speak of.
  static func candidates(
    for lemmas: [Lemma], watching conditions: [Term], knowing kept: [Lemma], _ terms: inout TermBank
  ) -> [TotalCombination] {
    let numbers = (lemmas.map(\.body) + conditions).reduce(into: Set<Place>()) {
      $0.formUnion(places(in: $1, terms))
    }
    let ties = kept.filter { !numbers.isDisjoint(with: places(in: $0.body, terms)) }
    var found: [TotalCombination] = []
    for lemma in lemmas + ties {
      let totals = totals(in: lemma, terms)
      for one in totals {
        add([.init(1, one.term)], one.entity, lemma, terms, &found)
        for other in totals where other.term != one.term && other.entity == one.entity {
          add([.init(1, one.term), .init(-1, other.term)], one.entity, lemma, terms, &found)
        }
      }
    }
    for lemma in (lemmas + ties).flatMap({ [$0] + withAllTotals(from: ties, in: $0, &terms) }) {
      if let (parts, entity) = difference(in: lemma, totals(in: lemma, terms), terms) {
        add(parts, entity, lemma, terms, &found)
      }
    }
    return found
  }

  /// The totals that a lemma speaks of, with the entities that they range over.
  private static func totals(in lemma: Lemma, _ terms: TermBank) -> [(term: Term, entity: EntityID)] {
    var totals: [(term: Term, entity: EntityID)] = []
    terms.walk(lemma.body) { term in
      switch terms[term] {
      case .total(_, let variable, _), .count(let variable, _):
        if case .reference(let entity) = terms.variables[variable.index].type.sort {
          totals.append((term, entity))
        }
      default: break
      }
      return true
    }
    return totals.sorted { $0.term.index < $1.term.index }
  }

  /// A lemma with up to two places in it replaced by what they equal.
  private static func withAllTotals(from ties: [Lemma], in lemma: Lemma, _ terms: inout TermBank) -> [Lemma] {
    var found = withTotals(from: ties, in: lemma, &terms)
    for once in found {
      for twice in withTotals(from: ties, in: once, &terms) where !found.contains(twice) { found.append(twice) }
    }
    return found
  }

  /// A lemma that speaks of numbers, with a place or another total in it replaced by what it equals: `count(...) <= k.spent` says of
  /// totals alone what `k.spent == sum(...)` makes of it.
  private static func withTotals(
    from ties: [Lemma], in lemma: Lemma, _ terms: inout TermBank
  ) -> [Lemma] {
    guard case .lessOrEqual = terms[lemma.body] else { return [] }
    var found: [Lemma] = []
    for tie in ties where tie != lemma && tie.variables.count <= 1 {
      guard case .equal(let left, let right) = terms[tie.body] else { continue }
      for (place, meaning) in [(left, right), (right, left)] {
        for names in renamings(of: tie, to: lemma, &terms) {
          let known = terms.replacing(names, in: place)
          let value = terms.replacing(names, in: meaning)
          for own in same(as: known, in: lemma, terms) {
            let body = terms.replacing([own: value], in: lemma.body)
            if body != lemma.body { found.append(Lemma(variables: lemma.variables, body: body)) }
          }
        }
      }
    }
    return found
  }

  /// The ways to read a lemma of one variable, or of none, as one about what another lemma speaks of.
  private static func renamings(
    of tie: Lemma, to lemma: Lemma, _ terms: inout TermBank
  ) -> [[Term: Term]] {
    guard let own = tie.variables.first else { return [[:]] }
    let sort = terms.variables[own.index].type.sort
    return lemma.variables.filter { terms.variables[$0.index].type.sort == sort }.map {
      [terms.variable(own): terms.variable($0)]
    }
  }

  /// What a lemma calls the same: a place by its term, and a total over all instances whatever its variable is called.
  private static func same(as known: Term, in lemma: Lemma, _ terms: TermBank) -> [Term] {
    switch terms[known] {
    case .field, .global: return [known]
    case .total, .count:
      guard terms.freeVariables(known).isEmpty, let shape = terms.shape(ofTotal: known) else { return [] }
      return totals(in: lemma, terms).map(\.term).filter {
        terms.freeVariables($0).isEmpty && terms.shape(ofTotal: $0) == shape
      }
    default: return []
    }
  }

  /// The sides of an inequality as one combination, if they are made of totals over one entity: `2 * count - sum` of `sum <= 2 * count`.
  private static func difference(
    in lemma: Lemma, _ totals: [(term: Term, entity: EntityID)], _ terms: TermBank
  ) -> (parts: [TotalCombination.Part], entity: EntityID)? {
    guard case .lessOrEqual(let left, let right) = terms[lemma.body], let entity = totals.first?.entity,
      let smaller = terms.linear(left, knowing: { _ in nil }),
      let larger = terms.linear(right, knowing: { _ in nil })
    else { return nil }
    let form = larger - smaller
    var parts: [TotalCombination.Part] = []
    for unknown in form.unknowns.sorted() {
      guard totals.contains(where: { Int($0.term.index) == unknown && $0.entity == entity }) else { return nil }
      parts.append(.init(form[unknown], Term(index: Int32(unknown))))
    }
    return parts.count > 1 ? (parts, entity) : nil
  }

  /// The totals of some lemmas, and the differences of totals that goals come down to where these lemmas hold, to which each instance
  /// contributes at least 0 in all reached states; with the lemmas that say so of what is summed.
  static func bounded(
    in lemmas: [Lemma], for goals: [Lemma], _ reached: ReachedStates, _ terms: inout TermBank
  ) -> [(combination: TotalCombination, reason: Lemma)] {
    let single = candidates(for: lemmas, watching: [], knowing: [], &terms).filter { $0.parts.count == 1 }
    let several = candidates(for: goals, watching: [], knowing: lemmas, &terms).filter { $0.parts.count > 1 }
    var found: [(TotalCombination, Lemma)] = []
    for combination in single + several {
      guard let reason = reason(for: combination, &terms), reached.allowed([reason], terms).count == 1 else {
        continue
      }
      found.append((combination, reason))
    }
    return found
  }

  /// That what each instance contributes is at least 0: nil if that depends on more than the instance, or its parts are not the
  /// same instances'.
  private static func reason(for combination: TotalCombination, _ terms: inout TermBank) -> Lemma? {
    var parts: [(Integer, Term)] = []
    var common: (variable: VariableID, filter: Term)?
    for part in combination.parts {
      guard case .total(let summand, let variable, let filter) = terms[part.total],
        terms.freeVariables(summand) == [variable]
      else { return nil }
      let own = common ?? (variable, filter)
      let names = [terms.variable(variable): terms.variable(own.variable)]
      if terms.replacing(names, in: filter) != own.filter { return nil }
      common = own
      parts.append((part.coefficient, terms.replacing(names, in: summand)))
    }
    guard let common else { return nil }
    let (more, less) = terms.sides(of: parts)
    let isBounded = terms.lessOrEqual(less, more)
    // Of a single one it is tried whether it holds of all instances.
    let isFiltered = combination.parts.count > 1 && terms[common.filter] != .boolean(true)
    if isFiltered, terms.freeVariables(common.filter) != [common.variable] { return nil }
    return Lemma(
      variables: [common.variable], body: isFiltered ? terms.implies(common.filter, isBounded) : isBounded)
  }

  /// Where a number stands that a lemma reads.
  private enum Place: Hashable {
    case field(FieldID)
    case global(GlobalID)
    case aggregate(TotalShape)
  }

  /// The places of the integers that a condition reads, and its totals; what these read is none of it.
  private static func places(in condition: Term, _ terms: TermBank) -> Set<Place> {
    var found: Set<Place> = []
    terms.walk(condition) { term in
      switch terms[term] {
      case .total, .count:
        if let shape = terms.shape(ofTotal: term) { found.insert(.aggregate(shape)) }
        return false
      case .field(let field, _) where terms.sort(term) == .integer: found.insert(.field(field))
      case .global(let global) where terms.sort(term) == .integer: found.insert(.global(global))
      default: break
      }
      return true
    }
    return found
  }

  private static func add(
    _ parts: [TotalCombination.Part], _ entity: EntityID, _ lemma: Lemma, _ terms: TermBank,
    _ found: inout [TotalCombination]
  ) {
    // Only the variables that the totals speak of.
    var spoken: Set<VariableID> = []
    for part in parts {
      terms.walk(part.total) { term in
        if case .variable(let variable) = terms[term] { spoken.insert(variable) }
        return true
      }
    }
    let combination = TotalCombination(
      variables: lemma.variables.filter(spoken.contains), entity: entity, parts: parts)
    if !found.contains(combination) { found.append(combination) }
  }
}
