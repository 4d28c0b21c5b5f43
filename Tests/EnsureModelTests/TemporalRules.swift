import EnsureModel
import ModelSketch

/// The rules of runs and fairness (SEMANTICS 11, 14, 16, 17, 18), each with a run that only a wrong rule accepts or
/// refuses.
extension Rules {
  /// A lamp that its keeper turns on and off, and that a threat turns on.
  struct Lamp {
    let spec = Sketch()
    let keeper: EntityID
    let lamp: EntityID
    let lit: FieldID
    let on: ActionID
    let off: ActionID
    let ring: ActionID
    let thief: ThreatID
    let l: VariableID
    let term: Term

    init(optional: Bool = false) {
      let spec = spec
      let keeper = spec.entity("Keeper", .role)
      let lamp = spec.entity("Lamp")
      let lit = spec.flag(lamp, "lit")
      func action(_ name: String, needs: Bool, becomes: Bool? = nil) -> ActionID {
        spec.action(name, [("l", spec.of(lamp))], by: RoleReference(keeper)) { action, terms, _ in
          action.requires = [spec.clause(spec.eq(spec.get(lit, terms[0]), spec.yes(needs)))]
          action.isOptional = optional
          if let becomes { action.body = [spec.set(lit, terms[0], spec.yes(becomes))] }
        }
      }
      on = action("on", needs: false, becomes: true)
      off = action("off", needs: true, becomes: false)
      ring = action("ring", needs: true)
      thief = spec.threat("Thief", spec.attacker(on))
      (l, term) = spec.variable("l", spec.of(lamp))
      (self.keeper, self.lamp, self.lit) = (keeper, lamp, lit)
    }

    var isLit: Formula { .state(spec.get(lit, term)) }

    func run(_ sabotage: Sabotage?, _ threats: Set<ThreatID> = [], lamps: Int = 2) throws -> Run {
      try Run(spec.interpreter(spec.scope(1, lamps), threats: threats, sabotage: sabotage))
    }
  }

  static func optionalActionsAreNeverForced(_ sabotage: Sabotage?) throws -> Bool {
    let lamp = Lamp(optional: true)
    let property = lamp.spec.property(
      over: [lamp.l], assuming: [lamp.spec.fair(lamp.keeper)], .eventually(lamp.isLit, within: nil))
    return try lamp.run(sabotage).refusalOfIdling(property, [0]) == nil
  }

  /// A hook that has been received may be received once more, and need not be.
  static func whatHasBeenReceivedNeedNotComeAgain(_ sabotage: Sabotage?) throws -> Bool {
    let spec = Sketch()
    let desk = spec.entity("Desk", .role)
    let hook = spec.entity("Hook")
    spec.system.enumerations.append(Enumeration(name: "stage", members: Channel.stages))
    let stages = EnumerationID(spec.system.enumerations.count - 1)
    func stage(_ position: Int) -> Term { spec.system.bank.member(stages, position) }
    let delivery = spec.field(hook, "delivery", ValueType(.enumeration(stages)), stage(0))
    let send = spec.action("send", [("m", spec.of(hook))]) { action, terms, _ in
      action.requires = [spec.clause(spec.eq(spec.get(delivery, terms[0]), stage(0)))]
      action.body = [spec.set(delivery, terms[0], stage(1))]
    }
    let receive = spec.action("receive", [("m", spec.of(hook))], by: RoleReference(desk)) { action, terms, _ in
      action.requires = [spec.clause(spec.not(spec.eq(spec.get(delivery, terms[0]), stage(0))))]
      action.body = [spec.set(delivery, terms[0], stage(2))]
    }
    var channel = Channel(name: "hooks", entity: hook, delivery: delivery, origin: spec.here)
    channel.receivers = [receive]
    channel.messageParameters = [0]
    spec.system.channels = [channel]
    let (m, term) = spec.variable("m", spec.of(hook))
    let again = spec.property(
      over: [m], assuming: [spec.fair(desk)],
      .always(
        .implies(
          .action(send, [term], .byPolarity),
          .eventually(
            .and([
              .action(receive, [term], .byPolarity),
              .next(.eventually(.action(receive, [term], .byPolarity), within: nil)),
            ]), within: nil))))
    var run = try Run(spec.interpreter(spec.scope(1, 2), sabotage: sabotage))
    try run.take(send, [0])
    try run.take(receive, [0])
    return run.refusalOfIdling(again, [0]) == nil
  }

  /// One lamp is turned on and off for ever. To ring is possible again and again, but not for ever.
  static func strongFairnessForcesWhatIsPossibleAgainAndAgain(_ sabotage: Sabotage?) throws -> Bool {
    let lamp = Lamp(optional: true)
    lamp.spec.system.actions[lamp.ring.index].isOptional = false
    let rings = Formula.eventually(.action(lamp.ring, [lamp.term], .byPolarity), within: nil)
    let weak = lamp.spec.property(over: [lamp.l], assuming: [lamp.spec.fair(lamp.keeper)], rings)
    let strong = lamp.spec.property(
      over: [lamp.l], assuming: [lamp.spec.fair(lamp.keeper, strongly: true)], rings)
    var run = try lamp.run(sabotage)
    try run.take(lamp.on, [0])
    try run.take(lamp.off, [0])
    return run.refusal(weak, [0], loop: 0) == nil
      && run.refusal(strong, [0], loop: 0) == .unfair(lamp.ring, [0])
  }

