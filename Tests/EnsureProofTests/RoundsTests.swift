import EnsureKernel
import EnsureModel
import EnsureObligations
import EnsureVerify
import Testing

/// Promises that are kept after a few rounds: what is tried again only so often.
@Suite struct RoundsTests {
  /// A delivery: `again` leads back, if its guard lets it; the body says what that changes.
  private static func delivery(again guardText: String, _ body: String, initial: Int = 0) -> String {
    """
    system S
    role Courier
    actor Customer
    entity Parcel {
      state: { none, out, failed, delivered, returned } = none
      tries: Int = \(initial)
    }
    global repeated: Int = 0
    action send(p: Parcel) by Customer requires p.state == none { p.state = out }
    action miss(p: Parcel) by Courier requires p.state == out { p.state = failed }
    action again(p: Parcel) by Customer requires p.state == failed and \(guardText) {
      p.state = out
      \(body)
    }
    action giveBack(p: Parcel) by Courier requires p.state == failed { p.state = returned }
    optional action deliver(p: Parcel) by Courier requires p.state == out { p.state = delivered }
    optional action reset(p: Parcel) by Customer requires p.state == delivered { p.tries = 0 }
    property Ends(p: Parcel):
      always (p.state == out implies eventually (p.state == delivered or p.state == returned))
      assuming fair Courier
    """
  }

  /// Whether the promise is proved, by a claim that the kernel's rule accepts when it has been read again.
  private static func isProved(_ text: String) throws -> Bool {
    let system = try ProofBench.system(text)
    let world = World(system, threats: [])
    let goal = ProofGoal.property(PropertyID(0))
    guard let claim = ProofSearch(world, [goal]).run().claims[goal] else { return false }
    #expect(claim.rankings.allSatisfy { $0.rounds != nil })
    let certificate = try Certifier.certificate(of: claim, for: goal, in: world)
    let (_, read, _) = try Kernel(system).claim(of: certificate)
    #expect(read.rankings.map { $0.rounds == nil } == claim.rankings.map { $0.rounds == nil })
    #expect(ProofBench.open(read, for: goal, ProofRule(for: goal, in: world)) == [])
    return true
  }

  @Test(arguments: [
    // Up to a bound, down to 0, counted by the parcel or by all together, in strides.
    ("p.tries < 3", "p.tries += 1", 0), ("p.tries > 0", "p.tries -= 1", 5),
    ("repeated < 2", "repeated += 1", 0),
    ("p.tries <= 10", "p.tries += 4", 0),
  ])
  func whatIsTriedSoOftenOnlyEnds(_ guardText: String, _ body: String, _ initial: Int) throws {
    #expect(try Self.isProved(Self.delivery(again: guardText, body, initial: initial)))
  }

  @Test(arguments: [
    // Nothing counts; what counts stands still, goes the wrong way, or is never asked for.
    ("p.tries < 3", "p.tries += 0"), ("p.tries < 3", "p.tries -= 1"), ("p.tries < 3", "repeated += 1"),
    ("p.tries >= 0", "p.tries += 1"),
  ])
  func whatIsTriedForEverIsNotProved(_ guardText: String, _ body: String) throws {
    #expect(try !Self.isProved(Self.delivery(again: guardText, body)))
  }

  /// How often has been tried is bounded, since in the one state in which it may be tried it has been less often: nobody has
  /// to say so.
  @Test func whatGuardsCompareHoldsInSomeState() throws {
    let system = try ProofBench.system(
      """
      system S
      role Billing
      parameter MostTries: 1..10
      entity Invoice {
        state: { draft, open, failed, dropped } = draft
        tries: Int = 0
      }
      action issue(i: Invoice) by Billing requires i.state == draft { i.state = open }
      action decline(i: Invoice) by Billing requires i.state == open { i.state = failed; i.tries += 1 }
      action again(i: Invoice) by Billing requires i.state == failed and i.tries < MostTries { i.state = open }
      action drop(i: Invoice) by Billing requires i.state == failed and i.tries >= MostTries { i.state = dropped }
      invariant Bounded(i: Invoice): i.tries <= MostTries
      invariant TooLow(i: Invoice): i.tries < MostTries
      """)
    let world = World(system, threats: [])
    let goals = ProofBench.invariants(system).map { ProofGoal.property($0) }
    // What is more costly is tried only where something is known of runs.
    let interpreter = try Interpreter(world, scope: Scope(instances: system.entities.map { _ in 1 }))
    let initial = try #require(try interpreter.initialStates().first { _ in true })
    let run = Trace(scope: interpreter.layout.scope, threats: [], initial: initial, steps: [])
    let claims = ProofSearch(world, goals, runs: [run]).run().claims
    #expect(goals.map { claims[$0] != nil } == [true, false])
  }
}
