import EnsureKernel
import EnsureModel
import EnsureObligations
import EnsureVerify
import Testing

/// A genuine step that meets a term without a value ends the run (SEMANTICS 3), so that nothing behind it breaks anything.
@Suite struct EndingTests {
  private static func text(_ value: String, more: String = "") -> String {
    """
    system S
    role R
    entity C { limit: Int = 10
      isUsed: Bool = false }
    entity O { owner: C
      isFree: Bool = false
      got: Int = 0 }
    action own(o: O, c: C) by R { o.owner = c }
    action free(o: O) by R { o.isFree = true }
    action take(o: O) by R { o.got = \(value) }
    invariant Limit(c: C): c.limit == 10
    invariant P(o: O): o.got <= 10
    \(more)
    """
  }

  private static func isProved(_ world: World) -> Bool {
    let goals = [ProofGoal.property(PropertyID(0)), .property(PropertyID(1))]
    guard let claim = ProofSearch(world, goals).run().claims[goals[1]] else { return false }
    return (try? Certifier.certificate(of: claim, for: goals[1], in: world)) != nil
  }

  @Test func behindItNothingIsAsked() throws {
    let world = World(try ProofBench.system(Self.text("o.owner.limit")), threats: [])
    #expect(Self.isProved(world))
    // The search says the same: the step is a defect, and no run goes on behind it.
    #expect(try ProofBench.isViolated(nil, in: world))
    #expect(try !ProofBench.isViolated(PropertyID(1), in: world))
  }

  @Test func aForgedStepGoesOn() throws {
    let text = Self.text("o.owner.limit", more: "threat T { attacker may take(o) without requires }")
    let world = World(try ProofBench.system(text), threats: [ThreatID(0)])
    #expect(!Self.isProved(world))
    #expect(try ProofBench.isViolated(PropertyID(1), in: world))
  }

  @Test(arguments: [
    "if o.isFree then 11 else o.owner.limit", "if o.isFree or o.owner.limit == 10 then 11 else 10",
    "if exists(c: C where c.isUsed and c.limit == o.owner.limit) then 10 else 11",
  ])
  func whatIsMetForSureOnly(_ value: String) throws {
    let world = World(try ProofBench.system(Self.text(value)), threats: [])
    #expect(!Self.isProved(world))
    #expect(try ProofBench.isViolated(PropertyID(1), in: world))
  }

  private static let bookings = """
    system S
    role R
    entity P { isSent: Bool = false }
    entity Booking[payment: P] { isBooked: Bool = false
      amount: Int = 0
      times: Int = 0 }
    entity H { payment: P }
    action send(h: H, p: P) by R requires h.payment == none { h.payment = p }
    action book(h: H) by R requires h.payment == none or not Booking[h.payment].isBooked {
      Booking[h.payment].amount = 1
      Booking[h.payment].times += 1
      Booking[h.payment].isBooked = true
    }
    property Booked(p: P, h: H):
      always (send(h, p) implies eventually Booking[p].isBooked) assuming fair R
    """

  /// Each time that what has no value is looked up it would be another one, and each of them some instance or none.
  @Test func whatHasNoValueIsNoCase() throws {
    let system = try ProofBench.system(Self.bookings)
    let goal = ProofGoal.property(PropertyID(0))
    let world = World(system, threats: [])
    let rule = ProofRule(for: goal, in: world)
    let book = try #require(world.moves.firstIndex { system.actions[$0.action.index].name == "book" })
    let cases = try rule.cases(of: .move(book), tracking: [], ProofClaim(terms: rule.world.bank, lemmas: []))
    #expect(cases.count <= 12)
    // The duty is one that may end the run, and is possible all the same.
    let claim = try #require(ProofSearch(world, [goal]).run().claims[goal])
    let stages = try #require(claim.rankings.first?.stages.indices)
    for stage in stages { #expect(try rule.openCases(of: stage, 0, claim).count <= 12) }
  }
}
