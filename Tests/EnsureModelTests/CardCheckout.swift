import EnsureModel
import ModelSketch

/// The worked example of the design, built by hand.
struct CardCheckout {
  let spec = Sketch()
  let order: EntityID
  let merchant: EntityID
  let courier: EntityID
  let place: ActionID
  let authorize: ActionID
  let capture: ActionID
  let ship: ActionID
  let deliver: ActionID
  let refund: ActionID
  let noOverRefund: PropertyID
  let books: PropertyID
  let corruptCourier: ThreatID
  let forgedWebhook: ThreatID

  init() {
    let spec = spec
    let bank = { (enumeration: EnumerationID, member: Int) in spec.system.bank.member(enumeration, member) }
    merchant = spec.role("Merchant", ranks: ["clerk", "manager"])
    let gateway = spec.entity("Gateway", .role)
    courier = spec.entity("Courier", .role)
    let customer = spec.entity("Customer", .actor)
    let order = spec.entity("Order")
    self.order = order
    let payments = spec.enumeration("Order.payment", "unpaid", "authorized", "captured", "voided")
    let parcels = spec.enumeration("Order.parcel", "none", "handedOver", "delivered", "lost")
    let owner = spec.link(order, "owner", to: customer)
    let total = spec.number(order, "total")
    let captured = spec.number(order, "captured")
    let refunded = spec.number(order, "refunded")
    let payment = spec.field(order, "payment", ValueType(.enumeration(payments)), bank(payments, 0))
    let parcel = spec.field(order, "parcel", ValueType(.enumeration(parcels)), bank(parcels, 0))
    let o = [("o", spec.of(order))]
    let withAmount = o + [("amount", Sketch.integer)]
    func requires(_ action: inout Action, _ terms: Term...) { action.requires = terms.map(spec.clause) }

    place = spec.action("place", o + [("total", Sketch.integer)], by: RoleReference(customer)) {
      action, terms, by in
      requires(&action, spec.eq(spec.get(total, terms[0]), spec.int(0)), spec.lt(spec.int(0), terms[1]))
      action.body = [spec.set(owner, terms[0], by ?? spec.none(customer)), spec.set(total, terms[0], terms[1])]
    }
    authorize = spec.action("authorize", o, by: RoleReference(gateway)) { action, terms, _ in
      requires(
        &action, spec.eq(spec.get(payment, terms[0]), bank(payments, 0)),
        spec.lt(spec.int(0), spec.get(total, terms[0])))
      action.body = [spec.set(payment, terms[0], bank(payments, 1))]
    }
    capture = spec.action("capture", withAmount, by: RoleReference(gateway)) { action, terms, _ in
      requires(
        &action, spec.eq(spec.get(payment, terms[0]), bank(payments, 1)), spec.lt(spec.int(0), terms[1]),
        spec.le(terms[1], spec.get(total, terms[0])))
      action.body = [spec.set(payment, terms[0], bank(payments, 2)), spec.set(captured, terms[0], terms[1])]
    }
    ship = spec.action("ship", o, by: RoleReference(courier)) { action, terms, _ in
      requires(&action, spec.eq(spec.get(parcel, terms[0]), bank(parcels, 0)))
      action.honest = [spec.clause(spec.eq(spec.get(payment, terms[0]), bank(payments, 2)))]
      action.body = [spec.set(parcel, terms[0], bank(parcels, 1))]
    }
    deliver = spec.action("deliver", o, by: RoleReference(courier)) { action, terms, _ in
      requires(&action, spec.eq(spec.get(parcel, terms[0]), bank(parcels, 1)))
      action.body = [spec.set(parcel, terms[0], bank(parcels, 2))]
    }
    let merchant = merchant
    refund = spec.action("refund", withAmount, by: RoleReference(merchant)) { action, terms, _ in
      requires(
        &action, spec.eq(spec.get(payment, terms[0]), bank(payments, 2)), spec.lt(spec.int(0), terms[1]),
        spec.le(terms[1], spec.minus(spec.get(captured, terms[0]), spec.get(refunded, terms[0]))))
      action.rules = [
        spec.permit(merchant, rank: 0, when: spec.le(terms[1], spec.int(2))), spec.permit(merchant, rank: 1),
      ]
      action.body = [spec.set(refunded, terms[0], spec.plus(spec.get(refunded, terms[0]), terms[1]))]
    }

    let p = spec.variable("o", spec.of(order))
    noOverRefund = spec.invariant(
      "NoOverRefund", over: p.id,
      spec.and(
        spec.le(spec.get(refunded, p.term), spec.get(captured, p.term)),
        spec.le(spec.get(captured, p.term), spec.get(total, p.term))))
    func sum(_ field: FieldID) -> Term {
      spec.system.bank.total(of: spec.get(field, p.term), over: p.id, where: spec.yes(true))
    }
    books = spec.invariant("Books", spec.le(sum(refunded), sum(captured)))
    corruptCourier = spec.threat("CorruptCourier", spec.corrupt(courier))
    forgedWebhook = spec.threat("ForgedWebhook", spec.attacker(capture, withoutRequires: true))
  }

  /// One principal of each kind and rank, and that many orders.
  func interpreter(orders: Int = 1, threats: Set<ThreatID> = [], sabotage: Sabotage? = nil) throws
    -> Interpreter
  {
    try spec.interpreter(spec.scope(1, 1, 1, 1, orders), threats: threats, sabotage: sabotage)
  }
}

extension Interpreter {
  /// The shortest trace to a state in which an invariant fails, by breadth first; nil within `depth` if none.
  func shortestViolation(of property: PropertyID, depth: Int) throws -> Violation? {
    var seen: Set<State> = []
    var layer: [Trace] = try initialStates().map {
      Trace(scope: layout.scope, threats: world.threats, initial: $0, steps: [])
    }
    for _ in 0...depth {
      var next: [Trace] = []
      for trace in layer where seen.insert(trace.last).inserted {
        if let failure = try failure(of: property, in: trace.last) {
          return Violation(trace: trace, failure: failure)
        }
        for step in try possibleSteps(in: trace.last) {
          if let recorded = record(step) {
            next.append(
              Trace(
                scope: trace.scope, threats: trace.threats, initial: trace.initial,
                steps: trace.steps + [recorded]))
          }
        }
      }
      layer = next
    }
    return nil
  }

  /// A taken step as a trace has it.
  func record(_ step: PossibleStep) -> TraceStep? {
    guard let taken = step.result.taken else { return nil }
    let move = world.moves[step.move]
    let principal = step.principal.flatMap { number in
      move.principalRole.map { TraceStep.Principal(entity: $0, instance: number) }
    }
    return TraceStep(
      event: .action(move.action, arguments: step.arguments, move.agency), principal: principal,
      threats: taken.threats, brokenHonesty: taken.brokenHonesty, arbitrary: step.tape, state: taken.state)
  }
}
