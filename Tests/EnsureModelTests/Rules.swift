import EnsureModel
import ModelSketch

/// One expectation for each rule that a sabotaged world gets wrong. It is true of the interpreter as it is.
enum Rules {
  typealias Check = (Sabotage?) throws -> Bool

  static func check(for sabotage: Sabotage) -> Check {
    switch sabotage {
    case .honestIgnored: honestPeopleKeepHonest
    case .oneRankCorruptsAll: otherRanksStayHonest
    case .byIsExact: byHoldsForHigherRanks
    case .permitIsExact: permitHoldsForHigherRanks
    case .forbidReachesHigherRanks: forbidIsForItsRankOnly
    case .forbidLoses: forbidWins
    case .openByDefault: whatNoRulePermitsIsDenied
    case .onlyOwnRoleIsImpersonated: attackerIsTakenForAnotherRole
    case .distinctIgnored: distinctBinds
    case .attackerIsBound: honestDoesNotBindTheAttacker
    case .simultaneousBody: statementsReadWhatWasWritten
    case .sequentialBulk: bulkEffectsAreSimultaneous
    case .bulkUnfiltered: bulkEffectsKeepTheirFilter
    case .oldAlias: pathsFollowAssignments
    case .commitsTooEarly: commitsReadTheStateBehind
    case .undefinedBlocksForgery: undefinedTermsAreArbitraryInForgeries
    case .truncatingDivision: divisionIsEuclidean
    case .noShortCircuit: connectivesStopEarly
    case .deadlinesAreForgotten: timeWaitsForWhatIsDue
    case .timeRunsBackwards: timeMakesInstantsOlder
    case .secretsAreKnown: attackersNameOnlyWhatTheyKnow
    case .dutyWithoutHonest: nobodyIsForcedToSteal
    case .optionalIsForced: optionalActionsAreNeverForced
    case .duplicatesAreForced: whatHasBeenReceivedNeedNotComeAgain
    case .strongIsWeak: strongFairnessForcesWhatIsPossibleAgainAndAgain
    case .unfairLassosCount: anUnfairLassoIsRefused
    case .untouchedIgnored: someUntouchedInstanceStandsForAllOthers
    case .everyNumberIsATally: aLoopComesBackToWhatIsAskedFor
    case .forgedPromisesCount: aForgedStepKeepsNoPromise
    case .triggersAreGenuine: aForgedStepTriggers
    case .untilIsWeak: untilDemandsItsRightSide
    case .boundIsOpen: whatIsDueMayHappenAtTheBound
    case .totalsUnfiltered: totalsKeepTheirFilter
    }
  }

  // MARK: People

  /// A role of clerks and managers, an order with a paid flag, and an action `ship` with `honest o.paid`.
  struct Shop {
    let spec = Sketch()
    let staff: EntityID
    let order: EntityID
    let paid: FieldID
    let shipped: FieldID

    init() {
      staff = spec.role("Staff", ranks: ["clerk", "manager"])
      order = spec.entity("Order")
      paid = spec.flag(order, "paid")
      shipped = spec.flag(order, "shipped")
    }

    /// `ship(o: Order) by Staff`, with what `change` adds.
    @discardableResult
    func ship(rank: Int? = nil, honest: Bool = false, _ rules: [PolicyRule] = []) -> ActionID {
      spec.action("ship", [("o", spec.of(order))], by: RoleReference(staff, rank: rank)) { action, terms, _ in
        if honest { action.honest = [spec.clause(spec.get(paid, terms[0]))] }
        action.rules = rules
        action.body = [spec.set(shipped, terms[0], spec.yes(true))]
      }
    }

    func interpreter(_ threats: Set<ThreatID> = [], _ sabotage: Sabotage?) throws -> Interpreter {
      try spec.interpreter(spec.scope(1, 1), threats: threats, sabotage: sabotage)
    }
  }

  static let clerk = 0
  static let manager = 1

  static func honestPeopleKeepHonest(_ sabotage: Sabotage?) throws -> Bool {
    let shop = Shop()
    let ship = shop.ship(honest: true)
    let interpreter = try shop.interpreter([], sabotage)
    return interpreter.take(ship, [0], in: try interpreter.start).isBlocked
  }

