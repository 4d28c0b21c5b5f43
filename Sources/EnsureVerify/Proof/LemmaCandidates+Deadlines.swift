import EnsureModel
import EnsureObligations

/// Lemmas about the clocks of deadlines, and about how far instants are apart.
extension LemmaCandidates {
  /// That no clock runs longer than it may, and that none began later than now, or than when its waits are over; and that one runs
  /// where the action's guards hold, as far as they speak of the instance that has the clock.
  mutating func addDeadlines() {
    for deadline in world.deadlines {
      var variables: [VariableID] = []
      var names: [Term: Term] = [:]
      if let (own, entity) = deadline.instances {
        let variable = variable(entity)
        variables = [variable]
        names[terms.variable(own)] = terms.variable(variable)
      }
      let isRunning = terms.replacing(names, in: deadline.isRunning)
      let age = terms.replacing(names, in: deadline.age)
      let isMet = terms.lessOrEqual(age, terms.integer(deadline.ticks))
      add(Lemma(variables: variables, body: terms.implies(isRunning, isMet)))
      let earliest = min(0, -(deadline.waits.max() ?? 0))
      add(Lemma(variables: variables, body: terms.lessOrEqual(terms.integer(earliest), age)))
      let asked = asked(by: deadline).map { terms.replacing(names, in: $0) }
      if asked.isEmpty { continue }
      let runs = terms.implies(terms.and(asked), isRunning)
      for lemma in Flattening.lemmas(variables, runs, of: system, &terms) ?? [] { add(lemma) }
    }
  }

  /// What the guards of an action with a deadline ask of the instance that has the clock, but for the time; where some ranks are freed
  /// of it, what is asked of whoever has another one.
  private func asked(by deadline: ActionDeadline) -> [Term] {
    guard let move = world.forcedMove(of: deadline.action) else { return [] }
    let own = Set(deadline.instances.map { [$0.variable] } ?? [])
    if deadline.freed.map({ !$0.contains([]) }) ?? false {
      return world.bank.freeVariables(deadline.isPossible).isSubset(of: own) ? [deadline.isPossible] : []
    }
    return move.guards.flatMap { world.bank.conjuncts($0.clause.term) }.filter { part in
      var speaksOfNow = false
      world.bank.walk(part) { term in
        if case .now = world.bank[term] { speaksOfNow = true }
        return !speaksOfNow
      }
      return !speaksOfNow && world.bank.freeVariables(part).isSubset(of: own)
    }
  }

  /// How long an observer has been waiting, now and when the clocks of what it watches began: no longer than some deadlines
  /// take one after the other.
  mutating func addDelays(of observer: Observer) {
    let spans = spans()
    if spans.isEmpty { return }
    let clocks = world.deadlines.flatMap { Self.clocks(of: $0, watchedBy: observer, world.system, &terms) }
    for memory in observer.memories {
      guard let instant = memory.instant else { continue }
      let was = terms.global(memory.was, .boolean)
      let wait = terms.difference(terms.now(), terms.global(instant, .instant))
      for span in spans {
        let bound = terms.integer(span)
        add(Lemma(variables: [], body: terms.implies(was, terms.lessOrEqual(wait, bound))))
        for clock in clocks {
          let isWaiting = terms.and([was, clock.isRunning])
          let before = terms.lessOrEqual(terms.difference(wait, clock.age), bound)
          add(Lemma(variables: [], body: terms.implies(isWaiting, before)))
        }
      }
      for bound in bounds(of: observer) where !spans.contains(bound) {
        let isKept = terms.lessOrEqual(wait, terms.integer(bound))
        add(Lemma(variables: [], body: terms.implies(was, isKept)))
      }
      // What is tried again has waited once for each time that it has been tried.
      for count in counters(of: observer) {
        for span in Set(steps().joined()).sorted() {
          let bound = terms.multiple(span, of: count)
          for clock in clocks {
            let isWaiting = terms.and([was, clock.isRunning])
            let before = terms.lessOrEqual(terms.difference(wait, clock.age), bound)
            add(Lemma(variables: [], body: terms.implies(isWaiting, before)))
          }
          if case .field(_, of: let instance) = terms[count] {
            for place in instants(of: instance) {
              let before = terms.lessOrEqual(terms.difference(place, terms.global(instant, .instant)), bound)
              add(Lemma(variables: [], body: terms.implies(was, before)))
            }
          }
        }
      }
    }
  }

  /// The instants that an instance has.
  private mutating func instants(of instance: Term) -> [Term] {
    guard case .reference(let entity) = terms.sort(instance) else { return [] }
    return system.entities[entity.index].fields.filter { system.fields[$0.index].type.sort == .instant }
      .map { place($0, of: instance) }
  }

  /// How long the observer's property lets somebody wait.
  private func bounds(of observer: Observer) -> [Integer] {
    guard case .temporal(let formula, _) = system.properties[observer.property.index].kind else { return [] }
    var found: [Integer] = []
    var open = [formula]
    while let next = open.popLast() {
      switch next {
      case .eventually(_, within: let bound?): found.append(bound)
      case .once(_, let window?), .earlier(_, let window?), .since(_, _, let window?):
        found.append(window.upper)
      default: break
      }
      open += next.operands
    }
    return found
  }

