import EnsureModel
import ModelSketch
import Testing

/// Rules 3, 4, 8 and 23: what a step does.
@Suite struct StepTests {
  /// Orders that may follow one another, with a bounded amount.
  private struct Chain {
    let spec = Sketch()
    let order: EntityID
    let next: FieldID
    let amount: FieldID

    init() {
      order = spec.entity("Order")
      next = spec.link(order, "next", to: order)
      amount = spec.field(order, "amount", spec.range(0, 2), spec.int(0))
    }

    func action(_ name: String, _ body: (Term) -> [Statement]) -> ActionID {
      spec.action(name, [("o", spec.of(order))]) { action, terms, _ in action.body = body(terms[0]) }
    }
  }

  @Test func writingThroughNoneIsADefectOrNothing() throws {
    let chain = Chain()
    let spec = chain.spec
    let write = chain.action("write") { o in
      [spec.set(chain.amount, spec.get(chain.next, o), spec.int(1)), spec.set(chain.amount, o, spec.int(2))]
    }
    let threat = spec.threat("T", spec.attacker(write))
    let interpreter = try spec.interpreter(spec.scope(1), threats: [threat])
    let start = try interpreter.start
    let o = try #require(spec.system.actions[write.index].parameters.first)
    let path = spec.get(chain.next, spec.system.bank.variable(o.variable))
    #expect(interpreter.take(write, [0], in: start) == .undefined(Undefined(reason: .none, term: path)))
    let forged = interpreter.forgeries(write, [0], in: start)
    #expect(forged.map { interpreter.read(chain.amount, 0, $0.state) } == [2])
  }

  @Test func valuesOutsideTheTypeAreADefectOrArbitrary() throws {
    let chain = Chain()
    let spec = chain.spec
    let write = chain.action("write") { [spec.set(chain.amount, $0, spec.int(9))] }
    let threat = spec.threat("T", spec.attacker(write))
    let interpreter = try spec.interpreter(spec.scope(1), threats: [threat])
    let start = try interpreter.start
    #expect(
      interpreter.take(write, [0], in: start) == .undefined(Undefined(reason: .outOfRange, term: spec.int(9))))
    let forged = interpreter.forgeries(write, [0], in: start)
    #expect(Set(forged.map { interpreter.read(chain.amount, 0, $0.state) }) == [0, 1, 2])

