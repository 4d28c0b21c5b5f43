import EnsureModel
import EnsureSemantics
import EnsureVerify
import Testing

/// Runs that go round in which deadlines run: when a clock began is no part of the state where that makes no difference any more.
@Suite struct ClockLassoTests {
  private func verdict(_ text: String, under threats: Int = 0) throws -> Verdict {
    let compiled = Compiler.compile(text: text)
    let system = try #require(compiled.system, "\(compiled.diagnostics)")
    var options = VerificationOptions()
    options.engines = [.bounded]
    let report = try Verification(system, options).run()
    return try #require(report.cells.first { $0.property == PropertyID(0) && $0.threats.count == threats })
      .verdict
  }

  private func length(_ text: String, under threats: Int = 0) throws -> Int? {
    guard case .violated(let violation) = try verdict(text, under: threats) else { return nil }
    return violation.trace.steps.count
  }

  /// A lease that is renewed often enough never runs out: the clock of `expire` has run since it was taken, but more time has to pass
  /// first.
  private static let lease = """
    system Lease
    resolution 1 s
    role Server
    actor Client
    entity Lock { state: { idle, held } = idle
      grantedAt: Instant = now }
    action take(l: Lock) by Client requires l.state == idle
    { l.state = held
      l.grantedAt = now }
    optional action renew(l: Lock) by Client requires l.state == held and now - l.grantedAt < 3 s
    { l.grantedAt = now }
    action expire(l: Lock) by Server requires l.state == held and now - l.grantedAt >= 30 s within 2 s
    { l.state = idle }
    property Freed(l: Lock): always (l.state == held implies eventually l.state == idle)
    """

  @Test func aClockThatHasToWaitMayHaveBegunAtAnyTime() throws {
    #expect(try length(Self.lease) == 4)
    // Who may renew it once is freed of it.
    let once = Self.lease.replacing("entity Lock {", with: "entity Lock { isRenewed: Bool = false\n")
      .replacing("< 3 s", with: "< 3 s and not l.isRenewed").replacing(
        "{ l.grantedAt = now }", with: "{ l.grantedAt = now\nl.isRenewed = true }")
    guard case .held = try verdict(once) else {
      Issue.record("after 35 s it is free")
      return
    }
  }

  /// What is put off by an attacker again and again is never sent.
  @Test func anAttackerPutsOffADeadline() throws {
    let text = """
      system Parcels
      resolution 1 min
      role Shop
      actor Cust
      entity O { st: { fresh, paid, sent } = fresh
        paidAt: Instant = now }
      action pay(o: O) by Cust requires o.st == fresh
      { o.st = paid
        o.paidAt = now }
      action send(o: O) by Shop requires o.st == paid and now - o.paidAt >= 60 min within 10 min { o.st = sent }
      property Sent(o: O): always (o.st == paid implies eventually o.st == sent)
      threat Again { attacker may pay(o) without requires when o.st == paid and now - o.paidAt < 5 min }
      """
    guard case .held = try verdict(text) else {
      Issue.record("nobody puts it off")
      return
    }
    #expect(try length(text, under: 1) == 4)
  }

  /// Smoke that comes and goes: each time the clock starts anew, and how long ago it stopped does not matter.
  @Test func aClockThatDoesNotRunIsForgotten() throws {
    let text = """
      system Alarm
      resolution 1 s
      role Hub
      entity Room { smoke: Bool = false
        alarm: Bool = false }
      world action burn(r: Room) requires not r.smoke { r.smoke = true }
      world action clear(r: Room) requires r.smoke { r.smoke = false }
      action ring(r: Room) by Hub requires r.smoke and not r.alarm within 10 s { r.alarm = true }
      property Rings(r: Room): (always eventually r.smoke) implies (always eventually r.alarm)
      """
    #expect(try length(text) == 3)
    // Where smoke stays, the alarm rings: how long it has run is part of the state.
    let staying = text.replacing(
      "world action clear(r: Room) requires r.smoke", with: "world action clear(r: Room) requires r.alarm")
    guard case .held = try verdict(staying) else {
      Issue.record("smoke that stays is told")
      return
    }
  }
}
