import EnsureSemantics
import EnsureSyntax
import Foundation
import Testing

@testable import EnsureModel

/// The clocks of deadlines at random: in each state of a run they say what somebody finds who asks, for all principals and all
/// values that might be chosen, whether the action is possible there, and counts by himself for how long it has been.
@Suite struct DeadlineClockTests {
  /// A workflow with one action, `serve`, that has a deadline.
  private struct Workflow {
    let text: String
    /// What its guards ask.
    let features: Set<Feature>
  }

  private enum Feature: String, CaseIterable {
    case second, amount, equation, flag, rank, wait, ahead, named, unique
  }

  private static func workflow(_ luck: inout SeededNumbers) -> Workflow {
    var features: Set<Feature> = []
    func one(of choices: [String]) -> String { choices[Int.random(in: choices.indices, using: &luck)] }
    func wants(_ feature: Feature) -> Bool {
      let isWanted = Int.random(in: 0..<5, using: &luck) < 2
      if isWanted { features.insert(feature) }
      return isWanted
    }
    let unique = wants(.unique) ? "unique Job(order) when state == open" : ""
    // Whether a unique lets some amount through is told only of few amounts.
    let amounts = unique.isEmpty ? ["Int", "0..2", "-1..1"] : ["0..2", "-1..1"]
    var parameters = ["j: Job"]
    var guards = ["j.state == open"]
    let order = wants(.second) ? "o" : "j.order"
    if features.contains(.second) {
      parameters.insert("o: Order", at: Bool.random(using: &luck) ? 0 : 1)
      guards.append(Bool.random(using: &luck) ? "j.order == o" : "o == j.order")
    }
    if Bool.random(using: &luck) {
      guards.append(order == "o" ? "o.total > 0" : "(j.order != none and j.order.total > 0)")
    }
    if wants(.amount) {
      parameters.append("amount: \(one(of: amounts))")
      let lower = ["amount > 0", "j.size <= amount", "not amount < j.size", "amount + 1 > j.size"]
      let upper = [
        "amount <= j.limit", "amount < j.limit + 1", "not j.limit < amount", "j.limit - amount >= 0",
      ]
      guards += [one(of: lower), one(of: upper)]
    }
    if wants(.equation) {
      parameters.append("exact: 0..2")
      guards.append(one(of: ["exact == j.limit", "j.limit - 1 == exact"]))
      if features.contains(.amount) { guards.append("exact >= amount") }
    }
    if wants(.flag) {
      parameters.append("isUrgent: Bool")
      guards.append("(isUrgent or j.size > 0)")
      guards.append("(not isUrgent or j.limit > 1)")
    }
    if wants(.rank) { guards.append("(c.rank == senior or j.size < 2)") }
    if !features.contains(.rank), wants(.named) { guards.append("j.clerk == c") }
    if wants(.wait) {
      guards.append(
        one(of: ["now - j.at >= 2 h", "now >= j.at + 2 h", "now - j.at > 1 h", "not now - j.at < 2 h"]))
    }
    if wants(.ahead) { guards.append(one(of: ["now >= j.due", "now > j.due"])) }
    guards = [guards[0]] + guards.dropFirst().shuffled(using: &luck)
    let bound = Int.random(in: 1...3, using: &luck)
    let again = Bool.random(using: &luck) ? "j.size = 1" : "j.state = done"
    return Workflow(
      text: """
        system S
        resolution 1 h
        role Clerk { junior, senior }
        entity Order {
          total: 0..1 = 0
        }
        entity Job {
          state: { idle, open, done } = idle
          order: Order? = none
          clerk: Clerk? = none
          size: 0..2 = 0
          limit: 0..2 = 1
          at: Instant = now
          due: Instant = now
        }
        \(unique)
        action begin(o: Order) by c: Clerk {
          new j: Job
          choose size: 0..2
          j.order = o
          j.state = open
          j.clerk = c
          j.size = size
          j.at = now
          j.due = now + 3 h
        }
        action renew(j: Job) by Clerk requires j.state == open { j.at = now }
        action extend(j: Job) by Clerk requires j.state == open { j.due = now + 2 h }
        action change(j: Job, limit: 0..2) by Clerk requires j.state != idle { j.limit = limit }
        action book(o: Order, total: 0..1) by Clerk { o.total = total }
        action reopen(j: Job) by Clerk requires j.state == done { j.state = open }
        action serve(\(parameters.joined(separator: ", "))) by c: Clerk
          requires \(guards.joined(separator: " and "))
          within \(bound) h
        { \(again) }
        invariant Fine(o: Order): o.total <= 1
        """,
      features: features)
  }

