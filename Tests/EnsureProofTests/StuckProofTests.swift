import EnsureKernel
import EnsureModel
import EnsureObligations
import EnsureVerify
import Testing

/// What is never stuck, at random: where that is proved a search of all states of an instance, and of the switch that its
/// steps may ask for, finds a way on from each of them.
@Suite struct StuckProofTests {
  private static let states = ["a", "b", "c", "d"]

  /// A state of one instance, and of the switch.
  private struct Place: Hashable {
    var state: Int
    var isOn: Bool
  }

  private struct Step {
    let from: Int
    let to: Int
    /// What the switch has to be; nil if that does not matter.
    let needs: Bool?
    var isForged = false
  }

  /// A workflow with its text, and what there is to know of it.
  private struct Workflow {
    var text = ""
    var steps: [Step] = []
    var finals: Set<Int> = []
    /// What genuine steps turn the switch to.
    var turns: Set<Bool> = []

    private func next(_ place: Place, genuine: Bool) -> [Place] {
      let moves = steps.filter { step in
        (!genuine || !step.isForged) && step.from == place.state && (step.needs ?? place.isOn) == place.isOn
      }
      let turned = turns.filter { $0 != place.isOn }.map { Place(state: place.state, isOn: $0) }
      return moves.map { Place(state: $0.to, isOn: place.isOn) } + turned
    }

    private func reachable(_ start: Place, genuine: Bool) -> Set<Place> {
      var seen: Set<Place> = [start]
      var open = [start]
      while let place = open.popLast() {
        for other in next(place, genuine: genuine) where seen.insert(other).inserted { open.append(other) }
      }
      return seen
    }

    /// Whether some run comes to a place, behind the first and none of the final ones, from which no genuine step of the
    /// instance can be come to. Nothing leads back to the first.
    var isStuckSomewhere: Bool {
      reachable(Place(state: 0, isOn: false), genuine: false).contains { place in
        place.state != 0 && !finals.contains(place.state)
          && !reachable(place, genuine: true).contains { other in
            steps.contains {
              !$0.isForged && $0.from == other.state && ($0.needs ?? other.isOn) == other.isOn
            }
          }
      }
    }
  }

  private static func workflow(_ luck: inout SeededNumbers) -> Workflow {
    var found = Workflow()
    var actions = ""
    for action in 0..<Int.random(in: 2...5, using: &luck) {
      let from = action == 0 ? 0 : Int.random(in: 1..<4, using: &luck)
      let to = Int.random(in: 1..<4, using: &luck)
      let needs: Bool? = Int.random(in: 0..<3, using: &luck) == 0 ? Bool.random(using: &luck) : nil
      found.steps.append(Step(from: from, to: to, needs: needs))
      let asks = needs.map { $0 ? " and isOn" : " and not isOn" } ?? ""
      actions += """
        action a\(action)(o: O) by R requires o.state == \(states[from])\(asks) { o.state = \(states[to]) }

        """
    }
    for isOn in [true, false] where Bool.random(using: &luck) {
      found.turns.insert(isOn)
      actions += """
        optional action turn\(isOn ? "On" : "Off")() by R requires \(isOn ? "not isOn" : "isOn") { isOn = \(isOn) }

        """
    }
    for state in 1..<4 where Int.random(in: 0..<2, using: &luck) == 0 {
      found.finals.insert(state)
      actions += "final F\(state)(o: O): o.state == \(states[state])\n"
    }
    if Int.random(in: 0..<3, using: &luck) == 0 {
      let to = found.steps[0].to
      for from in 0..<4 { found.steps.append(Step(from: from, to: to, needs: nil, isForged: true)) }
      actions += "threat T { attacker may a0(o) without requires }\n"
    }
    found.text = """
      system S
      role R
      global isOn: Bool = false
      entity O { state: { a, b, c, d } = a }
      \(actions)property P(o: O): always not stuck(o)
      """
    return found
  }

  private static func run(_ seeds: Range<UInt64>) throws -> (
    proved: Int, stuck: Int, shown: Int, open: Int, contradictions: [String]
  ) {
    var (proved, stuck, shown, open) = (0, 0, 0, 0)
    var contradictions: [String] = []
    for seed in seeds {
      var luck = SeededNumbers(seed)
      let workflow = workflow(&luck)
      let system = try ProofBench.system(workflow.text)
      let world = World(system, threats: Set(system.threats.indices.map { ThreatID($0) }))
      let goal = ProofGoal.property(PropertyID(0))
      let claim = ProofSearch(world, [goal], limit: 20_000).run().claims[goal]
      switch (claim != nil, workflow.isStuckSomewhere) {
      case (true, true): contradictions.append("seed \(seed) is proved:\n\(workflow.text)")
      case (true, false): proved += 1
      case (false, true): stuck += 1
      case (false, false): open += 1
      }
      if claim == nil, let violation = try deadEnd(in: world) {
        if !workflow.isStuckSomewhere { contradictions.append("seed \(seed) is stuck:\n\(workflow.text)") }
        shown += 1
        try confirm(violation, in: world)
      }
      if let claim, proved % 8 == 1 {
        let certificate = try Certifier.certificate(of: claim, for: goal, in: world)
        let (_, read, _) = try Kernel(system).claim(of: certificate)
        #expect(ProofBench.open(read, for: goal, ProofRule(for: goal, in: world)) == [])
      }
    }
    return (proved, stuck, shown, open, contradictions)
  }