  static func nobodyIsForcedToSteal(_ sabotage: Sabotage?) throws -> Bool {
    let shop = Shop()
    shop.ship(honest: true)
    let threat = shop.spec.threat("T", shop.spec.corrupt(shop.staff, rank: clerk))
    let interpreter = try shop.interpreter([threat], sabotage)
    let fair = Assumption.fair(RoleReference(shop.staff), strongly: false)
    guard let way = interpreter.world.duties(assuming: [fair]).first?.ways.first else { return false }
    let start = try interpreter.start
    return [clerk, manager].allSatisfy {
      interpreter.step(way.move, arguments: [0], principal: $0, in: start).isBlocked
    }
  }

  static func otherRanksStayHonest(_ sabotage: Sabotage?) throws -> Bool {
    let shop = Shop()
    let ship = shop.ship(honest: true)
    let threat = shop.spec.threat("T", shop.spec.corrupt(shop.staff, rank: clerk))
    let interpreter = try shop.interpreter([threat], sabotage)
    let start = try interpreter.start
    guard let taken = interpreter.take(ship, [0], by: clerk, in: start).taken else { return false }
    return taken.brokenHonesty == [0] && taken.threats == [threat]
      && interpreter.take(ship, [0], by: manager, in: start).isBlocked
  }

  static func byHoldsForHigherRanks(_ sabotage: Sabotage?) throws -> Bool {
    let shop = Shop()
    let ship = shop.ship(rank: clerk)
    let interpreter = try shop.interpreter([], sabotage)
    let start = try interpreter.start
    return [clerk, manager].allSatisfy { interpreter.take(ship, [0], by: $0, in: start).taken != nil }
  }

  static func permitHoldsForHigherRanks(_ sabotage: Sabotage?) throws -> Bool {
    let shop = Shop()
    let ship = shop.ship([shop.spec.permit(shop.staff, rank: clerk)])
    let interpreter = try shop.interpreter([], sabotage)
    let start = try interpreter.start
    return [clerk, manager].allSatisfy { interpreter.take(ship, [0], by: $0, in: start).taken != nil }
  }

  static func forbidIsForItsRankOnly(_ sabotage: Sabotage?) throws -> Bool {
    let shop = Shop()
    let ship = shop.ship([shop.spec.permit(nil), shop.spec.forbid(shop.staff, rank: clerk)])
    let interpreter = try shop.interpreter([], sabotage)
    let start = try interpreter.start
    return interpreter.take(ship, [0], by: clerk, in: start).isBlocked
      && interpreter.take(ship, [0], by: manager, in: start).taken != nil
  }

  static func forbidWins(_ sabotage: Sabotage?) throws -> Bool {
    let shop = Shop()
    let ship = shop.ship([shop.spec.permit(nil), shop.spec.forbid(shop.staff)])
    let interpreter = try shop.interpreter([], sabotage)
    return interpreter.take(ship, [0], in: try interpreter.start).isBlocked
  }

  static func whatNoRulePermitsIsDenied(_ sabotage: Sabotage?) throws -> Bool {
    let shop = Shop()
    let ship = shop.ship([shop.spec.permit(shop.staff, rank: manager)])
    let interpreter = try shop.interpreter([], sabotage)
    return interpreter.take(ship, [0], by: clerk, in: try interpreter.start).isBlocked
  }

  static func attackerIsTakenForAnotherRole(_ sabotage: Sabotage?) throws -> Bool {
    let shop = Shop()
    let courier = shop.spec.entity("Courier", .actor)
    let ship = shop.ship([shop.spec.permit(courier)])
    let threat = shop.spec.threat("T", shop.spec.attacker(ship))
    let interpreter = try shop.spec.interpreter(shop.spec.scope(1, 1, 1), threats: [threat], sabotage: sabotage)
    return !interpreter.forgeries(ship, [0], in: try interpreter.start).isEmpty
  }

  static func distinctBinds(_ sabotage: Sabotage?) throws -> Bool {
    let spec = Sketch()
    let order = spec.entity("Order")
    let swap = spec.action("swap", [("o", spec.of(order)), ("p", spec.of(order))]) { action, terms, _ in
      action.distinct = [spec.clause(spec.not(spec.eq(terms[0], terms[1])))]
    }
    let interpreter = try spec.interpreter(spec.scope(2), sabotage: sabotage)
    let start = try interpreter.start
    return interpreter.take(swap, [1, 1], in: start).isBlocked
      && interpreter.take(swap, [0, 1], in: start).taken != nil
  }

