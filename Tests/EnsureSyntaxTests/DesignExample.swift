/// The example that the design explains the language with.
let designExample = """
  /// Card checkout with delayed capture and courier delivery.
  system CardCheckout

  currency EUR                              // Money<EUR> is exact, in minor units

  role Merchant { clerk, manager }
  role Gateway
  role Courier
  actor Customer

  entity Order {
    owner:    Customer
    total:    Money = 0
    captured: Money = 0
    refunded: Money = 0
    payment:  { unpaid, authorized, captured, voided } = unpaid
    parcel:   { none, handedOver, delivered, lost }    = none
  }

  action place(o: Order, total: Money) by c: Customer
    requires o.total == 0 and total > 0
  { o.owner = c
    o.total = total }

  action authorize(o: Order) by Gateway
    requires o.payment == unpaid and o.total > 0
  { o.payment = authorized }

  action capture(o: Order, amount: Money) by Gateway
    requires o.payment == authorized and 0 < amount and amount <= o.total
  { o.payment = captured
    o.captured = amount }

  action ship(o: Order) by Courier
    requires o.parcel == none
    honest   o.payment == captured          // nothing in the software stops a courier
  { o.parcel = handedOver }

  action deliver(o: Order) by Courier
    requires o.parcel == handedOver
  { o.parcel = delivered }

  optional action refund(o: Order, amount: Money) by m: Merchant
    requires o.payment == captured and 0 < amount and amount <= o.captured - o.refunded
  { o.refunded += amount }

  policy Refunds {
    permit Merchant.clerk   refund(o, amount) when amount <= 50.00 EUR
    permit Merchant.manager refund
  }

  invariant NoOverRefund(o: Order): o.refunded <= o.captured and o.captured <= o.total
  invariant Books: sum(o: Order) o.refunded <= sum(o: Order) o.captured

  property PaidBeforeShipped(o: Order): always (ship(o) implies once capture(o, _))
  property Settled(o: Order):
    always (capture(o, _) implies eventually (o.parcel == delivered or o.refunded > 0))
    assuming fair Courier

  threat CorruptCourier { corrupt Courier }                 // drops his `honest` clauses
  threat ForgedWebhook  { attacker may capture(o, amount) without requires }

  scenario "an ordinary sale" {
    place(o, 20 EUR); authorize(o); capture(o, 20 EUR); ship(o); deliver(o)
    expect o.parcel == delivered
  }
  scenario "no second capture" {
    place(o, 20 EUR); authorize(o); capture(o, 5 EUR)
    then capture(o, 5 EUR) is impossible
  }

  accept PaidBeforeShipped, Settled under CorruptCourier because "insured, see risk register 14"
  expect NoOverRefund, Books, PaidBeforeShipped violated under ForgedWebhook   // until webhooks are signed

  observe "com.shop.payment.captured" as capture(o: data.order_id, amount: data.amount_cents)
    authenticated by signature
  observe epcis "shipping" as ship(o: epc) claimed
  """
