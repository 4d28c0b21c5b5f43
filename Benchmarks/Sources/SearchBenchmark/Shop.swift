import EnsureModel

/// A shop: orders that are placed, paid, shipped, refunded or cancelled, against a stock that is reserved and used
/// up. Some hundred thousand states for three orders of two goods.
enum Shop {
  static let orders = 3
  static let goods = 2
  static let stock = 3
  static let amounts = 1...2

  static func make() -> (system: TransitionSystem, scope: Scope, properties: [PropertyID]) {
    var builder = Builder("Shop")
    let customer = builder.entity("Customer", .actor)
    let gateway = builder.entity("Gateway", .role)
    let courier = builder.entity("Courier", .role)
    let sku = builder.entity("Sku")
    let order = builder.entity("Order")
    let payments = builder.enumeration("Order.payment", ["unpaid", "authorized", "captured", "voided"])
    let parcels = builder.enumeration("Order.parcel", ["none", "handedOver", "delivered", "lost"])
    let zero = builder.system.bank.integer(0)
    let one = builder.system.bank.integer(1)
    let full = builder.system.bank.integer(Integer(stock))
    let number = ValueType(.integer)
    let onStock = builder.field(sku, "stock", number, full)
    let reserved = builder.field(sku, "reserved", number, zero)
    let unnamed = builder.system.bank.none(sku)
    let good = builder.field(order, "good", ValueType(.reference(sku), isOptional: true), unnamed)
    let total = builder.field(order, "total", number, zero)
    let captured = builder.field(order, "captured", number, zero)
    let refunded = builder.field(order, "refunded", number, zero)
    let paymentMembers = (0..<4).map { builder.system.bank.member(payments, $0) }
    let parcelMembers = (0..<4).map { builder.system.bank.member(parcels, $0) }
    let payment = builder.field(order, "payment", ValueType(.enumeration(payments)), paymentMembers[0])
    let parcel = builder.field(order, "parcel", ValueType(.enumeration(parcels)), parcelMembers[0])

    func orderParameter(_ builder: inout Builder) -> (VariableID, Term) {
      let variable = builder.variables([("o", ValueType(.reference(order)))])[0]
      return (variable, builder.system.bank.variable(variable))
    }
    func amountParameter(_ builder: inout Builder) -> (VariableID, Term) {
      let variable = builder.variables([("amount", number)])[0]
      return (variable, builder.system.bank.variable(variable))
    }
    func has(_ builder: inout Builder, _ field: FieldID, _ o: Term, _ value: Term) -> Term {
      let actual = builder.get(field, o)
      return builder.system.bank.equal(actual, value)
    }

    do {
      let (o, oTerm) = orderParameter(&builder)
      let s = builder.variables([("s", ValueType(.reference(sku)))])[0]
      let sTerm = builder.system.bank.variable(s)
      let (amount, amountTerm) = amountParameter(&builder)
      let free = has(&builder, total, oTerm, zero)
      let positive = builder.system.bank.less(zero, amountTerm)
      let (left, taken) = (builder.get(onStock, sTerm), builder.get(reserved, sTerm))
      let available = builder.system.bank.less(taken, left)
      let more = builder.system.bank.sum([taken, one])
      builder.action(
        "place", [o, s, amount], by: customer, requires: [free, positive, available],
        [
          builder.set(total, oTerm, amountTerm), builder.set(good, oTerm, sTerm),
          builder.set(reserved, sTerm, more),
        ])
    }
    do {
      let (o, oTerm) = orderParameter(&builder)
      let unpaid = has(&builder, payment, oTerm, paymentMembers[0])
      let owed = builder.get(total, oTerm)
      let placed = builder.system.bank.less(zero, owed)
      builder.action(
        "authorize", [o], by: gateway, requires: [unpaid, placed],
        [builder.set(payment, oTerm, paymentMembers[1])])
    }
    do {
      let (o, oTerm) = orderParameter(&builder)
      let authorized = has(&builder, payment, oTerm, paymentMembers[1])
      let kept = has(&builder, parcel, oTerm, parcelMembers[0])
      let what = builder.get(good, oTerm)
      let taken = builder.get(reserved, what)
      let less = builder.system.bank.difference(taken, one)
      builder.action(
        "cancel", [o], by: customer, requires: [authorized, kept],
        [builder.set(payment, oTerm, paymentMembers[3]), builder.set(reserved, what, less)])
    }
    do {
      let (o, oTerm) = orderParameter(&builder)
      let (amount, amountTerm) = amountParameter(&builder)
      let authorized = has(&builder, payment, oTerm, paymentMembers[1])
      let positive = builder.system.bank.less(zero, amountTerm)
      let owed = builder.get(total, oTerm)
      let covered = builder.system.bank.lessOrEqual(amountTerm, owed)
      builder.action(
        "capture", [o, amount], by: gateway, requires: [authorized, positive, covered],
        [builder.set(payment, oTerm, paymentMembers[2]), builder.set(captured, oTerm, amountTerm)])
    }
    do {
      let (o, oTerm) = orderParameter(&builder)
      let kept = has(&builder, parcel, oTerm, parcelMembers[0])
      let paid = has(&builder, payment, oTerm, paymentMembers[2])
      let what = builder.get(good, oTerm)
      let (left, taken) = (builder.get(onStock, what), builder.get(reserved, what))
      let (fewer, less) = (
        builder.system.bank.difference(left, one), builder.system.bank.difference(taken, one)
      )
      builder.action(
        "ship", [o], by: courier, requires: [kept], honest: [paid],
        [
          builder.set(parcel, oTerm, parcelMembers[1]), builder.set(onStock, what, fewer),
          builder.set(reserved, what, less),
        ])
    }
    for (name, member) in [("deliver", 2), ("lose", 3)] {
      let (o, oTerm) = orderParameter(&builder)
      let onTheWay = has(&builder, parcel, oTerm, parcelMembers[1])
      builder.action(
        name, [o], by: courier, requires: [onTheWay], [builder.set(parcel, oTerm, parcelMembers[member])])
    }
    do {
      let (o, oTerm) = orderParameter(&builder)
      let (amount, amountTerm) = amountParameter(&builder)
      let paid = has(&builder, payment, oTerm, paymentMembers[2])
      let positive = builder.system.bank.less(zero, amountTerm)
      let (all, back) = (builder.get(captured, oTerm), builder.get(refunded, oTerm))
      let rest = builder.system.bank.difference(all, back)
      let covered = builder.system.bank.lessOrEqual(amountTerm, rest)
      let sum = builder.system.bank.sum([back, amountTerm])
      builder.action(
        "refund", [o, amount], by: gateway, requires: [paid, positive, covered],
        [builder.set(refunded, oTerm, sum)])
    }

    let (o, oTerm) = orderParameter(&builder)
    let (all, back, owed) = (
      builder.get(captured, oTerm), builder.get(refunded, oTerm), builder.get(total, oTerm)
    )
    let first = builder.system.bank.lessOrEqual(back, all)
    let second = builder.system.bank.lessOrEqual(all, owed)
    let both = builder.system.bank.and([first, second])
    let noOverRefund = builder.invariant("NoOverRefund", [o], both)
    let s = builder.variables([("s", ValueType(.reference(sku)))])[0]
    let sTerm = builder.system.bank.variable(s)
    let (left, taken) = (builder.get(onStock, sTerm), builder.get(reserved, sTerm))
    let kept = builder.system.bank.and([
      builder.system.bank.lessOrEqual(zero, taken), builder.system.bank.lessOrEqual(taken, left),
    ])
    let stockKept = builder.invariant("StockKept", [s], kept)

    let scope = Scope(instances: [1, 1, 1, goods, orders], values: [.plain: ValueSet([amounts])])
    return (builder.system, scope, [noOverRefund, stockKept])
  }

