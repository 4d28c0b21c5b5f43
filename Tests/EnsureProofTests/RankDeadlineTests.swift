import EnsureModel
import EnsureVerify
import Testing

/// Deadlines of a role of which a threat corrupts or stops some ranks (SEMANTICS 9): the others keep theirs, as far as they can.
@Suite struct RankDeadlineTests {
  /// Clerks may grant what is not big, bosses anything.
  private static let text = """
    system Grants
    resolution 1 h
    role M { clerk, boss, aide }
    actor U
    entity T { st: { fresh, open, ok } = fresh
      big: Bool }
    action file(t: T) by U requires t.st == fresh { t.st = open }
    action grant(t: T) by M requires t.st == open within 5 h { t.st = ok }
    policy P { permit M.clerk grant(t) when not t.big
      permit M.boss grant }
    property All(t: T): always (file(t) implies eventually within 5 h (t.st == ok))
    property Small(t: T): always (file(t) and not t.big implies eventually within 5 h (t.st == ok))
    threat Boss { corrupt M.boss }
    threat Clerk { outage M.clerk }
    threat Aide { corrupt M.aide }
    threat Everybody { corrupt M }
    threat Both = Boss + Clerk
    """

  /// The verdicts of a property, by the names of the threats.
  private func verdicts(_ text: String) throws -> [String: String] {
    let system = try ProofBench.system(text)
    let report = try Verification(system).run()
    #expect(report.contradictions.isEmpty)
    var found: [String: String] = [:]
    for cell in report.cells {
      guard let property = cell.property else { continue }
      let world = cell.threats.sorted().map { system.threats[$0.index].name }.joined(separator: "+")
      let word =
        switch cell.verdict {
        case .proved: "proved"
        case .violated(let violation): "violated in \(violation.trace.steps.count)"
        default: "open"
        }
      found["\(system.properties[property.index].name) \(world)"] = word
    }
    return found
  }

  @Test func whoeverIsLeftKeepsTheDeadline() throws {
    let found = try verdicts(Self.text)
    #expect(found["All "] == "proved")
    #expect(found["Small "] == "proved")
    // Only bosses may grant what is big.
    #expect(found["All Boss"] == "violated in 2")
    #expect(found["Small Boss"] == "proved")
    // Bosses may grant whatever clerks may.
    #expect(found["All Clerk"] == "proved")
    #expect(found["Small Clerk"] == "proved")
    // Who may never do it is missed by nobody.
    #expect(found["All Aide"] == "proved")
    #expect(found["All Everybody"] == "violated in 2")
    #expect(found["Small Everybody"] == "violated in 2")
    #expect(found["Small Boss+Clerk"] == "violated in 2")
  }

  /// Only a rank may ship that no threat frees, however many others there are that one may.
  @Test func whoNobodyFreesKeepsIt() throws {
    let threats = ["a", "b", "c", "d", "e"].map { "threat T\($0) { outage S.\($0) }" }.joined(separator: "\n")
    let found = try verdicts(
      """
      system Ships
      resolution 1 h
      actor Cust
      role S { a, b, c, d, e, f }
      entity O { st: { open, paid, sent } = open }
      action pay(o: O) by Cust requires o.st == open { o.st = paid }
      action ship(o: O) by S.f requires o.st == paid within 4 h { o.st = sent }
      \(threats)
      threat All = Ta + Tb + Tc + Td + Te
      property P(o: O): always (pay(o) implies eventually within 4 h (o.st == sent))
      """)
    #expect(found.count == 7)
    #expect(Set(found.values) == ["proved"], "\(found)")
  }

  /// The one who is named keeps his deadline, unless his own rank is freed.
  @Test func whoIsNamedKeepsItUnlessHisRankIsFreed() throws {
    func text(_ role: String) -> String {
      """
      system Named
      resolution 1 h
      actor Cust
      role S { a, b }
      entity O { st: { open, paid, sent } = open
        who: S }
      action pay(o: O, s: S) by Cust requires o.st == open
      { o.st = paid
        o.who = s }
      action ship(o: O) by s: \(role) requires o.st == paid and o.who == s within 4 h { o.st = sent }
      threat NoA { outage S.a }
      threat NoB { corrupt S.b }
      property P(o: O): always (o.st == paid implies eventually within 4 h (o.st == sent or o.who.rank == a))
      property All(o: O): always (o.st == paid implies eventually within 4 h o.st == sent)
      """
    }
    let one = try verdicts(text("S.b"))
    // That a rank is fixed wherever a path leads no proof sees, so that nothing is violated has to do.
    #expect(one["P "] == "open" && one["P NoA"] == "open", "\(one)")
    #expect(one["P NoB"] == "violated in 2", "\(one)")
    #expect(one["All "] == "violated in 2", "\(one)")
    let any = try verdicts(text("S"))
    #expect(any["All "] == "proved", "\(any)")
    #expect(any["P NoA"] == "open", "\(any)")
    #expect(any["All NoA"] == "violated in 2" && any["All NoB"] == "violated in 2", "\(any)")
    #expect(any["P NoB"] == "violated in 2", "\(any)")
  }
}