  /// Numbers of what is watched that some step counts up.
  private mutating func counters(of observer: Observer) -> [Term] {
    var counted: Set<FieldID> = []
    for move in world.moves {
      for assignment in Statement.assignments(world.system.effects(of: move)) {
        guard case .field(let field, of: _) = assignment.location,
          case .sum(let parts) = world.bank[assignment.value]
        else { continue }
        if parts.contains(where: { world.bank[$0] == .integer(1) }) { counted.insert(field) }
      }
    }
    return observer.parameters.flatMap { parameter -> [Term] in
      let sort = observer.system.globals[parameter.index].type.sort
      guard case .reference(let entity) = sort else { return [] }
      let instance = terms.global(parameter, sort)
      return system.entities[entity.index].fields.filter(counted.contains).map { place($0, of: instance) }
    }
  }

  /// A clock of an instance that is watched.
  struct WatchedClock {
    let isRunning: Term
    let age: Term
    let ticks: Integer
  }

  /// A deadline's clocks of what an observer watches.
  static func clocks(
    of deadline: ActionDeadline, watchedBy observer: Observer, _ system: TransitionSystem,
    _ terms: inout TermBank
  ) -> [WatchedClock] {
    guard let (variable, entity) = deadline.instances else {
      return [WatchedClock(isRunning: deadline.isRunning, age: deadline.age, ticks: deadline.ticks)]
    }
    var found: [WatchedClock] = []
    for parameter in observer.parameters {
      let sort = observer.system.globals[parameter.index].type.sort
      guard sort == .reference(entity) else { continue }
      let names = [terms.variable(variable): terms.global(parameter, sort)]
      found.append(
        WatchedClock(
          isRunning: terms.replacing(names, in: deadline.isRunning),
          age: terms.replacing(names, in: deadline.age),
          ticks: deadline.ticks))
    }
    return found
  }

  /// That an instant of what is watched comes at most so much later than one that is remembered as guards let pass: a token that
  /// was fetched while the last payment was not too old.
  ///
  /// - Parameter relations: which of the watched instances belong together.
  mutating func addAges(of observer: Observer, _ watched: [Term], _ relations: [Term]) {
    let spans = guardedSpans()
    if spans.isEmpty { return }
    for last in observer.memories.compactMap(\.instant) {
      let remembered = terms.global(last, .instant)
      for place in watched where terms.sort(place) == .instant {
        let own = watched.filter { $0 != place && owner($0) == owner(place) }
        var premises: [Term] = []
        for state in conditions(own).filter(isState).map(\.term) {
          premises.append(state)
          for relation in relations { premises.append(terms.and([relation, state])) }
        }
        for span in spans {
          let difference = terms.difference(place, remembered)
          let isBound = terms.lessOrEqual(difference, terms.integer(span))
          for premise in premises + relations {
            add(Lemma(variables: [], body: terms.implies(premise, isBound)))
          }
        }
      }
    }
  }

  private func owner(_ place: Term) -> Term? {
    if case .field(_, let instance) = terms[place] { instance } else { nil }
  }

  /// How long guards let pass since something, in ticks.
  private func guardedSpans() -> [Integer] {
    var found: Set<Integer> = []
    for condition in world.moves.flatMap(\.guards) {
      world.bank.walk(condition.clause.term) { term in
        switch world.bank[term] {
        case .less(let left, let right), .lessOrEqual(let left, let right):
          guard let left = form(left), let right = form(right) else { return true }
          let all = left - right
          let speaksOfNow = all.unknowns.contains { world.bank[Term(index: Int32($0))] == .now }
          if speaksOfNow, all.constant != 0 { found.insert(all.constant.magnitude) }
          return false
        default: return true
        }
      }
    }
    return Array(found.sorted().prefix(Self.mostAges))
  }

  /// A number of a guard as a sum, with constants in place of their names.
  private func form(_ term: Term) -> EnsureModel.LinearForm? {
    world.bank.linear(term) { part in
      guard case .global(let global) = world.bank[part], !system.globals[global.index].isMutable,
        case .value(let value) = system.globals[global.index].initial
      else { return nil }
      return value
    }
  }

  /// How many spans of guards are tried.
  private static let mostAges = 8
  /// How many sums are tried.
  private static let mostSpans = 32

  /// How long each deadline may take, with the time that has to pass before it begins or without.
  private func steps() -> [[Integer]] {
    world.deadlines.map { deadline in
      let waits = deadline.waits.filter { $0 > 0 }
      return [deadline.ticks] + waits + waits.map { $0 + deadline.ticks }
    }
  }

  /// What some of the deadlines come to together.
  private func spans() -> [Integer] {
    var found: Set<Integer> = [0]
    for parts in steps() {
      let more = found.union(found.flatMap { span in parts.map { span + $0 } })
      if more.count > Self.mostSpans { break }
      found = more
    }
    return world.deadlines.isEmpty ? [] : found.sorted()
  }
}
