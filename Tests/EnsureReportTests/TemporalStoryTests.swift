import EnsureExplore
import EnsureModel
import EnsureReport
import Testing

/// The temporal rows of the worked matrix (SEMANTICS, the last section), by the plain search, and how they are told.
@Suite struct TemporalStoryTests {
  static func finding(_ property: String, _ threats: [String], depth: Int) throws -> (
    LassoSearch.Finding, Story?
  ) {
    let system = try Specs.system(Specs.text("Specs/card-checkout.ens"))
    let id = PropertyID(try #require(system.properties.firstIndex { $0.name == property }))
    let ids = Set(
      system.threats.indices.filter { threats.contains(system.threats[$0].name) }.map { ThreatID($0) })
    let world = World(system, threats: ids)
    let scope = Specs.scope(system, 1, 1...1, counts: ["Order": 2])
    let finding = try LassoSearch(world, scope, property: id, depth: depth).run()
    let interpreter = try Interpreter(world, scope: scope)
    return (finding, finding.violation.map { Story($0, of: id, interpreter) })
  }

  static let both = ["CorruptCourier", "ForgedWebhook"]

  @Test func shipmentsArePaidFor() throws {
    #expect(try Self.finding("PaidBeforeShipped", [], depth: 3).0.violation == nil)
    let (corrupt, story) = try Self.finding("PaidBeforeShipped", ["CorruptCourier"], depth: 3)
    #expect(corrupt.depth == 1 && corrupt.violation?.trace.loop == nil)
    Snapshot.check(try #require(story).text(), "story/unpaid-shipment")
    let (forged, other) = try Self.finding("PaidBeforeShipped", ["ForgedWebhook"], depth: 3)
    #expect(forged.depth == 2)
    Snapshot.check(try #require(other).text(), "story/forged-then-shipped")
    #expect(try Self.finding("PaidBeforeShipped", Self.both, depth: 3).0.depth == 1)
  }

  @Test func whatIsPaidForIsSettled() throws {
    #expect(try Self.finding("Settled", [], depth: 3).0.violation == nil)
    let (corrupt, story) = try Self.finding("Settled", ["CorruptCourier"], depth: 3)
    #expect(corrupt.depth == 3 && corrupt.violation?.trace.loop == 3)
    Snapshot.check(try #require(story).text(), "story/never-delivered")
    #expect(try Self.finding("Settled", ["ForgedWebhook"], depth: 3).0.violation == nil)
    let (forged, other) = try Self.finding("Settled", Self.both, depth: 3)
    #expect(forged.depth == 1 && forged.violation?.trace.loop == 1)
    Snapshot.check(try #require(other).text(), "story/forged-and-never-delivered")
  }

  @Test func aBoundedPromiseAndALoopAreTold() throws {
    let text = """
      system Small
      role Clerk
      entity Ticket {
        state: { fresh, open, closed } = fresh
        opened: Instant = now
      }
      action openIt(t: Ticket) by Clerk requires t.state == fresh { t.state = open; t.opened = now }
      action poke(t: Ticket) by Clerk requires t.state == open { t.state = open }
      action close(t: Ticket) by Clerk requires t.state == open { t.state = closed }
      property Prompt(t: Ticket):
        always (openIt(t) implies eventually within 3 s (t.state == closed))
      property Calm(t: Ticket): always (openIt(t) implies eventually close(t)) assuming strongly fair Clerk
      threat Strike { outage Clerk }
      """
    let system = try Specs.system(text)
    let scope = Specs.scope(system, 2, 0...1, delays: 2...2, counts: ["Clerk": 1])
    for (position, name) in ["late", "on-strike"].enumerated() {
      let world = World(system, threats: [ThreatID(0)])
      let search = try LassoSearch(world, scope, property: PropertyID(position), depth: 3)
      let violation = try #require(try search.run().violation)
      let story = Story(violation, of: PropertyID(position), try Interpreter(world, scope: scope))
      Snapshot.check(story.text(), "story/\(name)")
    }
  }
}
