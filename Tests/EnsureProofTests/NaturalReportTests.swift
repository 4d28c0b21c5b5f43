import EnsureModel
import EnsureReport
import EnsureVerify
import Foundation
import Testing

/// What is printed of specs as people write them says neither more nor less than was established.
@Suite struct NaturalReportTests {
  /// What is taken for granted of persons is told beside each proof that speaks of them, and of no other.
  @Test(arguments: [true, false]) func distinctPersonsAreNamed(_ speaksOfThem: Bool) throws {
    let claim = speaksOfThem ? "person(s.second) != person(s.writer)" : "s.writer != none"
    let system = try ProofBench.system(
      """
      system Persons
      role Doctor
      distinct persons
      entity Script { writer: Doctor  second: Doctor }
      action write(s: Script) by w: Doctor requires s.writer == none { s.writer = w }
      action countersign(s: Script) by w: Doctor
        requires s.writer != none and s.second == none and s.writer != w
      { s.second = w }
      invariant Signed(s: Script): s.second != none implies \(claim)
      """)
    let report = try Verification(system).run()
    let proof = try #require(report.proofs.first { $0.property == PropertyID(0) })
    #expect(proof.needsDistinctPersons == speaksOfThem)
    let text = VerificationText(system, report, style: .plain, files: []).text
    #expect(text.contains("no two principals are one person") == speaksOfThem, "\(text)")
    #expect(text.contains("Signed    proved"), "\(text)")
    // Persons have no name in the text, and variables that stand for them one that can be read.
    #expect(system.entities.indices.allSatisfy { system.letter(of: EntityID($0)).allSatisfy(\.isLetter) })
  }

  /// A bound of time is judged of a spec that has no clock otherwise: as long as one likes may pass between two steps.
  @Test(arguments: [
    ("always (end(e) implies once[0, 10 s] go(e))", 3),
    ("always (end(e) implies (e.s == b) since[0, 10 s] go(e))", 3),
    ("always (end(e) implies earlier[0, 1 s] go(e))", 3),
    ("always (e.s == b implies eventually within 5 s e.s == c) assuming fair R", 2),
  ]) func timePassesWhereAPropertyBoundsIt(_ formula: String, _ steps: Int) throws {
    let system = try ProofBench.system(
      """
      system NoClock
      role R
      entity E { s: { a, b, c } = a }
      action go(e: E) by R requires e.s == a { e.s = b }
      action end(e: E) by R requires e.s == b { e.s = c }
      property F(e: E): \(formula)
      """)
    let report = try Verification(system).run()
    guard case .violated(let violation) = report.cells.first(where: { $0.property != nil })?.verdict else {
      Issue.record("not violated: \(report.cells)")
      return
    }
    #expect(violation.trace.steps.count == steps)
  }

  /// That `giveUp` takes place needs more messages than the scope has; a violation, for which it is widened, shows that it can.
  @Test func aViolationIsAWitnessToo() throws {
    let system = try ProofBench.system(
      """
      system Retries
      role Sender
      role Consumer
      entity Job {
        tries: 0..3 = 0
        done: Int = 0
        state: { fresh, queued, dead } = fresh
      }
      message Task { job: Job }
      channel tasks: Task
      action publish(j: Job) by Sender requires j.state == fresh {
        j.state = queued
        j.tries = 1
        send m: Task on tasks { job = j }
      }
      action retry(j: Job) by Sender requires j.state == queued and j.tries < 3 {
        j.tries += 1
        send m: Task on tasks { job = j }
      }
      action work(m: Task) by Consumer receive m on tasks { m.job.done += 1 }
      action giveUp(j: Job) by Sender requires j.state == queued and j.tries == 3 { j.state = dead }
      invariant Tried(j: Job): j.state == dead implies j.tries == 3
      property NeverDead(j: Job): always (giveUp(j) implies j.done > 0)
      """)
    let report = try Verification(system).run()
    let text = VerificationText(system, report, style: .plain, files: []).text
    #expect(text.contains("Tried      proved"), "\(text)")
    #expect(text.contains("NeverDead  violated, 4"), "\(text)")
  }

  /// What `honest` of `again` stops takes six steps to come to, more than twins are looked for by themselves; whoever is corrupt takes
  /// the seventh. Up to there it is a run of the honest world.
  @Test func theHonestPartOfAnAttackIsAWitness() throws {
    let system = try ProofBench.system(
      """
      system Rework
      resolution 1 s
      role R
      actor U
      entity O { st: { a, b, c, d } = a
        n: Int = 0
        at: Instant = now
        who: U }
      action ab(o: O) by u: U requires o.st == a { o.st = b
        o.who = u
        o.at = now }
      action again(o: O) by R requires o.st == b honest o.n < 2 { o.st = c
        o.n += 1 }
      action cb(o: O) by R requires o.st == c and now - o.at >= 3 s { o.st = b }
      action cd(o: O) by u: U requires o.st == c and o.who == u within 10 s { o.st = d }
      property Few(o: O): always (again(o) implies o.n < 2)
      property Owned(o: O): always (cd(o) implies earlier ab(o))
      threat C { corrupt R }
      """)
    let report = try Verification(system).run()
    let text = VerificationText(system, report, style: .plain, files: []).text
    #expect(text.contains("Few       proved  violated, 7"), "\(text)")
    #expect(text.contains("Owned     proved  proved"), "\(text)")
  }