  private struct Tally {
    var states = 0
    var running = 0
    var waiting = 0
    var features: [Feature: Int] = [:]
    var disagreements: [String] = []
  }

  /// Walks through a workflow at random and compares its clocks with what somebody counts who asks in each state.
  private static func walk(_ seed: UInt64, _ tally: inout Tally) throws {
    var luck = SeededNumbers(seed)
    let workflow = workflow(&luck)
    let system = try ProofBench.system(workflow.text)
    let deadline = try #require(system.deadlines.first)
    let world = World(system, threats: [])
    let scope = Scope(instances: system.entities.map { _ in 2 }, values: [.plain: ValueSet([-1...3])])
    let interpreter = try Interpreter(world, scope: scope)
    let duty = try #require(world.forcedMove(of: deadline.action))
    let action = system.actions[deadline.action.index]
    let owner = try #require(deadline.instances)
    let positions = action.parameters.indices.filter { action.parameters[$0].kind == .declared }
    let references = positions.filter {
      if case .reference = world.bank.variables[action.parameters[$0].variable.index].type.sort {
        true
      } else {
        false
      }
    }
    let ownPosition = try #require(
      references.first { action.parameters[$0].variable == owner.variable })

    /// For how long each tuple has been possible.
    var ages: [[Integer]: Int] = [:]
    var state = try #require(try interpreter.initialStates().first { _ in true })
    func look(happened: [Integer]? = nil, ticks: Int = 0) {
      for job in 0..<2 {
        var tuples: [[Int: Integer]] = [[ownPosition: Integer(job)]]
        for position in references where position != ownPosition {
          tuples = tuples.flatMap { tuple in
            (0..<2).map { tuple.merging([position: Integer($0)]) { first, _ in first } }
          }
        }
        var possible: [[Integer]] = []
        for tuple in tuples {
          let key = references.compactMap { tuple[$0] }
          let answer = Possibility(interpreter: interpreter, move: duty, fixed: tuple).answer(in: state)
          if answer == .unclear { tally.disagreements.append("seed \(seed): unclear\n\(workflow.text)") }
          guard answer == .possible else {
            ages[key] = nil
            continue
          }
          possible.append(key)
          ages[key] = happened == key ? 0 : ages[key].map { $0 + ticks } ?? 0
        }
        tally.states += 1
        let environment = [owner.variable: Integer(job)]
        let isRunning = (try? interpreter.evaluate(deadline.isRunning, in: state, environment)) == 1
        let age = (try? interpreter.evaluate(deadline.age, in: state, environment)) ?? -1
        let found = isRunning && age >= 0 ? age.asInt : nil
        let expected = possible.first.flatMap { ages[$0] }
        if expected != nil { tally.running += 1 }
        if isRunning && age < 0 { tally.waiting += 1 }
        if possible.count > 1 || found != expected {
          tally.disagreements.append(
            "seed \(seed): \(possible.count) possible, \(String(describing: expected)) is "
              + "\(String(describing: found))\n\(workflow.text)")
        }
      }
    }
    look()
    for _ in 0..<40 {
      if Int.random(in: 0..<3, using: &luck) == 0, let later = interpreter.delay(1, in: state) {
        state = later
        look(ticks: 1)
        continue
      }
      let steps = try interpreter.possibleSteps(in: state)
      guard let step = steps.randomElement(using: &luck), case .taken(let taken) = step.result else { continue }
      let isServed = world.moves[step.move].action == deadline.action
      state = taken.state
      look(happened: isServed ? references.map { step.arguments[$0] } : nil)
    }
    for feature in workflow.features { tally.features[feature, default: 0] += 1 }
  }

  @Test func clocksSayWhatIsPossible() throws {
    var tally = Tally()
    for seed in 0..<150 where tally.disagreements.isEmpty { try Self.walk(UInt64(seed), &tally) }
    print(
      "clocks: \(tally.states) looked at, \(tally.running) running, \(tally.waiting) waiting; "
        + Feature.allCases.map { "\($0.rawValue) \(tally.features[$0] ?? 0)" }.joined(separator: ", "))
    #expect(tally.disagreements == [])
    #expect(tally.running * 10 > tally.states && tally.waiting > 100)
    for feature in Feature.allCases { #expect(tally.features[feature] ?? 0 > 20) }
  }
}
