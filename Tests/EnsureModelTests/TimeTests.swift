import EnsureModel
import ModelSketch
import Testing

/// Rule 18: instants, and which ages are alike.
@Suite struct TimeTests {
  /// Two orders with two instants each, and guards that measure them.
  private struct Clocks {
    let spec = Sketch()
    let order: EntityID
    let first: FieldID
    let second: FieldID
    var guards: [Term] = []

    /// - Parameter everyAgeCounts: adds a comparison of the sum of two ages, so that there is no horizon.
    init(everyAgeCounts: Bool) {
      spec.system.hasTime = true
      order = spec.entity("Order")
      first = spec.field(order, "first", Sketch.instant, spec.now())
      second = spec.field(order, "second", Sketch.instant, spec.plus(spec.now(), spec.int(2)))
      let (spec, order, first, second) = (spec, order, first, second)
      func action(_ name: String, _ guards: (Term) -> [Term], _ body: (Term) -> [Statement]) -> [Term] {
        var found: [Term] = []
        spec.action(name, [("o", spec.of(order))]) { action, terms, _ in
          found = guards(terms[0])
          action.requires = found.map(spec.clause)
          action.body = body(terms[0])
        }
        return found
      }
      func age(_ field: FieldID, _ o: Term) -> Term { spec.minus(spec.now(), spec.get(field, o)) }
      guards += action(
        "touch", { [spec.le(age(first, $0), spec.int(3))] }, { [spec.set(first, $0, spec.now())] })
      guards += action(
        "plan", { [spec.lt(spec.int(4), age(second, $0))] },
        { [spec.set(second, $0, spec.plus(spec.now(), spec.int(3)))] })
      guards += action(
        "backdate", { [spec.lt(spec.get(first, $0), spec.get(second, $0))] },
        { [spec.set(second, $0, spec.minus(spec.now(), spec.int(5)))] })
      guards += action(
        "copy", { [spec.le(spec.plus(spec.get(first, $0), spec.int(2)), spec.get(second, $0))] },
        { [spec.set(first, $0, spec.get(second, $0))] })
      guards += action(
        "same",
        { [spec.eq(spec.minus(spec.get(second, $0), spec.get(first, $0)), spec.int(-1)), spec.untouched($0)] },
        { [spec.set(first, $0, spec.now())] })
      if everyAgeCounts {
        let (_, o) = spec.variable("o", spec.of(order))
        _ = spec.le(spec.plus(age(first, o), age(second, o)), spec.int(1))
      }
    }
  }

  @Test func horizonIsWhatComparisonsSee() throws {
    let capped = Clocks(everyAgeCounts: false)
    let open = Clocks(everyAgeCounts: true)
    // Compared with up to 4, put up to 5 into the past.
    #expect(try capped.spec.interpreter(capped.spec.scope(1)).horizon?.ticks == 9)
    #expect(try open.spec.interpreter(open.spec.scope(1)).horizon == nil)
    #expect(try Sketch().interpreter(Sketch().scope()).horizon == nil)
  }

  /// Walks at random, once with cut ages and once with all: every step is possible in both or in neither.
  @Test(arguments: 0..<40) func cutAgesAreNeverNoticed(_ seed: Int) throws {
    let (capped, open) = (Clocks(everyAgeCounts: false), Clocks(everyAgeCounts: true))
    let cut = try capped.spec.interpreter(capped.spec.scope(2))
    let exact = try open.spec.interpreter(open.spec.scope(2))
    var generator = SplitMix(state: UInt64(seed))
    var (left, right) = (try cut.start, try exact.start)
    for _ in 0..<200 {
      if Int.random(in: 0..<3, using: &generator) == 0 {
        let ticks = Integer(Int.random(in: 1...(Bool.random(using: &generator) ? 3 : 40), using: &generator))
        left = try #require(cut.delay(ticks, in: left))
        right = try #require(exact.delay(ticks, in: right))
      }
      for action in cut.world.system.actions.indices {
        for order in 0..<2 {
          let first = cut.take(ActionID(action), [Integer(order)], in: left)
          let second = exact.take(ActionID(action), [Integer(order)], in: right)
          #expect(first.isBlocked == second.isBlocked)
        }
      }
      let (action, order) = (
        ActionID(Int.random(in: 0..<5, using: &generator)), Integer(Int.random(in: 0..<2, using: &generator))
      )
      if let first = cut.take(action, [order], in: left).taken,
        let second = exact.take(action, [order], in: right).taken
      {
        (left, right) = (first.state, second.state)
      }
      #expect(left.values.allSatisfy { $0 >= -60 })
    }
  }