  static func anUnfairLassoIsRefused(_ sabotage: Sabotage?) throws -> Bool {
    let lamp = Lamp()
    let property = lamp.spec.property(
      over: [lamp.l], assuming: [lamp.spec.fair(lamp.keeper)], .eventually(lamp.isLit, within: nil))
    return try lamp.run(sabotage).refusalOfIdling(property, [0]) == .unfair(lamp.on, [0])
  }

  /// Without fairness for lamps that nobody touches, one lamp in the scope would hide that the others are due.
  static func someUntouchedInstanceStandsForAllOthers(_ sabotage: Sabotage?) throws -> Bool {
    let lamp = Lamp()
    let goesOff = Formula.always(.eventually(.not(lamp.isLit), within: nil))
    let property = lamp.spec.property(over: [lamp.l], assuming: [lamp.spec.fair(lamp.keeper)], .not(goesOff))
    var run = try lamp.run(sabotage, lamps: 1)
    try run.take(lamp.on, [0])
    try run.take(lamp.ring, [0])
    try run.take(lamp.off, [0])
    return run.refusal(property, [0], loop: 0) == .undecided(.needsUntouched(lamp.lamp, 1))
  }

  /// A lamp that can be switched off three times only stays lit in the end. How often it has been lit nobody asks.
  static func aLoopComesBackToWhatIsAskedFor(_ sabotage: Sabotage?) throws -> Bool {
    let lamp = Lamp()
    let spec = lamp.spec
    let changes = spec.global("changes", Sketch.integer, .value(spec.int(0)))
    let tally = spec.global("tally", Sketch.integer, .value(spec.int(0)))
    let isLeft = spec.clause(spec.lt(spec.get(changes), spec.int(3)))
    spec.system.actions[lamp.off.index].requires.append(isLeft)
    spec.system.actions[lamp.off.index].body.append(
      spec.set(changes, spec.plus(spec.get(changes), spec.int(1))))
    spec.system.actions[lamp.on.index].body.append(spec.set(tally, spec.plus(spec.get(tally), spec.int(1))))
    let stays = spec.property(over: [lamp.l], .eventually(.always(lamp.isLit), within: nil))
    var run = try lamp.run(sabotage)
    for action in [lamp.on, lamp.off] { try run.take(action, [0]) }
    let counted = run.refusal(stays, [0], loop: 0)
    spec.system.actions[lamp.off.index].requires.removeLast()
    run = try lamp.run(sabotage)
    for action in [lamp.on, lamp.off] { try run.take(action, [0]) }
    return counted == .loop && run.refusal(stays, [0], loop: 0) == nil
  }

  static func aForgedStepKeepsNoPromise(_ sabotage: Sabotage?) throws -> Bool {
    let lamp = Lamp()
    let property = lamp.spec.property(
      over: [lamp.l], .eventually(.action(lamp.on, [lamp.term], .byPolarity), within: nil))
    var run = try lamp.run(sabotage, [lamp.thief])
    try run.take(lamp.on, [0], genuine: false)
    return run.refusalOfIdling(property, [0]) == nil
  }

  static func aForgedStepTriggers(_ sabotage: Sabotage?) throws -> Bool {
    let lamp = Lamp()
    let never = lamp.spec.property(
      over: [lamp.l], .always(.not(.action(lamp.on, [lamp.term], .byPolarity))))
    var run = try lamp.run(sabotage, [lamp.thief])
    try run.take(lamp.on, [0], genuine: false)
    return run.refusal(never, [0]) == nil
  }

  static func untilDemandsItsRightSide(_ sabotage: Sabotage?) throws -> Bool {
    let lamp = Lamp()
    let dark = Formula.not(lamp.isLit)
    let strong = lamp.spec.property(over: [lamp.l], .until(dark, lamp.isLit))
    let weak = lamp.spec.property(over: [lamp.l], .unless(dark, lamp.isLit))
    let run = try lamp.run(sabotage)
    return run.refusalOfIdling(strong, [0]) == nil && run.refusalOfIdling(weak, [0]) == .noFailure
  }

  /// What is due within 3 ticks is kept 3 ticks later, and broken only when 4 have passed.
  static func whatIsDueMayHappenAtTheBound(_ sabotage: Sabotage?) throws -> Bool {
    let lamp = Lamp()
    lamp.spec.system.hasTime = true
    let property = lamp.spec.property(over: [lamp.l], .eventually(lamp.isLit, within: 3))
    var late = try lamp.run(sabotage)
    try late.wait(3)
    let isOpenAtTheBound = late.refusal(property, [0]) == .noFailure
    try late.wait(1)
    return isOpenAtTheBound && late.refusal(property, [0]) == nil
  }
}
