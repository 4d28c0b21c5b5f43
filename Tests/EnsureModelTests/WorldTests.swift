import EnsureModel
import ModelSketch
import Testing

/// Rules 7 to 10: which moves a world has, and what binds them.
@Suite struct WorldTests {
  @Test func guardsStandInOrder() throws {
    let spec = Sketch()
    let staff = spec.role("Staff", ranks: ["clerk", "manager"])
    let order = spec.entity("Order")
    let flag = spec.flag(order, "flag")
    let ship = spec.action(
      "ship", [("o", spec.of(order)), ("p", spec.of(order))], by: RoleReference(staff, rank: 1)
    ) { action, terms, _ in
      action.requires = [spec.clause(spec.get(flag, terms[0])), spec.clause(spec.get(flag, terms[1]))]
      action.honest = [spec.clause(spec.yes(true))]
      action.distinct = [spec.clause(spec.not(spec.eq(terms[0], terms[1])))]
      action.rules = [spec.forbid(staff, rank: 0), spec.permit(nil)]
    }
    let genuine = try #require(World(spec.system, threats: []).moves.first)
    #expect(
      genuine.guards.map(\.kind)
        == [.by, .distinct(0), .requires(0), .requires(1), .policy, .forbid(0), .honest(0)])
    #expect(genuine.principalUse == .rank)

