import EnsureModel
import EnsureVerify
import Testing

/// What is known of two keyed instances that a message leads to.
@Suite struct ForkTests {
  /// Each message has a number; who has seen the number does nothing.
  private static func text(attempt: String = "new a: Attempt", row: String = "or r.state == posted") -> String {
    """
    system Outbox
    role Relay
    role Shop
    entity Payment { isTaken: Bool = false }
    entity Attempt
    entity Row {
      payment: Payment
      state: { fresh, pending, posted, done } = fresh
    }
    entity Booking[payment: Payment] { isBooked: Bool = false }
    entity Seen[attempt: Attempt] { isSeen: Bool = false }
    message Hook { payment: Payment
      attempt: Attempt }
    channel hooks: Hook
    optional action take(p: Payment) by Shop
      requires not p.isTaken
    { p.isTaken = true
      new r: Row
      r.payment = p
      r.state = pending }
    action post(r: Row, b: Attempt) by Relay
      requires r.state == pending \(row)
    { r.state = posted
      \(attempt)
      send h: Hook on hooks { payment = r.payment
        attempt = a } }
    action tick(r: Row) by Relay
      requires r.state == posted
    { r.state = done }
    action receive(h: Hook) by Shop
      receive h on hooks
    { if not Seen[h.attempt].isSeen {
        Seen[h.attempt].isSeen = true
        Booking[h.payment].isBooked = true } }
    property Booked(p: Payment): always (take(p) implies eventually Booking[p].isBooked)
      assuming fair Relay
    """
  }

  private func verdict(_ text: String) throws -> Verdict {
    let report = try Verification(try ProofBench.system(text), VerificationOptions()).run()
    return try #require(report.cells.first).verdict
  }

  /// What has been seen has been booked, since no two messages have one number; and a row that is posted has a message.
  @Test(arguments: ["or r.state == posted", ""]) func aNewNumberIsBooked(row: String) throws {
    let verdict = try verdict(Self.text(row: row))
    guard case .proved = verdict else {
      Issue.record("\(verdict)")
      return
    }
  }

  /// Where the number may be any one it may have been seen.
  @Test func anOldNumberIsNot() throws {
    guard case .violated(let violation) = try verdict(Self.text(attempt: "let a = b")) else {
      Issue.record("not violated")
      return
    }
    #expect(violation.trace.steps.count == 8)
  }
}
