import EnsureModel
import EnsureVerify
import Testing

/// Nothing is stuck where something that is possible at once concerns it; beyond that only a proof knows.
@Suite struct StuckTests {
  private static let desk = """
    system Desk
    role Clerk
    entity Job {
      state: { fresh, open, done, lost } = fresh
      cost:  Int = 0
    }
    final Done(j: Job): j.state == done
    action begin(j: Job, cost: Int) by Clerk
      requires j.state == fresh and cost > 0
    {
      j.state = open
      j.cost = cost
    }
    action finish(j: Job, paid: Int) by Clerk
      requires j.state == open and paid > j.cost and paid < j.cost + 2
    {
      j.state = done
    }
    property NeverStuck(j: Job): always not stuck(j)

    """

  private func outcome(_ text: String) throws -> BoundedReport.Outcome? {
    let spec = try CompiledSpec(text)
    let id = try spec.property("NeverStuck")
    let query = BoundedQuery(
      properties: [id], wantsDefinedness: false, scope: try UnboundedTests.scope(spec), depth: 5)
    return try BoundedSearch(World(spec.system, threats: []), query).run().outcomes[id]
  }

  @Test func whatCanAlwaysGoOnIsHeld() throws {
    guard case .held(let bound)? = try outcome(Self.desk) else {
      Issue.record("an open job can be finished, for some amount")
      return
    }
    #expect(bound.isExhaustive || bound.depth == 5)
  }

  @Test func whereNothingIsPossibleAtOnceOnlyAProofKnows() throws {
    let text = Self.desk + "action lose(j: Job) by Clerk requires j.state == open { j.state = lost }"
    guard case .undecided(let why)? = try outcome(text) else {
      Issue.record("a lost job is concerned by nothing")
      return
    }
    #expect(why.depth == 1)
    #expect(why.reason.contains("behind 2 steps"))
  }

  /// No whole number lies between a cost and the next one, so that no amount finishes the job.
  @Test func whatIsPossibleForNoAmountIsImpossible() throws {
    guard case .undecided? = try outcome(Self.desk.replacing("j.cost + 2", with: "j.cost + 1")) else {
      Issue.record("an open job can never be finished")
      return
    }
  }

  /// The last action may take a job back from where it is lost: nothing is stuck, and it is seen.
  @Test func aStepThatIsPossibleAtOnceIsSeen() throws {
    let text =
      Self.desk
        + """
        action lose(j: Job) by Clerk requires j.state == open { j.state = lost }
        action find(j: Job) by Clerk requires j.state == lost { j.state = open }
        """
    guard case .held? = try outcome(text) else {
      Issue.record("a lost job can be found")
      return
    }
  }

  /// A final state, and a state as at first, count as not stuck.
  @Test func aStateThatIsNotFinalIsNotSettled() throws {
    let text = Self.desk.replacing("final Done(j: Job): j.state == done\n", with: "")
    guard case .undecided(let why)? = try outcome(text) else {
      Issue.record("a job that is done is in no final state")
      return
    }
    #expect(why.depth == 1)
  }

  /// A discipline binds whoever is to help.
  @Test func whatOnlyTheDishonestCanDoIsNoHelp() throws {
    let text =
      Self.desk
        + """
        action lose(j: Job) by Clerk requires j.state == open { j.state = lost }
        action find(j: Job) by Clerk requires j.state == lost honest j.cost < 0 { j.state = open }
        """
    guard case .undecided? = try outcome(text) else {
      Issue.record("nobody honest finds a lost job")
      return
    }
  }
}
