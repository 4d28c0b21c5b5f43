import EnsureModel
import EnsureObligations
import Testing

@testable import EnsureVerify

/// Cases of a step that the same premises exclude.
@Suite struct ImpossibleCasesTests {
  @Test func whatExcludedOneCaseIsTriedOnTheNext() {
    var cases = ImpossibleCases<Int>()
    var looks = 0
    func look(_ premises: Set<Int>) -> Bool {
      looks += 1
      return premises.contains(7)
    }
    // Few cases are not worth it.
    cases.note(.move(1), [7], excludes: look)
    #expect(cases.reason(.move(1), excludes: look) == nil && looks == 0)
    for _ in 0..<20 { cases.note(.move(1), [7], excludes: look) }
    #expect(cases.reason(.move(1), excludes: look) == [7])
    #expect(cases.reason(.move(2), excludes: look) == nil)
    // What does not exclude a case is not tried on further ones.
    #expect(cases.reason(.move(1), excludes: { _ in false }) == nil)
    #expect(cases.reason(.move(1), excludes: look) == nil)
  }

  /// What a changed message does behind `none` comes to hundreds of cases, which few lemmas exclude. To ask about each of them
  /// would be 919 questions.
  @Test func fewQuestionsAreAskedOfThem() throws {
    let system = try ProofBench.system(
      """
      system Tampered
      role Gateway
      role Shop
      entity Order { paid: Int = 0 }
      entity Payment { order: Order }
      entity Booking[payment: Payment] { order: Order
        amount: Int = 0
        isBooked: Bool = false }
      message Hook { payment: Payment
        order: Order
        amount: Int }
      channel hooks: Hook
      action capture(p: Payment, o: Order, n: Int) by Gateway
        requires p.order == none and n > 0
      { p.order = o
        send h: Hook on hooks { payment = p
          order = o
          amount = n } }
      action onHook(h: Hook) by Shop
        receive h on hooks
      { if not Booking[h.payment].isBooked {
          Booking[h.payment].isBooked = true
          Booking[h.payment].order = h.order
          Booking[h.payment].amount = h.amount
          h.order.paid += h.amount } }
      invariant AddUp(o: Order): o.paid == sum(b: Booking where b.order == o) b.amount
      threat TamperedHook { tamper Hook.amount }
      """)
    var options = VerificationOptions()
    options.worlds = [[ThreatID(0)]]
    let report = try Verification(system, options).run()
    guard case .proved? = report.cells.first?.verdict else {
      Issue.record("\(report.cells)")
      return
    }
    #expect(report.checks < 400)
  }
}
