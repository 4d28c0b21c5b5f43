import EnsureModel
import ModelSketch
import Testing

@testable import EnsureExplore

@Suite struct ExplorationTests {
  @Test func commitmentIsExploredWithItsDiagram() throws {
    let sketch = KnownSystems.commit()
    let found = try Exploration.of(sketch.world(), scope: sketch.scope(3))
    #expect(found.states == 34)
    #expect(found.bound.isExhaustive)
    #expect(found.bound.depth == 6)
    let diagram = try #require(found.diagrams.first)
    #expect(diagram.nodes.map(\.values) == [[0], [1], [2], [3]])
    #expect(diagram.nodes.map(\.isInitial) == [true, false, false, false])
    let edges = diagram.edges.map { [$0.source, $0.target] + $0.actions.map(\.index) }
    #expect(edges == [[0, 1, 0], [0, 3, 2], [1, 2, 1], [1, 3, 2]])
    #expect(found.twins.allSatisfy { $0.steps != nil })
    // Without declared final states, whoever has committed or aborted is stuck.
    let stuck = try #require(found.stuck?.first)
    #expect(stuck.trace?.steps.count == 1)
  }

  @Test func symmetryCountsFewerStates() throws {
    let sketch = KnownSystems.commit()
    let plain = try Exploration.of(sketch.world(), scope: sketch.scope(3))
    let reduced = try Exploration.of(sketch.world(), scope: sketch.scope(3), symmetry: true)
    #expect(reduced.states < plain.states)
    #expect(reduced.twins.map(\.steps) == plain.twins.map(\.steps))
    #expect(reduced.diagrams.map(\.nodes) == plain.diagrams.map(\.nodes))
  }

  /// Parcels that are paid, handed over and lost; only managers may write off.
  private func parcels() -> (sketch: Sketch, pay: ActionID, ship: ActionID, writeOff: ActionID) {
    let sketch = Sketch()
    let courier = sketch.entity("Courier", .role)
    let clerk = sketch.role("Clerk", ranks: ["junior", "senior"])
    let parcel = sketch.entity("Parcel")
    let phases = sketch.enumeration("Parcel.phase", "new", "paid", "shipped", "gone")
    func member(_ position: Int) -> Term { sketch.system.bank.member(phases, position) }
    let phase = sketch.field(parcel, "phase", ValueType(.enumeration(phases)), member(0))
    let pay = sketch.action("pay", [("p", sketch.of(parcel))]) { action, parameters, _ in
      action.requires = [sketch.clause(sketch.eq(sketch.get(phase, parameters[0]), member(0)))]
      action.body = [sketch.set(phase, parameters[0], member(1))]
    }
    let ship = sketch.action("ship", [("p", sketch.of(parcel))], by: RoleReference(courier)) {
      action, parameters, _ in
      action.requires = [sketch.clause(sketch.not(sketch.eq(sketch.get(phase, parameters[0]), member(2))))]
      action.honest = [sketch.clause(sketch.eq(sketch.get(phase, parameters[0]), member(1)))]
      action.body = [sketch.set(phase, parameters[0], member(2))]
    }
    let writeOff = sketch.action("writeOff", [("p", sketch.of(parcel))], by: RoleReference(clerk)) {
      action, parameters, _ in
      action.rules = [sketch.permit(clerk, rank: 1), sketch.forbid(clerk, rank: 0)]
      action.requires = [sketch.clause(sketch.eq(sketch.get(phase, parameters[0]), member(1)))]
      action.body = [sketch.set(phase, parameters[0], member(3))]
    }
    let (id, term) = sketch.variable("p", sketch.of(parcel))
    sketch.system.entities[parcel.index].finals = [
      Entity.Final(name: "shipped", variable: id, condition: sketch.eq(sketch.get(phase, term), member(2)))
    ]
    return (sketch, pay, ship, writeOff)
  }

  @Test func twinsTellHowSoonEverythingHappens() throws {
    let (sketch, pay, ship, writeOff) = parcels()
    let found = try Exploration.of(sketch.world(), scope: sketch.scope(1, 1, 1))
    var steps: [Twin.Subject: Int?] = [:]
    for twin in found.twins { steps[twin.subject] = twin.steps }
    #expect(steps[.action(pay)] == 1)
    #expect(steps[.action(ship)] == 2)
    #expect(steps[.honest(ship, clause: 0)] == 0)
    #expect(steps[.permit(writeOff, rule: 0)] == 2)
    // What no permit allows, a forbid does not block.
    #expect(steps[.forbid(writeOff, rule: 1)] == .some(nil))
  }

  @Test func whatIsGoneIsStuck() throws {
    let (sketch, pay, ship, writeOff) = parcels()
    let found = try Exploration.of(sketch.world(), scope: sketch.scope(1, 1, 1))
    _ = (pay, ship)
    // A parcel that has gone can still be shipped by nobody honest.
    let stuck = try #require(found.stuck?.last)
    #expect(stuck.states == 1)
    let last = try #require(stuck.trace?.steps.last)
    guard case .action(writeOff, _, .genuine) = last.event else {
      Issue.record("writing off comes last")
      return
    }
  }

