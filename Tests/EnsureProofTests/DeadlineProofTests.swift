import EnsureKernel
import EnsureModel
import EnsureObligations
import EnsureVerify
import Testing

/// Deadlines at random: what is proved for any number of instances no run breaks, as a search of all that can happen to one
/// of them says, which counts time by itself; and where the rule gets something wrong, that shows.
@Suite struct DeadlineProofTests {
  /// A workflow with its text, and what the oracle knows of it.
  private struct Workflow {
    let text: String
    let oracle: DeadlineOracle
  }

  private static let states = ["a", "b", "c", "d"]

  private static func workflow(_ luck: inout SeededNumbers, waits chance: inout SeededNumbers) -> Workflow {
    var steps: [DeadlineOracle.Step] = []
    var deadlines: [Int?] = []
    var waits: [Int] = []
    let knowsWhen = Int.random(in: 0..<3, using: &chance) == 0
    var isPrompt: [Bool] = []
    var actions = ""
    let count = Int.random(in: 3...5, using: &luck)
    for action in 0..<count {
      // The first one begins; nothing comes back to the start, where instances are untouched, and what has a deadline is not
      // possible.
      let isFirst = action == 0
      let isLate = isFirst || Int.random(in: 0..<4, using: &luck) == 0
      let deadline = isLate ? nil : Int.random(in: 1...3, using: &luck)
      let sources = Set(
        isFirst
          ? [0]
          : (0..<Int.random(in: 1...2, using: &luck)).map { _ in Int.random(in: 1..<4, using: &luck) })
      let to = isFirst ? 1 : Int.random(in: 1..<4, using: &luck)
      let ofPrompt = Int.random(in: 0..<5, using: &luck) > 0
      for from in sources.sorted() { steps.append(DeadlineOracle.Step(action: action, from: from, to: to)) }
      deadlines.append(deadline)
      let wait = knowsWhen && !isFirst ? max(0, Int.random(in: -1...2, using: &chance)) : 0
      waits.append(wait)
      isPrompt.append(ofPrompt)
      let guards = sources.sorted().map { "o.state == \(states[$0])" }.joined(separator: " or ")
      actions += """
        action a\(action)(o: O) by \(ofPrompt ? "Prompt" : "Slow")
          requires (\(guards))\(wait > 0 ? " and now - o.at >= \(wait) h" : "")
          \(deadline.map { "within \($0) h" } ?? "") {
          o.state = \(states[to])
          \(knowsWhen ? "o.at = now" : "")
        }

        """
    }
    func atom() -> PromiseOracle.Atom {
      Bool.random(using: &luck)
        ? .state(Int.random(in: 0..<4, using: &luck)) : .action(Int.random(in: 0..<count, using: &luck))
    }
    func text(_ atom: PromiseOracle.Atom) -> String {
      switch atom {
      case .state(let state): "o.state == \(states[state])"
      case .action(let action): "a\(action)(o)"
      }
    }
    let trigger = Bool.random(using: &luck) ? .action(0) : atom()
    let goal = Bool.random(using: &luck) ? .state(Int.random(in: 2..<4, using: &luck)) : atom()
    let bound = Int.random(in: 0..<4, using: &luck) > 0 ? Int.random(in: 1...7, using: &luck) : nil
    let within = bound.map { "within \($0) h " } ?? ""
    var threat = ""
    switch Int.random(in: 0..<4, using: &luck) {
    case 0:
      threat = "threat T { outage Prompt }"
      for action in deadlines.indices where isPrompt[action] { deadlines[action] = nil }
    case 1:
      let action = Int.random(in: 0..<count, using: &luck)
      threat = "threat T { attacker may a\(action)(o) without requires }"
      let to = steps.first { $0.action == action }?.to ?? 1
      for from in 0..<4 {
        steps.append(DeadlineOracle.Step(action: action, from: from, to: to, isForged: true))
      }
    default: break
    }
    return Workflow(
      text: """
        system S
        resolution 1 h
        role Prompt
        role Slow
        entity O {
          state: { a, b, c, d } = a
          at: Instant = now
        }
        \(actions)property P(o: O): always (\(text(trigger)) implies eventually \(within)(\(text(goal))))
        \(threat)
        """,
      oracle: DeadlineOracle(
        steps: steps, deadlines: deadlines, waits: waits, trigger: trigger, goal: goal, bound: bound))
  }

  private struct Tally {
    var proved = 0
    /// Of these, what needs deadlines.
    var timely = 0
    var violated = 0
    /// What is violated, and seen to be within a few steps.
    var seen = 0
    /// What holds and was not proved.
    var held = 0
    var refused = 0
    /// What is proved and violated, or violated and not seen to be.
    var contradictions: [String] = []
  }

