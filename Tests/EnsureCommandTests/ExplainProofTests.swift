import Testing

/// `ensure verify --explain-proof` from outside: what the proofs of the flagship need, and what none does.
@Suite struct ExplainProofTests {
  private static let flagship = """

    NoOverRefund is proved in the honest world and CorruptCourier; it holds with
      for all o: Order: o.refunded <= o.captured and o.captured <= o.total   (what it says)
      for all o: Order: o.refunded > 0 implies o.payment != unpaid
      for all o: Order: o.refunded > 0 implies o.payment != authorized
      needs place: requires o.total == 0 and total > 0   (line 28)
      needs authorize: requires o.payment == unpaid   (line 36)
      needs capture: requires o.payment == authorized and 0 < amount and amount <= o.total   (line 50)
      needs refund: requires o.payment == captured and amount <= o.captured - o.refunded   (line 74)
      not touched by ship and deliver

    Books is proved in the honest world and CorruptCourier; it holds with
      sum(o: Order) o.refunded <= sum(o: Order) o.captured   (what it says)
      for all o: Order: o.refunded <= o.captured and o.captured <= o.total
      for all o: Order: o.captured > 0 implies o.payment != unpaid
      for all o: Order: o.captured > 0 implies o.payment != authorized
      needs place: requires o.total == 0 and total > 0   (line 28)
      needs authorize: requires o.payment == unpaid   (line 36)
      needs capture: requires o.payment == authorized and 0 < amount and amount <= o.total   (line 50)
      needs refund: requires amount <= o.captured - o.refunded   (line 74)
      not touched by ship and deliver

    PaidBeforeShipped is proved in the honest world; it holds with
      not broken   (what it says)
      not past1 implies o*.payment != captured
      where past1 is whether this held one step before: `once genuine capture(o, _)`
      needs ship: honest o.payment == captured   (line 60)
      not touched by place, deliver and refund

    Settled is proved in the honest world and ForgedWebhook; it holds with
      not broken   (what it says)
      past1 implies o*.payment == captured
      where past1 is whether this held one step before: `not (o.parcel == delivered or o.refunded > 0) since (any capture(o, _) and not (o.parcel == delivered or o.refunded > 0))`
      while `o.parcel == delivered or o.refunded > 0` is waited for (past1), what comes next is, in the first of these states that fits
        o*.parcel == handedOver and not o*.refunded > 0: `deliver(o*)`
        o*.parcel == none and not o*.refunded > 0: `ship(o*)`
      needs authorize: requires o.payment == unpaid   (line 36)
      needs void: requires o.payment == authorized   (line 43)

    That every genuine step has a value is proved in the honest world, CorruptCourier, ForgedWebhook and Both; it holds with
      nothing: it follows from what steps do alone

    No proof needs
      authorize: requires o.total > 0   (line 36)
      ship: requires o.parcel == none   (line 59)
      deliver: requires o.parcel == handedOver   (line 67)
      refund: requires amount > 0   (line 74)
      refund: policy Refunds: permit Merchant.clerk refund(o, amount) when amount <= 50.00 EUR   (line 81)
      refund: policy Refunds: permit Merchant.manager refund   (line 82)

    """

  private let folder = Folder()

  private func verify(_ more: [String]) throws -> Run {
    try ensure(["verify", "\(Validators.root)/Specs/card-checkout.ens", "--no-cache"] + more, in: folder)
  }

  @Test func theFlagshipIsExplained() throws {
    defer { folder.remove() }
    let plain = try verify([])
    let explained = try verify(["--explain-proof"])
    #expect(explained.status == plain.status && explained.errors.isEmpty, "\(explained)")
    #expect(explained.output == plain.output + Self.flagship, "the rest is as it is without")
    let file = try verify(["--explain-proof", "--output", "b.txt"])
    #expect(file.status == plain.status && file.output.isEmpty, "\(file)")
    #expect(folder.text("b.txt") == explained.output)
  }

