import EnsureSyntax

extension DiagnosticPage {
  static let typeMismatch = DiagnosticPage(
    .typeMismatch, "a value of another type is wanted",
    happened: "Something has one type, and what stands around it wants another.",
    why: "Comparing an order with a parcel, or adding a truth value to a number, has no meaning.",
    mend: "Look at the two types in the message. Often a field was left out: `o.owner` for `o`.",
    wrong: """
      system Shop

      actor Customer

      entity Order { owner: Customer }

      invariant Own(o: Order, c: Customer): o == c implies o.owner == c
      """,
    changes: (
      "invariant Own(o: Order, c: Customer): o == c implies o.owner == c",
      "invariant Own(o: Order, c: Customer): o.owner == c implies o.owner != none"
    ))

  static let wrongArgumentCount = DiagnosticPage(
    .wrongArgumentCount, "another number of arguments is wanted",
    happened:
      "A call, a pattern or an action atom has more or fewer arguments than the declaration has parameters.",
    why: "Each argument belongs to one parameter.",
    mend: """
      Count the parameters. In a property or policy `_` stands for an argument that does not matter.
      """,
    wrong: """
      system Shop

      role Clerk

      entity Order { paid: Int = 0 }

      action pay(o: Order, amount: 1..3) by Clerk { o.paid = amount }

      property Paid(o: Order): always (pay(o) implies eventually o.paid > 0)
      """,
    changes: (
      "property Paid(o: Order): always (pay(o) implies eventually o.paid > 0)",
      "property Paid(o: Order): always (pay(o, _) implies eventually o.paid > 0)"
    ))

  static let unitMismatch = DiagnosticPage(
    .unitMismatch, "numbers of different units",
    happened: """
      Amounts of two currencies, an amount and a span of time, or a product of two amounts stand
      together.
      """,
    why: "100 JPY are not 100 EUR. Confusing them is one of the classic faults of shops.",
    mend: """
      Convert explicitly, by a rate that is a parameter or constant of yours. An amount is multiplied by
      a plain number, and divided by a plain number or an amount of its own currency.
      """,
    wrong: """
      system Shop

      currency EUR
      currency JPY

      entity Wallet {
        euros: Money<EUR> = 0
        yen: Money<JPY> = 0
      }

      invariant Rich(w: Wallet): w.euros >= w.yen
      """,
    changes: (
      "invariant Rich(w: Wallet): w.euros >= w.yen",
      "invariant Rich(w: Wallet): w.euros >= 0 and w.yen >= 0"
    ))

  static let needsUnit = DiagnosticPage(
    .needsUnit, "a number without its unit",
    happened:
      "A plain number stands where an amount or a span of time is wanted, or a plain number has decimals.",
    why: """
      50 of what? Euros and cents differ by a factor of hundred. Only 0 is the same in every unit.
      """,
    mend: "Write the unit behind the number: `50 EUR`, `0.50 EUR`, `5 min`.",
    wrong: """
      system Shop

      currency EUR

      entity Order { total: Money = 0 }

      invariant Small(o: Order): o.total <= 50
      """,
    changes: ("invariant Small(o: Order): o.total <= 50", "invariant Small(o: Order): o.total <= 50.00 EUR"))

  static let notAssignable = DiagnosticPage(
    .notAssignable, "something that cannot be assigned",
    happened: """
      On the left of `=`, `+=` or `-=` stands a constant, a parameter, a name for a value, a key, a rank
      or a parent: none of them ever changes.
      """,
    why: "Identity, keys and parameters are what proofs hold on to while everything else moves.",
    mend: "Assign a field (`o.total = ...`) or a `global`. Ranks change if the role says `mutable`.",
    wrong: """
      system Shop

      role Clerk

      parameter Slots: 1..3

      action more() by Clerk { Slots += 1 }

      invariant Few: Slots <= 3
      """,
    mended: """
      system Shop

      role Clerk

      global slots: 1..3 = 1

      action more() by Clerk
        requires slots < 3
      { slots += 1 }

      invariant Few: slots <= 3
      """)

  static let notOrdered = DiagnosticPage(
    .notOrdered, "values that have no order",
    happened: "`<`, `<=`, `>` or `>=` compares instances, members of an enumeration or truth values.",
    why:
      "Members stand in some order in the text, but that order means nothing: a refund is not less than a sale.",
    mend: "Name the members that are meant, or use a number such as `0..3`.",
    wrong: """
      system Shop

      role Clerk

      entity Order { state: { open, paid } = open }

      action pay(o: Order) by Clerk { o.state = paid }

      invariant Fine(o: Order): o.state <= paid
      """,
    changes: (
      "invariant Fine(o: Order): o.state <= paid",
      "invariant Fine(o: Order): o.state == open or o.state == paid"
    ))

  static let notAnInstance = DiagnosticPage(
    .notAnInstance, "a field of something that has none",
    happened: """
      In front of the point stands a number, a truth value or a member, and these have no fields.
      """,
    why: "Only instances of entities, actors and roles have fields.",
    mend: "Leave the field out, or begin at the instance that has it.",
    wrong: """
      system Shop

      entity Order { total: Int = 0 }

      invariant Small(o: Order): o.total.cents <= 3
      """,
    changes: ("invariant Small(o: Order): o.total.cents <= 3", "invariant Small(o: Order): o.total <= 3"))
}