    let threat = spec.threat(
      "T", spec.attacker(ship, when: spec.yes(true)),
      spec.attacker(ship, withoutRequires: true, withoutPolicy: true))
    let forged = World(spec.system, threats: [threat]).moves.filter { !$0.isGenuine }
    #expect(
      forged.filter { $0.agency == .forged(threat, power: 0) }.map { $0.guards.map(\.kind) } == [
        // There is nobody but staff for whom he could be taken, so the forbid concerns him.
        [.distinct(0), .requires(0), .requires(1), .policy, .forbid(0), .when]
      ])
    let free = forged.filter { $0.agency == .forged(threat, power: 1) }
    #expect(free.map { $0.guards.count } == [0])
    #expect(free.map(\.principalRole) == [nil])
  }

  @Test func corruptionDropsHonestAndIsRemembered() throws {
    let shop = Rules.Shop()
    let ship = shop.ship(honest: true)
    let all = shop.spec.threat("All", shop.spec.corrupt(shop.staff))
    let one = shop.spec.threat("One", shop.spec.corrupt(shop.staff, rank: 0))
    let both = try shop.interpreter([all, one], nil)
    let move = try #require(both.moves(ship, genuine: true).first)
    #expect(move.guards.isEmpty)
    #expect(move.corruptions.map(\.threat) == [all, one])
    let taken = try #require(both.take(ship, [0], by: 1, in: try both.start).taken)
    #expect(taken.brokenHonesty == [0] && taken.threats == [all])

    // Keeping the discipline needs no threat.
    var paid = try both.start
    paid.values[try #require(both.layout.slot(shop.paid, 0))] = 1
    let kept = try #require(both.take(ship, [0], by: 1, in: paid).taken)
    #expect(kept.brokenHonesty.isEmpty && kept.threats.isEmpty)
  }

  /// Rule 9: a clause without a value is a defect with the threat as without it, unless a broken one guards it.
  @Test func undefinedDisciplineIsADefectInEveryWorld() throws {
    let spec = Sketch()
    let courier = spec.entity("Courier", .actor)
    let order = spec.entity("Order")
    let next = spec.link(order, "next", to: order)
    let flag = spec.flag(order, "flag")
    let bare = spec.action("bare", [("o", spec.of(order))], by: RoleReference(courier)) { action, terms, _ in
      action.honest = [spec.clause(spec.get(flag, spec.get(next, terms[0])))]
    }
    let guarded = spec.action("guarded", [("o", spec.of(order))], by: RoleReference(courier)) {
      action, terms, _ in
      action.honest = [
        spec.clause(spec.not(spec.eq(spec.get(next, terms[0]), spec.none(order)))),
        spec.clause(spec.get(flag, spec.get(next, terms[0]))),
      ]
    }
    let threat = spec.threat("T", spec.corrupt(courier))
    for threats in [[], [threat]] as [Set<ThreatID>] {
      let interpreter = try spec.interpreter(spec.scope(1, 1), threats: threats)
      let start = try interpreter.start
      #expect(interpreter.take(bare, [0], in: start).undefined == Undefined.Reason.none)
      let result = interpreter.take(guarded, [0], in: start)
      #expect(threats.isEmpty ? result.isBlocked : result.taken?.brokenHonesty == [0, 1])
    }
  }

  @Test func impersonationNeedsTheTypeThatTheBodyNeeds() throws {
    let spec = Sketch()
    let customer = spec.entity("Customer", .actor)
    let courier = spec.entity("Courier", .actor)
    let order = spec.entity("Order")
    let owner = spec.link(order, "owner", to: customer)
    let place = spec.action("place", [("o", spec.of(order))], by: RoleReference(customer)) {
      action, terms, by in
      action.rules = [spec.permit(courier), spec.permit(customer)]
      action.body = by.map { [spec.set(owner, terms[0], $0)] } ?? []
    }
    let threat = spec.threat("T", spec.attacker(place), spec.attacker(place, as: RoleReference(courier)))
    let forged = World(spec.system, threats: [threat]).moves.filter { !$0.isGenuine }
    #expect(forged.map(\.principalRole) == [customer])
    #expect(forged.map(\.principalUse) == [.identity])
    let interpreter = try spec.interpreter(spec.scope(2, 1, 1), threats: [threat])
    let start = try interpreter.start
    #expect(
      Set(interpreter.forgeries(place, [0], in: start).map { interpreter.read(owner, 0, $0.state) }) == [0, 1])
  }

  @Test func asRestrictsToOneRank() throws {
    let shop = Rules.Shop()
    let ship = shop.ship([
      shop.spec.permit(shop.staff, rank: Rules.manager), shop.spec.permit(nil, when: shop.spec.yes(false)),
    ])
    let clerk = shop.spec.threat(
      "Clerk", shop.spec.attacker(ship, as: RoleReference(shop.staff, rank: Rules.clerk)))
    let manager = shop.spec.threat(
      "Manager", shop.spec.attacker(ship, as: RoleReference(shop.staff, rank: Rules.manager)))
    let weak = try shop.interpreter([clerk], nil)
    #expect(weak.forgeries(ship, [0], in: try weak.start).isEmpty)
    let strong = try shop.interpreter([manager], nil)
    #expect(!strong.forgeries(ship, [0], in: try strong.start).isEmpty)
  }

  @Test func forbidOfAnotherRoleDoesNotConcernHim() throws {
    let shop = Rules.Shop()
    let courier = shop.spec.entity("Courier", .actor)
    let ship = shop.ship([shop.spec.permit(nil), shop.spec.forbid(shop.staff)])
    let any = shop.spec.threat("T", shop.spec.attacker(ship))
    let staff = shop.spec.threat("S", shop.spec.attacker(ship, as: RoleReference(shop.staff)))
    let free = shop.spec.threat(
      "F", shop.spec.attacker(ship, as: RoleReference(shop.staff), withoutPolicy: true))
    let scope = shop.spec.scope(1, 1, 1)
    for (threat, isPossible) in [(any, true), (staff, false), (free, true)] {
      let interpreter = try shop.spec.interpreter(scope, threats: [threat])
      #expect(interpreter.forgeries(ship, [0], in: try interpreter.start).isEmpty != isPossible)
    }
    _ = courier
  }

  @Test func withoutRequiresLiftsDistinctAndCommits() throws {
    let spec = Sketch()
    let order = spec.entity("Order")
    let pair = spec.action("pair", [("o", spec.of(order)), ("p", spec.of(order))]) { action, terms, _ in
      action.distinct = [spec.clause(spec.not(spec.eq(terms[0], terms[1])))]
      action.requires = [spec.clause(spec.yes(false))]
      action.commits = [spec.clause(spec.yes(false))]
    }
    let bound = spec.threat("Bound", spec.attacker(pair))
    let free = spec.threat("Free", spec.attacker(pair, withoutRequires: true))
    let first = try spec.interpreter(spec.scope(1), threats: [bound])
    #expect(first.forgeries(pair, [0, 0], in: try first.start).isEmpty)
    let second = try spec.interpreter(spec.scope(1), threats: [free])
    #expect(second.forgeries(pair, [0, 0], in: try second.start).first?.threats == [free])
  }

  @Test func threatStepsComeWithTheirThreatOnly() throws {
    let spec = Sketch()
    let order = spec.entity("Order")
    let flag = spec.flag(order, "flag")
    let rewrite = spec.action("rewrite", [("o", spec.of(order))]) { action, terms, _ in
      action.threat = ThreatID(0)
      action.requires = [spec.clause(spec.not(spec.get(flag, terms[0])))]
      action.body = [spec.set(flag, terms[0], spec.yes(true))]
    }
    let threat = spec.threat("T", .step(rewrite))
    #expect(World(spec.system, threats: []).moves.isEmpty)
    let interpreter = try spec.interpreter(spec.scope(1), threats: [threat])
    #expect(interpreter.world.moves.map(\.agency) == [.threatStep(threat)])
    let taken = try #require(interpreter.forgeries(rewrite, [0], in: try interpreter.start).first)
    #expect(taken.threats == [threat])
    #expect(interpreter.forgeries(rewrite, [0], in: taken.state).isEmpty)
  }

  @Test func outageChangesNoStep() {
    let shop = Rules.Shop()
    _ = shop.ship(honest: true)
    let threat = shop.spec.threat("T", .outage(RoleReference(shop.staff), shop.spec.here))
    let moves = World(shop.spec.system, threats: [threat]).moves
    #expect(moves.map { $0.guards.map(\.kind) } == [[.honest(0)]])
  }
}
