import EnsureModel
import ModelSketch
import Testing

/// Who is forced to act, and when a run with a loop counts (SEMANTICS 9, 12, 16, 17).
@Suite struct FairnessTests {
  /// A lamp that staff of two ranks can light.
  struct Lamp {
    let spec = Sketch()
    let staff: EntityID
    let on: ActionID
    let property: PropertyID
    let clerks: ThreatID
    let managers: ThreatID

    init(by rank: Int? = nil, fairRank: Int? = nil) {
      let spec = spec
      staff = spec.role("Staff", ranks: ["clerk", "manager"], ordered: false)
      let lamp = spec.entity("Lamp")
      let lit = spec.flag(lamp, "lit")
      on = spec.action("on", [("l", spec.of(lamp))], by: RoleReference(staff, rank: rank)) { action, terms, _ in
        action.requires = [spec.clause(spec.not(spec.get(lit, terms[0])))]
        action.body = [spec.set(lit, terms[0], spec.yes(true))]
      }
      let (l, term) = spec.variable("l", spec.of(lamp))
      property = spec.property(
        over: [l], assuming: [spec.fair(staff, rank: fairRank)],
        .eventually(.state(spec.get(lit, term)), within: nil))
      clerks = spec.threat("Clerks", spec.corrupt(staff, rank: 0))
      managers = spec.threat("Managers", spec.corrupt(staff, rank: 1))
    }

    func refusalOfIdling(_ threats: Set<ThreatID> = []) throws -> Refusal? {
      try Run(spec.interpreter(spec.scope(1, 2), threats: threats)).refusalOfIdling(property, [0])
    }
  }

  @Test func aCorruptRankLeavesTheDutyToTheOther() throws {
    let lamp = Lamp()
    #expect(try lamp.refusalOfIdling() == .unfair(lamp.on, [0]))
    #expect(try lamp.refusalOfIdling([lamp.clerks]) == .unfair(lamp.on, [0]))
    #expect(try lamp.refusalOfIdling([lamp.clerks, lamp.managers]) == nil)
    let clerksOnly = Lamp(by: 0)
    #expect(try clerksOnly.refusalOfIdling([clerksOnly.managers]) == .unfair(clerksOnly.on, [0]))
    #expect(try clerksOnly.refusalOfIdling([clerksOnly.clerks]) == nil)
  }

  @Test func fairnessOfARankBindsThatRank() throws {
    let managersAreFair = Lamp(fairRank: 1)
    #expect(try managersAreFair.refusalOfIdling([managersAreFair.clerks]) == .unfair(managersAreFair.on, [0]))
    #expect(try managersAreFair.refusalOfIdling([managersAreFair.managers]) == nil)
    let butOnlyClerksMay = Lamp(by: 0, fairRank: 1)
    #expect(try butOnlyClerksMay.refusalOfIdling() == nil)
  }

  /// What stands for all other instances must be alike: here two lamps, since an action names two.
  @Test func untouchedInstancesHaveToBeAlike() throws {
    let spec = Sketch()
    let keeper = spec.entity("Keeper", .role)
    let lamp = spec.entity("Lamp")
    let kind = spec.field(lamp, "kind", spec.range(0, 1), any: nil, mutable: false)
    let lit = spec.flag(lamp, "lit")
    spec.action("join", [("a", spec.of(lamp)), ("b", spec.of(lamp))], by: RoleReference(keeper)) {
      action, terms, _ in
      action.requires = [spec.clause(spec.and(spec.get(lit, terms[0]), spec.get(lit, terms[1])))]
      action.body = [spec.set(lit, terms[0], spec.yes(false))]
    }
    let (l, term) = spec.variable("l", spec.of(lamp))
    let property = spec.property(
      over: [l], assuming: [spec.fair(keeper)], .eventually(.state(spec.get(lit, term)), within: nil))
    let interpreter = try spec.interpreter(spec.scope(1, 2))
    func refusal(_ kinds: [Integer]) throws -> Refusal? {
      var state = try interpreter.start
      for (instance, value) in kinds.enumerated() {
        state.values[try #require(interpreter.layout.slot(kind, instance))] = value
      }
      return try Run(interpreter, from: state).refusalOfIdling(property, [0])
    }
    #expect(try refusal([0, 0]) == nil)
    #expect(try refusal([0, 1]) == .undecided(.needsUntouched(lamp, 2)))
    #expect(
      Undecided.needsUntouched(lamp, 2).words(in: spec.system)
        == "2 instances of `Lamp`, all alike, must stay untouched to stand for all those outside the scope; try a larger scope"
    )
  }

