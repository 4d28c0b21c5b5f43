import EnsureModel
import EnsureObligations
import EnsureVerify
import Testing

/// What is promised for the next step.
@Suite struct NextStepTests {
  private static let states = ["a", "b", "c"]

  /// A workflow of an order at random, in half of the cases one in which time passes, with something promised for one step
  /// later.
  private static func workflow(_ luck: inout SeededNumbers) -> String {
    func state() -> String { states[Int.random(in: 0..<3, using: &luck)] }
    var actions = ""
    for action in 0..<3 {
      let (from, to) = (state(), state())
      actions += "action a\(action)(o: O) by Fair requires o.state == \(from) { o.state = \(to) }\n"
    }
    func atom() -> String {
      Bool.random(using: &luck) ? "o.state == \(state())" : "a\(Int.random(in: 0..<3, using: &luck))(o)"
    }
    let (one, other, third) = (atom(), atom(), atom())
    let promise =
      switch Int.random(in: 0..<6, using: &luck) {
      case 0: "always (\(one) implies next (\(other) or \(third)))"
      case 1: "always (\(one) implies next eventually \(other))"
      case 2: "always (\(one) implies next next (\(other) or \(third)))"
      case 3: "next (\(one) or \(other))"
      case 4: "always (\(one) implies next (\(other) until \(third)))"
      default: "always (\(one) or next not (\(other)))"
      }
    let ages = Bool.random(using: &luck) ? "begun: Instant = now\n" : ""
    return """
      system S
      role Fair
      enum State { a, b, c }
      entity O {
        state: State = a
        \(ages)}
      \(actions)property P(o: O): \(promise) assuming fair Fair
      """
  }

  /// Whether a proof is found; then each of its obligations is shown.
  private func isProved(_ property: PropertyID, in world: World) -> Bool {
    let goal = ProofGoal.property(property)
    guard let claim = ProofSearch(world, [goal]).run().claims[goal] else { return false }
    let open = ProofBench.open(claim, for: goal, ProofRule(for: goal, in: world))
    #expect(open == [])
    return true
  }

  /// The bounded search evaluates `next` on runs, and knows no observer.
  @Test func whatIsProvedNoRunBreaks() throws {
    var luck = SeededNumbers(20_261_128)
    var counts = (proved: 0, violated: 0, open: 0)
    for _ in 0..<120 {
      let text = Self.workflow(&luck)
      let system = try ProofBench.system(text)
      let world = World(system, threats: [])
      let isProved = isProved(PropertyID(0), in: world)
      let isViolated = try ProofBench.isViolated(PropertyID(0), in: world)
      #expect(!(isProved && isViolated), "\(text)")
      if isProved { counts.proved += 1 } else if isViolated { counts.violated += 1 } else { counts.open += 1 }
    }
    #expect(counts.proved >= 15 && counts.violated >= 40, "\(counts)")
    #expect(counts.open <= 25, "\(counts)")
  }

  /// Who asks whether a book comes back must not look at the moment in which it leaves.
  @Test func whatTheMomentShowsIsPassedBy() throws {
    let system = try ProofBench.system(
      """
      system Loans
      role Member
      enum Stage { onShelf, lent }
      entity Book { stage: Stage = onShelf }
      optional action borrow(b: Book) by Member requires b.stage == onShelf { b.stage = lent }
      action bringBack(b: Book) by Member requires b.stage == lent { b.stage = onShelf }
      property ComesBack(b: Book): always (borrow(b) implies next eventually b.stage == onShelf) assuming fair Member
      property IsLent(b: Book): always (borrow(b) implies next b.stage == lent)
      property IsBack(b: Book): always (borrow(b) implies next next b.stage == onShelf)
      """)
    let world = World(system, threats: [])
    #expect(isProved(PropertyID(0), in: world))
    #expect(isProved(PropertyID(1), in: world))
    // Somebody else's step may come in between.
    #expect(!isProved(PropertyID(2), in: world))
    #expect(try ProofBench.isViolated(PropertyID(2), in: world))
  }
}
