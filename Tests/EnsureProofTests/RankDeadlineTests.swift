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
}