    let move = try #require(interpreter.moves(write, genuine: false).first)
    func step(_ tape: [Integer]) -> StepResult {
      interpreter.step(move, arguments: [0], principal: nil, in: start, tape: tape)
    }
    #expect(step([]) == .needs(spec.range(0, 2)))
    #expect(step([3]) == .badTape)
    #expect(step([1, 1]) == .badTape)
    #expect(step([1]).taken != nil)
  }

  @Test func arbitraryReferencesNameAnybodyOrNone() throws {
    let chain = Chain()
    let spec = chain.spec
    let write = chain.action("write") { o in
      [spec.set(chain.next, o, spec.get(chain.next, spec.get(chain.next, o)))]
    }
    let threat = spec.threat("T", spec.attacker(write))
    let interpreter = try spec.interpreter(spec.scope(2), threats: [threat])
    let forged = interpreter.forgeries(write, [0], in: try interpreter.start)
    #expect(Set(forged.map { interpreter.read(chain.next, 0, $0.state) }) == [-1, 0, 1])
  }

  @Test func undefinedGuardsDoNotBlockForgeries() throws {
    let chain = Chain()
    let spec = chain.spec
    let ship = spec.action("ship", [("o", spec.of(chain.order))]) { action, terms, _ in
      action.requires = [
        spec.clause(spec.eq(spec.get(chain.amount, spec.get(chain.next, terms[0])), spec.int(2)))
      ]
    }
    let threat = spec.threat("T", spec.attacker(ship))
    let interpreter = try spec.interpreter(spec.scope(1), threats: [threat])
    let start = try interpreter.start
    #expect(interpreter.take(ship, [0], in: start).undefined == Undefined.Reason.none)
    #expect(interpreter.forgeries(ship, [0], in: start).count == 1)
  }

  /// A guard that fails hides what stands behind it.
  @Test func guardsStopAtTheFirstFailure() throws {
    let spec = Sketch()
    let run = spec.action("run") { action, _, _ in
      let broken = spec.eq(spec.div(spec.int(1), spec.int(0)), spec.int(1))
      action.requires = [spec.clause(spec.yes(false)), spec.clause(broken)]
    }
    let interpreter = try spec.interpreter(spec.scope())
    #expect(interpreter.take(run, in: try interpreter.start) == .blocked(.guard(0)))
  }

  @Test func branchesAndLocals() throws {
    let chain = Chain()
    let spec = chain.spec
    let local = spec.variable("x", Sketch.integer)
    let run = chain.action("run") { o in
      [
        .bind(local.id, spec.plus(spec.get(chain.amount, o), spec.int(1)), spec.here),
        .branch(
          spec.eq(local.term, spec.int(1)), [spec.set(chain.amount, o, local.term)],
          [spec.set(chain.amount, o, spec.int(0))], spec.here),
        .branch(spec.eq(local.term, spec.int(1)), [], [spec.set(chain.amount, o, spec.int(0))], spec.here),
      ]
    }
    let interpreter = try spec.interpreter(spec.scope(1))
    let first = try #require(interpreter.take(run, [0], in: try interpreter.start).taken?.state)
    #expect(interpreter.read(chain.amount, 0, first) == 1)
    let second = try #require(interpreter.take(run, [0], in: first).taken?.state)
    #expect(interpreter.read(chain.amount, 0, second) == 0)
  }

  @Test func argumentsHaveTheirTypes() throws {
    let spec = Sketch()
    let actor = spec.entity("Customer", .actor)
    let order = spec.entity("Order")
    let who = spec.link(order, "who", to: actor)
    let run = spec.action("run", [("o", spec.of(order)), ("n", spec.range(1, 2))], by: RoleReference(actor)) {
      action, terms, by in
      action.body = by.map { [spec.set(who, terms[0], $0)] } ?? []
    }
    let interpreter = try spec.interpreter(spec.scope(1, 2))
    let start = try interpreter.start
    #expect(interpreter.take(run, [1, 2], by: 0, in: start).taken != nil)
    for (arguments, position) in [
      ([-1, 1], 0), ([2, 1], 0), ([0, 0], 1), ([0, 3], 1), ([0], 1), ([0, 1, 1], 2),
    ] {
      let result = interpreter.take(run, arguments.map { Integer($0) }, by: 0, in: start)
      #expect(result == .blocked(.argument(position)))
    }
    for principal in [nil, 1, -1] as [Int?] {
      #expect(interpreter.take(run, [0, 1], by: principal, in: start) == .blocked(.principal))
    }
  }

  @Test func newTakesUntouchedInstances() throws {
    let spec = Sketch()
    let hook = spec.entity("Hook")
    let created = spec.field(hook, "created", Sketch.boolean, spec.yes(false), kind: .created)
    let amount = spec.field(hook, "amount", spec.range(0, 5), any: nil)
    let make = spec.action("make", [("m", spec.of(hook))]) { action, terms, _ in
      action.requires = [spec.clause(spec.untouched(terms[0]))]
      action.body = [spec.set(created, terms[0], spec.yes(true))]
    }
    _ = amount
    let interpreter = try spec.interpreter(spec.scope(2))
    let made = try #require(interpreter.take(make, [0], in: try interpreter.start).taken?.state)
    #expect(interpreter.take(make, [0], in: made).isBlocked)
    #expect(interpreter.take(make, [1], in: made).taken != nil)
  }

  /// An arbitrary field may have any value that its restriction allows, and the instance is still untouched.
  @Test func untouchedMeansAllowedAtFirst() throws {
    let spec = Sketch()
    let order = spec.entity("Order")
    let even = spec.yes(true)
    let amount = spec.field(order, "amount", spec.range(0, 5), any: even)
    let variable = spec.system.bank.variable(spec.system.entities[order.index].initialVariable)
    spec.system.fields[amount.index].initial = .arbitrary(
      where: spec.eq(spec.mod(spec.get(amount, variable), spec.int(2)), spec.int(0)))
    let (o, term) = spec.variable("o", spec.of(order))
    let untouched = spec.untouched(term)
    let interpreter = try spec.interpreter(spec.scope(1))
    #expect(try interpreter.initialStates().map { $0.values } == [[0], [2], [4]])
    for value in 0...5 {
      let state = State(values: [Integer(value)])
      #expect(try interpreter.evaluate(untouched, in: state, [o: 0]) == (value % 2 == 0 ? 1 : 0))
      #expect(interpreter.isInitial(state) == (value % 2 == 0))
    }
  }

  /// Definedness must not hang on which instance has which number.
  @Test func quantifiersEvaluateAllInstances() throws {
    let spec = Sketch()
    let order = spec.entity("Order")
    let amount = spec.number(order, "amount")
    let (o, term) = spec.variable("o", spec.of(order))
    let some = spec.system.bank.exists(
      over: o, where: spec.eq(spec.div(spec.int(6), spec.get(amount, term)), spec.int(3)))
    let interpreter = try spec.interpreter(spec.scope(2))
    for values in [[2, 0], [0, 2]] as [[Integer]] {
      #expect(throws: Undefined.self) { try interpreter.evaluate(some, in: State(values: values)) }
    }
    #expect(try interpreter.evaluate(some, in: State(values: [1, 2])) == 1)
    #expect(try interpreter.evaluate(some, in: State(values: [1, 1])) == 0)
  }

  @Test func keysAndAggregates() throws {
    let spec = Sketch()
    let customer = spec.entity("Customer", .actor)
    let trusted = spec.entity("Trusted", keys: [spec.of(customer), spec.range(1, 2)])
    let member = spec.flag(trusted, "is")
    let (c, term) = spec.variable("c", spec.of(customer))
    let pair = spec.system.bank.keyed(trusted, [term, spec.int(2)])
    let outside = spec.system.bank.keyed(trusted, [term, spec.int(3)])
    let nobody = spec.system.bank.keyed(trusted, [spec.none(customer), spec.int(1)])
    let back = spec.system.bank.key(0, .reference(customer), of: pair)
    let (t, entry) = spec.variable("t", spec.of(trusted))
    let count = spec.system.bank.count(over: t, where: spec.get(member, entry))
    let all = spec.system.bank.all(
      over: t, where: spec.get(member, entry),
      body: spec.eq(spec.system.bank.key(1, .integer, of: entry), spec.int(2)))
    let interpreter = try spec.interpreter(spec.scope(2, 0))
    var state = try interpreter.start
    #expect(try interpreter.evaluate(pair, in: state, [c: 1]) == 3)
    #expect(try interpreter.evaluate(back, in: state, [c: 1]) == 1)
    #expect(throws: Undefined(reason: .outOfRange, term: outside)) {
      try interpreter.evaluate(outside, in: state, [c: 0])
    }
    #expect(throws: Undefined(reason: .none, term: nobody)) {
      try interpreter.evaluate(nobody, in: state, [c: 0])
    }
    #expect(try interpreter.evaluate(all, in: state) == 1)
    state.values[3] = 1
    #expect(try interpreter.evaluate(count, in: state) == 1)
    #expect(try interpreter.evaluate(all, in: state) == 1)
    state.values[0] = 1
    #expect(try interpreter.evaluate(all, in: state) == 0)
  }

  @Test func numbersAreExact() throws {
    let spec = Sketch()
    let large = spec.int(Integer(Int.max))
    let term = spec.minus(
      spec.system.bank.product(large, large), spec.system.bank.product(large, spec.minus(large, spec.int(1))))
    let interpreter = try spec.interpreter(spec.scope())
    #expect(try interpreter.evaluate(term, in: try interpreter.start) == Integer(Int.max))
  }
}
