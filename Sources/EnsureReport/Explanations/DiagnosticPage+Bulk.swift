import EnsureSyntax

extension DiagnosticPage {
  static let bulkReach = DiagnosticPage(
    .bulkReach, "a `for each` that reads other instances",
    happened: """
      The filter or a right side of a `for each` follows a reference out of the instance that it changes, or
      ranges over all instances.
      """,
    why: """
      A proof treats a `for each` instance by instance: one that takes part in the step, or any other, which
      changes by itself. If it read further instances, there would be no end of them.
      """,
    mend: """
      Keep a copy of the value in the instance, written when it changes. What is the same for all of them can
      be named in front of the `for each` by `let`, or read from a parameter of the action.
      """,
    wrong: """
      system Shop

      role Clerk

      entity Order { rate: Int = 1 }

      entity Line {
        order: Order
        items: Int = 0
      }

      action grow(o: Order) by Clerk {
        for each l: Line where l.order == o {
          l.items += l.order.rate
        }
      }

      invariant Fine(l: Line): l.items >= 0 or l.items < 0
      """,
    changes: ("l.items += l.order.rate", "l.items += o.rate"))

  static let bulkWrite = DiagnosticPage(
    .bulkWrite, "a `for each` that does more than set fields of its instances",
    happened: """
      In a `for each` stands something else than assignments to fields of its own instance, each field once,
      with `let` and `if`.
      """,
    why: """
      All instances are changed at once, so nothing in a `for each` happens before or after something else: a
      global that each of them sets would have several values, and an effect that runs statement by statement
      would have no meaning.
      """,
    mend: """
      Put what concerns the whole step in front of the `for each` or behind it; a total of what it changes is
      a `sum`.
      """,
    wrong: """
      system Shop

      role Clerk

      global lost: Int = 0

      entity Line { items: Int = 0 }

      action clear() by Clerk {
        for each l: Line where l.items > 0 {
          lost += l.items
          l.items = 0
        }
      }

      invariant Fine: lost >= 0
      """,
    changes: (
      """
        for each l: Line where l.items > 0 {
          lost += l.items
      """,
      """
        lost += sum(l: Line where l.items > 0) l.items
        for each l: Line where l.items > 0 {
      """
    ))

  static let bulkOverUntouched = DiagnosticPage(
    .bulkOverUntouched, "a `for each` that changes untouched instances",
    happened: """
      There are infinitely many instances, and the filter of the `for each` may hold of one that nothing has
      happened to.
      """,
    why: "A step would change infinitely many instances, and no scope could show what it does.",
    mend: """
      Add a condition that no instance satisfies in its initial state, or declare a `finite entity` if there
      is a fixed number of them.
      """,
    wrong: """
      system Shop

      role Clerk

      entity Line {
        ordered: Bool = false
        items: Int = 0
      }

      action clear() by Clerk {
        for each l: Line where l.items < 5 {
          l.items = 0
        }
      }

      invariant Fine(l: Line): l.ordered or l.items >= 0 or l.items < 0
      """,
    changes: (
      """
      action clear() by Clerk {
        for each l: Line where l.items < 5 {
      """,
      """
      action order(l: Line) by Clerk { l.ordered = true }

      action clear() by Clerk {
        for each l: Line where l.ordered and l.items < 5 {
      """
    ))
}
