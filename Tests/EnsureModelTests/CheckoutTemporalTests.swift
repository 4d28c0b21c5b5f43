import EnsureModel
import ModelSketch
import Testing

/// The temporal rows of the worked matrix (SEMANTICS, the last section), with traces written by hand.
@Suite struct CheckoutTemporalTests {
  struct Checkout {
    let model = CardCheckout()
    let paidBeforeShipped: PropertyID
    let settled: PropertyID

    init() {
      let spec = model.spec
      spec.system.actions[model.refund.index].isOptional = true
      let (o, term) = spec.variable("o", spec.of(model.order))
      let (p, other) = spec.variable("o", spec.of(model.order))
      paidBeforeShipped = spec.property(
        "PaidBeforeShipped", over: [o],
        .always(
          .implies(
            .action(model.ship, [term], .byPolarity),
            .once(.action(model.capture, [term, nil], .byPolarity), nil))))
      let fields = spec.system.fields
      let parcel = FieldID(fields.firstIndex { $0.name == "parcel" } ?? 0)
      let refunded = FieldID(fields.firstIndex { $0.name == "refunded" } ?? 0)
      guard case .enumeration(let parcels) = fields[parcel.index].type.sort else {
        settled = paidBeforeShipped
        return
      }
      settled = spec.property(
        "Settled", over: [p], assuming: [spec.fair(model.courier)],
        .always(
          .implies(
            .action(model.capture, [other, nil], .byPolarity),
            .eventually(
              .or([
                .state(spec.eq(spec.get(parcel, other), spec.system.bank.member(parcels, 2))),
                .state(spec.lt(spec.int(0), spec.get(refunded, other))),
              ]), within: nil))))
    }

    func run(_ threats: Set<ThreatID>, orders: Int = 2) throws -> Run {
      // No ranges: amounts are unbounded.
      let scope = Scope(instances: [1, 1, 1, 1, orders])
      return try Run(Interpreter(World(model.spec.system, threats: threats), scope: scope))
    }

    /// An ordinary sale up to the capture.
    func sale(_ threats: Set<ThreatID>, orders: Int = 2) throws -> Run {
      var run = try run(threats, orders: orders)
      try run.take(model.place, [0, 1], by: 0)
      try run.take(model.authorize, [0], by: 0)
      try run.take(model.capture, [0, 1], by: 0)
      return run
    }
  }

  let shop = Checkout()

  @Test func aCorruptCourierShipsFirst() throws {
    var run = try shop.run([shop.model.corruptCourier])
    try run.take(shop.model.ship, [0], by: 0)
    #expect(run.refusal(shop.paidBeforeShipped, [0]) == nil)
    #expect(run.refusal(shop.paidBeforeShipped, [1]) == .noFailure)
  }

  @Test func aForgedCaptureAndAnHonestShipment() throws {
    var run = try shop.run([shop.model.forgedWebhook])
    try run.take(shop.model.capture, [0, 1], genuine: false)
    #expect(run.refusal(shop.paidBeforeShipped, [0]) == .noFailure)
    try run.take(shop.model.ship, [0], by: 0)
    #expect(run.refusal(shop.paidBeforeShipped, [0]) == nil)
  }

  @Test func aGenuineCaptureBeforeTheShipmentIsNoViolation() throws {
    var run = try shop.sale([])
    try run.take(shop.model.ship, [0], by: 0)
    #expect(run.refusal(shop.paidBeforeShipped, [0]) == .noFailure)
    #expect(run.refusalOfIdling(shop.paidBeforeShipped, [0]) == .noFailure)
  }

  @Test func aCorruptCourierNeverDelivers() throws {
    let run = try shop.sale([shop.model.corruptCourier])
    #expect(run.refusalOfIdling(shop.settled, [0]) == nil)
    // The prefix alone shows nothing: the parcel may yet arrive.
    #expect(run.refusal(shop.settled, [0]) == .noFailure)
  }

  @Test func underBothThreatsOneForgedCaptureIsEnough() throws {
    var run = try shop.run([shop.model.corruptCourier, shop.model.forgedWebhook])
    try run.take(shop.model.capture, [0, 1], genuine: false)
    #expect(run.refusalOfIdling(shop.settled, [0]) == nil)
  }

  @Test func anHonestCourierHasToShip() throws {
    let run = try shop.sale([])
    #expect(run.refusalOfIdling(shop.settled, [0]) == .unfair(shop.model.ship, [0]))
    var forged = try shop.run([shop.model.forgedWebhook])
    try forged.take(shop.model.capture, [0, 1], genuine: false)
    #expect(forged.refusalOfIdling(shop.settled, [0]) == .unfair(shop.model.ship, [0]))
  }

  @Test func anHonestCourierHasToDeliver() throws {
    var run = try shop.sale([])
    try run.take(shop.model.ship, [0], by: 0)
    #expect(run.refusalOfIdling(shop.settled, [0]) == .unfair(shop.model.deliver, [0]))
    try run.take(shop.model.deliver, [0], by: 0)
    #expect(run.refusalOfIdling(shop.settled, [0]) == .noFailure)
  }

  @Test func whereNobodyIsForcedNoOrderHasToStandForOthers() throws {
    let run = try shop.sale([], orders: 1)
    #expect(run.refusalOfIdling(shop.settled, [0]) == .unfair(shop.model.ship, [0]))
    let corrupt = try shop.sale([shop.model.corruptCourier], orders: 1)
    #expect(corrupt.refusalOfIdling(shop.settled, [0]) == nil)
  }
}
