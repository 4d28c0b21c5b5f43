import EnsureModel
import EnsureSemantics
import EnsureVerify
import Testing

/// Fair lassos that the usual scope, or a simple look at guards, would leave undecided.
@Suite struct FairLassoTests {
  private func verdict(_ text: String, scope: String? = nil) throws -> Verdict {
    let compiled = Compiler.compile(text: text)
    let system = try #require(compiled.system, "\(compiled.diagnostics)")
    var options = VerificationOptions()
    options.engines = [.bounded]
    options.scope = try scope.map { try ScopeArgument($0) }
    let report = try Verification(system, options).run()
    return try #require(report.cells.first { $0.property == PropertyID(0) }).verdict
  }

  /// A job waits for good once another one stands in its way: both are touched, and a third has to stand for all others.
  private static let blocked = """
    system Desk
    role Clerk
    actor Customer
    entity Job { state: { none, open, done, blocking } = none }
    final Done(j: Job): j.state == done
    final Blocking(j: Job): j.state == blocking
    action start(j: Job) by Customer requires j.state == none { j.state = open }
    optional action block(k: Job, j: Job) by Customer
      requires k.state == none and j.state == open
    { k.state = blocking }
    action finish(j: Job) by Clerk
      requires j.state == open and none(k: Job where k.state == blocking)
    { j.state = done }
    property Finished(j: Job): always (start(j) implies eventually j.state == done) assuming fair Clerk
    """

  @Test func whereTooFewAreLeftUntouchedThereIsOneMore() throws {
    guard case .violated(let violation) = try verdict(Self.blocked) else {
      Issue.record("a job that is blocked is never finished")
      return
    }
    #expect(violation.trace.steps.count == 2)
    #expect(violation.trace.scope.instances.max() == 3)
  }

  @Test func howManyThereAreIsUpToTheUser() throws {
    guard case .unknown(let why) = try verdict(Self.blocked, scope: "Job=2") else {
      Issue.record("two jobs are too few")
      return
    }
    #expect(why.contains("more instances may decide it"))
    guard case .violated = try verdict(Self.blocked, scope: "Job=3") else {
      Issue.record("three are enough")
      return
    }
  }

  /// Whoever has to book has to book each of infinitely many rooms, so that no run with an end to that is fair; more rooms do not help.
  @Test func whatIsForcedUponWhoeverIsUntouchedIsNamed() throws {
    let text = """
      system Rooms
      actor Guest
      entity Booking { state: { fresh, booked, seated, gone } = fresh }
      action book(b: Booking) by Guest requires b.state == fresh { b.state = booked }
      action seat(b: Booking) by Guest requires b.state == booked { b.state = seated }
      optional action cancel(b: Booking) by Guest requires b.state == booked { b.state = gone }
      property Seated(b: Booking): always (b.state == booked implies eventually b.state == seated) assuming fair Guest
      """
    guard case .unknown(let why) = try verdict(text) else {
      Issue.record("no lasso is fair to all that are untouched")
      return
    }
    #expect(why.contains("`book` is forced upon each instance"))
    #expect(!why.contains("more instances may decide it"))
    guard
      case .violated(let violation) = try verdict(text.replacing("action book", with: "optional action book"))
    else {
      Issue.record("whoever cancels is never seated")
      return
    }
    #expect(violation.trace.steps.count == 2)
  }

  /// Whether some amount lets the clerk decide is told also where a guard compares two conditions.
  @Test func anAmountOnOneSideOfIffIsFound() throws {
    let text = """
      system Desk
      role Clerk
      actor Customer
      entity Case {
        held:     Int = 0
        isFaulty: Bool = any
        state:    { none, open, decided } = none
      }
      final Decided(c: Case): c.state == decided
      action open(c: Case, amount: 0..) by Customer requires c.state == none { c.state = open; c.held = amount }
      action decide(c: Case, back: Int) by Clerk
        requires c.state == open and 0 <= back and back <= c.held
        requires c.isFaulty iff back > 0
      { c.state = decided }
      property Decided(c: Case): always (open(c, _) implies eventually c.state == decided) assuming fair Clerk
      """
    guard case .violated(let violation) = try verdict(text) else {
      Issue.record("a faulty case about nothing cannot be decided")
      return
    }
    #expect(violation.trace.steps.count == 1)
    guard case .held = try verdict(text.replacing("amount: 0..) by", with: "amount: 1..) by")) else {
      Issue.record("each case can be decided")
      return
    }
  }
}
