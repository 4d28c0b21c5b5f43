import EnsureKernel
import EnsureModel
import EnsureObligations
import EnsureSolver
import Foundation
import Testing

@testable import EnsureReport
@testable import EnsureVerify

/// Invariants that a solver of Horn clauses finds, where nothing that the spec says suggests them.
@Suite struct HornSearchTests {
  private static let budget: UInt32 = 20_000_000

  private static let spending = """
    system Spending
    role Clerk
    entity Box { cap: Int = 0  used: Int = 0 }
    entity Job { box: Box?  x: Int = 0 }
    action fund(b: Box, n: 0..) by Clerk requires b.cap == 0 and b.used == 0 { b.cap = n }
    action join(j: Job, b: Box) by Clerk requires j.box == none { j.box = b }
    action take(j: Job, n: 1..) by Clerk requires j.box != none and j.box.used + 2 * n <= j.box.cap {
      j.x += n
      j.box.used += 2 * n
    }
    invariant Within(j: Job): j.box == none or 2 * j.x <= j.box.cap
    """

  private func search(_ name: String, of system: TransitionSystem, budget: UInt32 = Self.budget) throws
    -> ProofClaim?
  {
    let goal = try goal(name, of: system)
    let rule = ProofRule(for: goal, in: World(system, threats: []))
    return try HornSearch(rule, ProofClaim(terms: rule.world.bank, lemmas: []), budget: budget).lemmas(
      for: goal)
  }

  private func goal(_ name: String, of system: TransitionSystem) throws -> ProofGoal {
    .property(PropertyID(try #require(system.properties.firstIndex { $0.name == name })))
  }

  /// Whether a proof is found with these lemmas.
  private func isProved(_ name: String, of system: TransitionSystem, with lemmas: ProofClaim?) throws -> Bool {
    let goal = try goal(name, of: system)
    let bytes = lemmas.map { $0.encoded(for: system) } ?? []
    let search = ProofSearch(World(system, threats: []), [goal], lemmas: bytes)
    return search.run().claims[goal] != nil
  }

  @Test func whatTwoInstancesHaveInCommonIsFound() throws {
    let system = try ProofBench.system(Self.spending)
    let found = try #require(try search("Within", of: system))
    #expect(try !isProved("Within", of: system, with: nil))
    #expect(try isProved("Within", of: system, with: found))
  }

  @Test func anAnswerRepeats() throws {
    let system = try ProofBench.system(Self.spending)
    let first = try #require(try search("Within", of: system))
    let second = try #require(try search("Within", of: system))
    #expect(first.encoded(for: system) == second.encoded(for: system))
  }

  @Test func whoMaySpendNothingFindsNothing() throws {
    let system = try ProofBench.system(Self.spending)
    #expect(try search("Within", of: system, budget: 1_000) == nil)
  }

  @Test func ofWhatIsViolatedThereIsNoInvariant() throws {
    let system = try ProofBench.system(
      Self.spending.replacingOccurrences(of: "used + 2 * n <= j.box.cap", with: "used + n <= j.box.cap"))
    #expect(try search("Within", of: system) == nil)
  }

  /// What an observer remembers is a part of the state like any other.
  @Test func whatIsRememberedIsFoundToo() throws {
    let system = try ProofBench.system(
      """
      system Lift
      role Guard
      entity Lift { x: Int = 0  y: Int = 7  up: Bool = true  done: Bool = false }
      action rise(l: Lift) by Guard requires l.up and l.x < 10 {
        l.x += 1
        l.y += 3 - l.x + l.x
      }
      action turn(l: Lift) by Guard requires l.x == 10 { l.up = false }
      action close(l: Lift) by Guard requires l.y >= 37 and not l.up { l.done = true }
      property Turned(l: Lift): always (close(l) implies once turn(l))
      """)
    let goal = try goal("Turned", of: system)
    let rule = ProofRule(for: goal, in: World(system, threats: []))
    let found = try #require(try search("Turned", of: system))
    let known = ProofSearch(
      World(system, threats: []), [goal],
      remembered: [goal.property!: found.encoded(for: rule.world.system)])
    #expect(known.run().claims[goal] != nil)
  }

  @Test(arguments: [
    ("not p.x <= 9", "p.x >= 10"),
    ("p.y + -2 * p.x >= 0", "2 * p.x <= p.y"),
    ("not p.y + -1 * p.x >= 0", "p.y < p.x"),
    ("not (p.s == a) or not (p.x >= 3)", "p.s == a implies p.x <= 2"),
    ("not (p.x >= 4 and p.y <= 1)", "p.x >= 4 implies p.y >= 2"),
    ("not (p.s == a and p.on)", "p.s == a implies not p.on"),
    ("p.x - p.y + 3 <= 0", "p.x + 3 <= p.y"),
    ("p.x - 3 <= p.y", "p.x <= p.y + 3"),
    ("0 <= -1 * p.x - 1", "p.x <= -1"),
  ]) func answersAreToldAsSomebodyWouldWriteThem(_ said: String, _ clear: String) throws {
    let system = try ProofBench.system(
      """
      system Words
      entity P { x: Int = 0  y: Int = 0  s: { a, b } = a  on: Bool = false }
      invariant Said(p: P): \(said)
      """)
    guard case .invariant(let body) = system.properties[0].kind else { return }
    var terms = system.bank
    let told = terms.clearer(body)
    #expect(TermPrinter(system, terms).text(told) == clear)
  }
}
