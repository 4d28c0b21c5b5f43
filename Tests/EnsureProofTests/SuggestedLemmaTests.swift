import EnsureModel
import EnsureObligations
import EnsureVerify
import Testing

/// Lemmas that the spec does not spell out are found in the states that runs have come to.
@Suite struct SuggestedLemmaTests {
  private static let text = """
    system Library
    role Librarian
    actor Reader
    entity Book {
      holder: Reader?
      loans: Int = 0
      returns: Int = 0
      state: { shelf, out, lost } = shelf
    }
    action lend(b: Book) by r: Reader requires b.state == shelf { b.state = out
      b.holder = r
      b.loans += 1 }
    action giveBack(b: Book) by r: Reader requires b.state == out and b.holder == r { b.state = shelf
      b.holder = none
      b.returns += 1 }
    action lose(b: Book) by Librarian requires b.state == out { b.state = lost }
    invariant Counted(b: Book): b.state == shelf implies b.loans == b.returns
    invariant Never(b: Book): b.returns <= b.loans
    """

  @Test func aConstantDifferenceIsALemma() throws {
    let system = try ProofBench.system(Self.text)
    let world = World(system, threats: [])
    let goals = ProofBench.invariants(system).map { ProofGoal.property($0) }
    let scope = Scope(instances: system.entities.map { _ in 1 })
    let query = BoundedQuery(
      properties: [], wantsDefinedness: false, twins: world.twinSubjects, scope: scope, depth: 3)
    var runs: [Trace] = []
    _ = try BoundedSearch(world, query).run { event in
      if case .twin(_, let trace) = event { runs.append(trace) }
      return true
    }
    #expect(!runs.isEmpty)
    #expect(ProofSearch(world, goals).run().claims.isEmpty, "it needs no runs")
    #expect(Set(ProofSearch(world, goals, runs: runs).run().claims.keys) == Set(goals))
  }
}
