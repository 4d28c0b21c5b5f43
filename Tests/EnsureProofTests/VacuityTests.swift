import EnsureKernel
import EnsureModel
import EnsureObligations
import EnsureVerify
import Testing

/// Properties that ask for nothing: a verdict on them says nothing, and says so.
@Suite struct VacuityTests {
  private static let workflow = """
    system S
    role Customer
    role Gateway
    entity Order { state: { open, placed, paid, shipped } = open }
    action place(o: Order) by Customer requires o.state == open { o.state = placed }
    action pay(o: Order) by Gateway within 2 days requires o.state == placed { o.state = paid }
    action ship(o: Order) by Gateway requires o.state == paid { o.state = shipped }

    """

  struct Example: CustomTestStringConvertible, Sendable {
    let formula: String
    let verdict: String
    var testDescription: String { formula }

    init(_ formula: String, _ verdict: String) { (self.formula, self.verdict) = (formula, verdict) }
  }

  static let examples = [
    // Where `place` is taken the order is still open, so that this is kept at once.
    Example("always (place(o) implies eventually within 2 days (o.state != placed))", "vacuous"),
    Example("always (place(o) implies eventually within 2 days (o.state == paid))", "proved"),
    Example("always not (place(o) and always not (o.state == open))", "vacuous"),
    Example("always not (place(o) and always not (o.state == paid))", "proved"),
    Example("always (not place(o) or eventually (o.state == open))", "vacuous"),
    Example("always (o.state == shipped and place(o) implies eventually o.state == paid)", "vacuous"),
    Example("always (o.state == placed implies eventually o.state == paid)", "proved"),
    Example("always (o.state == placed implies (o.state == placed unless o.state != open))", "vacuous"),
    Example("always (o.state == placed implies (o.state == placed unless o.state == paid))", "proved"),
    // One of the two asks for something.
    Example(
      "always ((place(o) implies eventually o.state == open) and (pay(o) implies eventually o.state == paid))",
      "proved"),
    // Looking back asks for nothing that is to come, so that its left side is all.
    Example("always (ship(o) implies once pay(o))", "proved"),
    Example("always (ship(o) and pay(o) implies once pay(o))", "vacuous"),
    Example("always (o.state == open and o.state == paid implies o.state == shipped)", "vacuous"),
    Example("always not (ship(o) and earlier ship(o))", "proved"),
    Example("eventually o.state == open", "vacuous"),
    Example("o.state == open until o.state == open", "vacuous"),
    // Of several things that are asked for some ask for something wherever they stand.
    Example("always (pay(o) implies eventually o.state == placed and next o.state == paid)", "proved"),
    Example("always (pay(o) implies eventually o.state == placed and o.state == placed)", "proved"),
    Example("always (pay(o) implies eventually o.state == placed and always o.state == placed)", "violated"),
    // What is assumed has to come true together with what is asked for.
    Example(
      "always (o.state == paid implies eventually o.state == shipped) assuming fair Gateway", "proved"),
    Example(
      "always (pay(o) implies eventually o.state == shipped) assuming always (pay(o) implies eventually ship(o))",
      "proved"),
    Example(
      "always (pay(o) implies eventually o.state == shipped) assuming always not pay(o)", "vacuous"),
  ]

  @Test(arguments: examples) func whatAsksForNothingIsNotProved(_ example: Example) throws {
    let system = try ProofBench.system(Self.workflow + "property P(o: Order): \(example.formula)")
    let report = try Verification(system, VerificationOptions()).run()
    let verdict = try #require(report.cells.first?.verdict)
    let word =
      switch verdict {
      case .proved: "proved"
      case .vacuous: "vacuous"
      case .unknown(let why): why.hasPrefix("twin:") ? "unknown" : why
      case .held: "held"
      case .violated: "violated"
      }
    #expect(word == example.verdict, "\(verdict)")
    #expect(report.status != .internalError)
    // What is said to ask for nothing has a certificate that names it; another goal does not take it.
    for never in report.impossibilities {
      let certificate = try Certificate(bytes: never.certificate)
      #expect(try Kernel(system).check(certificate).goal == .impossible(never.subject))
      let other = Meaning(of: .property(PropertyID(0)), in: World(system, threats: []))
      #expect(throws: (any Error).self) { try Kernel(system).check(certificate.renamed(for: other)) }
    }
  }