  /// Who waits for somebody whom he does not name is told for whom.
  @Test func whoeverIsWaitedForIsNamed() throws {
    defer { folder.remove() }
    let text = """
      system Refunds
      role Shop
      entity Order { pending: Int = 0 }
      entity Return { order: Order
        state: { none, received, refunded } = none }
      entity Dispute { order: Order
        state: { none, opened, decided } = none }
      unique Dispute(order) when order != none
      final Refunded(r: Return): r.state == refunded
      action receive(r: Return, o: Order) by Shop requires r.state == none { r.state = received
        r.order = o }
      action refund(r: Return) by Shop requires r.state == received and r.order.pending == 0
      { r.state = refunded }
      action dispute(d: Dispute, o: Order) by Shop requires d.state == none { d.state = opened
        d.order = o
        o.pending += 1 }
      action decide(d: Dispute) by Shop requires d.state == opened { d.state = decided
        d.order.pending -= 1 }
      invariant Counted(o: Order): o.pending == count(d: Dispute where d.order == o and d.state == opened)
      property Never(r: Return): always not stuck(r)
      """
    folder.write("refunds.ens", text)
    let run = try ensure(["verify", "refunds.ens", "--no-cache", "--explain-proof"], in: folder)
    #expect(run.status == 0, "\(run)")
    let line = try #require(run.output.split(separator: "\n").first { $0.contains("`decide(d)`") })
    #expect(
      line.hasPrefix(
        "    for some d: Dispute: d.order == r*.order and d.state == opened and r*.state == received"),
      "\(line)")
  }

  /// What a promise rests on is told by who explains the proof, who sums it up and who audits it.
  @Test func whatAPromiseRestsOnIsTold() throws {
    defer { folder.remove() }
    let text = """
      system Desk
      role Agent
      role Lead
      entity Ticket { isSolved: Bool = false }
      entity Message { about: Ticket
        state: { none, fresh, taken, answered } = none }
      global line: { up, down } = down
      optional action ask(t: Ticket, m: Message) by Agent requires m.state == none { m.about = t
        m.state = fresh }
      action take(m: Message) by Agent requires m.state == fresh { m.state = taken }
      action answer(m: Message) by Lead requires m.state == taken and line == up { m.state = answered
        m.about.isSolved = true }
      world action lineUp() requires line == down { line = up }
      world action lineDown() requires line == up { line = down }
      property Answered(t: Ticket): always (ask(t, _) implies eventually t.isSolved)
        assuming fair Agent, strongly fair Lead, always (line == down implies eventually line == up)
      """
    folder.write("desk.ens", text)
    let run = try ensure(
      ["verify", "desk.ens", "--no-cache", "--explain-proof", "--certificates", "c"], in: folder)
    #expect(run.status == 0, "\(run)")
    let lines = run.output.split(separator: "\n").map(String.init)
    #expect(
      lines.contains(
        "Answered is proved since `take` and `answer` cannot be put off for ever and `line == up` comes about, "
          + "as is assumed (in all worlds)"))
    let outer = try #require(lines.firstIndex { $0.contains("`answer(m)`") })
    #expect(lines[outer].hasPrefix("    for some m: Message: "))
    #expect(
      lines[outer].hasSuffix(
        ": `answer(m)`, which is possible again and again, where `line == up`; until then"))
    #expect(lines[outer + 1] == "      true: `line == up`, as is assumed")

    let audit = try ensure(["audit", "desk.ens", "c/Desk.Answered.honest.cert"], in: folder)
    #expect(audit.status == 0, "\(audit)")
    #expect(
      audit.output.split(separator: "\n").filter { $0.hasPrefix("assumed: ") } == [
        "assumed: that every genuine step has a value in the honest world: no certificate here says so",
        "assumed: for Answered, that `answer` is not put off for ever (strongly fair Lead)",
        "assumed: for Answered, that `take` is not put off for ever (fair Agent)",
        "assumed: for Answered, that what it assumes to come some day does",
      ])
    let both = try ensure(
      ["audit", "desk.ens", "c/Desk.Answered.honest.cert", "c/Desk.definedness.honest.cert"], in: folder)
    #expect(both.status == 0 && !both.output.contains("that every genuine step has a value in"), "\(both)")
  }

  /// Behind a step that ends the run nothing is proved; whoever has the certificate alone is told so.
  @Test func thatStepsHaveValuesIsAssumedUnlessItIsShown() throws {
    defer { folder.remove() }
    let text = """
      system S
      role R
      entity C { limit: Int = 10 }
      entity O { owner: C
        got: Int = 0 }
      action own(o: O, c: C) by R { o.owner = c }
      action take(o: O) by R { o.got = o.owner.limit }
      invariant Limit(c: C): c.limit == 10
      invariant P(o: O): o.got <= 10
      threat T { outage R }
      """
    folder.write("s.ens", text)
    let run = try ensure(["verify", "s.ens", "--no-cache", "--certificates", "c"], in: folder)
    #expect(run.status == 1 && run.output.contains("(definedness)"), "\(run)")
    let audit = try ensure(["audit", "s.ens", "c/S.P.honest.cert", "c/S.P.T.cert"], in: folder)
    #expect(
      audit.output.split(separator: "\n").filter { $0.hasPrefix("assumed: ") } == [
        "assumed: that every genuine step has a value in the honest world: no certificate here says so",
        "assumed: that every genuine step has a value under T: no certificate here says so",
      ], "\(audit)")
    // What holds under more threats holds under fewer.
    let fixed = text.replacing("take(o: O) by R", with: "take(o: O) by R requires o.owner != none")
    folder.write("s.ens", fixed)
    #expect(try ensure(["verify", "s.ens", "--no-cache", "--certificates", "d"], in: folder).status == 0)
    let larger = try ensure(["audit", "s.ens", "d/S.P.honest.cert", "d/S.definedness.T.cert"], in: folder)
    #expect(larger.status == 0 && !larger.output.contains("no certificate here"), "\(larger)")
    // A folder stands for all certificates below it, in the order of their names; one without any is a mistake.
    let all = try ensure(["audit", "s.ens", "d"], in: folder)
    let accepted = all.output.split(separator: "\n").filter { $0.hasPrefix("accepted  d/") }
    #expect(all.status == 0 && accepted.count > 2 && accepted.sorted() == accepted, "\(all)")
    folder.write("empty/readme", "")
    let none = try ensure(["audit", "s.ens", "empty"], in: folder)
    #expect(none.status == 64 && none.errors.contains("there is no `.cert` file below it"), "\(none)")
  }

  @Test func programsAreToldTheSame() throws {
    defer { folder.remove() }
    let plain = try verify(["--format", "json"])
    #expect(!plain.output.contains("\"proofs\"") && !plain.output.contains("\"coverage\""))
    let run = try verify(["--format", "json", "--explain-proof", "--output", "a.json"])
    #expect(run.status == plain.status, "\(run)")
    let text = folder.text("a.json")
    #expect(text.contains("\"text\": \"honest o.payment == captured\""))
    #expect(text.contains("\"unneeded\""))
  }

  @Test(.enabled(if: Validators.absence == nil, Validators.absence))
  func whatProgramsAreToldIsValid() throws {
    defer { folder.remove() }
    _ = try verify(["--format", "json", "--explain-proof", "--output", "a.json"])
    #expect(try Validators.problems("report", [folder.path("a.json")]) == "")
  }

  /// What holds in the end as is assumed, and what comes again and again or there is nothing to show.
  @Test func whatIsTakenForGrantedOfRunsIsTold() throws {
    defer { folder.remove() }
    let text = """
      system Alarm
      role Hub
      entity Room { smoke: Bool = false
        alarm: Bool = false }
      world action burn(r: Room) requires not r.smoke { r.smoke = true }
      world action clear(r: Room) requires r.smoke { r.smoke = false }
      action ring(r: Room) by Hub requires r.smoke and not r.alarm { r.alarm = true }
      action silence(r: Room) by Hub requires r.alarm and not r.smoke { r.alarm = false }
      property Quiet(r: Room): eventually always not r.alarm assuming fair Hub, eventually always not r.smoke
      """
    folder.write("alarm.ens", text)
    let run = try ensure(
      ["verify", "alarm.ens", "--no-cache", "--explain-proof", "--certificates", "c"], in: folder)
    #expect(run.status == 0, "\(run)")
    #expect(
      run.output.contains(
        "Quiet is proved since `silence` cannot be put off for ever and `eventually always not r.smoke` holds, as is assumed "
          + "(in all worlds)"))
    #expect(run.output.contains("`r.alarm`, without which there is nothing to show"), "\(run.output)")
    let audit = try ensure(["audit", "alarm.ens", "c/Alarm.Quiet.honest.cert"], in: folder)
    #expect(audit.status == 0)
    #expect(
      audit.output.contains("assumed: for Quiet, that what it assumes to hold always, or in the end, does"))
    #expect(!audit.output.contains("to come some day"))
  }
}