  static func honestDoesNotBindTheAttacker(_ sabotage: Sabotage?) throws -> Bool {
    let shop = Shop()
    let ship = shop.ship(rank: manager, honest: true)
    let threat = shop.spec.threat("T", shop.spec.attacker(ship))
    let interpreter = try shop.interpreter([threat], sabotage)
    return interpreter.forgeries(ship, [0], in: try interpreter.start).first?.threats == [threat]
  }

  // MARK: Bodies

  static func statementsReadWhatWasWritten(_ sabotage: Sabotage?) throws -> Bool {
    let spec = Sketch()
    let order = spec.entity("Order")
    let (first, second) = (spec.number(order, "a"), spec.number(order, "b"))
    let run = spec.action("run", [("o", spec.of(order))]) { action, terms, _ in
      action.body = [
        spec.set(first, terms[0], spec.int(7)),
        spec.set(second, terms[0], spec.plus(spec.get(first, terms[0]), spec.int(1))),
      ]
    }
    let interpreter = try spec.interpreter(spec.scope(1), sabotage: sabotage)
    guard let taken = interpreter.take(run, [0], in: try interpreter.start).taken else { return false }
    return interpreter.read(second, 0, taken.state) == 8
  }

  /// A list of three items: each takes the amount of the one that it follows.
  private static func shift(where limit: Integer, _ sabotage: Sabotage?) throws -> [Integer] {
    let spec = Sketch()
    let item = spec.entity("Item")
    let next = spec.link(item, "next", to: item)
    let amount = spec.number(item, "amount")
    let shift = spec.action("shift") { action, _, _ in
      let (l, term) = spec.variable("l", spec.of(item))
      let ahead = spec.get(amount, spec.get(next, term))
      action.body = [
        .update(
          l, where: spec.lt(spec.get(amount, term), spec.int(limit)), [spec.set(amount, term, ahead)], spec.here
        )
      ]
    }
    let interpreter = try spec.interpreter(spec.scope(3), sabotage: sabotage)
    var state = try interpreter.start
    for (number, value) in ([1, 2, 3] as [Integer]).enumerated() {
      state.values[interpreter.layout.slot(next, number) ?? 0] = Integer((number + 2) % 3)
      state.values[interpreter.layout.slot(amount, number) ?? 0] = value
    }
    guard let taken = interpreter.take(shift, in: state).taken else { return [] }
    return (0..<3).compactMap { interpreter.read(amount, $0, taken.state) }
  }

  static func bulkEffectsAreSimultaneous(_ sabotage: Sabotage?) throws -> Bool {
    try shift(where: 9, sabotage) == [3, 1, 2]
  }

  static func bulkEffectsKeepTheirFilter(_ sabotage: Sabotage?) throws -> Bool {
    try shift(where: 3, sabotage) == [3, 1, 3]
  }

  static func pathsFollowAssignments(_ sabotage: Sabotage?) throws -> Bool {
    let spec = Sketch()
    let order = spec.entity("Order")
    let next = spec.link(order, "next", to: order)
    let amount = spec.number(order, "amount")
    let run = spec.action("run", [("o", spec.of(order)), ("p", spec.of(order))]) { action, terms, _ in
      action.body = [
        spec.set(next, terms[0], terms[1]), spec.set(amount, spec.get(next, terms[0]), spec.int(5)),
      ]
    }
    let interpreter = try spec.interpreter(spec.scope(2), sabotage: sabotage)
    guard let taken = interpreter.take(run, [0, 1], in: try interpreter.start).taken else { return false }
    return interpreter.read(amount, 1, taken.state) == 5 && interpreter.read(amount, 0, taken.state) == 0
  }

  static func commitsReadTheStateBehind(_ sabotage: Sabotage?) throws -> Bool {
    let spec = Sketch()
    let order = spec.entity("Order")
    let amount = spec.number(order, "amount")
    let raise = spec.action("raise", [("o", spec.of(order))]) { action, terms, _ in
      action.body = [spec.set(amount, terms[0], spec.plus(spec.get(amount, terms[0]), spec.int(1)))]
      action.commits = [spec.clause(spec.lt(spec.get(amount, terms[0]), spec.int(2)))]
    }
    let interpreter = try spec.interpreter(spec.scope(1), sabotage: sabotage)
    guard let taken = interpreter.take(raise, [0], in: try interpreter.start).taken else { return false }
    return interpreter.take(raise, [0], in: taken.state) == .blocked(.commit(0))
  }