  /// A run that is a witness only if what is assumed holds for ever.
  @Test func aLassoHasToBeFairAndToKeepWhatIsAssumed() throws {
    let system = try ProofBench.system(
      Self.workflow.replacing(" within 2 days", with: "") + """
        property P(o: Order): always (pay(o) implies eventually o.state == open)
          assuming fair Gateway, always (pay(o) implies eventually ship(o))
        """)
    let scope = Scope(instances: system.entities.map { _ in 2 })
    let interpreter = try Interpreter(World(system, threats: []), scope: scope)
    let query = BoundedQuery(
      properties: [], wantsDefinedness: false, twins: [.antecedent(PropertyID(0))], scope: scope, depth: 4)
    let report = try BoundedSearch(interpreter.world, query).run()
    let witness = try #require(report.twins[.antecedent(PropertyID(0))])
    #expect(witness.steps.count == 3 && witness.loop == 3)
    try interpreter.replay(witness, witnessing: .antecedent(PropertyID(0)))
    // The same steps show nothing where it is left open how they go on, and without the last of them nothing either.
    func refusal(_ trace: Trace) -> Refusal? {
      do throws(Refusal) {
        try interpreter.replay(trace, witnessing: .antecedent(PropertyID(0)))
        return nil
      } catch {
        return error
      }
    }
    #expect(refusal(witness.going(round: nil)) == .noWitness)
    let shorter = Trace(
      scope: scope, threats: [], initial: witness.initial, steps: Array(witness.steps.dropLast()), loop: 2)
    guard case .unfair? = refusal(shorter) else {
      Issue.record(
        "nobody ships for ever, although the gateway is fair: \(String(describing: refusal(shorter)))")
      return
    }
  }

  // MARK: At random

  /// A property that may ask for something.
  private static func property(_ luck: inout SeededNumbers) -> String {
    let atoms = [
      "o.state == fresh", "o.state == open", "o.state == shut", "begin(o)", "finish(o, _)", "finish(_, o)",
      "again(o)", "once again(o)", "not once finish(_, o)", "any begin(o)", "o.at <= now",
    ]
    func atom() -> String { atoms.randomElement(using: &luck) ?? "true" }
    let (trigger, goal, hold) = (atom(), atom(), atom())
    switch Int.random(in: 0..<7, using: &luck) {
    case 0: return "always ((\(trigger)) and (\(hold)) implies eventually (\(goal)))"
    case 1: return "always ((\(trigger)) implies eventually within 2 min (\(goal)))"
    case 2: return "always ((\(trigger)) implies ((\(hold)) unless (\(goal))))"
    case 3: return "always not ((\(trigger)) and always not (\(goal)))"
    case 4: return "always ((\(trigger)) implies (\(goal)) or eventually (\(hold)))"
    case 5: return "(\(hold)) until (\(goal))"
    default: return "always ((\(trigger)) and (\(hold)) implies once (\(goal)))"
    }
  }

  /// What the solver finds as a witness it finds as a violation of what the witness refutes, which is what other tests
  /// compare with the interpreter; and what is proved never to be asked for has none.
  @Test func witnessesAreViolationsOfVacuity() throws {
    var (witnessed, impossible, open) = (0, 0, 0)
    for seed in UInt64(0)..<160 {
      var luck = SeededNumbers(seed)
      let text = PastProofTests.text(Self.property(&luck))
      guard var system = try? ProofBench.system(text) else { continue }
      let id = PropertyID(0)
      guard let vacuity = system.vacuity(of: id) else { continue }
      let goal = ProofGoal.impossible(.antecedent(id))
      let world = World(system, threats: Bool.random(using: &luck) ? [] : [ThreatID(0)])
      let isImpossible = ProofSearch(world, [goal], limit: 20_000).run().claims[goal] != nil
      let scope = Scope(instances: system.entities.map { _ in 2 })
      let query = BoundedQuery(
        properties: [], wantsDefinedness: false, twins: [.antecedent(id)], scope: scope, depth: 4)
      let isWitnessed = try BoundedSearch(world, query).run().twins[.antecedent(id)] != nil
      #expect(!(isImpossible && isWitnessed), "seed \(seed): \(text)")
      system.properties.append(vacuity)
      let other = World(system, threats: world.threats)
      let added = PropertyID(system.properties.count - 1)
      // A step that is looked at has to be taken, so that a witness may need one more.
      if try ProofBench.isViolated(added, in: other, depth: 3) { #expect(isWitnessed, "seed \(seed): \(text)") }
      if isWitnessed { #expect(try ProofBench.isViolated(added, in: other, depth: 4), "seed \(seed): \(text)") }
      switch (isWitnessed, isImpossible) {
      case (true, _): witnessed += 1
      case (false, true): impossible += 1
      case (false, false): open += 1
      }
    }
    print("vacuity: \(witnessed) witnessed, \(impossible) impossible, \(open) open")
    #expect(witnessed > 40 && impossible > 20)
    #expect(open * 4 < impossible)
  }
}
