import EnsureModel
import ModelSketch
import Testing

/// What the interpreter accepts as a violation of a temporal property, and what it refuses.
@Suite struct TemporalReplayTests {
  let lamp = Rules.Lamp()

  private var dark: Formula { .not(lamp.isLit) }

  @Test func aFormulaThatIsAssumedCanSaveAPrefix() throws {
    let never = Formula.always(.not(.action(lamp.on, [lamp.term], .byPolarity)))
    let kept = lamp.spec.property(
      over: [lamp.l], assuming: [.formula(.always(.eventually(dark, within: nil)))], never)
    let broken = lamp.spec.property(over: [lamp.l], assuming: [.formula(.always(dark))], never)
    var run = try lamp.run(nil)
    try run.take(lamp.on, [0])
    // Whether it goes dark again and again is open.
    #expect(run.refusal(kept, [0]) == .noFailure)
    #expect(run.refusalOfIdling(kept, [0]) == .noFailure)
    try run.take(lamp.off, [0])
    #expect(run.refusalOfIdling(kept, [0]) == nil)
    #expect(run.refusalOfIdling(broken, [0]) == .noFailure)
  }

  @Test func whetherSomethingIsStuckIsNeverGuessed() throws {
    // A lamp that cannot be turned off.
    lamp.spec.system.actions[lamp.off.index].requires = [lamp.spec.clause(lamp.spec.yes(false))]
    lamp.spec.system.actions[lamp.ring.index].requires = [lamp.spec.clause(lamp.spec.yes(false))]
    let stuck = Formula.stuck(lamp.term)
    let never = lamp.spec.property(over: [lamp.l], .always(.not(stuck)))
    let some = lamp.spec.property(over: [lamp.l], .eventually(stuck, within: nil))
    var run = try lamp.run(nil)
    // Untouched: not stuck, for ever.
    #expect(run.refusalOfIdling(some, [0]) == nil)
    #expect(run.refusalOfIdling(never, [0]) == .noFailure)
    try run.take(lamp.on, [0])
    #expect(run.refusalOfIdling(never, [0]) == .undecided(.stuck(lamp.lamp, 0)))
    #expect(run.refusalOfIdling(some, [0]) == .undecided(.stuck(lamp.lamp, 0)))
  }

  @Test func whatCanStillHappenIsNotStuck() throws {
    let some = lamp.spec.property(over: [lamp.l], .eventually(.stuck(lamp.term), within: nil))
    var run = try lamp.run(nil)
    try run.take(lamp.on, [0])
    #expect(run.refusalOfIdling(some, [0]) == nil)
  }

  @Test func aTermWithoutAValueIsAFailureOfItsOwn() throws {
    let counter = LassoEvaluationTests.Counter(hasTime: false)
    let spec = counter.spec
    let quotient = spec.div(spec.int(6), spec.get(counter.value))
    let met = spec.property(over: [], .always(.state(spec.le(spec.int(0), quotient))))
    let guarded = spec.property(
      over: [], .always(.implies(.not(counter.atom(0)), .state(spec.le(spec.int(0), quotient)))))
    let late = spec.property(
      over: [], .or([.eventually(counter.atom(0), within: nil), .state(spec.le(spec.int(0), quotient))]))
    let run = try Run(Interpreter(World(spec.system, threats: []), scope: Scope(instances: [])))
    let undefined = Undefined(reason: .divisionByZero, term: quotient)
    let trace = run.trace()
    try run.interpreter.replay(Violation(trace: trace, failure: .propertyUndefined([], undefined)), of: met)
    #expect(run.refusal(met) == .noFailure)
    for property in [guarded, late] {
      #expect(throws: Refusal.noFailure) {
        try run.interpreter.replay(
          Violation(trace: trace, failure: .propertyUndefined([], undefined)), of: property)
      }
    }
  }

  @Test func longSpansAreNotCountedTickByTick() throws {
    let timed = LassoEvaluationTests.Counter(hasTime: true)
    let month: Integer = 2_592_000_000
    let set = Formula.action(timed.set, [nil], .any)
    let soon = timed.spec.property(over: [], .eventually(timed.atom(1), within: month))
    let recently = timed.spec.property(over: [], .always(.implies(set, .earlier(set, Window(0, month)))))
    let interpreter = try Interpreter(World(timed.spec.system, threats: []), scope: Scope(instances: []))
    var run = try Run(interpreter)
    try run.wait(month)
    #expect(run.refusal(soon) == .noFailure)
    try run.wait(1)
    #expect(run.refusal(soon) == nil)

    var twice = try Run(interpreter)
    try twice.take(timed.set, [1])
    #expect(twice.refusal(recently) == nil)
    let guarded = timed.spec.property(
      over: [], .always(.implies(.and([set, .previously(.once(set, nil))]), .earlier(set, Window(0, month)))))
    try twice.wait(month)
    try twice.take(timed.set, [1])
    let second = try Interpreter(World(timed.spec.system, threats: []), scope: Scope(instances: []))
    #expect(second.judge(guarded, [], on: twice.trace()) == .open)
    try twice.wait(month + 1)
    try twice.take(timed.set, [1])
    #expect(second.judge(guarded, [], on: twice.trace()) == .violated)
    // For ever after, in loops of one tick.
    try twice.wait(40)
    let loop = twice.steps.count
    try twice.wait(1)
    #expect(second.judge(guarded, [], on: twice.trace(loop: loop)) == .violated)
    let quiet = timed.spec.property(
      over: [], .eventually(.always(.not(.once(set, Window(0, month)))), within: nil))
    let third = try Interpreter(World(timed.spec.system, threats: []), scope: Scope(instances: []))
    #expect(third.judge(quiet, [], on: twice.trace(loop: loop)) == .satisfied)
  }

  @Test func underIffBothPolaritiesCount() throws {
    let forged = lamp.spec.property(
      over: [lamp.l], .always(.iff(.action(lamp.on, [lamp.term], .byPolarity), .state(lamp.spec.yes(false)))))
    var run = try lamp.run(nil, [lamp.thief])
    try run.take(lamp.on, [0], genuine: false)
    // As a trigger the forged step counts, and so the equivalence is broken.
    #expect(run.refusal(forged, [0]) == nil)
  }
}
