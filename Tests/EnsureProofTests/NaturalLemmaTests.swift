import EnsureModel
import EnsureSemantics
import Testing

@testable import EnsureVerify

/// Properties that are plainly true and that people have written who knew nothing of the engines, each cut down to the lemma that was
/// missing.
@Suite struct NaturalLemmaTests {
  /// The names of what is not proved.
  private func open(_ text: String, asksForLemmas: Bool = false) throws -> [String] {
    let system = try ProofBench.system(text)
    var options = VerificationOptions()
    options.engines = [.bounded, .proof]
    options.asksForLemmas = asksForLemmas
    options.triesAnswers = false
    let report = try Verification(system, options).run()
    #expect(report.contradictions.isEmpty)
    return report.cells.compactMap { cell in
      if case .proved = cell.verdict { return nil }
      return cell.property.map { system.properties[$0.index].name } ?? "definedness"
    }
  }

  /// That nothing on its way is negative bounds the total of what has arrived.
  @Test func aTotalOfAProvedInvariantIsBoundedToo() throws {
    let found = try open(
      """
      system Credits
      role Buyer
      role Bank
      entity Ledger { v: Int = 0 }
      entity Purchase { v: Int = 0 }
      message Receipt { v: Int }
      channel c: Receipt exactly once
      action buy(p: Purchase, v: 1..) by Buyer requires p.v == 0 {
        p.v = v
        send r: Receipt on c { v = v }
      }
      action credit(r: Receipt) by Bank receive r on c {
        new l: Ledger
        l.v = r.v
      }
      invariant Arrived: sum(l: Ledger) l.v <= sum(p: Purchase) p.v
      invariant All:
        sum(l: Ledger) l.v + sum(r: Receipt where r.inFlight) r.v <= sum(p: Purchase) p.v
      invariant Positive(r: Receipt): r.v >= 0
      """)
    #expect(found.isEmpty)
  }

  /// Whoever is counted has added at least 1 to what is spent.
  @Test func aCountIsBoundedByTheTotalThatANumberIs() throws {
    let found = try open(
      """
      system Quota
      role Proxy
      entity Key { spent: Int = 0 }
      entity Call {
        key: Key
        cost: Int = 0
        state: { fresh, admitted, refused } = fresh
      }
      action admit(c: Call, k: Key, cost: 1..10) by Proxy requires c.state == fresh {
        c.key = k
        c.cost = cost
        c.state = admitted
        k.spent += cost
      }
      action giveBack(c: Call) by Proxy requires c.state == admitted {
        c.state = refused
        c.key.spent -= c.cost
      }
      invariant Counted(k: Key): count(c: Call where c.key == k and c.state == admitted) <= k.spent
      invariant Spent(k: Key): k.spent == sum(c: Call where c.key == k and c.state == admitted) c.cost
      invariant Priced(c: Call): (c.state == fresh and c.cost == 0) or c.cost >= 1
      """)
    #expect(found.isEmpty)
  }

  @Test func anInstanceOfTwoKeysIsWatched() throws {
    let found = try open(
      """
      system Rights
      role Member
      entity Right[a: Member, b: Member] { on: Bool = false }
      action give(a: Member, b: Member) by s: Member requires s == a { Right[a, b].on = true }
      action revoke(a: Member, b: Member) by s: Member requires s == a { Right[a, b].on = false }
      property Gone(a: Member, b: Member): always (revoke(a, b) implies next not Right[a, b].on)
      """)
    #expect(found.isEmpty)
  }

  /// What a guard compares holds while something is waited for.
  @Test func whatIsDueMayBeBounded() throws {
    let found = try open(
      """
      system Counter
      role Staff
      role Guest
      entity Order { v: Int = 0  state: { fresh, open, done } = fresh }
      action start(o: Order, v: 1..) by Guest requires o.state == fresh {
        o.state = open
        o.v = v
      }
      action close(o: Order) by Staff requires o.state == open and o.v < 1000 { o.state = done }
      property Closed(o: Order): always (start(o, _) implies eventually (o.state == done or o.v >= 1000))
        assuming fair Staff
      """)
    #expect(found.isEmpty)
  }

  /// What runs show of the numbers of one instance, to which nothing refers.
  @Test func numbersOfOneInstanceAreInProportion() throws {
    let found = try open(
      """
      system Steps
      role Guard
      entity Tower { x: Int = 0  y: Int = 0  up: Bool = true }
      action rise(t: Tower) by Guard requires t.up and t.x < 4 { t.x += 1  t.y += 3 }
      action turn(t: Tower) by Guard requires t.x == 4 { t.up = false }
      action fall(t: Tower) by Guard requires not t.up and t.x > 0 { t.x -= 1  t.y -= 3 }
      invariant High(t: Tower): t.y <= 12
      """)
    #expect(found.isEmpty)
  }

  /// What is counted at first cannot be claimed, and was taken for what can.
  @Test func whatIsTrueOfAllAtFirstShowsNothing() throws {
    let found = try open(
      """
      system Constant
      role Clerk
      entity Item { s: { fresh, made } = fresh }
      global g: Int = 0
      action make(i: Item) by Clerk requires i.s == fresh { i.s = made }
      invariant None: none(i: Item where i.s == made) or g == 0
      """)
    #expect(found.isEmpty)
  }

  /// What each instance contributes on both sides of an inequality.
  @Test func aSumIsAtMostSoManyTimesACount() throws {
    let found = try open(
      """
      system Boxes
      role Clerk
      entity Box { s: { flat, open } = flat  q: Int = 0 }
      action fold(b: Box) by Clerk requires b.s == flat { b.s = open }
      action fill(b: Box) by Clerk requires b.s == open and b.q < 2 { b.q += 1 }
      invariant Small: sum(b: Box) b.q <= 2 * count(b: Box where b.s == open)
      """)
    #expect(found.isEmpty)
  }

  /// What is remembered together with what is counted.
  @Test func aCountIsRemembered() throws {
    let found = try open(
      """
      system Votes
      role Voter
      entity Vote { isCast: Bool = false }
      action vote(v: Vote) by Voter requires not v.isCast { v.isCast = true }
      property Stays: always (count(v: Vote where v.isCast) > 0 implies always count(v: Vote where v.isCast) > 0)
      property Next: always (vote(_) implies next count(v: Vote where v.isCast) > 0)
      property Before:
        always (count(v: Vote where v.isCast) == 0 implies historically count(v: Vote where v.isCast) == 0)
      property Started: always once (count(v: Vote where v.isCast) == 0)
      """)
    #expect(found.isEmpty)
  }

  /// What nobody suggests a solver of Horn clauses finds.
  @Test func whatNothingSuggestsIsAskedFor() throws {
    let text = """
      system Thirds
      role Clerk
      entity Item { a: Int = 0  b: Int = 0  c: Int = 0  s: { fresh, open, shut } = fresh }
      action one(i: Item, n: 1..) by Clerk requires i.s == fresh {
        i.a = n
        i.b = 2 * n
        i.s = open
      }
      action two(i: Item) by Clerk requires i.s == open and i.b > 5 {
        i.c = i.b - i.a
        i.s = shut
      }
      action back(i: Item) by Clerk requires i.s == shut { i.b -= i.c  i.s = open }
      invariant Positive(i: Item): i.s == shut implies i.c >= 0
      invariant Ahead(i: Item): i.b >= i.a - i.c
      """
    #expect(try open(text) == ["Positive", "Ahead"])
    #expect(try open(text, asksForLemmas: true).isEmpty)
  }
}