  @Test func waitingForEverComesToRest() throws {
    let clocks = Clocks(everyAgeCounts: false)
    let interpreter = try clocks.spec.interpreter(clocks.spec.scope(2))
    var states: Set<State> = []
    var state = try interpreter.start
    for _ in 0..<100 {
      states.insert(state)
      state = try #require(interpreter.delay(1, in: state))
    }
    #expect(states.count < 30)
    #expect(interpreter.delay(7, in: state) == state)
  }

  /// The start of the run is remembered, so that time alone touches nothing.
  @Test func waitingTouchesNobody() throws {
    let spec = Sketch()
    spec.system.hasTime = true
    let order = spec.entity("Order")
    let at = spec.field(order, "at", Sketch.instant, spec.now())
    let begin = spec.action("begin", [("o", spec.of(order))]) { action, terms, _ in
      action.requires = [spec.clause(spec.untouched(terms[0]))]
      action.body = [spec.set(at, terms[0], spec.now())]
    }
    let interpreter = try spec.interpreter(spec.scope(2))
    let later = try #require(interpreter.delay(5, in: try interpreter.start))
    let begun = try #require(interpreter.take(begin, [0], in: later).taken?.state)
    #expect(interpreter.take(begin, [0], in: begun).isBlocked)
    #expect(interpreter.take(begin, [1], in: begun).taken != nil)
  }

  @Test func noTimeNoDelay() throws {
    let spec = Sketch()
    let interpreter = try spec.interpreter(spec.scope())
    #expect(interpreter.delay(1, in: try interpreter.start) == nil)
    let clocks = Clocks(everyAgeCounts: false)
    let timed = try clocks.spec.interpreter(clocks.spec.scope(1))
    #expect(timed.delay(0, in: try timed.start) == nil)
    #expect(timed.delay(-1, in: try timed.start) == nil)
  }

  /// Ages that are stored, scaled or compared with what is unbounded are never cut.
  @Test(arguments: 0..<5) func otherUsesOfTimeKeepEveryAge(_ use: Int) throws {
    let spec = Sketch()
    spec.system.hasTime = true
    let order = spec.entity("Order")
    let at = spec.field(order, "at", Sketch.instant, spec.now())
    let amount = spec.number(order, "amount")
    spec.action("run", [("o", spec.of(order))]) { action, terms, _ in
      let o = terms[0]
      let age = spec.minus(spec.now(), spec.get(at, o))
      let local = spec.variable("x", Sketch.integer)
      switch use {
      case 0: action.body = [spec.set(amount, o, age)]
      case 1: action.requires = [spec.clause(spec.lt(spec.system.bank.product(age, spec.int(2)), spec.int(9)))]
      case 2: action.requires = [spec.clause(spec.lt(age, spec.get(amount, o)))]
      case 3: action.body = [spec.set(at, o, spec.minus(spec.get(at, o), spec.int(1)))]
      default: action.body = [.bind(local.id, age, spec.here), spec.set(amount, o, local.term)]
      }
    }
    #expect(try spec.interpreter(spec.scope(1)).horizon == nil)
  }

  @Test func parametersAndLocalsWidenTheHorizon() throws {
    let spec = Sketch()
    spec.system.hasTime = true
    let order = spec.entity("Order")
    let at = spec.field(order, "at", Sketch.instant, spec.now())
    let timeout = spec.global("timeout", spec.range(1, 20), .arbitrary(where: nil), mutable: false)
    spec.action("run", [("o", spec.of(order))]) { action, terms, _ in
      let local = spec.variable("x", Sketch.integer)
      action.requires = [
        spec.clause(spec.lt(spec.minus(spec.now(), spec.get(at, terms[0])), spec.get(timeout)))
      ]
      action.body = [
        .bind(local.id, spec.minus(spec.now(), spec.get(at, terms[0])), spec.here),
        .branch(spec.lt(local.term, spec.int(50)), [], [], spec.here),
      ]
    }
    var scope = spec.scope(1)
    scope.delays = ValueSet([])
    #expect(try spec.interpreter(scope).horizon?.ticks == 50)
  }

