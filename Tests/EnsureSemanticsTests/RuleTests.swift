import EnsureSemantics
import EnsureSyntax
import Testing

@Suite struct RulesOfMeaning {
  @Test(
    arguments: [
      ("invariant P: sum(o: Order) o.total >= 0", []),
      ("invariant P: count(o: Order where o.total > 0) >= 0", []),
      ("invariant P: count(o: Order) >= 0", ["E0301 1:14"]),
      ("invariant P: count(o: Order where o.payment == unpaid) >= 0", ["E0301 1:14"]),
      ("invariant P: sum(o: Order) (o.total + 1 EUR) >= 0", ["E0301 1:14"]),
      ("invariant P(c: Customer): sum(o: Order where o.owner == c) o.total >= 0", []),
      ("invariant P(c: Customer): sum(o: Order where o.owner.banned) o.total >= 0", ["E0302 1:46"]),
      ("invariant P: exists(o: Order where o.total == 0)", ["E0303 1:14"]),
      ("invariant P: all(o: Order where o.total > 0) o.captured <= o.total", []),
      ("invariant P: none(o: Order where o.total < 0)", []),
      ("finite entity Node { up: Bool = true }\ninvariant P: all(n: Node) (n.up or true)", ["W0301"]),
      (
        "predicate Fine() = all(o: Order where o.total > 0) o.captured >= 0\naction a(o: Order) by Gateway requires not Fine() { o.items = 1 }",
        ["E0304 2:44"]
      ),
      ("policy R { forbid any capture(o) when o.total > 5 EUR }", ["E0305 1:12"]),
      ("policy R { permit Merchant capture }", ["E0306 1:28"]),
      ("policy R { permit Gateway capture(o) when o.total > 5 EUR }", []),
      // One mistake is told once.
      ("policy R { permit Gateway capture when o.payment == unpaid }", ["E0101 1:40"]),
      ("invariant P(o: Order): p.payment == unpaid", ["E0101 1:24"]),
      ("entity Box { size: Int = any where size > 3 and size < 4 }", ["E0307 1:36"]),
      ("entity Box { size: Int = any where size > 3 and size < 5 }", []),
      ("property P(o: Order): always (capture(o) iff o.total > 0)", ["E0309 1:31"]),
      ("property P(o: Order): always (any capture(o) iff o.total > 0)", []),
      ("property P(o: Order): always (capture(o) implies once place(o, o.total))", ["E0310 1:64"]),
      ("property P(o: Order): always (capture(o) implies once[5 min, 9 min] authorize(o))", ["E0311 1:50"]),
      ("property P(o: Order): always (eventually within 5 min o.total > 0)", ["E0311 1:31"]),
      ("property P(o: Order): always (capture(o) implies eventually within 5 min o.total > 0)", []),
      ("property P(o: Order): always (capture(o) implies next o.total > 0)", ["W0303 1:50"]),
      ("threat T { outage Merchant }", ["W0302 1:8"]),
      // That a message arrives is taken away.
      (
        "message M {} channel c: M action hear(m: M) by Merchant receive m on c {} threat T { outage Merchant }",
        []
      ),
      ("threat T { attacker may capture(o) without requires when o.total > 0 }", []),
      ("threat T { step wipe(o: Order) { o.total = 0 } }", []),
      ("threat A { attacker may capture }\nthreat B { attacker may authorize }\nthreat C = A + B", []),
      ("expect Bounded violated under Nobody", ["E0107 1:31"]),
      ("accept Bound under Nobody because \"x\"", ["E0106 1:8", "E0107 1:20"]),
      ("scenario \"s\" { place(o, 5 EUR); authorize(o); capture(o) expect o.captured == 5 EUR }", []),
      ("scenario \"s\" { place(o, 5 EUR) by alice: Customer; place(p, 5 EUR) by alice }", []),
      ("scenario \"s\" { place(o, 5 EUR) by Merchant }", ["E0201 1:35"]),
      ("scenario \"s\" { place(o) }", ["E0202 1:16"]),
      ("predicate a(o: Order) = b(o)\npredicate b(o: Order) = a(o)", ["E0123 2:25"]),
      ("action a(o: Order) by Gateway { o.items = 11 }", ["E0217 1:43"]),
      ("action a(o: Order) by Gateway { o.placed = now + 3 days }", []),
      ("action a(o: Order) by Gateway { o.placed = o.placed + 3 days }", ["E0215 1:44"]),
      ("action a(o: Order) by Gateway { o.owner = none }", ["E0207 1:43"]),
      ("action a(o: Order, t: Instant) by Gateway { o.items = 1 }", ["E0215 1:20"]),
      ("action a(o: Order) by Gateway within 3 days { o.items = 1 }", ["E0316 1:31"]),
      ("entity Hook { seen: Bool = false }\naction a() by Gateway { new h: Hook h.seen = true }", []),
      ("action a() by Gateway { new c: Customer c.banned = true }", ["E0221 1:25"]),
      ("action a(o: Order?) by Gateway { }", ["E0207 1:10"]),
      ("action a(o: Order) by Gateway { choose c: Customer? o.owner = c }", ["E0207 1:33"]),
      ("predicate p(c: Customer?) = c != none\ninvariant P(o: Order): p(o.owner) or true", []),
      ("effect e(o: Order) { e(o) }", ["E0123 1:22"]),
      ("observe \"x\" as capture(o: data.id) claimed", []),
      ("observe \"x\" as capture(p: data.id) claimed", ["E0101 1:24"]),
    ])
  func aSpecKeepsTheRules(_ text: String, _ expected: [String]) {
    let found = Compiling.added(text).filter { !$0.hasPrefix("W0301") }
    #expect(found == expected.filter { !$0.hasPrefix("W0301") }, "\(text)")
  }

