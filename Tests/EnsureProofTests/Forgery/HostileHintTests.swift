import EnsureKernel
import EnsureModel
import EnsureObligations
import EnsureVerify
import Testing

/// Lemmas and combinations that were made to mislead the kernel, or to keep it busy.
@Suite struct HostileHintTests {
  private let system: TransitionSystem
  private let right: Certificate

  init() throws {
    system = try ProofBench.system(ForgedSystems.till)
    let certified = try CertifiedSystem(system, properties: ["NoOverRefund"], worlds: [[]])
    right = try #require(certified.certificates.first { $0.subject == .property("NoOverRefund") })
  }

  private func refusal(of hints: [UInt8]) -> KernelError? {
    do throws(KernelError) { _ = try Kernel(system).check(right.replacing(hints: hints)) } catch {
      return error
    }
    return nil
  }

  // MARK: What is no lemma

  /// The bytes of one lemma: the types of its variables, the entities that aggregates range over, the nodes.
  private static func lemma(_ nodes: [[UInt8]], types: [[UInt8]] = [], bound: [UInt8] = []) -> [UInt8] {
    var bytes: [UInt8] = [1, UInt8(types.count)]
    bytes += types.flatMap { $0 }
    bytes += [UInt8(bound.count)] + bound + [UInt8(nodes.count)]
    bytes += nodes.flatMap { $0 }
    return bytes + [0, 0, 0]
  }

  private static let order: [UInt8] = [4, 0, 0, 0, 0]
  private static let clerk: [UInt8] = [4, 1, 0, 0, 0]
  private static let yes: [UInt8] = [0, 1]
  private static let one: [UInt8] = [1, 2, 1]

  private static let malformed: [(flaw: String, hints: [UInt8])] = [
    ("there are no terms of kind 29", lemma([[29]])),
    ("an operand has another sort", lemma([one, [11, 0]])),
    ("too few operands", lemma([yes, [12, 1, 0]])),
    ("only numbers are ordered", lemma([yes, [17, 0, 0]])),
    ("an instance of another entity belongs here", lemma([[4, 0], [7, 0, 0]], types: [clerk])),
    ("an instance of another entity belongs here", lemma([one, [10, 0]])),
    ("another number of keys", lemma([[8, 0, 0]])),
    ("there is no such key", lemma([[4, 0], [9, 0, 0]], types: [order])),
    ("a sum is of integers and at most one instant", lemma([yes, [19, 2, 0, 0]])),
    ("a sum is of integers and at most one instant", lemma([[6], [19, 2, 0, 0]])),
    ("a difference of other things than numbers", lemma([yes, [20, 0, 0]])),
    (
      "an aggregate ranges over another entity than its variable", lemma([yes, [26, 0, 1, 0]], types: [order])
    ),
    ("a term has no nodes", lemma([])),
    ("a lemma is no condition", lemma([one])),
    ("there is no sort 5", lemma([yes], types: [[5]])),
    ("9 should be below", lemma([[5, 9]])),
    ("1 should be below 1", lemma([yes, [11, 1]])),
    ("1 bytes too many", lemma([yes]) + [0]),
    ("too many variables", [1, 0xE9, 0x07] + [UInt8](repeating: 0, count: 4 * 1001) + [0, 1, 0, 1, 0]),
    ("elements should follow", [1, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F]),
    ("the lemmas have another form", lemma([yes, yes])),
    ("the lemmas have another form", lemma([yes], bound: [0])),
    ("the lemmas have another form", lemma([one, yes])),
  ]

  @Test(arguments: malformed.indices) func whatIsNoLemmaIsRefused(_ index: Int) throws {
    let (flaw, hints) = Self.malformed[index]
    guard case .encoding(let problem)? = refusal(of: hints) else {
      Issue.record("not refused: \(flaw)")
      return
    }
    #expect(problem.contains(flaw))
  }

  @Test func aLemmaThatSaysNothingChangesNothing() throws {
    #expect(right.hints == [0, 0, 0, 0])
    #expect(refusal(of: Self.lemma([Self.yes])) == nil)
  }

