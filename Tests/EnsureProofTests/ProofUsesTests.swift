import EnsureModel
import EnsureObligations
import EnsureReport
import EnsureVerify
import Foundation
import Testing

/// What a proof is said to need of the spec it needs, and the rest it does not: the spec is changed, and proved again.
@Suite struct ProofUsesTests {
  /// A spec with something that each of its properties needs, and something that none does.
  private static let text = """
    system Shop
    role Merchant { clerk, manager }
    role Courier
    entity Order {
      total: Int = 0
      paid: Int = 0
      back: Int = 0
      sent: Bool = false
      calls: Int = 0
    }
    action place(o: Order, n: Int) by Merchant
      requires o.total == 0 and n > 0
    { o.total = n }
    action pay(o: Order, n: Int) by Merchant
      requires n > 0 and n <= o.total and o.paid == 0
    { o.paid = n }
    action refund(o: Order, n: Int) by m: Merchant
      requires n > 0
    { o.back += n }
    policy Refunds {
      permit Merchant.clerk refund(o, n) when n <= o.paid - o.back
      forbid any refund(o, n) when o.sent
    }
    action send(o: Order) by Courier
      honest o.paid > 0
      honest o.calls > 0
    { o.sent = true }
    optional action call(o: Order) by Courier
      requires o.calls < 3
    { o.calls += 1 }
    invariant Covered(o: Order): o.paid <= o.total
    invariant Returned(o: Order): o.back <= o.paid
    property PaidFirst(o: Order): always (send(o) implies once pay(o, _))
    """

  private struct Outcome {
    let system: TransitionSystem
    let report: VerificationReport
    let files: [ReportedFile]

    /// The properties that are proved in the honest world.
    var proved: Set<String> {
      Set(
        report.proofs.filter { $0.threats.isEmpty }.compactMap { proof in
          proof.property.map { system.properties[$0.index].name }
        })
    }

    var text: String { ProofText(system, report, files: files).text }

    /// The lines of the block about a property, or of the one about what no proof needs.
    func block(_ name: String) -> [String] {
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      guard let start = lines.firstIndex(where: { $0.hasPrefix(name) }) else { return [] }
      return Array(lines[(start + 1)...].prefix { !$0.isEmpty })
    }

    /// What the block about a property says that it needs, without lines.
    func needs(_ name: String) -> Set<String> {
      Set(
        block("\(name) is proved").filter { $0.hasPrefix("  needs ") }.map { line in
          String(line.dropFirst("  needs ".count).prefix { $0 != "(" }).trimmed
        })
    }
  }

  private static func run(_ text: String, explains: Bool = true, scope: String? = nil) throws -> Outcome {
    let system = try ProofBench.system(text)
    var options = VerificationOptions()
    options.explainsProofs = explains
    options.depth = 5
    options.scope = try scope.map { try ScopeArgument($0) }
    return Outcome(
      system: system, report: try Verification(system, options).run(),
      files: [ReportedFile(path: "test.ens", bytes: Array(text.utf8))])
  }

  /// What a change of the text leaves proved.
  private static func proved(replacing part: String, with other: String) throws -> Set<String> {
    #expect(text.contains(part))
    return try run(text.replacing(part, with: other), explains: false).proved
  }