  private static func run(_ seeds: Range<UInt64>, _ sabotage: ProofSabotage?) throws -> Tally {
    var tally = Tally()
    for seed in seeds {
      if sabotage != nil && !tally.contradictions.isEmpty { break }
      var luck = SeededNumbers(seed)
      var chance = SeededNumbers(seed + 1 << 32)
      let workflow = workflow(&luck, waits: &chance)
      guard let system = try? ProofBench.system(workflow.text) else {
        tally.refused += 1
        continue
      }
      let world = World(system, threats: Set(system.threats.indices.map { ThreatID($0) }))
      let goal = ProofGoal.property(PropertyID(0))
      let claim = ProofSearch(world, [goal], limit: 20_000, sabotage: sabotage).run().claims[goal]
      let isViolated = workflow.oracle.isViolated
      switch (claim != nil, isViolated) {
      case (true, true): tally.contradictions.append("seed \(seed) is proved:\n\(workflow.text)")
      case (true, false):
        tally.proved += 1
        if let claim, !world.timely(claim.lemmas.map(\.body), in: claim.terms).isEmpty { tally.timely += 1 }
      case (false, true): tally.violated += 1
      case (false, false): tally.held += 1
      }
      if sabotage != nil { continue }
      let isSeen = try ProofBench.isViolated(PropertyID(0), in: world, instances: 2, depth: 5)
      if isSeen { tally.seen += 1 }
      if isSeen && !isViolated { tally.contradictions.append("seed \(seed) is violated:\n\(workflow.text)") }
    }
    return tally
  }

  @Test func whatIsProvedNoRunBreaks() throws {
    let tally = try Self.run(0..<160, nil)
    print(
      "deadlines: \(tally.proved) proved (\(tally.timely) by deadlines), \(tally.violated) violated "
        + "(\(tally.seen) seen), \(tally.held) held, \(tally.refused) refused"
    )
    #expect(tally.contradictions == [])
    #expect(tally.refused == 0)
    #expect(tally.timely >= 10 && tally.seen > 30)
    #expect(tally.held * 4 < tally.proved)
  }

  // Workflows before these do not catch the first mistake, and looking at them takes two minutes.
  @Test(arguments: [ProofSabotage.corruptKeepDeadlines, .waitingStartsAnew])
  func aWrongRuleIsCaught(_ sabotage: ProofSabotage) throws {
    let first: UInt64 = sabotage == .corruptKeepDeadlines ? 240 : 0
    let tally = try Self.run(first..<400, sabotage)
    #expect(!tally.contradictions.isEmpty)
  }

  // MARK: What is proved

  private static let shipping = """
    system S
    resolution 1 h
    role Merchant { clerk, manager }
    role Courier
    entity Order { state: { open, paid, sent, arrived } = open }
    action pay(o: Order) by Courier requires o.state == open { o.state = paid }
    action ship(o: Order) by Merchant requires o.state == paid within 2 days { o.state = sent }
    action deliver(o: Order) by Courier requires o.state == sent within 72 h { o.state = arrived }
    threat ClerkIll { outage Merchant.clerk }
    threat AllIll { outage Merchant }
    property InTime(o: Order): always (pay(o) implies eventually within 5 days (o.state == arrived))
    property TooEarly(o: Order): always (pay(o) implies eventually within 119 h (o.state == arrived))
    property SomeDay(o: Order): always (pay(o) implies eventually o.state == arrived)
    """

  private static func isProved(_ name: String, under threats: [String]) throws -> Bool {
    let system = try ProofBench.system(shipping)
    let property = PropertyID(try #require(system.properties.firstIndex { $0.name == name }))
    let ids = try threats.map { name in
      ThreatID(try #require(system.threats.firstIndex { $0.name == name }))
    }
    let world = World(system, threats: Set(ids))
    let goal = ProofGoal.property(property)
    guard let claim = ProofSearch(world, [goal]).run().claims[goal] else { return false }
    let certificate = try Certifier.certificate(of: claim, for: goal, in: world)
    let (_, read, _) = try Kernel(system).claim(of: certificate)
    #expect(ProofBench.open(read, for: goal, ProofRule(for: goal, in: world)) == [])
    return true
  }

  @Test func deadlinesAddUp() throws {
    #expect(try Self.isProved("InTime", under: []))
    #expect(try !Self.isProved("TooEarly", under: []))
    #expect(try Self.isProved("SomeDay", under: []))
  }

  @Test func whoeverIsStoppedKeepsNone() throws {
    // A manager can ship as well.
    #expect(try Self.isProved("InTime", under: ["ClerkIll"]))
    #expect(try !Self.isProved("InTime", under: ["AllIll"]))
    #expect(try !Self.isProved("SomeDay", under: ["AllIll"]))
  }
}