  /// Of a product of two values a proof knows nothing but that it is the same each time, and the report says so.
  @Test func productsAreNamedWhereNothingIsProved() throws {
    let text = """
      system Product
      role Proxy
      parameter Burst: 1..100
      entity Key { tokens: Int = 0
        refills: Int = 0 }
      action refill(k: Key) by Proxy { k.tokens += Burst
        k.refills += 1 }
      invariant Balance(k: Key): k.tokens == k.refills * Burst
      invariant Bounded(k: Key): k.refills >= 0
      """
    func report(_ text: String) throws -> String {
      let system = try ProofBench.system(text)
      return VerificationText(system, try Verification(system).run(), style: .plain, files: []).text
    }
    let open = try report(text)
    #expect(open.contains("note: `Balance` in honest: it rests on a product or quotient"), "\(open)")
    let closed = try report(
      text.replacing("k.tokens += Burst", with: "k.tokens += 3").replacing(
        "k.refills * Burst", with: "k.refills * 3"))
    #expect(!closed.contains("product"), "\(closed)")
  }

  /// What the spec says already is not suggested once more, under another name.
  @Test func noLemmaOfTheSpecIsSuggested() throws {
    let lemma = "t.state == sold implies count(each: Ticket where each.owner == f and each.state == used)"
    func text(_ more: String) throws -> String {
      let system = try ProofBench.system(
        """
        system Tickets
        role Box
        actor Fan
        parameter Seats: 1..1000
        global sold: Int = 0
        entity Ticket { owner: Fan
          state: { free, held, sold, used } = free }
        action hold(t: Ticket) by f: Fan requires t.state == free and sold < Seats
        { t.state = held
          t.owner = f
          sold += 1 }
        action buy(t: Ticket) by f: Fan requires t.state == held and t.owner == f { t.state = sold }
        action expire(t: Ticket) by Box requires t.state == held { t.state = free
          sold -= 1 }
        action enter(t: Ticket) by f: Fan requires t.state == sold and t.owner == f { t.state = used }
        invariant FanCnt(f: Fan): count(t: Ticket where t.owner == f and t.state == used) <= Seats
        \(more)
        """)
      return VerificationText(system, try Verification(system).run(), style: .plain, files: []).text
    }
    let suggestion = "FanCnt is proved once that is:"
    let first = try text("")
    #expect(first.contains(suggestion), "\(first)")
    #expect(first.contains("\(lemma) <= 0"), "\(first)")
    let second = try text("invariant FanCntLemma(f: Fan, t: Ticket): \(lemma) <= 0")
    let rest = try #require(second.components(separatedBy: suggestion).dropFirst().first, "\(second)")
    #expect(!rest.contains("\(lemma) <= 0"), "\(second)")
  }

  /// Of workers of whom there may be any number one is enough to show what goes wrong, though the search looks at three.
  @Test func anAttackThatNeedsEverybodyIsShownWithOne() throws {
    let system = try ProofBench.system(
      """
      system Phases
      role Node
      finite entity RM { st: { working, prepared, done } = working }
      global go: Bool = false
      action prepare(r: RM) by Node requires r.st == working { r.st = prepared }
      action decide() by Node requires not go and count(r: RM where r.st == working) == 0 { go = true }
      invariant Never: not go
      """)
    let report = try Verification(system).run()
    guard case .violated(let violation)? = report.cells.first?.verdict else {
      Issue.record("somebody decides")
      return
    }
    #expect(violation.trace.steps.count == 2)
    var options = VerificationOptions()
    options.scope = try ScopeArgument("RM=3")
    guard case .violated(let wider)? = try Verification(system, options).run().cells.first?.verdict else {
      Issue.record("somebody decides")
      return
    }
    #expect(wider.trace.steps.count == 4)
  }

  /// Patterns of the library that speak of a part of the run which is closed are proved of a workflow in which nothing that they forbid
  /// is possible, and not `vacuous`.
  @Test func aControlThatWorksIsNotVacuous() throws {
    let library = ProofBench.root.appendingPathComponent("Specs/library/properties/patterns.ens")
    let patterns = try String(contentsOf: library, encoding: .utf8)
    let system = try ProofBench.system(
      """
      system Held
      \(patterns)
      role Clerk
      entity Order { isSent: Bool = false  isOnHold: Bool = false  isSeen: Bool = false }
      action hold(o: Order) by Clerk requires not o.isOnHold and not o.isSent {
        o.isOnHold = true
        o.isSeen = false
      }
      action look(o: Order) by Clerk requires o.isOnHold { o.isSeen = true }
      action release(o: Order) by Clerk requires o.isOnHold and o.isSeen { o.isOnHold = false }
      action ship(o: Order) by Clerk requires not o.isOnHold and not o.isSent { o.isSent = true }
      property P1(o: Order): absentBefore(release(o), hold(o))
      property P2(o: Order): absentBetween(ship(o), hold(o), release(o))
      property P3(o: Order): holdsBefore(not o.isOnHold, hold(o))
      property P4(o: Order): holdsBetween(not o.isSent, hold(o), release(o))
      property P5(o: Order): precedesBefore(hold(o), release(o), ship(o))
      property P6(o: Order): precedesBetween(look(o), release(o), hold(o), ship(o))
      """)
    let report = try Verification(system).run()
    for cell in report.cells {
      if case .proved = cell.verdict { continue }
      let name = cell.property.map { system.properties[$0.index].name } ?? "definedness"
      Issue.record("\(name): \(cell.verdict)")
    }
    #expect(report.cells.count == 6)
  }
}