  @Test func oneMistakeGivesOneMessage() {
    let text = """
      entity Box { size: Intt = 0 }
      action fill(b: Box) by Gateway requires b.size == 0 { b.size = 5 }
      invariant Small(b: Box): b.size + 1 < 9
      """
    #expect(Compiling.added(text) == ["E0103 1:20"])
  }

  @Test func independentMistakesAreAllReported() {
    let text = """
      invariant A(o: Order): o.totl > 0
      invariant B(o: Order): o.total > 5
      invariant C(o: Order: o.total > 0
      invariant D(o: Ordr): true
      """
    #expect(Compiling.added(text) == ["E0104 1:26", "E0204 2:34", "E0006 3:21", "E0103 4:16"])
  }
}

@Suite struct Growth {
  @Test func aChainOfPredicatesThatDoublesIsRefused() {
    var text = "predicate p0(o: Order) = o.total > 0\n"
    for n in 1...64 { text += "predicate p\(n)(o: Order) = p\(n - 1)(o) and p\(n - 1)(o)\n" }
    #expect(Compiling.added(text + "invariant P(o: Order): p64(o)") == ["E0312 66:11"])
  }

  @Test func aChainOfEffectsThatDoublesIsRefused() {
    var text = "effect e0(o: Order) { o.items = 1 }\n"
    for n in 1...64 { text += "effect e\(n)(o: Order) { e\(n - 1)(o) e\(n - 1)(o) }\n" }
    #expect(Compiling.added(text + "action a(o: Order) by Gateway { e64(o) }") == ["E0312 66:8"])
  }

  @Test func aConstantOfTenThousandDigitsIsExact() {
    let digits = String(repeating: "9", count: 10_000)
    #expect(Compiling.added("invariant P(o: Order): o.items < \(digits)") == [])
  }

  /// Who forgets to name a rule's parameters is shown how, and can have it done.
  @Test func aRuleNamesWhatItSpeaksOf() throws {
    let diagnostics = Compiler.compile(
      text: Compiling.shop + "policy R { permit Gateway capture when o.total > 5 EUR }"
    ).diagnostics
    let found = try #require(diagnostics.first { $0.code == .undefinedName })
    #expect(found.notes == ["a rule speaks of what its pattern names: `capture(o)`"])
    #expect(found.fixIts.map(\.replacement) == ["capture(o)"])
    let other = Compiler.compile(
      text: Compiling.shop + "policy R { permit Gateway capture when order.total > 5 EUR }"
    ).diagnostics
    let unknown = try #require(other.first { $0.code == .undefinedName })
    #expect(unknown.notes == found.notes && unknown.fixIts.isEmpty)
  }
}
