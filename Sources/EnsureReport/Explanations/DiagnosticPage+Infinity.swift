import EnsureSyntax

extension DiagnosticPage {
  static let aggregateNotZero = DiagnosticPage(
    .aggregateNotZero, "a sum or count to which untouched instances contribute",
    happened: """
      The spec speaks of infinitely many instances, most of which nothing has happened to, and in their
      initial state they would already count in this sum or count.
      """,
    why: "The total would be infinite, or arbitrary, before anything happens.",
    mend: """
      Add a filter that no untouched instance satisfies, start the field at 0, or declare a `finite
      entity` if there is a fixed number of them.
      """,
    wrong: """
      system Shop

      entity Order {
        items: Int = 1
        placed: Bool = false
      }

      invariant Few: sum(o: Order) o.items <= 3
      """,
    changes: (
      "invariant Few: sum(o: Order) o.items <= 3",
      "invariant Few: sum(o: Order where o.placed) o.items <= 3"
    ))

  static let aggregateReach = DiagnosticPage(
    .aggregateReach, "a sum or count that reads other instances",
    happened:
      "The summand or filter reads a global, the time, another aggregate, or a field of another instance.",
    why: """
      A proof follows a total by what each step changes in the instances that it touches. If a summand
      could change without its own instance being touched, a step could move infinitely many summands at
      once.
      """,
    mend: "Keep a copy of the value in the instance itself, written when it changes.",
    wrong: """
      system Shop

      entity Article { price: Int = 0 }

      entity Line {
        article: Article
        items: Int = 0
      }

      invariant Rich: sum(l: Line where l.items > 0) l.article.price >= 0
      """,
    changes: (
      "  items: Int = 0",
      """
        items: Int = 0
        price: Int = 0
      """
    ),
    (
      "invariant Rich: sum(l: Line where l.items > 0) l.article.price >= 0",
      "invariant Rich: sum(l: Line where l.items > 0) l.price >= 0"
    ))

  static let quantifierOverUntouched = DiagnosticPage(
    .quantifierOverUntouched, "`all`, `exists` or `none` that untouched instances decide",
    happened: """
      There are infinitely many instances, and one that nothing has happened to may already break (or
      satisfy) what is asked of them.
      """,
    why: """
      "All orders are closed" can never become true of infinitely many orders, most of which were never
      opened. What is meant is nearly always "all orders that were placed".
      """,
    mend: """
      Restrict it with `where` to instances that something has happened to, or declare a `finite entity`
      if there is a fixed number of them, as in a quorum.
      """,
    wrong: """
      system Shop

      role Clerk

      entity Order {
        placed: Bool = false
        closed: Bool = false
      }

      global shut: Bool = false

      action shutDown() by Clerk
        requires all(o: Order) o.closed
      { shut = true }

      invariant Fine: shut or not shut
      """,
    changes: ("requires all(o: Order) o.closed", "requires all(o: Order where o.placed) o.closed"))

  static let universalUnderNegation = DiagnosticPage(
    .universalUnderNegation, "a statement about all instances where it would have to be assumed",
    happened: "`all` or `none` over infinitely many instances stands under `not`, or in a `forbid`.",
    why: """
      A proof uses such a statement only for the instances at hand. That is safe where it permits a
      step; where its opposite permits one, it would not be.
      """,
    mend: "Say it the other way round with `exists`, or declare a `finite entity`.",
    wrong: """
      system Shop

      role Clerk

      entity Order { placed: Bool = false }

      global shut: Bool = false

      action shutDown() by Clerk
        requires not none(o: Order where o.placed)
      { shut = true }

      invariant Fine: shut or not shut
      """,
    changes: ("requires not none(o: Order where o.placed)", "requires exists(o: Order where o.placed)"))

  static let unsatisfiableInitial = DiagnosticPage(
    .unsatisfiableInitial, "no initial state",
    happened:
      "No value satisfies the restrictions on initial values (`= any where ...`) of an entity or of the globals.",
    why: "Without a first state there is no run, and of no run everything holds.",
    mend: "Weaken the restriction, or widen the range.",
    wrong: """
      system Shop

      entity Order { items: 0..3 = any where items > 3 }

      invariant Few(o: Order): o.items <= 3
      """,
    mended: """
      system Shop

      entity Order { items: 0..5 = any where items > 3 }

      invariant Few(o: Order): o.items <= 5
      """)

  static let instantNeedsInitial = DiagnosticPage(
    .instantNeedsInitial, "an instant without an initial value",
    happened: "A field or global of type `Instant` has no initial value, or an arbitrary one.",
    why: """
      Every instant comes from `now`; an arbitrary one would be a date before time began to be counted.
      """,
    mend: "Write `= now`, and a `Bool` beside it that says whether it means anything yet.",
    wrong: """
      system Shop

      entity Order { placed: Instant }

      invariant Past(o: Order): o.placed <= now
      """,
    changes: ("entity Order { placed: Instant }", "entity Order { placed: Instant = now }"))
}
