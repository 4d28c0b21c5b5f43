import EnsureModel
import Foundation
import ModelSketch
import Testing

/// Formulas on lassos and prefixes, against a naive definition.
@Suite struct LassoEvaluationTests {
  /// A system with a number that steps set, with or without time, and one action that a threat can forge.
  struct Counter {
    let spec = Sketch()
    let set: ActionID
    let value: GlobalID
    let stamp: GlobalID?
    let threat: ThreatID

    init(hasTime: Bool) {
      let spec = spec
      spec.system.hasTime = hasTime
      let value = spec.global("value", Sketch.integer, .value(spec.int(0)))
      let stamp = hasTime ? spec.global("stamp", Sketch.instant, .value(spec.now())) : nil
      set = spec.action("set", [("v", Sketch.integer)]) { action, terms, _ in
        action.body = [spec.set(value, terms[0])] + (stamp.map { [spec.set($0, spec.now())] } ?? [])
      }
      threat = spec.threat("T", spec.attacker(set))
      (self.value, self.stamp) = (value, stamp)
    }

    func atom(_ number: Int) -> Formula { .state(spec.eq(spec.get(value), spec.int(Integer(number)))) }

    func old(_ ticks: Int) -> Formula {
      guard let stamp else { return atom(0) }
      return .state(spec.le(spec.int(Integer(ticks)), spec.minus(spec.now(), spec.get(stamp))))
    }
  }

  /// How many random formulas and runs are tried; `ENSURE_SEEDS` says otherwise.
  static let seeds = ProcessInfo.processInfo.environment["ENSURE_SEEDS"].flatMap { Int($0) } ?? 150

  struct Dice {
    var state: UInt64
    mutating func roll(_ sides: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % sides
    }
  }

  static func formula(_ counter: Counter, _ dice: inout Dice, depth: Int, hasTime: Bool) -> Formula {
    if depth == 0 || dice.roll(6) == 0 {
      switch dice.roll(hasTime ? 5 : 4) {
      case 0, 1: return counter.atom(dice.roll(3))
      case 2:
        return .action(
          counter.set, [dice.roll(2) == 0 ? nil : counter.spec.int(1)], [.any, .genuine][dice.roll(2)])
      case 3: return counter.atom(1)
      default: return counter.old(1 + dice.roll(4))
      }
    }
    func inner() -> Formula { formula(counter, &dice, depth: depth - 1, hasTime: hasTime) }
    let window = hasTime && dice.roll(2) == 0 ? Window(0, Integer(dice.roll(5))) : nil
    switch dice.roll(16) {
    case 0: return .not(inner())
    case 1: return .and([inner(), inner()])
    case 2: return .or([inner(), inner()])
    case 3: return .implies(inner(), inner())
    case 4: return .iff(inner(), inner())
    case 5: return .always(inner())
    case 6, 7: return .eventually(inner(), within: hasTime && dice.roll(2) == 0 ? Integer(dice.roll(5)) : nil)
    case 8: return .next(inner())
    case 9: return .previously(inner())
    case 10: return .historically(inner())
    case 11: return .once(inner(), window)
    case 12: return .earlier(inner(), window)
    case 13: return .until(inner(), inner())
    case 14: return .unless(inner(), inner())
    default: return .since(inner(), inner(), window)
    }
  }

  /// A run with a loop: in the loop the number and its age come back to what they were.
  static func run(_ counter: Counter, _ dice: inout Dice, hasTime: Bool) throws -> Trace {
    let scope = Scope(instances: [], delays: hasTime ? ValueSet([1...9]) : ValueSet([]))
    var run = try Run(Interpreter(World(counter.spec.system, threats: [counter.threat]), scope: scope))
    func step() throws {
      switch dice.roll(hasTime ? 4 : 2) {
      case 0: run.idle()
      case 1: try run.take(counter.set, [Integer(dice.roll(3))], genuine: dice.roll(3) > 0)
      default: try run.wait(Integer(1 + dice.roll(8)))
      }
    }
    for _ in 0..<dice.roll(4) { try step() }
    if !hasTime && dice.roll(3) == 0 { return run.thenIdle }
    if hasTime && dice.roll(3) == 0 {
      // Only time passes, beyond what the system tells apart.
      try run.wait(40)
      let loop = run.steps.count
      try run.wait(Integer(1 + dice.roll(3)))
      return run.trace(loop: loop)
    }
    try run.take(counter.set, [1])
    let loop = run.steps.count
    for _ in 0..<dice.roll(4) { try step() }
    if hasTime { try run.wait(Integer(1 + dice.roll(3))) }
    try run.take(counter.set, [1], genuine: dice.roll(2) == 0)
    return run.trace(loop: loop)
  }

  @Test(arguments: [false, true]) func evaluationAgreesWithTheNaiveDefinition(hasTime: Bool) throws {
    var fails = 0
    for seed in 0..<Self.seeds {
      var dice = Dice(state: UInt64(seed) &* 7919 &+ 13)
      let counter = Counter(hasTime: hasTime)
      let formula = Self.formula(counter, &dice, depth: 2, hasTime: hasTime)
      let property = counter.spec.property(over: [], formula)
      let trace = try Self.run(counter, &dice, hasTime: hasTime)
      let interpreter = try Interpreter(
        World(counter.spec.system, threats: [counter.threat]), scope: trace.scope)
      try interpreter.replay(trace)
      // Two operators deep, and windows of at most 4 ticks.
      let naive = NaiveRun(interpreter, trace, turns: 12, depth: 2)
      let expected = naive.holds(formula.resolved())
      let actual = interpreter.judge(property, [], on: trace)
      #expect(actual == (expected ? .satisfied : .violated), "seed \(seed): \(formula) on \(trace)")
      if !expected { fails += 1 }
    }
    #expect(fails > 20)
  }

  /// What a prefix is said to be holds of every run that begins with it.
  @Test(arguments: [false, true]) func prefixesAreJudgedSoundly(hasTime: Bool) throws {
    var decided = 0
    for seed in 0..<Self.seeds {
      var dice = Dice(state: UInt64(seed) &* 104_729 &+ 7)
      let counter = Counter(hasTime: hasTime)
      let formula = Self.formula(counter, &dice, depth: 2, hasTime: hasTime)
      let property = counter.spec.property(over: [], formula)
      let trace = try Self.run(counter, &dice, hasTime: hasTime)
      let interpreter = try Interpreter(
        World(counter.spec.system, threats: [counter.threat]), scope: trace.scope)
      guard let whole = interpreter.judge(property, [], on: trace) else { continue }
      var last = TemporalJudgement.open
      for length in 0...trace.steps.count {
        let prefix = Trace(
          scope: trace.scope, threats: trace.threats, initial: trace.initial,
          steps: Array(trace.steps.prefix(length)))
        guard let judgement = interpreter.judge(property, [], on: prefix) else { continue }
        if last != .open { #expect(judgement == last, "seed \(seed): a judgement was taken back") }
        if judgement != .open {
          #expect(judgement == whole, "seed \(seed): \(formula) on \(trace)")
          decided += 1
        }
        last = judgement
      }
    }
    #expect(decided > 100)
  }
}
