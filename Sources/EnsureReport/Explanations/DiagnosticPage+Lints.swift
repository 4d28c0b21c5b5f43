import EnsureSyntax

extension DiagnosticPage {
  static let unassignedMember = DiagnosticPage(
    .unassignedMember, "a member that nothing ever becomes",
    happened: "An enumeration has a member that no initial value and no assignment ever gives to a field.",
    why: """
      Either it is a slip, or an action is missing: the spec describes less than its author believes.
      """,
    mend: "Leave the member out, or add the action.",
    wrong: """
      system Shop

      role Clerk

      entity Order { state: { open, paid, lost } = open }

      action pay(o: Order) by Clerk { o.state = paid }

      invariant Fine(o: Order): o.state != lost
      """,
    mended: """
      system Shop

      role Clerk

      entity Order { state: { open, paid } = open }

      action pay(o: Order) by Clerk { o.state = paid }

      invariant Fine(o: Order): o.state == open or o.state == paid
      """)

  static let uniqueOverUntouched = DiagnosticPage(
    .uniqueOverUntouched, "untouched instances that are duplicates of each other",
    happened: """
      A `unique` concerns instances that nothing has happened to yet. There are infinitely many of them, and they
      hold the same values.
      """,
    why: """
      A step that writes one of the fields cannot be taken while there are duplicates, so it can never be taken,
      and everything that needs it to fail holds emptily.
      """,
    mend: "Say with `when` which instances are meant: those that have a key.",
    wrong: """
      system Shop

      role Clerk

      entity Coupon { code: Int = 0 }

      unique Coupon(code)

      action issue(c: Coupon) by Clerk { c.code = 7 }

      invariant Fine(c: Coupon): c.code >= 0
      """,
    changes: ("unique Coupon(code)", "unique Coupon(code) when code != 0"))

  static let idleThreat = DiagnosticPage(
    .idleThreat, "a threat that adds nothing",
    happened: """
      The threat corrupts a role that has no discipline (`honest`) to break and no duty to neglect, or
      stops one without duties. Its world is the honest one.
      """,
    why: "A row of the matrix that cannot fail gives a false feeling of safety.",
    mend:
      "Write the discipline that is feared to be broken as `honest`, or give the attacker a power: `attacker may ...`.",
    wrong: """
      system Shop

      role Clerk

      entity Order {
        paid: Bool = false
        shipped: Bool = false
      }

      action pay(o: Order) by Clerk { o.paid = true }

      action ship(o: Order) by Clerk
        requires o.paid
      { o.shipped = true }

      threat Corrupt { corrupt Clerk }

      invariant Paid(o: Order): o.shipped implies o.paid
      """,
    changes: ("requires o.paid", "honest o.paid"))

  private static let idleMain = """
    system Shop

    import "people.ens"

    entity Order { shipped: Bool = false }

    action ship(o: Order) by Clerk { o.shipped = true }

    invariant Fine(o: Order): o.shipped or not o.shipped

    """

  static let idleImportedThreat = DiagnosticPage(
    .idleImportedThreat, "an imported threat that adds nothing here",
    happened: "A threat of an imported file adds nothing to what everybody can do anyway in this system.",
    why: """
      A library of threats serves several systems, so this is only a note; but its column of the matrix
      says nothing about this one.
      """,
    mend: "Write the discipline as `honest`, or import a file without the threat.",
    wrong: .files([
      ("shop.ens", idleMain), ("people.ens", "role Clerk\n\nthreat CorruptClerk { corrupt Clerk }\n"),
    ]),
    mended: .files([
      (
        "shop.ens",
        idleMain.replacing("by Clerk {", with: "by Clerk honest not o.shipped {")
      ), ("people.ens", "role Clerk\n\nthreat CorruptClerk { corrupt Clerk }\n"),
    ]))

  static let notYet = DiagnosticPage(
    .notYet, "not supported yet",
    happened: "The language has a place for this, and this release does not decide it yet.",
    why: "What is not decided must not look as if it were.",
    mend:
      "Leave it out, or express it with what there is: send such a message in a `step` of the threat.",
    wrong: """
      system Shop

      role Gateway

      entity Order { paid: Bool = false }

      message Hook {
        order: Order
        at: Instant
      }

      channel hooks: Hook

      action onHook(h: Hook) by Gateway
        receive h on hooks
      { h.order.paid = true }

      threat Forger { forge Hook }

      invariant Fine(o: Order): o.paid or not o.paid
      """,
    mended: """
      system Shop

      role Gateway

      entity Order { paid: Bool = false }

      message Hook { order: Order }

      channel hooks: Hook

      action onHook(h: Hook) by Gateway
        receive h on hooks
      { h.order.paid = true }

      threat Forger { forge Hook }

      invariant Fine(o: Order): o.paid or not o.paid
      """)
}
