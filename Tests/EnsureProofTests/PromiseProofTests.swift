import EnsureKernel
import EnsureModel
import EnsureObligations
import EnsureVerify
import Foundation
import Testing

/// Promises at random: what is proved for any number of instances no fair run breaks, as a search of all states of an
/// instance says, and the bounded search; and where the rule gets something wrong, that shows.
@Suite struct PromiseProofTests {
  /// A workflow with its text, and what the oracle knows of it.
  struct Workflow {
    let text: String
    let oracle: PromiseOracle
  }

  private static let states = ["a", "b", "c", "d"]

  /// A workflow at random.
  ///
  /// - Parameter bound: how often the actions that nobody is forced to take may be taken, together; nil if as often as anybody
  ///   likes. Where there is one, the first actions lead from state to state.
  static func workflow(_ luck: inout SeededNumbers, bound: Int? = nil) -> Workflow {
    var steps: [PromiseOracle.Step] = []
    var forced: Set<Int> = []
    var actions = ""
    let count = Int.random(in: 3...6, using: &luck)
    var counted: Set<Int> = []
    for action in 0..<(bound == nil ? count : count + 2) {
      var sources = Set(
        (0..<Int.random(in: 1...2, using: &luck)).map { _ in Int.random(in: 0..<4, using: &luck) })
      var to = Int.random(in: 0..<4, using: &luck)
      var isFair = Int.random(in: 0..<3, using: &luck) > 0
      let isOptional = Int.random(in: 0..<5, using: &luck) == 0
      if bound != nil {
        isFair = action < 3
        if isFair { (sources, to) = ([action], action + 1) }
      }
      for from in sources.sorted() { steps.append(PromiseOracle.Step(action: action, from: from, to: to)) }
      if isFair && !isOptional { forced.insert(action) }
      let isCounted = bound != nil && (!isFair || isOptional)
      if isCounted { counted.insert(action) }
      let guards = sources.sorted().map { "o.state == \(states[$0])" }.joined(separator: " or ")
      actions += """
        \(isOptional ? "optional " : "")action a\(action)(o: O) by \(isFair ? "Fair" : "Slow") requires (\(guards))\(isCounted ? " and o.tries < \(bound ?? 0)" : "") {
          o.state = \(states[to])
          \(isCounted ? "o.tries += 1" : "")
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
    var (trigger, goal) = (atom(), atom())
    if bound != nil, Bool.random(using: &luck) { (trigger, goal) = (.state(0), .state(3)) }
    let isStrong = Int.random(in: 0..<3, using: &luck) == 0
    let form = Int.random(in: 0..<4, using: &luck)
    let promise =
      switch form {
      case 0: "always (\(text(trigger)) implies (true until \(text(goal))))"
      case 1: "always not (\(text(trigger)) and always not (\(text(goal))))"
      default: "always (\(text(trigger)) implies eventually \(text(goal)))"
      }
    var threat = ""
    switch Int.random(in: 0..<4, using: &luck) {
    case 0:
      threat = "threat T { outage Fair }"
      forced = []
    case 1:
      let action = Int.random(in: 0..<count, using: &luck)
      threat = "threat T { attacker may a\(action)(o) without requires }"
      let to = steps.first { $0.action == action }?.to ?? 0
      for from in 0..<4 {
        steps.append(PromiseOracle.Step(action: action, from: from, to: to, isForged: true))
      }
    default: break
    }
    let oracle = PromiseOracle(
      states: 4, steps: steps, forced: forced, isStrong: isStrong, trigger: trigger, goal: goal)
    return Workflow(
      text: """
        system S
        role Fair
        role Slow
        entity O {
          state: { a, b, c, d } = a
          tries: Int = 0
        }
        \(actions)property P(o: O): \(promise)
          assuming \(isStrong ? "strongly " : "")fair Fair
        \(threat)
        """,
      oracle: bound.map { oracle.counting(counted, upTo: $0) } ?? oracle)
  }

  private struct Tally {
    var proved = 0
    var violated = 0
    /// What holds and was not proved.
    var held = 0
    /// What is proved since something happens so often only.
    var counted = 0
    var refused = 0
    /// What is proved and violated, or violated and not seen to be.
    var contradictions: [String] = []
  }

  private static func run(_ seeds: Range<UInt64>, _ sabotage: ProofSabotage?, bound: Int? = nil) throws -> Tally
  {
    var tally = Tally()
    for seed in seeds {
      if sabotage != nil && !tally.contradictions.isEmpty { break }
      var luck = SeededNumbers(seed)
      let workflow = workflow(&luck, bound: bound)
      guard let system = try? ProofBench.system(workflow.text) else {
        tally.refused += 1
        continue
      }
      let world = World(system, threats: Set(system.threats.indices.map { ThreatID($0) }))
      let goal = ProofGoal.property(PropertyID(0))
      let claim = ProofSearch(world, [goal], limit: 20_000, sabotage: sabotage).run().claims[goal]
      let isProved = claim != nil
      if claim?.rankings.contains(where: { $0.rounds != nil }) ?? false { tally.counted += 1 }
      let isViolated = workflow.oracle.isViolated
      switch (isProved, isViolated) {
      case (true, true): tally.contradictions.append("seed \(seed) is proved:\n\(workflow.text)")
      case (true, false): tally.proved += 1
      case (false, true): tally.violated += 1
      case (false, false): tally.held += 1
      }
      if sabotage != nil { continue }
      let isSeen = try ProofBench.isViolated(PropertyID(0), in: world, instances: 2, depth: 5)
      if isSeen && !isViolated { tally.contradictions.append("seed \(seed) is violated:\n\(workflow.text)") }
    }
    return tally
  }

  @Test func whatIsProvedNoFairRunBreaks() throws {
    let tally = try Self.run(0..<520, nil)
    print(
      "promises: \(tally.proved) proved, \(tally.violated) violated, \(tally.held) held, \(tally.refused) refused"
    )
    #expect(tally.contradictions == [])
    #expect(tally.refused == 0)
    #expect(tally.proved > 100 && tally.violated > 100)
    // Where each instance is by itself, and what tells its states apart is its state, little is left open.
    #expect(tally.held * 20 < tally.proved)
  }

  /// The same where what nobody is forced to do may be done three times only.
  @Test func whatHappensSoOftenOnlyBreaksNoPromise() throws {
    let tally = try Self.run(0..<150, nil, bound: 3)
    print(
      "promises with a bound: \(tally.proved) proved (\(tally.counted) by counting), \(tally.violated) violated, "
        + "\(tally.held) held")
    #expect(tally.contradictions == [])
    #expect(tally.counted >= 5 && tally.violated > 30 && tally.held * 5 < tally.proved)
  }

  @Test func aWrongRuleIsCaught() throws {
    let tally = try Self.run(0..<400, .helpersAreAlwaysPossible)
    #expect(!tally.contradictions.isEmpty)
  }

  // MARK: What a ranking has to say

  private static let checkout = """
    system S
    role Gateway
    role Courier
    entity Order {
      isPaid: Bool = false
      parcel: { here, away, there } = here
      left:   0.. = 3
    }
    action pay(o: Order) by Gateway requires not o.isPaid { o.isPaid = true }
    action ship(o: Order) by Courier requires o.parcel == here and o.isPaid { o.parcel = away }
    action deliver(o: Order) by Courier requires o.parcel == away { o.parcel = there }
    property Arrives(o: Order): always (pay(o) implies eventually o.parcel == there) assuming fair Courier
    """

  /// What the search finds, with the rule.
  private static func found(_ text: String) throws -> (ProofRule, ProofClaim, ProofGoal) {
    let system = try ProofBench.system(text)
    let goal = ProofGoal.property(PropertyID(0))
    let world = World(system, threats: [])
    let claim = try #require(ProofSearch(world, [goal]).run().claims[goal])
    return (ProofRule(for: goal, in: world), claim, goal)
  }

  @Test func eachPartOfAStageCounts() throws {
    let (rule, claim, goal) = try Self.found(Self.checkout)
    #expect(ProofBench.open(claim, for: goal, rule) == [])
    let stages = claim.rankings[0].stages
    #expect(stages.count == 2)

    func isOpen(_ change: (inout ProofClaim) -> [Ranking.Stage]) -> Bool {
      var other = claim
      other.rankings = [Ranking(stages: change(&other))]
      return ProofBench.open(other, for: goal, rule) != []
    }
    func stage(
      _ stage: Ranking.Stage, condition: Term? = nil, measure: Term? = nil, help: Ranking.Help? = nil
    ) -> Ranking.Stage {
      Ranking.Stage(
        variables: stage.variables, condition: condition ?? stage.condition, measure: measure ?? stage.measure,
        help: help ?? stage.help)
    }
    #expect(isOpen { _ in [] }, "without stages")
    for left in stages.indices {
      #expect(
        isOpen { _ in stages.enumerated().filter { $0.offset != left }.map(\.element) }, "without \(left)")
      #expect(
        isOpen { other in
          let never = other.terms.boolean(false)
          return stages.enumerated().map { stage($1, condition: $0 == left ? never : nil) }
        }, "a condition that never holds")
      #expect(
        isOpen { other in
          let negative = other.terms.integer(-1)
          return stages.enumerated().map { stage($1, measure: $0 == left ? negative : nil) }
        }, "a measure below 0")
      #expect(
        isOpen { _ in
          stages.enumerated().map { stage($1, help: $0 == left ? stages[1 - left].help : nil) }
        }, "the other duty")
      #expect(
        isOpen { _ in stages.enumerated().map { stage($1, help: $0 == left ? .duties([]) : nil) } },
        "nobody who helps")
    }
    #expect(isOpen { _ in stages.reversed() }, "a step that leads to a later stage")
    #expect(
      isOpen { other in
        let always = other.terms.boolean(true)
        return stages.reversed().map { stage($0, condition: always) }
      }, "a stage that hides the one behind it")
    // Together duties have to be strong, and time leads on only where there is time.
    #expect(
      isOpen { _ in stages.map { stage($0, help: .duties(stages.flatMap(\.help.helpers))) } }, "weak duties")
    #expect(isOpen { _ in stages.map { stage($0, help: .time) } }, "time")
    // A claim that says nothing of the promise shows nothing.
    var silent = claim
    silent.rankings = []
    #expect(ProofBench.open(silent, for: goal, rule) == nil)
  }

  @Test func aMeasureGetsSmaller() throws {
    // Nobody looks for such a measure; a certificate may have one.
    let text = """
      system S
      role Courier
      entity Order { isOpen: Bool = false
        left: 0.. = 3 }
      action open(o: Order) by Courier requires not o.isOpen and o.left > 0 { o.isOpen = true }
      action carry(o: Order) by Courier requires o.isOpen and o.left > 0 { o.left -= 1 }
      optional action add(o: Order) by Courier requires not o.isOpen { o.left += 1 }
      property Empty(o: Order): always (open(o) implies eventually o.left == 0) assuming fair Courier
      """
    let system = try ProofBench.system(text)
    let goal = ProofGoal.property(PropertyID(0))
    let rule = ProofRule(for: goal, in: World(system, threats: []))
    let observer = try #require(rule.observer)
    var claim = try ProofBench.own(of: goal, in: World(system, threats: [])).0
    let entity = try #require(system.entities.firstIndex { $0.name == "Order" })
    let own = claim.terms.global(observer.parameters[0], .reference(EntityID(entity)))
    let isOpen = claim.terms.field(FieldID(try field("isOpen", system)), .boolean, of: own)
    let left = claim.terms.field(FieldID(try field("left", system)), .integer, of: own)
    let due = claim.terms.global(observer.promises[0].due, .boolean)
    let isBegun = claim.terms.implies(due, isOpen)
    claim.lemmas.append(Lemma(variables: [], body: isBegun))
    let carry = try #require(
      rule.duties.firstIndex { system.actions[$0.ways[0].move.action.index].name == "carry" })
    let helper = Ranking.Helper(duty: carry, way: 0, tuple: [own], choices: [])
    let zero = claim.terms.integer(0)
    let some = claim.terms.less(zero, left)
    func open(_ measure: Term) -> Bool {
      let stage = Ranking.Stage(condition: some, measure: measure, help: .duties([helper]))
      claim.rankings = [Ranking(stages: [stage])]
      return ProofBench.open(claim, for: goal, rule) != []
    }
    #expect(!open(left))
    #expect(open(zero), "carrying once is not enough")
    let grows = claim.terms.negated(left)
    #expect(open(grows))
  }

  private func field(_ name: String, _ system: TransitionSystem) throws -> Int {
    try #require(system.fields.firstIndex { $0.name == name })
  }

  /// An outage of couriers leaves all that is safe as it is, and orders unsettled.
  @Test func anOutageBreaksWhatFairnessForces() throws {
    let spec = try String(
      contentsOf: ProofBench.root.appendingPathComponent("Specs/card-checkout.ens"), encoding: .utf8)
    let system = try ProofBench.system(spec + "\nthreat CourierDown { outage Courier }\n")
    let down = Set([ThreatID(try #require(system.threats.firstIndex { $0.name == "CourierDown" }))])
    var options = VerificationOptions()
    options.engines = [.bounded, .proof]
    options.worlds = [[], down]
    let report = try Verification(system, options).run()
    for cell in report.cells {
      guard let property = cell.property else { continue }
      let isBroken = system.properties[property.index].name == "Settled" && cell.threats == down
      switch cell.verdict {
      case .proved: #expect(!isBroken)
      case .violated(let violation):
        #expect(isBroken)
        #expect(violation.trace.steps.count == 3 && violation.trace.loop == 3)
      default: Issue.record("\(system.properties[property.index].name) is not decided")
      }
    }
    let settled = try #require(report.proofs.first { !$0.promises.isEmpty })
    #expect(settled.forced.map { system.actions[$0.index].name } == ["ship", "deliver"])
  }

  // MARK: What is proved

  struct Example: CustomTestStringConvertible, Sendable {
    let name: String
    let text: String
    let isProved: Bool
    var testDescription: String { name }
  }

  static let examples = [
    Example(
      name: "time leads on",
      text: """
        system S
        resolution 1 min
        role Cleaner
        entity R { placed: Instant = now
          state: { fresh, active, over } = fresh }
        action reserve(r: R) by Cleaner requires r.state == fresh { r.state = active
          r.placed = now }
        action expire(r: R) by Cleaner requires r.state == active and now - r.placed > 15 min { r.state = over }
        property P(r: R): always (reserve(r) implies eventually r.state == over) assuming fair Cleaner
        """, isProved: true),
    Example(
      name: "somebody else has to do it",
      text: """
        system S
        role Staff { clerk < manager }
        entity R { asker: Staff
          state: { fresh, asked, done } = fresh }
        action ask(r: R) by s: Staff requires r.state == fresh { r.state = asked
          r.asker = s }
        action approve(r: R) by s: Staff requires r.state == asked and s != r.asker { r.state = done }
        policy Desk { permit Staff.clerk ask
          permit Staff.manager approve }
        property P(r: R): always (ask(r) implies eventually r.state == done) assuming fair Staff
        """, isProved: true),
    Example(
      name: "only he who asked may do it, and he is fair",
      text: """
        system S
        actor C
        entity R { owner: C
          state: { fresh, asked, done } = fresh }
        action ask(r: R) by c: C requires r.state == fresh { r.state = asked
          r.owner = c }
        action finish(r: R) by c: C requires r.state == asked and c == r.owner { r.state = done }
        property P(r: R): always (ask(r) implies eventually r.state == done) assuming fair C
        """, isProved: true),
    Example(
      name: "some ward is enough",
      text: """
        system S
        role Porter
        entity Ward
        entity Bag { ward: Ward
          isPacked: Bool = false }
        action pack(b: Bag) by Porter requires not b.isPacked { b.isPacked = true }
        action bring(b: Bag, w: Ward) by Porter requires b.isPacked and b.ward == none { b.ward = w }
        property P(b: Bag): always (pack(b) implies eventually b.ward != none) assuming fair Porter
        """, isProved: true),
    Example(
      name: "what takes turns needs strong fairness",
      text: """
        system S
        role Bank
        role Payer
        entity P { isLinked: Bool = true
          state: { fresh, open, over } = fresh }
        action begin(p: P) by Payer requires p.state == fresh { p.state = open }
        optional action flip(p: P) by Payer { p.isLinked = not p.isLinked }
        action execute(p: P) by Bank requires p.state == open and p.isLinked { p.state = over }
        action decline(p: P) by Bank requires p.state == open and not p.isLinked { p.state = over }
        property Q(p: P): always (begin(p) implies eventually p.state == over) assuming strongly fair Bank
        """, isProved: true),
    Example(
      name: "and weak fairness is not enough",
      text: """
        system S
        role Bank
        role Payer
        entity P { isLinked: Bool = true
          state: { fresh, open, over } = fresh }
        action begin(p: P) by Payer requires p.state == fresh { p.state = open }
        optional action flip(p: P) by Payer { p.isLinked = not p.isLinked }
        action execute(p: P) by Bank requires p.state == open and p.isLinked { p.state = over }
        action decline(p: P) by Bank requires p.state == open and not p.isLinked { p.state = over }
        property Q(p: P): always (begin(p) implies eventually p.state == over) assuming fair Bank
        """, isProved: false),
    Example(
      name: "nobody is assumed to be fair",
      text: """
        system S
        role R
        entity O { state: { a, b } = a }
        action go(o: O) by R requires o.state == a { o.state = b }
        property P(o: O): eventually o.state == b
        """, isProved: false),
    Example(
      name: "from the beginning",
      text: """
        system S
        role R
        entity O { state: { a, b } = a }
        action go(o: O) by R requires o.state == a { o.state = b }
        property P(o: O): eventually o.state == b assuming fair R
        """, isProved: true),
    Example(
      name: "again and again",
      text: """
        system S
        role R
        entity O { isOn: Bool = false }
        action flip(o: O) by R { o.isOn = not o.isOn }
        property P(o: O): always eventually o.isOn assuming fair R
        """, isProved: true),
    Example(
      name: "one of a finite number of clerks, who has to be untouched",
      text: """
        system S
        finite entity Desk { isBusy: Bool = false }
        role R
        entity O { state: { a, b } = a
          desk: Desk }
        action take(o: O, d: Desk) by R requires o.state == a and not d.isBusy { o.state = b
          d.isBusy = true
          o.desk = d }
        property P(o: O): eventually o.state == b assuming fair R
        """, isProved: false),
    Example(
      name: "a message arrives",
      text: """
        system S
        role Shop
        entity O { isSent: Bool = false
          isDone: Bool = false }
        message M { order: O }
        channel c: M
        action post(o: O) by Shop requires not o.isSent { o.isSent = true
          send m: M on c { order = o } }
        action take(m: M) by Shop receive m on c { m.order.isDone = true }
        property P(m: M, o: O): always (m.order == o and not o.isDone implies eventually (m.order != o or o.isDone))
        """, isProved: false),
  ]

  @Test(arguments: examples) func whatFairnessForces(_ example: Example) throws {
    let system = try ProofBench.system(example.text)
    let goal = ProofGoal.property(PropertyID(0))
    let world = World(system, threats: [])
    let result = ProofSearch(world, [goal]).run()
    #expect((result.claims[goal] != nil) == example.isProved, "\(result.refusals)")
    if let claim = result.claims[goal] {
      let certificate = try Certifier.certificate(of: claim, for: goal, in: world)
      let (_, read, _) = try Kernel(system).claim(of: certificate)
      #expect(read.rankings.count == claim.rankings.count)
      #expect(ProofBench.open(read, for: goal, ProofRule(for: goal, in: world)) == [])
    }
    if !example.isProved { return }
    #expect(try !ProofBench.isViolated(PropertyID(0), in: world, instances: 3, depth: 4))
  }
}