  @Test func defaultScopesFollowTheConstantsOfASystem() throws {
    let sketch = Sketch()
    let euro = Unit.money(currency: 0)
    let thing = sketch.entity("Thing")
    let role = sketch.role("Clerk", ranks: ["low", "high"])
    let total = sketch.field(thing, "total", ValueType(.integer, unit: euro), sketch.int(0))
    sketch.action(
      "pay", [("t", sketch.of(thing)), ("amount", ValueType(.integer, unit: euro))], by: RoleReference(role)
    ) { action, parameters, _ in
      action.requires = [sketch.clause(sketch.le(parameters[1], sketch.int(5000)))]
      action.body = [sketch.set(total, parameters[0], parameters[1])]
    }
    let scope = Scope.defaults(for: sketch.world())
    #expect(scope.instances == [2, 1])
    #expect(scope.values[euro]?.values == [0, 1, -1, 2, 5000, 5001])
    #expect(scope.delays.values.isEmpty)
  }
}

@Suite struct PlayTests {
  private func shop() -> (sketch: Sketch, pay: ActionID, ship: ActionID, paid: FieldID, order: EntityID) {
    let sketch = Sketch()
    let order = sketch.entity("Order")
    let paid = sketch.number(order, "paid")
    let shipped = sketch.flag(order, "shipped")
    let pay = sketch.action("pay", [("o", sketch.of(order)), ("amount", Sketch.integer)]) {
      action, parameters, _ in
      action.requires = [sketch.clause(sketch.eq(sketch.get(paid, parameters[0]), sketch.int(0)))]
      action.body = [sketch.set(paid, parameters[0], parameters[1])]
    }
    let ship = sketch.action("ship", [("o", sketch.of(order))]) { action, parameters, _ in
      action.requires = [sketch.clause(sketch.lt(sketch.int(0), sketch.get(paid, parameters[0])))]
      action.body = [sketch.set(shipped, parameters[0], sketch.yes(true))]
    }
    return (sketch, pay, ship, paid, order)
  }

  private func run(_ sketch: Sketch, _ variable: VariableID, _ items: [Scenario.Item]) throws -> ScenarioResult
  {
    let scenario = Scenario(
      name: "s", variables: [(variable, nil)], givens: [], items: items, origin: sketch.here)
    return try scenario.run(in: sketch.system, scope: sketch.scope(1))
  }

  private func step(_ sketch: Sketch, _ action: ActionID, _ arguments: Term...) -> Scenario.Step {
    Scenario.Step(action: action, arguments: arguments, principal: nil, origin: sketch.here)
  }

  @Test func aScenarioThatCanHappenPasses() throws {
    let (sketch, pay, ship, paid, order) = shop()
    let (id, o) = sketch.variable("o", sketch.of(order))
    let result = try run(
      sketch, id,
      [
        .impossible(step(sketch, ship, o)), .step(step(sketch, pay, o, sketch.int(500))),
        .step(step(sketch, ship, o)), .expect(sketch.clause(sketch.eq(sketch.get(paid, o), sketch.int(500)))),
      ])
    guard case .passed(let trace) = result.outcome else {
      Issue.record("\(result.outcome)")
      return
    }
    #expect(trace.steps.count == 2)
    try Interpreter(result.world, scope: result.scope).replay(trace)
  }

  @Test func aBlockedScenarioNamesTheGuard() throws {
    let (sketch, _, ship, _, order) = shop()
    let (id, o) = sketch.variable("o", sketch.of(order))
    let result = try run(sketch, id, [.step(step(sketch, ship, o))])
    guard case .failed(let failure) = result.outcome, case .blocked(let explanation) = failure.reason else {
      Issue.record("\(result.outcome)")
      return
    }
    #expect(failure.item == 0)
    #expect(explanation.block == .guard(0))
    #expect(explanation.values.contains { $0.value == 0 })
  }

  @Test func aFalseExpectationFails() throws {
    let (sketch, pay, _, paid, order) = shop()
    let (id, o) = sketch.variable("o", sketch.of(order))
    let result = try run(
      sketch, id,
      [
        .step(step(sketch, pay, o, sketch.int(7))),
        .expect(sketch.clause(sketch.eq(sketch.get(paid, o), sketch.int(8)))),
      ])
    guard case .failed(let failure) = result.outcome, case .expectation = failure.reason else {
      Issue.record("\(result.outcome)")
      return
    }
    #expect(failure.item == 1 && failure.trace.steps.count == 1)
  }

  @Test func aWalkRepeatsAndReplays() throws {
    let (sketch, _, _, _, _) = shop()
    let simulation = try Simulation(sketch.world(), scope: sketch.scope(2))
    let first = try simulation.walk(seed: 7, steps: 10)
    let second = try simulation.walk(seed: 7, steps: 10)
    #expect(first.steps.map(\.event) == second.steps.map(\.event))
    try simulation.interpreter.replay(first)
    let obstacles = try simulation.obstacles(in: first.initial)
    #expect(obstacles.map(\.move) == [1])
  }
}