  /// A run to an instance that is stuck, with the proof that it is.
  private static func deadEnd(in world: World) throws -> Violation? {
    var query = BoundedQuery(
      properties: [PropertyID(0)], wantsDefinedness: false,
      scope: Scope(instances: world.system.entities.map { _ in 2 }), depth: 6)
    query.provesDeadEnds = true
    guard case .violated(let violation)? = try BoundedSearch(world, query).run().outcomes[PropertyID(0)] else {
      return nil
    }
    return violation
  }

  /// The kernel accepts what is said of the run, and neither of another place nor without the run.
  private static func confirm(_ violation: Violation, in world: World) throws {
    guard case .stuck(let values, let bytes) = violation.failure else {
      Issue.record("it is stuck, and fails otherwise: \(violation.failure)")
      return
    }
    try Interpreter(world, scope: violation.trace.scope).replay(violation, of: PropertyID(0))
    let certificate = try Certificate(bytes: bytes)
    let acceptance = try Kernel(world.system).check(certificate)
    #expect(acceptance.deadEnd?.property == PropertyID(0))
    #expect(certificate.witnesses.map(\.trace) == [violation.trace] && values.count == 1)
    #expect(throws: (any Error).self) { try Kernel(world.system).check(certificate.replacing(witnesses: [])) }
    // The run that stops a step earlier does not come to the place.
    let trace = violation.trace
    let shorter = Trace(
      scope: trace.scope, threats: trace.threats, initial: trace.initial, steps: Array(trace.steps.dropLast()))
    let early = certificate.witnesses.map { Certificate.Witness($0.subject, shorter) }
    #expect(throws: (any Error).self) {
      try Kernel(world.system).check(certificate.replacing(witnesses: early))
    }
  }

  @Test func fromWhatIsProvedThereIsAlwaysAWayOn() throws {
    let (proved, stuck, shown, open, contradictions) = try Self.run(0..<300)
    print("never stuck: \(proved) proved, \(stuck) stuck somewhere, \(shown) of these shown, \(open) open")
    #expect(contradictions == [])
    #expect(proved > 50 && stuck > 50)
    #expect(shown * 10 > stuck * 9)
    #expect(open * 10 < proved)
  }

  // MARK: What leads on

  private static func isProved(_ text: String) throws -> Bool {
    let system = try ProofBench.system(text)
    let goal = ProofGoal.property(PropertyID(0))
    let world = World(system, threats: [])
    guard let claim = ProofSearch(world, [goal]).run().claims[goal] else { return false }
    let certificate = try Certifier.certificate(of: claim, for: goal, in: world)
    let (_, read, _) = try Kernel(system).claim(of: certificate)
    #expect(ProofBench.open(read, for: goal, ProofRule(for: goal, in: world)) == [])
    return true
  }

  private static func waiting(_ within: String) -> String {
    """
    system S
    resolution 1 h
    role R
    entity O { state: { fresh, open, checked, over } = fresh
      at: Instant = now }
    final Over(o: O): o.state == over
    action begin(o: O) by R requires o.state == fresh { o.state = open
      o.at = now }
    action finish(o: O) by R requires o.state == open and now - o.at > 3 h { o.state = over }
    action other(o: O) by R requires o.state == checked \(within) { o.state = over }
    property P(o: O): always not stuck(o)
    """
  }

  /// What falls due meanwhile changes nothing of the instance without concerning it.
  @Test func waitingHelpsWhateverIsDue() throws {
    #expect(try Self.isProved(Self.waiting("")))
    #expect(try Self.isProved(Self.waiting("within 2 h")))
  }

  /// The gate may be shut when the wait is over, which is no concern of the instance's.
  @Test func whatOthersDoMeanwhileIsNotKnown() throws {
    func gate(_ within: String) -> String {
      """
      system S
      resolution 1 h
      role R
      entity O { at: Instant = now
        state: { fresh, open, over } = fresh }
      final Over(o: O): o.state == over
      global isShut: Bool = true
      action begin(o: O) by R requires o.state == fresh { o.state = open
        o.at = now }
      action unlock() by R requires isShut { isShut = false }
      action shut() by R requires not isShut \(within) { isShut = true }
      action finish(o: O) by R requires o.state == open and not isShut and now - o.at > 3 h { o.state = over }
      property P(o: O): always not stuck(o)
      """
    }
    #expect(try Self.isProved(gate("")))
    #expect(try !Self.isProved(gate("within 2 h")))
  }

  @Test func whoIsStuckIsNotProved() throws {
    #expect(
      try !Self.isProved(
        """
        system S
        role R
        entity O { state: { fresh, open } = fresh }
        action begin(o: O) by R requires o.state == fresh { o.state = open }
        property P(o: O): always not stuck(o)
        """))
    #expect(
      try Self.isProved(
        """
        system S
        role R
        entity O { state: { fresh, open } = fresh }
        final Open(o: O): o.state == open
        action begin(o: O) by R requires o.state == fresh { o.state = open }
        property P(o: O): always not stuck(o)
        """))
  }
}