  /// The horizon is computed from the scope's numbers, so a trace cannot bring others in.
  @Test func argumentsBeyondTheHorizonAreRefused() throws {
    let spec = Sketch()
    spec.system.hasTime = true
    let order = spec.entity("Order")
    let at = spec.field(order, "at", Sketch.instant, spec.now())
    let other = spec.link(order, "other", to: order)
    let backdate = spec.action("backdate", [("o", spec.of(order)), ("d", Sketch.integer)]) { action, terms, _ in
      action.requires = [spec.clause(spec.le(spec.minus(spec.now(), spec.get(at, terms[0])), spec.int(4)))]
      action.body = [spec.set(at, terms[0], spec.minus(spec.now(), terms[1]))]
    }
    let copy = spec.action("copy", [("o", spec.of(order))]) { action, terms, _ in
      action.body = [spec.set(at, terms[0], spec.get(at, spec.get(other, terms[0])))]
    }
    let threat = spec.threat("T", spec.attacker(copy))
    let interpreter = try spec.interpreter(spec.scope(1), threats: [threat])
    let start = try interpreter.start
    #expect(interpreter.horizon?.ticks == 7)
    #expect(interpreter.take(backdate, [0, 3], in: start).taken != nil)
    #expect(interpreter.take(backdate, [0, 4], in: start) == .blocked(.argument(1)))
    let move = try #require(interpreter.moves(copy, genuine: false).first)
    for (value, isTaken) in [(0, true), (-3, true), (-4, false), (1, false)] as [(Integer, Bool)] {
      let result = interpreter.step(move, arguments: [0], principal: nil, in: start, tape: [value])
      #expect((result.taken != nil) == isTaken)
    }
  }

  /// A forged step may copy an arbitrary instant only along a reference that may be `none`.
  @Test(arguments: [false, true]) func whatAForgedStepCopiesOfItsOwnInstanceIsNotArbitrary(_ follows: Bool)
    throws
  {
    let spec = Sketch()
    spec.system.hasTime = true
    let order = spec.entity("Order")
    let (at, since) = (
      spec.field(order, "at", Sketch.instant, spec.now()),
      spec.field(order, "since", Sketch.instant, spec.now())
    )
    let other = spec.link(order, "other", to: order)
    let copy = spec.action("copy", [("o", spec.of(order))]) { action, terms, _ in
      let source = follows ? spec.get(other, terms[0]) : terms[0]
      action.requires = [spec.clause(spec.le(spec.minus(spec.now(), spec.get(at, terms[0])), spec.int(4)))]
      action.body = [spec.set(since, terms[0], spec.get(at, source))]
    }
    let threat = spec.threat("T", spec.attacker(copy))
    var scope = spec.scope(1)
    scope.delays = ValueSet([])
    #expect(try spec.interpreter(scope, threats: [threat]).horizon?.ticks == (follows ? nil : 4))
    #expect(try spec.interpreter(scope).horizon?.ticks == 4)
  }

  /// Either side of a choice may be measured.
  @Test func choicesOfInstants() throws {
    let spec = Sketch()
    spec.system.hasTime = true
    let order = spec.entity("Order")
    let (first, second) = (
      spec.field(order, "a", Sketch.instant, spec.now()), spec.field(order, "b", Sketch.instant, spec.now())
    )
    let other = spec.link(order, "other", to: order)
    let flag = spec.global("flag", Sketch.boolean, .value(spec.yes(false)))
    let run = spec.action("run", [("o", spec.of(order))]) { action, terms, _ in
      let either = spec.system.bank.choice(
        spec.get(flag), spec.get(first, terms[0]), spec.get(second, spec.get(other, terms[0])))
      action.requires = [spec.clause(spec.lt(spec.minus(spec.now(), either), spec.int(6)))]
      action.body = [spec.set(first, terms[0], either), spec.set(flag, spec.yes(true))]
    }
    var scope = spec.scope(1)
    let threat = spec.threat("T", spec.attacker(run))
    #expect(try spec.interpreter(scope).horizon?.ticks == 6)
    // Forged, the instant that is copied may be arbitrary, as old as the longest delay.
    #expect(try spec.interpreter(scope, threats: [threat]).horizon?.ticks == 9)
    scope.delays = ValueSet([1...100])
    #expect(try spec.interpreter(scope, threats: [threat]).horizon?.ticks == 106)
  }
}