  /// Whoever made an order must not approve it, but there are always others.
  @Test func somebodyElseCanAlwaysAct() throws {
    let spec = Sketch()
    let staff = spec.entity("Staff", .role)
    let order = spec.entity("Order")
    let maker = spec.link(order, "maker", to: staff)
    let done = spec.flag(order, "done")
    let make = spec.action("make", [("o", spec.of(order))], by: RoleReference(staff)) { action, terms, by in
      action.requires = [spec.clause(spec.eq(spec.get(maker, terms[0]), spec.none(staff)))]
      action.isOptional = true
      action.body = [spec.set(maker, terms[0], by ?? spec.none(staff))]
    }
    let approve = spec.action("approve", [("o", spec.of(order))], by: RoleReference(staff)) {
      action, terms, by in
      let isMade = spec.not(spec.eq(spec.get(maker, terms[0]), spec.none(staff)))
      action.requires = [
        spec.clause(isMade), spec.clause(spec.not(spec.get(done, terms[0]))),
        spec.clause(spec.not(spec.eq(spec.get(maker, terms[0]), by ?? spec.none(staff)))),
      ]
      action.body = [spec.set(done, terms[0], spec.yes(true))]
    }
    let (o, term) = spec.variable("o", spec.of(order))
    let property = spec.property(
      over: [o], assuming: [spec.fair(staff)], .eventually(.state(spec.get(done, term)), within: nil))
    func refusal(staff count: Int) throws -> Refusal? {
      var run = try Run(spec.interpreter(spec.scope(count, 2)))
      try run.take(make, [0], by: 0)
      return run.refusalOfIdling(property, [0])
    }
    #expect(try refusal(staff: 1) == .undecided(.needsUntouched(staff, 1)))
    #expect(try refusal(staff: 2) == .unfair(approve, [0]))
  }

  @Test func whatAChannelOwesArrives() throws {
    func refusal(isLossy: Bool = false, isDropped: Bool = false) throws -> (Refusal?, ActionID) {
      let spec = Sketch()
      let hook = spec.entity("Hook")
      spec.system.enumerations.append(Enumeration(name: "stage", members: Channel.stages))
      let stages = EnumerationID(spec.system.enumerations.count - 1)
      func stage(_ position: Int) -> Term { spec.system.bank.member(stages, position) }
      let delivery = spec.field(hook, "delivery", ValueType(.enumeration(stages)), stage(0))
      func action(_ name: String, from: Int, to: Int) -> ActionID {
        spec.action(name, [("m", spec.of(hook))]) { action, terms, _ in
          action.requires = [spec.clause(spec.eq(spec.get(delivery, terms[0]), stage(from)))]
          action.body = [spec.set(delivery, terms[0], stage(to))]
        }
      }
      let send = action("send", from: 0, to: 1)
      let receive = action("receive", from: 1, to: 2)
      var channel = Channel(name: "hooks", entity: hook, delivery: delivery, origin: spec.here)
      channel.receivers = [receive]
      channel.messageParameters = [0]
      channel.isLossy = isLossy
      spec.system.channels = [channel]
      let drop = spec.threat("Drop", .drop(ChannelID(0), spec.here))
      let (m, term) = spec.variable("m", spec.of(hook))
      let property = spec.property(
        over: [m],
        .always(
          .implies(
            .action(send, [term], .byPolarity), .eventually(.action(receive, [term], .byPolarity), within: nil))
        ))
      var run = try Run(spec.interpreter(spec.scope(2), threats: isDropped ? [drop] : []))
      try run.take(send, [0])
      return (run.refusalOfIdling(property, [0]), receive)
    }
    let (fair, receive) = try refusal()
    #expect(fair == .unfair(receive, [0]))
    #expect(try refusal(isLossy: true).0 == nil)
    #expect(try refusal(isDropped: true).0 == nil)
  }

  @Test func aStrongDutyIsDueAtOneTick() throws {
    let spec = Sketch()
    spec.system.hasTime = true
    let clerk = spec.entity("Clerk", .role)
    let stamp = spec.global("stamp", Sketch.instant, .value(spec.now()))
    let reset = spec.action("reset") { action, _, _ in action.body = [spec.set(stamp, spec.now())] }
    let poke = spec.action("poke", by: RoleReference(clerk)) { action, _, _ in
      action.requires = [spec.clause(spec.eq(spec.minus(spec.now(), spec.get(stamp)), spec.int(2)))]
    }
    let pokes = Formula.eventually(.action(poke, [], .byPolarity), within: nil)
    let weak = spec.property(over: [], assuming: [spec.fair(clerk)], pokes)
    let strong = spec.property(over: [], assuming: [spec.fair(clerk, strongly: true)], pokes)
    var run = try Run(spec.interpreter(spec.scope(1)))
    try run.wait(4)
    try run.take(reset)
    #expect(run.refusal(weak, loop: 0) == nil)
    #expect(run.refusal(strong, loop: 0) == .unfair(poke, []))
    var short = try Run(spec.interpreter(spec.scope(1)))
    try short.wait(2)
    try short.take(reset)
    // There the state before `reset` is the one.
    #expect(short.refusal(strong, loop: 0) == .unfair(poke, []))
    var hasty = try Run(spec.interpreter(spec.scope(1)))
    try hasty.wait(1)
    try hasty.take(reset)
    #expect(hasty.refusal(strong, loop: 0) == nil)
  }

  /// The duty depends on an amount that no scope would try.
  @Test func amountsOfADutyAreUnbounded() throws {
    let spec = Sketch()
    let gateway = spec.entity("Gateway", .role)
    let paid = spec.global("paid", Sketch.boolean, .value(spec.yes(false)))
    let pay = spec.action("pay", [("amount", Sketch.integer)], by: RoleReference(gateway)) { action, terms, _ in
      action.requires = [
        spec.clause(spec.not(spec.get(paid))), spec.clause(spec.lt(spec.int(123_456), terms[0])),
      ]
      action.body = [spec.set(paid, spec.yes(true))]
    }
    let property = spec.property(
      over: [], assuming: [spec.fair(gateway)], .eventually(.state(spec.get(paid)), within: nil))
    #expect(try Run(spec.interpreter(spec.scope(1))).refusalOfIdling(property) == .unfair(pay, []))
  }
}
