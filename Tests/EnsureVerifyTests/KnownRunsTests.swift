import EnsureExplore
import EnsureModel
import EnsureSemantics
import Testing

@testable import EnsureVerify

/// A scenario's states can be reached, so they witness what the solver has not come to.
@Suite struct KnownRunsTests {
  /// A till whose `Counted` says something only behind three sales.
  private static let text = """
    system Till
    role Clerk
    global sold: Int = 0
    action sell() by Clerk { sold += 1 }
    invariant Counted: sold >= 3 implies sold > 0
    """

  private static let scenario = """

    scenario "three sales" {
      sell(); sell(); sell()
      expect sold == 3
    }
    """

  private func verify(_ text: String, depth: Int) throws -> VerificationReport {
    let compiled = Compiler.compile(text: text).system
    var options = VerificationOptions()
    options.depth = depth
    options.engines = [.bounded]
    return try Verification(try #require(compiled), options).run()
  }

  @Test func withoutAScenarioNothingIsKnown() throws {
    let report = try verify(Self.text, depth: 2)
    guard case .unknown(let why)? = report.cells.first?.verdict else {
      Issue.record("the left side holds in no state that was looked at")
      return
    }
    #expect(why.hasPrefix("twin: no state was found"))
    #expect(report.status == .undecided)
  }

  @Test func aScenarioShowsThatItIsNotEmpty() throws {
    let report = try verify(Self.text + Self.scenario, depth: 2)
    guard case .held(let bound)? = report.cells.first?.verdict else {
      Issue.record("the scenario's last state is a witness")
      return
    }
    #expect(bound.depth == 2)
    #expect(report.status == .success)
    let twin = report.twins.first { if case .antecedent = $0.subject { true } else { false } }
    #expect(twin?.witness?.steps.count == 3)
    #expect(report.notes.map(\.text).contains { $0.contains("3 steps") && $0.contains("held to 2 steps") })
  }

  @Test func aSearchThatComesToTheWitnessNeedsNoNote() throws {
    let report = try verify(Self.text + Self.scenario, depth: 4)
    #expect(report.status == .success)
    #expect(report.notes.isEmpty)
  }

  /// What needs more instances than a scope has is possible where a scenario has them.
  @Test(arguments: [false, true]) func aScenarioMayNeedMoreInstances(_ hasScenario: Bool) throws {
    let text = """
      system Desk
      role Clerk
      entity Seat { isTaken: Bool = false }
      global isFull: Bool = false
      action take(s: Seat) by Clerk requires not s.isTaken { s.isTaken = true }
      action close(one: Seat, two: Seat, three: Seat) by Clerk
        requires one.isTaken and two.isTaken and three.isTaken and one != two and two != three and one != three
      { isFull = true }
      invariant Taken: isFull implies exists(s: Seat where s.isTaken)
      """
    let scenario = """

      scenario "three seats" { take(one); take(two); take(three); close(one, two, three) }
      """
    let report = try verify(hasScenario ? text + scenario : text, depth: 2)
    let twins = report.twins.filter { if case .action = $0.subject { true } else { false } }
    #expect(twins.count { $0.witness == nil } == (hasScenario ? 0 : 1))
    #expect(twins.contains { $0.witness?.steps.count ?? 0 >= 3 } == hasScenario)
    #expect(report.status == (hasScenario ? .success : .undecided))
  }

  @Test func whatIsNoRunIsNoWitness() throws {
    let compiled = Compiler.compile(text: Self.text + Self.scenario).system
    let system = try #require(compiled)
    let scope = Scope(instances: system.entities.map { _ in 1 })
    let interpreter = try Interpreter(World(system, threats: []), scope: scope)
    var state = State(values: interpreter.layout.places.map { _ in 0 })
    let slot = try #require(interpreter.layout.slot(GlobalID(0)))
    // A run that begins with three sales made.
    state.values[slot] = 3
    let subject = Twin.Subject.antecedent(PropertyID(0))
    let wrong = Trace(scope: scope, threats: [], initial: state, steps: [])
    #expect(KnownRuns([wrong], of: system, in: scope).witness(of: subject) == nil)
    // One with more instances is one with as many as it has.
    let wide = Scope(instances: system.entities.map { _ in 2 })
    let scenario = try #require(system.scenarios.first)
    guard case .passed(let trace) = try scenario.run(in: system, scope: wide).outcome else {
      Issue.record("the scenario passes")
      return
    }
    let witness = try #require(KnownRuns([trace], of: system, in: scope).witness(of: subject))
    #expect(witness.scope.instances == wide.instances)
  }
}
