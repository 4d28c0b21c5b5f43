import EnsureExplore
import EnsureModel
import EnsureReport
import Testing

@Suite struct DiagramTests {
  @Test func anOrderIsDrawnInBothLanguages() throws {
    let system = try Specs.system(Specs.text("Specs/card-checkout.ens"))
    let world = World(system, threats: [])
    let scope = Specs.scope(system, 1, 0...1)
    let exploration = try Exploration.of(world, scope: scope, limits: SearchLimits(depth: 8), symmetry: false)
    let texts = exploration.diagrams.map { DiagramText(system, $0) }
    Snapshot.check(texts.map(\.mermaid).joined(separator: "\n"), "diagram/card-checkout-mermaid")
    Snapshot.check(texts.map(\.dot).joined(separator: "\n"), "diagram/card-checkout-dot")
  }

  @Test func membersOfTwoFieldsSayWhoseTheyAreAndFinalStatesAreMarked() throws {
    let system = try Specs.system(
      """
      system Two
      role Clerk
      entity Order { payment: { none, done } = none parcel: { none, sent } = none paid: Bool = false }
      final Sent(o: Order): o.parcel == sent
      action pay(o: Order) by Clerk { o.payment = done o.paid = true }
      action send(o: Order) by Clerk { o.parcel = sent }
      threat Thief { step steal(o: Order) { o.payment = none } }
      invariant Fine(o: Order): o.paid or not o.paid
      """)
    let order = EntityID(1)
    let fields = system.entities[order.index].fields
    let diagram = Diagram(
      entity: order, fields: fields,
      nodes: [
        .init(values: [0, 0, 0], isInitial: true, isFinal: false),
        .init(values: [1, 0, 1], isInitial: false, isFinal: false),
        .init(values: [1, 1, 1], isInitial: false, isFinal: true),
      ],
      edges: [
        .init(source: 0, target: 1, actions: [ActionID(0)]),
        .init(source: 1, target: 2, actions: [ActionID(1)]),
        .init(source: 1, target: 0, actions: [ActionID(0), ActionID(2)]),
      ])
    Snapshot.check(
      DiagramText(system, diagram).mermaid + "\n" + DiagramText(system, diagram).dot, "diagram/two")
  }
}
