import EnsureExplore
import EnsureModel
import EnsureSemantics
import Testing

/// Of initial states that differ only where nobody looks, one is enough.
@Suite struct InitialClassesTests {
  private static let text = """
    system Desk
    role Clerk
    entity Person
    entity Job {
      worker: Person = any
      client: Person = any
      shelf:  Person = any
      state:  { fresh, open, done } = fresh
    }
    action begin(j: Job, p: Person) by Clerk
      requires j.state == fresh
    {
      j.state = open
      j.worker = p
    }
    action finish(j: Job, p: Person) by Clerk
      requires j.state == open and j.worker == p
    {
      j.state = done
    }
    action check(j: Job, p: Person) by Clerk
      requires j.client == p
    {
      j.state = done
    }
    scenario "written before it is read" {
      begin(j, p); finish(j, p)
      expect j.state == done
    }
    scenario "some choice is right" {
      given j.client != p
      then check(j, p) is impossible
      begin(j, p)
    }
    scenario "every choice has to be" {
      begin(j, p)
      expect j.client == p
    }
    """

  private func system() throws -> TransitionSystem {
    let compiled = Compiler.compile(text: Self.text).system
    return try #require(compiled)
  }

  private func states() throws -> (states: InitialStates, layout: Layout) {
    let system = try system()
    let interpreter = try Interpreter(
      World(system, threats: []), scope: Scope(instances: system.entities.map { _ in 2 }))
    return (try interpreter.initialStates(), interpreter.layout)
  }

  @Test func whoeverLooksEverywhereSeesAll() throws {
    let (states, layout) = try states()
    var classes = InitialClasses(states)
    var seen: [State] = []
    while let state = classes.next() {
      seen.append(state)
      classes.split(at: Set(0..<layout.count))
    }
    #expect(seen == Array(states))
    #expect(Set(seen).count == seen.count)
  }

  @Test func whoeverLooksNowhereSeesOne() throws {
    let (states, _) = try states()
    var classes = InitialClasses(states)
    #expect(classes.next() == states.first { _ in true })
    classes.split(at: [])
    #expect(classes.next() == nil)
  }

  @Test func whoeverLooksAtTwoPlacesSeesTheirValues() throws {
    let (states, _) = try states()
    let all = Array(states)
    let first = try #require(all.first)
    let places = first.values.indices.filter { slot in all.contains { $0.values[slot] != first.values[slot] } }
    let chosen = [try #require(places.first), try #require(places.last)]
    var classes = InitialClasses(states)
    var seen: [[Integer]] = []
    while let state = classes.next() {
      seen.append(chosen.map { state.values[$0] })
      classes.split(at: Set(chosen))
    }
    #expect(seen == [[0, 0], [0, 1], [1, 0], [1, 1]])
  }

  /// With six people there are 6^6 initial states, and each scenario needs a few.
  @Test func scenariosTryFewOfThem() throws {
    let system = try system()
    let scope = Scope(instances: system.entities.map { $0.name == "Person" ? 6 : 2 })
    func outcome(_ position: Int, limit: Int) throws -> ScenarioResult.Outcome {
      try system.scenarios[position].run(in: system, scope: scope, limit: limit).outcome
    }
    guard case .passed = try outcome(0, limit: 100) else {
      Issue.record("nothing that was there at first is read")
      return
    }
    // The first state does not have what is given.
    guard case .passed(let trace) = try outcome(1, limit: 100) else {
      Issue.record("in some state the job is not for `p`")
      return
    }
    #expect(trace.steps.count == 1)
    // The first state has what is expected.
    guard case .failed(let failure) = try outcome(2, limit: 100), case .expectation = failure.reason else {
      Issue.record("in some state the job is not for `p`")
      return
    }
  }
}
