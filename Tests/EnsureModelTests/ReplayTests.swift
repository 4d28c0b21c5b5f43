import EnsureModel
import ModelSketch
import Testing

@Suite struct ReplayTests {
  private let shop = CardCheckout()

  /// The invariants' rows of the worked matrix, with the lengths of the shortest attacks.
  @Test func workedMatrix() throws {
    let (corrupt, forged) = (shop.corruptCourier, shop.forgedWebhook)
    for (threats, length) in [([], nil), ([corrupt], nil), ([forged], 1), ([corrupt, forged], 1)]
      as [(Set<ThreatID>, Int?)]
    {
      let interpreter = try shop.interpreter(threats: threats)
      for property in [shop.noOverRefund, shop.books] {
        let violation = try interpreter.shortestViolation(of: property, depth: 5)
        #expect(violation?.trace.steps.count == length)
        if let violation { try interpreter.replay(violation, of: property) }
      }
    }
  }

  /// What the interpreter offers it also accepts, step after step.
  @Test(arguments: 0..<8) func walksReplay(_ seed: Int) throws {
    let interpreter = try shop.interpreter(orders: 2, threats: [shop.corruptCourier, shop.forgedWebhook])
    var generator = SplitMix(state: UInt64(seed))
    let start = try interpreter.start
    var steps: [TraceStep] = []
    for _ in 0..<15 {
      let offered = try interpreter.possibleSteps(in: steps.last?.state ?? start)
      guard let step = offered.randomElement(using: &generator).flatMap(interpreter.record) else { break }
      steps.append(step)
    }
    #expect(steps.count == 15)
    try interpreter.replay(trace(interpreter, start, steps))
    #expect(throws: Refusal.self) {
      try interpreter.replay(trace(interpreter, steps[0].state, Array(steps.dropFirst())))
    }
  }

  /// Rule 9: threats only add steps or take assumptions away.
  @Test(arguments: 0..<4) func runsAreRunsOfLargerWorlds(_ seed: Int) throws {
    var generator = SplitMix(state: UInt64(seed))
    let (corrupt, forged) = (shop.corruptCourier, shop.forgedWebhook)
    let both = try shop.interpreter(orders: 2, threats: [corrupt, forged])
    for threats in [[], [corrupt], [forged]] as [Set<ThreatID>] {
      let small = try shop.interpreter(orders: 2, threats: threats)
      let start = try small.start
      var steps: [TraceStep] = []
      for _ in 0..<12 {
        let offered = try small.possibleSteps(in: steps.last?.state ?? start)
        guard let step = offered.randomElement(using: &generator).flatMap(small.record) else { break }
        steps.append(step)
      }
      try small.replay(trace(small, start, steps))
      try both.replay(trace(both, start, steps))
    }
  }

  @Test func corruptCourierShipsAtOnce() throws {
    let interpreter = try shop.interpreter(threats: [shop.corruptCourier])
    let start = try interpreter.start
    let steps = try interpreter.possibleSteps(in: start).filter {
      interpreter.world.moves[$0.move].action == shop.ship
    }
    let step = try #require(steps.first.flatMap(interpreter.record))
    #expect(steps.count == 1)
    #expect(step.principal == nil && step.brokenHonesty == [0] && step.threats == [shop.corruptCourier])
    try interpreter.replay(trace(interpreter, start, [step]))
    #expect(
      try shop.interpreter().possibleSteps(in: start).allSatisfy { step in
        interpreter.world.moves[step.move].action != shop.ship
      })
  }

  @Test func clerkAndManagerRefund() throws {
    let interpreter = try shop.interpreter()
    let walk = try saleAndRefund(interpreter)
    try interpreter.replay(walk)
    let last = walk.last
    // 3 captured, 1 refunded: a clerk may refund up to 2 at once, and so may a manager.
    #expect(interpreter.take(shop.refund, [0, 2], by: 0, in: last).taken != nil)
    #expect(interpreter.take(shop.refund, [0, 3], by: 1, in: last).isBlocked)
    let move = try #require(interpreter.moves(shop.refund, genuine: true).first)
    let explanation = try #require(interpreter.explain(move, arguments: [0, 3], principal: 1, in: last))
    guard case .guard(let position) = explanation.block else {
      Issue.record("no guard")
      return
    }
    #expect(move.guards[position].kind == .requires(2))
    #expect(explanation.clause == move.guards[position].clause)
    // The parameters, captured and refunded.
    #expect(Set(explanation.values.map(\.value)) == [0, 3, 1])
    #expect(explanation.values.count == 4)
  }

  private func trace(_ interpreter: Interpreter, _ initial: State, _ steps: [TraceStep], loop: Int? = nil)
    -> Trace
  {
    Trace(
      scope: interpreter.layout.scope, threats: interpreter.world.threats, initial: initial, steps: steps,
      loop: loop)
  }

  /// place, authorize, capture 3, refund 1 by the manager.
  private func saleAndRefund(_ interpreter: Interpreter) throws -> Trace {
    var steps: [TraceStep] = []
    let start = try interpreter.start
    for (action, arguments, principal) in [
      (shop.place, [0, 3], 0), (shop.authorize, [0], nil), (shop.capture, [0, 3], nil),
      (shop.refund, [0, 1], 1),
    ] as [(ActionID, [Integer], Int?)] {
      let step = try interpreter.possibleSteps(in: steps.last?.state ?? start).first {
        interpreter.world.moves[$0.move].action == action && $0.arguments == arguments
          && $0.principal == principal
      }
      steps.append(try #require(step.flatMap(interpreter.record)))
    }
    return trace(interpreter, start, steps)
  }

  /// Each way of tampering with a good trace is refused.
  @Test func tamperedTracesAreRefused() throws {
    let interpreter = try shop.interpreter(threats: [shop.corruptCourier])
    let good = try saleAndRefund(interpreter)
    try interpreter.replay(good)
    func changed(
      _ position: Int, event: TraceStep.Event? = nil, principal: TraceStep.Principal?? = .none,
      threats: Set<ThreatID>? = nil, broken: [Int]? = nil, arbitrary: [Integer]? = nil, state: State? = nil
    ) -> Trace {
      var steps = good.steps
      let old = steps[position]
      steps[position] = TraceStep(
        event: event ?? old.event, principal: principal ?? old.principal, threats: threats ?? old.threats,
        brokenHonesty: broken ?? old.brokenHonesty, arbitrary: arbitrary ?? old.arbitrary,
        state: state ?? old.state)
      return trace(interpreter, good.initial, steps)
    }
    var other = good.steps[1].state
    other.values[0] += 1
    var initial = good.initial
    initial.values[1] = 1
    let short = State(values: Array(initial.values.dropLast()))
    let customer = TraceStep.Principal(entity: EntityID(3), instance: 0)
    let bad: [Trace] = [
      changed(1, state: other),
      changed(1, state: short),
      changed(1, event: .idle),
      changed(1, event: .delay(1)),
      changed(0, event: .action(shop.place, arguments: [0, 0], .genuine)),
      changed(0, event: .action(shop.place, arguments: [0], .genuine)),
      changed(0, event: .action(shop.place, arguments: [-1, 3], .genuine)),
      changed(0, event: .action(shop.place, arguments: [0, 2], .genuine)),
      changed(2, event: .action(shop.capture, arguments: [0, 3], .forged(shop.forgedWebhook, power: 0))),
      changed(0, principal: .some(nil)),
      changed(3, principal: customer),
      changed(3, principal: TraceStep.Principal(entity: shop.merchant, instance: 2)),
      changed(1, threats: [shop.corruptCourier]),
      changed(1, broken: [0]),
      changed(1, arbitrary: [0]),
      trace(interpreter, initial, good.steps),
      trace(interpreter, short, good.steps),
      trace(interpreter, good.initial, Array(good.steps.dropFirst())),
      trace(interpreter, good.initial, good.steps, loop: 0),
      trace(interpreter, good.initial, good.steps, loop: 5),
      trace(interpreter, good.initial, good.steps, loop: -1),
      Trace(scope: good.scope, threats: [], initial: good.initial, steps: good.steps),
      Trace(
        scope: shop.spec.scope(1, 1, 1, 1, 2), threats: good.threats, initial: good.initial, steps: good.steps),
    ]
    for (number, trace) in bad.enumerated() {
      #expect(throws: Refusal.self, "case \(number)") { try interpreter.replay(trace) }
    }
    // The authorization may be by the gateway's only member, or by nobody in particular.
    try interpreter.replay(changed(1, principal: TraceStep.Principal(entity: EntityID(1), instance: 0)))
    try interpreter.replay(trace(interpreter, good.initial, good.steps, loop: 4))
  }

  @Test func failuresAreEvaluated() throws {
    let interpreter = try shop.interpreter(threats: [shop.forgedWebhook])
    let violation = try #require(try interpreter.shortestViolation(of: shop.noOverRefund, depth: 2))
    try interpreter.replay(violation, of: shop.noOverRefund)
    let start = Trace(
      scope: violation.trace.scope, threats: violation.trace.threats, initial: violation.trace.initial,
      steps: [])
    let undefined = Undefined(reason: .none, term: shop.spec.yes(true))
    let bad: [(Violation, PropertyID?)] = [
      (Violation(trace: start, failure: violation.failure), shop.noOverRefund),
      (violation, nil),
      (violation, PropertyID(7)),
      (Violation(trace: violation.trace, failure: .property([])), shop.noOverRefund),
      (Violation(trace: violation.trace, failure: .property([-1])), shop.noOverRefund),
      (Violation(trace: violation.trace, failure: .property([1])), shop.noOverRefund),
      (Violation(trace: violation.trace, failure: .propertyUndefined([0], undefined)), shop.noOverRefund),
      (Violation(trace: violation.trace, failure: .stepUndefined(undefined)), nil),
      (Violation(trace: start, failure: .stepUndefined(undefined)), nil),
    ]
    for (number, (violation, property)) in bad.enumerated() {
      #expect(throws: Refusal.self, "case \(number)") { try interpreter.replay(violation, of: property) }
    }
  }

  @Test func undefinedStepsAndPropertiesReplay() throws {
    let spec = Sketch()
    let order = spec.entity("Order")
    let next = spec.link(order, "next", to: order)
    let amount = spec.number(order, "amount")
    let run = spec.action("run", [("o", spec.of(order))]) { action, terms, _ in
      action.body = [spec.set(amount, terms[0], spec.get(amount, spec.get(next, terms[0])))]
    }
    let o = spec.variable("o", spec.of(order))
    let broken = spec.div(spec.int(1), spec.get(amount, o.term))
    let property = spec.invariant("P", over: o.id, spec.le(broken, spec.int(1)))
    let interpreter = try spec.interpreter(spec.scope(1))
    let start = try interpreter.start
    guard case .undefined(let undefined) = interpreter.take(run, [0], in: start) else {
      Issue.record("defined")
      return
    }
    func step(_ state: State) -> TraceStep {
      TraceStep(
        event: .action(run, arguments: [0], .genuine), principal: nil, threats: [], brokenHonesty: [],
        arbitrary: [], state: state)
    }
    func violation(_ steps: [TraceStep], _ failure: Violation.Failure) -> Violation {
      Violation(trace: trace(interpreter, start, steps), failure: failure)
    }
    try interpreter.replay(violation([step(start)], .stepUndefined(undefined)), of: nil)
    #expect(throws: Refusal.self) {
      try interpreter.replay(violation([step(State(values: [0, 0]))], .stepUndefined(undefined)), of: nil)
    }
    let failure = try #require(try interpreter.failure(of: property, in: start))
    #expect(failure == .propertyUndefined([0], Undefined(reason: .divisionByZero, term: broken)))
    try interpreter.replay(violation([], failure), of: property)
  }

  @Test func loopsWithTimeTakeTime() throws {
    let spec = Sketch()
    spec.system.hasTime = true
    let order = spec.entity("Order")
    let at = spec.field(order, "at", Sketch.instant, spec.now())
    let touch = spec.action("touch", [("o", spec.of(order))]) { action, terms, _ in
      action.body = [spec.set(at, terms[0], spec.now())]
    }
    let o = spec.variable("o", spec.of(order))
    _ = spec.lt(spec.minus(spec.now(), spec.get(at, o.term)), spec.int(2))
    let interpreter = try spec.interpreter(spec.scope(1))
    var state = try interpreter.start
    var steps: [TraceStep] = []
    func add(_ event: TraceStep.Event, _ next: State) {
      steps.append(
        TraceStep(event: event, principal: nil, threats: [], brokenHonesty: [], arbitrary: [], state: next))
      state = next
    }
    let start = state
    for _ in 0..<8 {
      add(.delay(1), try #require(interpreter.delay(1, in: state)))
      add(
        .action(touch, arguments: [0], .genuine),
        try #require(interpreter.take(touch, [0], in: state).taken?.state))
    }
    #expect(steps[15].state == steps[13].state)
    try interpreter.replay(trace(interpreter, start, steps, loop: 14))
    #expect(throws: Refusal.loop) { try interpreter.replay(trace(interpreter, start, steps, loop: 16)) }
  }
}