  @Test func whatIsNeededIsListedAndTheRestIsCoverage() throws {
    let outcome = try Self.run(Self.text)
    #expect(outcome.proved == ["Covered", "Returned", "PaidFirst"])
    #expect(
      outcome.needs("Covered") == [
        "place: requires o.total == 0 and n > 0", "pay: requires n <= o.total",
      ], "\(outcome.text)")
    #expect(
      outcome.block("No proof needs").map(\.trimmed).filter { $0.hasPrefix("call:") } == [
        "call: requires o.calls < 3   (line 29)"
      ], "\(outcome.text)")
    #expect(outcome.block("Covered is proved").contains("  not touched by refund, send and call"))
  }

  /// Each of these is listed as needed by the property, and without it the property is not proved.
  @Test(arguments: [
    ("Covered", "place: requires o.total == 0 and n > 0", "o.total == 0 and n > 0", "n > 0"),
    ("Covered", "place: requires o.total == 0 and n > 0", "o.total == 0 and n > 0", "o.total == 0"),
    ("Covered", "pay: requires n <= o.total", "n <= o.total and ", ""),
    (
      "Returned", "refund: policy Refunds: permit Merchant.clerk refund",
      "  permit Merchant.clerk refund(o, n) when n <= o.paid - o.back\n", "  permit any refund\n"
    ),
    ("PaidFirst", "send: honest o.paid > 0", "  honest o.paid > 0\n", ""),
  ])
  func withoutWhatIsNeededNothingIsProved(_ name: String, _ need: String, _ part: String, _ other: String)
    throws
  {
    #expect(try Self.run(Self.text).needs(name).contains { $0.hasPrefix(need) })
    #expect(!(try Self.proved(replacing: part, with: other).contains(name)))
  }

  /// Each of these is listed as needed by no proof, and without it all is proved.
  @Test(arguments: [
    ("call: requires o.calls < 3", "  requires o.calls < 3\n", ""),
    ("send: honest o.calls > 0", "  honest o.calls > 0\n", ""),
    (
      "refund: policy Refunds: forbid any refund(o, n) when o.sent", "  forbid any refund(o, n) when o.sent\n",
      ""
    ),
    (
      "refund: requires n > 0", "(o: Order, n: Int) by m: Merchant\n  requires n > 0",
      "(o: Order, n: Int) by m: Merchant"
    ),
  ])
  func withoutWhatIsNotNeededAllIsProved(_ line: String, _ part: String, _ other: String) throws {
    let outcome = try Self.run(Self.text)
    #expect(outcome.block("No proof needs").contains { $0.trimmed.hasPrefix(line) }, "\(outcome.text)")
    #expect(try Self.proved(replacing: part, with: other) == outcome.proved)
  }

  /// Everything that no proof needs can go at once.
  @Test func whatNoProofNeedsCanAllBeLeftOut() throws {
    var text = Self.text
    for part in [
      "  requires o.calls < 3\n", "  honest o.calls > 0\n", "  forbid any refund(o, n) when o.sent\n",
    ] {
      text = text.replacing(part, with: "")
    }
    #expect(try Self.run(text, explains: false).proved == ["Covered", "Returned", "PaidFirst"])
  }

  /// Two conditions of which either is enough: one of them is needed, rather what the software checks than a discipline.
  @Test func ofConditionsThatSayTheSameOneIsNeeded() throws {
    let system = try ProofBench.system(
      """
      system S
      role R
      entity O { n: Int = 0 }
      action put(o: O, n: Int) by R
        requires n >= 0
        honest n >= 0
      { o.n = n }
      invariant Fine(o: O): o.n >= 0
      """)
    let world = World(system, threats: [])
    let goal = ProofGoal.property(PropertyID(0))
    let claim = try #require(ProofSearch(world, [goal]).run().claims[goal])
    let uses = UsesSearch.uses(of: claim, for: goal, ProofRule(for: goal, in: world))
    #expect(uses.conditions == [StepCondition(ActionID(0), .requires(0))])
    #expect(uses.isMinimal && uses.untouching.isEmpty && uses.sensors.isEmpty)
  }

  /// A case that a condition excludes at first sight is no obligation of the certificate; the condition counts if the case
  /// would break something.
  @Test func whatExcludesACaseAtFirstSightIsNeeded() throws {
    func outcome(_ body: String) throws -> Outcome {
      try Self.run(
        """
        system S
        role R
        entity O { n: Int = 0 }
        action move(a: O, b: O, n: Int) by R
          requires n > 0 and a != b
        { \(body) }
        invariant Fine(o: O): o.n >= 0
        """)
    }
    #expect(try outcome("a.n += n").needs("Fine") == ["move: requires n > 0"])
    let both = try outcome("if a == b { a.n = -1 } else { a.n += n }")
    #expect(both.needs("Fine") == ["move: requires n > 0 and a != b"], "\(both.text)")
  }

  @Test func whatIsSharedBetweenWorldsIsToldOnce() throws {
    let outcome = try Self.run(
      """
      system S
      role R
      entity O { n: Int = 0
        m: Int = 0 }
      action up(o: O, n: Int) by R requires n > 0 { o.n += n }
      action other(o: O) by R { o.m = 1 }
      invariant Fine(o: O): o.n >= 0
      threat Other { attacker may other(o) without requires }
      threat Bound { attacker may up(o, n) without requires when n > 5 }
      """)
    let heads = outcome.text.split(separator: "\n").filter { $0.hasPrefix("Fine is proved") }
    #expect(heads.count == 2, "\(outcome.text)")
    #expect(heads.first == "Fine is proved in the honest world and Other; it holds with")
    #expect(outcome.text.contains("  needs up: Bound: when n > 5   (line 9)"))
    #expect(outcome.text.contains("\nEvery condition of the spec is needed by some proof\n"))
  }

  /// Of what needs to have a value the conditions in front of it are needed.
  @Test func thatStepsHaveValuesNeedsConditions() throws {
    let outcome = try Self.run(
      """
      system S
      role R
      entity O { n: Int = 0
        m: 0..5 = 0 }
      invariant Anything(o: O): o.n >= 0 or o.n < 0
      action divide(o: O, d: Int, e: Int) by R requires d != 0 and e > 0 { o.n = o.n div d }
      action put(o: O, m: Int) by R requires 0 <= m and m <= 5 { o.m = m }
      """)
    let block = outcome.block("That every genuine step has a value")
    #expect(block.contains("  needs divide: requires d != 0   (line 6)"), "\(outcome.text)")
    #expect(block.contains("  needs put: requires 0 <= m and m <= 5   (line 7)"))
    #expect(outcome.block("No proof needs") == ["  divide: requires e > 0   (line 6)"])
  }

  /// What the flagship's proofs are said to need and not to need (`ExplainProofTests` has the text), tried out. For `Books`
  /// there is another invariant that does not need what is said of `o.total`.
  @Test(arguments: [
    ("o.total == 0 and total > 0", "total > 0", ["NoOverRefund"]),
    ("o.total == 0 and total > 0", "o.total == 0", ["NoOverRefund"]),
    ("o.payment == unpaid and o.total > 0", "o.total > 0", ["NoOverRefund", "Books"]),
    ("o.payment == authorized and 0 < amount and", "0 < amount and", ["NoOverRefund", "Books"]),
    ("o.payment == authorized and 0 < amount and", "o.payment == authorized and", ["NoOverRefund", "Books"]),
    ("0 < amount and amount <= o.total", "0 < amount", ["NoOverRefund"]),
    ("0 < amount and amount <= o.captured - o.refunded", "0 < amount", ["NoOverRefund", "Books"]),
    ("  honest o.payment == captured\n", "", ["PaidBeforeShipped"]),
    ("o.payment == unpaid and o.total > 0", "o.payment == unpaid", []),
    ("  requires o.parcel == none\n", "", []),
    ("  requires o.parcel == handedOver\n", "", []),
    ("o.payment == captured and 0 < amount", "o.payment == captured", []),
    ("  permit Merchant.clerk refund(o, amount) when amount <= 50.00 EUR\n", "  permit any refund\n", []),
  ])
  func theFlagshipNeedsWhatItIsSaidToNeed(_ part: String, _ other: String, _ lost: [String]) throws {
    let text = try String(
      contentsOf: ProofBench.root.appendingPathComponent("Specs/card-checkout.ens"), encoding: .utf8)
    #expect(text.contains(part))
    let system = try ProofBench.system(text.replacing(part, with: other))
    let names = ["NoOverRefund", "Books", "PaidBeforeShipped"]
    let goals = try names.map { name in
      ProofGoal.property(PropertyID(try #require(system.properties.firstIndex { $0.name == name })))
    }
    let found = ProofSearch(World(system, threats: []), goals).run()
    #expect(zip(names, goals).filter { found.claims[$0.1] == nil }.map(\.0) == lost)
  }

  @Test func aSensorIsReadByWhatIsNeeded() throws {
    let outcome = try Self.run(
      """
      system S
      role R { guest, host }
      entity Box { door: sensor { open, shut } = shut
        load: sensor Bool = false
        ready: Bool = false }
      action unlock(b: Box) by R.host requires not b.ready { b.door.truth = open }
      action close(b: Box) by R { b.door.truth = shut }
      action offer(b: Box) by R requires b.door.reading == shut { b.ready = true }
      action fill(b: Box) by R requires not b.load.reading { b.load.truth = true }
      invariant Shut(b: Box): b.ready implies b.door.truth == shut
      """)
    let block = outcome.block("Shut is proved")
    #expect(block.contains("  needs offer: requires b.door.reading == shut   (line 8)"), "\(outcome.text)")
    #expect(block.contains("  reads the sensor Box.door   (line 3)"))
    #expect(
      outcome.block("No proof needs") == [
        "  unlock: by R.host   (line 6)", "  fill: requires not b.load.reading   (line 9)",
        "  the sensor Box.load   (line 4)",
      ])
  }

  @Test func aRankIsNeededWhereALemmaSpeaksOfIt() throws {
    let outcome = try Self.run(
      """
      system S
      role R { guest, host }
      entity O { who: R
        n: Int = 0 }
      action take(o: O) by r: R.host { o.who = r }
      action idle(o: O) by R.guest { o.n = 1 }
      invariant Hosts(o: O): o.who != none implies o.who.rank == host
      """)
    #expect(outcome.needs("Hosts") == ["take: by R.host"], "\(outcome.text)")
    #expect(outcome.block("No proof needs") == ["  idle: by R.guest   (line 6)"])
  }

  /// Where a step has too many cases without its conditions, nothing is left out, and that is said.
  @Test func whatIsTooHardToFindOutIsSaid() throws {
    let outcome = try Self.run(
      """
      system S
      role R
      entity O { n: Int = 0
        peer: O }
      action move(a: O, b: O, c: O, d: O, e: O, n: Int) by R
        distinct a, b, c, d, e
        requires n > 0 and n < 9
      { a.peer.n += n
        b.peer.n += n
        c.peer.n += n }
      action join(a: O, b: O) by R { a.peer = b }
      invariant Fine(o: O): o.n >= 0
      """, scope: "O=5")
    #expect(
      outcome.block("Fine is proved") == [
        "  for all o: O: o.n >= 0   (what it says)",
        "  (some of this may not be needed: to find out was too hard)",
        "  needs move: distinct, a != b, a != c, a != d, a != e, b != c, b != d, b != e, c != d, c != e, d != e   (line 5)",
        "  needs move: requires n > 0 and n < 9   (line 7)", "  not touched by join",
      ], "\(outcome.text)")
    #expect(outcome.report.proofs.contains { $0.uses?.isMinimal == false })
  }

  @Test func nobodyIsToldWhoHasNotAsked() throws {
    let outcome = try Self.run(Self.text, explains: false)
    #expect(outcome.report.proofs.allSatisfy { $0.uses == nil })
    #expect(!outcome.text.contains("needs"))
  }

  @Test func theSameInputGivesTheSameAnswer() throws {
    #expect(try Self.run(Self.text).text == (try Self.run(Self.text).text))
  }
}

extension String {
  fileprivate var trimmed: String {
    String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}