  /// The same shop in Promela: one `d_step` for each ground action, and the invariants as assertions behind each.
  static func promela() -> String {
    var lines = [
      "#define KEPT(s) (0 <= reserved[s] && reserved[s] <= stock[s])",
      "#define PAID(o) (refunded[o] <= captured[o] && captured[o] <= total[o])",
      "short stock[\(goods)] = \(stock); short reserved[\(goods)];",
      "byte good[\(orders)] = 255; short total[\(orders)]; short captured[\(orders)]; short refunded[\(orders)];",
      "byte payment[\(orders)]; byte parcel[\(orders)];",
      "active proctype shop() { do",
    ]
    let invariants =
      ((0..<orders).map { "PAID(\($0))" } + (0..<goods).map { "KEPT(\($0))" }).joined(separator: " && ")
    func step(_ condition: String, _ body: String) {
      lines.append(":: d_step { \(condition) -> \(body); assert(\(invariants)) }")
    }
    for o in 0..<orders {
      for s in 0..<goods {
        for a in amounts {
          step(
            "total[\(o)] == 0 && reserved[\(s)] < stock[\(s)]",
            "total[\(o)] = \(a); good[\(o)] = \(s); reserved[\(s)]++")
        }
      }
      step("payment[\(o)] == 0 && total[\(o)] > 0", "payment[\(o)] = 1")
      step("payment[\(o)] == 1 && parcel[\(o)] == 0", "payment[\(o)] = 3; reserved[good[\(o)]]--")
      for a in amounts {
        step("payment[\(o)] == 1 && \(a) <= total[\(o)]", "payment[\(o)] = 2; captured[\(o)] = \(a)")
        step(
          "payment[\(o)] == 2 && \(a) <= captured[\(o)] - refunded[\(o)]",
          "refunded[\(o)] = refunded[\(o)] + \(a)")
      }
      step(
        "parcel[\(o)] == 0 && payment[\(o)] == 2",
        "parcel[\(o)] = 1; stock[good[\(o)]]--; reserved[good[\(o)]]--")
      step("parcel[\(o)] == 1", "parcel[\(o)] = 2")
      step("parcel[\(o)] == 1", "parcel[\(o)] = 3")
    }
    lines.append("od }")
    return lines.joined(separator: "\n") + "\n"
  }
}