  /// Whoever does his part for what is no aggregate: nobody.
  @Test func whoDoesHisPartForNothingChangesNothing() {
    #expect(refusal(of: [0, 0, 1, 0, 0, 1] + Self.yes + [0]) == nil)
    #expect(refusal(of: [0, 0, 1, 1] + Self.order + [0, 1, 4, 0, 0]) == nil)
  }

  /// To look at more and more instances is bounded, and without refutations for their cases it shows nothing.
  @Test func manyRelatedInstancesAreBounded() {
    var writer = CanonicalWriter()
    writer.write(bytes: [0, 0])
    let count = 2_000
    writer.write(natural: count)
    for number in 0..<count {
      // How many orders there are with `number < 0`: nobody knows.
      writer.write(bytes: [0, 1, 0, 4, 1])
      writer.write(Integer(number))
      writer.write(bytes: [1, 0, 17, 0, 1, 26, 0, 0, 2])
    }
    writer.write(byte: 0)
    if refusal(of: writer.bytes) == nil { Issue.record("accepted") }
  }

  /// A variable that an aggregate ranges over, where no aggregate does.
  @Test func aVariableThatNobodyBindsIsNone() throws {
    // each == each
    let hints = Self.lemma([[4, 0], [16, 0, 0]], bound: [0])
    #expect(refusal(of: hints) == .encoding("the lemmas have another form"))
  }

  // MARK: What would take long

  @Test func depthIsBounded() {
    // not not ... true
    func tower(_ depth: Int) -> [UInt8] {
      var writer = CanonicalWriter()
      writer.write(bytes: [1, 0, 0])
      writer.write(natural: depth)
      writer.write(bytes: Self.yes)
      for below in 0..<(depth - 1) {
        writer.write(byte: 11)
        writer.write(natural: below)
      }
      writer.write(bytes: [0, 0, 0])
      return writer.bytes
    }
    guard case .encoding(let problem)? = refusal(of: tower(501)) else {
      Issue.record("too deep a term is read")
      return
    }
    #expect(problem.contains("a term is deeper than 500"))
    // An even number of negations of what is true, and an odd one.
    #expect(refusal(of: tower(499)) == nil)
    if refusal(of: tower(500)) == nil { Issue.record("a falsehood is a lemma") }
  }

  /// A product of a product with itself, and so on, of a number of some size.
  @Test(arguments: [1, 1_000, 100_000]) func productsOfNumbersAreBounded(_ bytes: Int) {
    var writer = CanonicalWriter()
    writer.write(bytes: [1, 0, 0])
    let factors = 40
    writer.write(natural: factors + 2)
    writer.write(byte: 1)
    writer.write(natural: 2 * bytes)
    writer.write(bytes: [UInt8](repeating: 0xFF, count: bytes))
    for below in 0..<factors {
      writer.write(byte: 22)
      writer.write(natural: below)
      writer.write(natural: below)
    }
    writer.write(byte: 18)
    writer.write(natural: factors)
    writer.write(natural: factors)
    writer.write(bytes: [0, 0, 0])
    guard case .encoding(let problem)? = refusal(of: writer.bytes) else {
      Issue.record("not refused")
      return
    }
    #expect(problem.contains("a term has more than 100000 nodes"))
  }

  /// Many lemmas of many variables: each has to be looked at for all tuples of instances, in all cases.
  @Test func manyLemmasAreBounded() {
    let variables = 4
    var writer = CanonicalWriter()
    let count = 5_000
    writer.write(natural: count)
    for number in 0..<count {
      writer.write(natural: variables)
      for _ in 0..<variables { writer.write(bytes: Self.order) }
      // No two lemmas are the same, and all variables are spoken of.
      writer.write(bytes: [0, 5, 4, 0, 7, 0, 0, 1])
      writer.write(Integer(number))
      writer.write(bytes: [20, 1, 2, 18, 3, 1])
    }
    writer.write(bytes: [0, 0, 0])
    #expect(refusal(of: writer.bytes) == .refusal(.tooLarge))
  }

