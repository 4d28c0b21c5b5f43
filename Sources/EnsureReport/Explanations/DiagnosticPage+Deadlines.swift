import EnsureSyntax

extension DiagnosticPage {
  static let deadlineShape = DiagnosticPage(
    .deadlineShape, "a deadline that cannot be kept track of",
    happened: """
      An action has a deadline (`within`), but when it is possible cannot be said by one condition on the state, or the
      deadline makes no sense for it.
      """,
    why: """
      The clock of a deadline runs while the action is possible. So that each step can keep it, that has to hang on one
      instance, what its fields name and what is stored. Of a number that is chosen a guard may ask for bounds, and of the
      time, that so much has passed since a moment.
      """,
    mend: """
      Let the action's head name one instance, or ask for a field that names the other (`p.order == o`); compare what is chosen,
      by itself, with what is so already; and let a step say that the time for something is over.
      """,
    wrong: """
      system Shop

      role Clerk

      entity Order {
        state: {open, paid, sent} = open
        paidAt: Instant = now
      }

      action pay(o: Order) by Clerk requires o.state == open {
        o.state = paid
        o.paidAt = now
      }

      action ship(o: Order) by Clerk
        requires o.state == paid and now - o.paidAt <= 5 days
        within 2 days
      { o.state = sent }

      property Shipped(o: Order): always (pay(o) implies eventually within 2 days (o.state == sent))
      """,
    changes: (
      """
      action ship(o: Order) by Clerk
        requires o.state == paid and now - o.paidAt <= 5 days
        within 2 days
      """,
      """
      action ship(o: Order) by Clerk
        requires o.state == paid
        within 2 days
      """
    ))

  static let deadlineOfUntouched = DiagnosticPage(
    .deadlineOfUntouched, "a deadline that would stop time",
    happened: """
      An action with a deadline (`within`) may be possible for an instance that nothing has happened to yet.
      """,
    why: """
      There are always infinitely many such instances. Each would have a clock that runs, and however many are served,
      others are due: time could never pass.
      """,
    mend: "Ask in `requires` for what another step sets first.",
    wrong: """
      system Shop

      role Clerk

      entity Line { done: Bool = false }

      action clear(l: Line) by Clerk
        requires not l.done
        within 2 days
      { l.done = true }

      invariant Fine(l: Line): l.done or not l.done
      """,
    mended: """
      system Shop

      role Clerk

      entity Line {
        placed: Bool = false
        done: Bool = false
      }

      action place(l: Line) by Clerk { l.placed = true }

      action clear(l: Line) by Clerk
        requires l.placed and not l.done
        within 2 days
      { l.done = true }

      property Cleared(l: Line): always (place(l) and not l.done implies eventually within 2 days l.done)
      """)
}
