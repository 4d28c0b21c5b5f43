import EnsureSyntax

extension DiagnosticPage {
  static let unclearAtom = DiagnosticPage(
    .unclearAtom, "an action that is a trigger and a promise at once",
    happened: """
      An action stands under `iff`, `xor` or in the condition of an `if`, without `any` or `genuine`.
      """,
    why: """
      An action that triggers a duty counts also if it is forged: a forged shipment has shipped. An
      action that is promised counts only if it is genuine: a forged payment pays nothing. Under `iff`
      it would be both.
      """,
    mend: "Write `any` or `genuine` in front, or say the two directions apart with `implies`.",
    wrong: """
      system Shop

      role Clerk

      entity Order { paid: Bool = false }

      action pay(o: Order) by Clerk { o.paid = true }

      property Same(o: Order): always (o.paid iff once pay(o))
      """,
    changes: (
      "property Same(o: Order): always (o.paid iff once pay(o))",
      "property Same(o: Order): always (o.paid iff once any pay(o))"
    ))

  static let notRigid = DiagnosticPage(
    .notRigid, "an argument of an action atom that changes",
    happened: "In a property an action's argument is a field, a global or a computed value.",
    why: """
      "`pay(o, o.total)`" would compare the amount with a total that may have changed since. Which
      moment is meant has to be clear.
      """,
    mend: """
      Bind the value in the property's head, which says it for every value: `property P(o: Order, x:
      Money): ...`. `_` stands for an argument that does not matter.
      """,
    wrong: """
      system Shop

      role Clerk

      entity Order {
        total: 0..3 = any
        paid: 0..3 = 0
      }

      action pay(o: Order, amount: 1..3) by Clerk { o.paid = amount }

      property Exact(o: Order): always (pay(o, o.total) implies eventually o.paid == o.total)
      """,
    changes: (
      "property Exact(o: Order): always (pay(o, o.total) implies eventually o.paid == o.total)",
      "property Exact(o: Order, x: 1..3): always (pay(o, x) implies eventually o.paid == x)"
    ))

  static let metricShape = DiagnosticPage(
    .metricShape, "a bound on time in a place where it would need unbounded memory",
    happened:
      "A window does not begin at 0, or `eventually within` stands elsewhere than right behind `implies`.",
    why: """
      Monitors run for years. A window that ends before the present needs a record of every event in it;
      the shapes that are accepted need one clock.
      """,
    mend: """
      Write `once[0, d]`; write a promise as `always (trigger implies eventually within d (...))`.
      """,
    wrong: """
      system Shop

      role Clerk

      entity Order { paid: Bool = false }

      action pay(o: Order) by Clerk { o.paid = true }

      action ship(o: Order) by Clerk { o.paid = true }

      property Soon(o: Order): always (ship(o) implies once[2 min, 5 min] pay(o))
      """,
    changes: (
      "property Soon(o: Order): always (ship(o) implies once[2 min, 5 min] pay(o))",
      "property Soon(o: Order): always (ship(o) implies once[0, 5 min] pay(o))"
    ))

  static let stepOfWholeSystem = DiagnosticPage(
    .stepOfWholeSystem, "`next` or `previously` in a property of one instance",
    happened: "A property with variables in its head uses `next` or `previously`.",
    why: """
      They count the steps of the whole system. Between two steps of one order, steps of any other order
      may come, so the property fails for a reason that has nothing to do with it.
      """,
    mend: "Say `eventually`, `until` or `once`, which do not count steps.",
    wrong: """
      system Shop

      role Clerk

      entity Order { paid: Bool = false }

      action pay(o: Order) by Clerk { o.paid = true }

      property Soon(o: Order): always (pay(o) implies next o.paid)
      """,
    changes: (
      "property Soon(o: Order): always (pay(o) implies next o.paid)",
      "property Soon(o: Order): always (pay(o) implies eventually o.paid)"
    ))
}