  @Test func manyTypesAreBounded() {
    var writer = CanonicalWriter()
    let count = 20_000
    writer.write(natural: count)
    for number in 1...count {
      // There is no number between this one and 0, and nothing is said of it.
      writer.write(bytes: [1, 1, 1])
      writer.write(Integer(number))
      writer.write(bytes: [1, 0, 0, 0, 1, 0, 1])
    }
    writer.write(bytes: [0, 0, 0])
    #expect(refusal(of: writer.bytes) == .refusal(.tooLarge))
  }

  /// More stages, or more instances that stages speak of, than anybody could go through.
  @Test(arguments: [(stages: 1_000, variables: 0), (stages: 1, variables: 100)])
  func manyStagesAreBounded(_ size: (stages: Int, variables: Int)) throws {
    let system = try ProofBench.compiled("Specs/card-checkout.ens")
    let certified = try CertifiedSystem(system, properties: ["Settled"], worlds: [[]])
    let right = try #require(certified.certificates.first { $0.subject == .property("Settled") })
    let (meaning, found, own) = try Kernel(system).claim(of: right)
    var claim = found
    let entity = try #require(system.entities.firstIndex { $0.name == "Order" })
    let stage = claim.rankings[0].stages[0]
    let variables = (0..<size.variables).map { number in
      claim.terms.makeVariable("o\(number)", ValueType(.reference(EntityID(entity))))
    }
    let many = Ranking.Stage(
      variables: variables, condition: stage.condition, measure: stage.measure, help: stage.help)
    claim.rankings = [Ranking(stages: Array(repeating: many, count: size.stages))]
    let forged = Certificate(
      meaning, claim, own: own, refutations: right.refutations, witnesses: right.witnesses)
    #expect(throws: KernelError.refusal(.unranked)) { try Kernel(system).check(forged) }
  }

  // MARK: What would mislead

  /// That there are no numbers between 1 and 0 is shown at once, since there is nothing to show; if it were taken to hold
  /// of any number, everything would follow.
  @Test(arguments: [(1, 0), (5, 5)]) func aLemmaSaysNothingBeyondItsBounds(_ lower: Int, _ upper: Int) throws {
    let system = try ProofBench.system(
      """
      system S
      role R
      entity O { n: Int = 0 }
      action up(o: O) by R { o.n += 1 }
      invariant False(o: O, y: Int): o.n <= 3 or y == 5
      """)
    let world = World(system, threats: [])
    let goal = ProofGoal.property(PropertyID(0))
    #expect(try ProofBench.isViolated(PropertyID(0), in: world))
    var (claim, own) = try ProofBench.own(of: goal, in: world)
    let variable = claim.terms.makeVariable(
      "x", ValueType(.integer, lower: Integer(lower), upper: Integer(upper)))
    let five = claim.terms.equal(claim.terms.variable(variable), claim.terms.integer(5))
    claim.lemmas.append(Lemma(variables: [variable], body: five))
    // All obligations of the lemma itself are valid.
    let open = ProofBench.open(claim, for: goal, ProofRule(world))
    #expect(open?.isEmpty == false)
    #expect(open?.allSatisfy { if case .lemma(0, _, _) = $0 { true } else { false } } == true)
    // With bounds that are forgotten the rule would show it.
    #expect(ProofBench.open(claim, for: goal, ProofRule(world, sabotage: .boundsAreNone)) == [])
    // A certificate of it, with all refutations that there are.
    var refutations: [Refutation] = []
    struct Refused: Error {}
    try ProofRule(for: goal, in: world).obligations(of: claim, for: goal, { _ in Refused() }) {
      _, obligation throws(Refused) in
      if case .refuted(let refutation) = Refuter.refute(obligation) {
        refutations.append(refutation)
      } else {
        refutations.append(Refutation())
      }
    }
    let certificate = Certificate(
      Meaning(of: goal, in: world), claim, own: own, refutations: refutations)
    #expect(throws: KernelError.self) { try Kernel(system).check(try Certificate(bytes: certificate.bytes)) }
  }
}
