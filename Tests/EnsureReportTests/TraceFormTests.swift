import EnsureExplore
import EnsureModel
import EnsureReport
import Foundation
import Testing

/// A trace in the languages of other programs.
@Suite struct TraceFormTests {
  private static let text = """
    system Bank
    currency EUR
    role Clerk { junior, senior }
    actor Owner
    global total: Int = 123456789012345678901234567890
    entity Account { holder: Owner
      balance: Money = 0
      open: Bool = false
      next_: Account }
    action start(a: Account) by o: Owner requires not a.open { a.open = true
      a.holder = o
      a.next_ = a }
    action put(a: Account, v: Money) by c: Clerk requires a.open and v > 0 honest c.rank == senior
    { a.balance += v
      total += 1 }
    action close(a: Account) by Clerk requires a.open { a.open = false }
    invariant Empty(a: Account): a.balance == 0
    threat Bribed { corrupt Clerk }
    threat Forged { attacker may put(a, v) without requires }
    """

  private func trace(_ threats: [String], loop: Int? = nil) throws -> ViolatedTrace {
    let system = try Specs.system(Self.text)
    let world = Set(
      system.threats.indices.filter { threats.contains(system.threats[$0].name) }.map { ThreatID($0) })
    let scope = Specs.scope(system, 1)
    let search = Search(World(system, threats: world), scope: scope, limits: SearchLimits(depth: 4))
    let report = try search.run([PropertyID(0)])
    guard case .violated(let violation)? = report.outcomes[PropertyID(0)] else {
      throw Specs.Wrong(problems: [])
    }
    var found = violation
    if let loop {
      let trace = violation.trace
      found = Violation(
        trace: Trace(
          scope: trace.scope, threats: trace.threats, initial: trace.initial, steps: trace.steps, loop: loop),
        failure: violation.failure)
    }
    return try ViolatedTrace(system, found, of: PropertyID(0))
  }

  @Test func diagramsReadWell() throws {
    Snapshot.check(try trace([]).mermaid, "trace/honest-mermaid")
    Snapshot.check(try trace(["Bribed", "Forged"]).mermaid, "trace/forged-mermaid")
    Snapshot.check(try trace([], loop: 1).mermaid, "trace/lasso-mermaid")
    Snapshot.check(try trace([], loop: 2).mermaid, "trace/idle-mermaid")
  }

  @Test func itfReadsWell() throws {
    Snapshot.check(try trace([]).itf.text + "\n", "trace/honest-itf")
  }

  @Test func aLoopOfITFGoesBackToAStateOfTheTrace() throws {
    for (loop, expected, count) in [(0, 1, 3), (1, 2, 3), (2, 3, 4)] {
      let data = Data(try trace([], loop: loop).itf.text.utf8)
      let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
      let states = try #require(object["states"] as? [[String: Any]])
      #expect(object["loop"] as? Int == expected)
      #expect(states.count == count && expected < states.count)
      for (position, state) in states.enumerated() {
        #expect((state["#meta"] as? [String: Any])?["index"] as? Int == position)
        #expect(Set(state.keys).subtracting(["#meta"]) == Set(try #require(object["vars"] as? [String])))
      }
    }
  }

  @Test func aLongWholeNumberIsExact() throws {
    #expect(try trace([]).itf.text.contains("\"#bigint\": \"123456789012345678901234567891\""))
  }

  @Test func everyBlockOfADiagramIsClosed() throws {
    for trace in [try trace([]), try trace(["Forged"]), try trace([], loop: 0), try trace(["Bribed"], loop: 1)]
    {
      let lines = trace.mermaid.split(separator: "\n").map { $0.drop { $0 == " " } }
      let open = lines.count { $0.hasPrefix("loop ") || $0.hasPrefix("rect ") }
      #expect(open == lines.count { $0 == "end" })
      #expect(lines.first == "sequenceDiagram")
      #expect(!trace.mermaid.contains(";\n") && !trace.mermaid.contains("<"))
    }
  }
}
