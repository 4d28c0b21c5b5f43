import EnsureModel
import EnsureObligations

/// Lemmas about the clocks of deadlines.
extension LemmaCandidates {
  /// That no clock runs longer than it may, and that none began later than now, or than when its waits are over.
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

  /// How many sums are tried.
  private static let mostSpans = 32

  /// What some of the deadlines come to together, with the time that has to pass before they begin or without.
  private func spans() -> [Integer] {
    let deadlines = world.deadlines
    if deadlines.isEmpty { return [] }
    var found: Set<Integer> = [0]
    for deadline in deadlines {
      let waits = deadline.waits.filter { $0 > 0 }
      let parts = [deadline.ticks] + waits + waits.map { $0 + deadline.ticks }
      let more = found.union(found.flatMap { span in parts.map { span + $0 } })
      if more.count > Self.mostSpans { break }
      found = more
    }
    return found.sorted()
  }
}