  static func undefinedTermsAreArbitraryInForgeries(_ sabotage: Sabotage?) throws -> Bool {
    let spec = Sketch()
    let order = spec.entity("Order")
    let next = spec.link(order, "next", to: order)
    let amount = spec.number(order, "amount")
    let copy = spec.action("copy", [("o", spec.of(order))]) { action, terms, _ in
      action.body = [spec.set(amount, terms[0], spec.get(amount, spec.get(next, terms[0])))]
    }
    let threat = spec.threat("T", spec.attacker(copy))
    let interpreter = try spec.interpreter(spec.scope(1), threats: [threat], sabotage: sabotage)
    let found = interpreter.forgeries(copy, [0], in: try interpreter.start)
    return Set(found.map { interpreter.read(amount, 0, $0.state) }) == [-2, -1, 0, 1, 2, 3]
  }

  // MARK: Terms and time

  static func divisionIsEuclidean(_ sabotage: Sabotage?) throws -> Bool {
    let spec = Sketch()
    let quotient = spec.div(spec.int(-7), spec.int(2))
    let remainder = spec.mod(spec.int(-7), spec.int(2))
    let interpreter = try spec.interpreter(spec.scope(), sabotage: sabotage)
    let start = try interpreter.start
    return try interpreter.evaluate(quotient, in: start) == -4
      && interpreter.evaluate(remainder, in: start) == 1
  }

  static func connectivesStopEarly(_ sabotage: Sabotage?) throws -> Bool {
    let spec = Sketch()
    let broken = spec.eq(spec.div(spec.int(1), spec.int(0)), spec.int(1))
    let safe = [
      spec.not(spec.and(spec.yes(false), broken)), spec.or(spec.yes(true), broken),
      spec.implies(spec.yes(false), broken),
    ]
    let interpreter = try spec.interpreter(spec.scope(), sabotage: sabotage)
    let start = try interpreter.start
    return safe.allSatisfy { (try? interpreter.evaluate($0, in: start)) == 1 }
  }

  static func timeMakesInstantsOlder(_ sabotage: Sabotage?) throws -> Bool {
    let spec = Sketch()
    spec.system.hasTime = true
    let order = spec.entity("Order")
    let at = spec.field(order, "at", Sketch.instant, spec.now())
    let (o, term) = spec.variable("o", spec.of(order))
    let age = spec.minus(spec.now(), spec.get(at, term))
    _ = spec.le(age, spec.int(10))
    let interpreter = try spec.interpreter(spec.scope(1), sabotage: sabotage)
    guard let later = interpreter.delay(3, in: try interpreter.start) else { return false }
    return try interpreter.evaluate(age, in: later, [o: 0]) == 3
  }

  static func timeWaitsForWhatIsDue(_ sabotage: Sabotage?) throws -> Bool {
    let spec = Sketch()
    spec.system.hasTime = true
    let order = spec.entity("Order")
    let isDue = spec.field(order, "due", ValueType(.boolean), spec.system.bank.boolean(true))
    let since = spec.field(order, "since", Sketch.instant, spec.now())
    let (o, term) = spec.variable("o", spec.of(order))
    let age = spec.minus(spec.now(), spec.get(since, term))
    let mayPass = spec.system.bank.implies(spec.get(isDue, term), spec.lt(age, spec.int(2)))
    let ship = spec.action("ship", [("o", spec.of(order))]) { _, _, _ in }
    spec.system.deadlines = [
      ActionDeadline(
        action: ship, instances: (o, order), isPossible: spec.system.bank.boolean(true),
        isRunning: spec.get(isDue, term), since: spec.get(since, term),
        age: age, waits: [], ticks: 2,
        maySpendTick: mayPass, freed: nil)
    ]
    let interpreter = try spec.interpreter(spec.scope(1), sabotage: sabotage)
    let start = try interpreter.start
    guard let later = interpreter.delay(2, in: start) else { return false }
    return interpreter.delay(3, in: start) == nil && interpreter.delay(1, in: later) == nil
  }

  static func totalsKeepTheirFilter(_ sabotage: Sabotage?) throws -> Bool {
    let spec = Sketch()
    let order = spec.entity("Order")
    let amount = spec.field(order, "amount", spec.range(1, 3), any: nil)
    let (o, term) = spec.variable("o", spec.of(order))
    let total = spec.system.bank.total(
      of: spec.get(amount, term), over: o, where: spec.lt(spec.int(1), spec.get(amount, term)))
    let interpreter = try spec.interpreter(spec.scope(3), sabotage: sabotage)
    return try interpreter.evaluate(total, in: State(values: [1, 2, 3])) == 5
  }
}
