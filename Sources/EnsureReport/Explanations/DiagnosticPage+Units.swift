import EnsureSyntax

extension DiagnosticPage {
  static let moneyNeedsCurrency = DiagnosticPage(
    .moneyNeedsCurrency, "`Money` of which currency?",
    happened: """
      The spec declares no currency, or several, so that `Money` alone does not say which is meant.
      """,
    why: "Amounts are numbers of minor units, and how large those are depends on the currency.",
    mend: "Declare a currency behind the `system` line; if there are several, write `Money<EUR>`.",
    wrong: """
      system Shop

      currency EUR
      currency JPY

      entity Order { total: Money = 0 }

      invariant Fine(o: Order): o.total == 0
      """,
    changes: ("entity Order { total: Money = 0 }", "entity Order { total: Money<EUR> = 0 }"))

  static let rateNeedsRounding = DiagnosticPage(
    .rateNeedsRounding, "a rate without a rule for rounding",
    happened: "A rate such as `2.9%` is multiplied with, added to or compared with an amount.",
    why: """
      A share of an amount is rarely a whole number of cents. Which way it is rounded decides who gets
      the difference, so it has to be said.
      """,
    mend: "Write `2.9% of o.total rounded down`, or another rule: `up`, `halfEven`, ...",
    wrong: """
      system Shop

      currency EUR

      entity Order { total: Money = 0 }

      invariant Fee(o: Order): o.total * 2.9% <= 10 EUR
      """,
    changes: (
      "invariant Fee(o: Order): o.total * 2.9% <= 10 EUR",
      "invariant Fee(o: Order): 2.9% of o.total rounded up <= 10 EUR"
    ))

  static let tooPrecise = DiagnosticPage(
    .tooPrecise, "an amount with more decimals than its currency has",
    happened: "A literal amount is finer than the currency's smallest unit.",
    why: "Amounts are exact: half a cent cannot be paid, and nothing here rounds silently.",
    mend: "Leave the surplus digits out, or declare a currency of your own with more decimals.",
    wrong: """
      system Shop

      currency JPY

      entity Order { total: Money = 0 }

      invariant Small(o: Order): o.total <= 99.50 JPY
      """,
    changes: ("invariant Small(o: Order): o.total <= 99.50 JPY", "invariant Small(o: Order): o.total <= 99 JPY")
  )

  static let instantArithmetic = DiagnosticPage(
    .instantArithmetic, "arithmetic of points in time that has no meaning",
    happened: """
      Two instants are added, an instant is stored that is not `now` plus or minus a constant span, or
      an action is given an instant as a parameter.
      """,
    why: """
      Only differences and order of points in time mean anything: where the counting starts is
      arbitrary. That every stored instant comes from `now` lets a search treat states alike that differ
      only in the date.
      """,
    mend: """
      Store `now`, and compare its age later: `now - o.placed >= o.patience`. An instant minus an
      instant is a span; an instant plus a span is an instant.
      """,
    wrong: """
      system Shop

      entity Order { placed: Instant = now }

      invariant Fine(o: Order, p: Order): o.placed + p.placed >= now
      """,
    changes: (
      "invariant Fine(o: Order, p: Order): o.placed + p.placed >= now",
      "invariant Fine(o: Order, p: Order): o.placed - p.placed <= 14 days"
    ))

  static let notOfResolution = DiagnosticPage(
    .notOfResolution, "a span that is no whole number of ticks",
    happened:
      "A span of time is finer than the resolution in which the system counts, which is a second unless declared.",
    why: "Time is counted in whole ticks, exactly.",
    mend: "Declare a finer resolution, such as `resolution 1 s`, or write a span that fits.",
    wrong: """
      system Shop

      resolution 1 min

      entity Order { placed: Instant = now }

      invariant Fresh(o: Order): now - o.placed <= 90 s
      """,
    changes: ("resolution 1 min", "resolution 30 s"))

  static let temporalInState = DiagnosticPage(
    .temporalInState, "a run is spoken of where one state is meant",
    happened: """
      A temporal operator (`always`, `once`, ...) or an action stands in an invariant, a guard, a body,
      a policy or a scenario.
      """,
    why:
      "An invariant holds in every single state, and a guard is checked in one. Neither can see earlier or later steps.",
    mend: "Declare a `property`, or note what has happened in a field and ask for that.",
    wrong: """
      system Shop

      role Clerk

      entity Order { paid: Bool = false }

      action pay(o: Order) by Clerk { o.paid = true }

      invariant Paid(o: Order): o.paid implies once pay(o)
      """,
    changes: (
      "invariant Paid(o: Order): o.paid implies once pay(o)",
      "property Paid(o: Order): always (o.paid implies once pay(o))"
    ))
}
