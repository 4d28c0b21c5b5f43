import EnsureSyntax

extension DiagnosticPage {
  static let onlyForbidden = DiagnosticPage(
    .onlyForbidden, "an action that is only forbidden",
    happened: "A policy has a `forbid` for the action, and no policy has a `permit` for it.",
    why: """
      An action that any rule mentions is denied unless a permit applies. One that is only forbidden
      could never be taken by anybody, which is hardly meant; properties about it would hold emptily.
      """,
    mend: "Add a permit: `permit any start`. The forbid still wins where it applies.",
    wrong: """
      system Shop

      role Clerk

      global open: Bool = false

      action start() by Clerk { open = true }

      policy Desk {
        forbid Clerk start when open
      }

      invariant Fine: open or not open
      """,
    changes: (
      "policy Desk {",
      """
      policy Desk {
        permit any start
      """
    ))

  static let ruleNeverApplies = DiagnosticPage(
    .ruleNeverApplies, "a rule that never applies",
    happened: "A rule speaks of a role and of an action that another role takes.",
    why:
      "A policy narrows who may act; it never widens `by`. The author believes in a permission that does not exist.",
    mend: "Name the role that takes the action, or change its `by`.",
    wrong: """
      system Shop

      role Clerk
      role Bank

      entity Order { paid: Bool = false }

      action pay(o: Order) by Bank { o.paid = true }

      policy Desk {
        permit Clerk pay
      }

      invariant Fine(o: Order): o.paid or not o.paid
      """,
    changes: ("permit Clerk pay", "permit Bank pay"))

  static let impersonation = DiagnosticPage(
    .impersonation, "an attacker who cannot be taken for that role",
    happened: """
      The threat lets the attacker act as a role, and the action uses its principal as another one.
      """,
    why: "The step would put somebody of the wrong kind into a field or a comparison.",
    mend: "Name the role that the action needs, or leave `as` out: then he can be anybody who fits.",
    wrong: """
      system Shop

      role Clerk
      actor Customer

      entity Order { owner: Customer }

      action place(o: Order) by c: Customer
        requires o.owner == none
      { o.owner = c }

      threat Fake { attacker may place(o) as Clerk }

      invariant Fine(o: Order): o.owner == none or o.owner != none
      """,
    changes: (
      "threat Fake { attacker may place(o) as Clerk }",
      "threat Fake { attacker may place(o) as Customer }"
    ))

  static let misplacedGiven = DiagnosticPage(
    .misplacedGiven, "`given` behind a step",
    happened: "In a scenario `given` stands behind a step.",
    why: "`given` says which initial states are meant, and those lie in front of all steps.",
    mend: "Move it to the front, or write `expect` to state what holds at that place.",
    wrong: """
      system Shop

      role Clerk

      entity Order {
        items: 0..3 = any
        paid: Bool = false
      }

      action pay(o: Order) by Clerk { o.paid = true }

      scenario "one item" {
        pay(o)
        given o.items == 1
      }
      """,
    changes: (
      """
        pay(o)
        given o.items == 1
      """,
      """
        given o.items == 1
        pay(o)
      """
    ))

  static let expansionTooLarge = DiagnosticPage(
    .expansionTooLarge, "declarations that grow too large when they are put in place",
    happened:
      "Predicates, functions, effects or patterns use each other so often that what they amount to is too large.",
    why: """
      They are put in place wherever they are used. A few dozen that each use the one before twice would
      amount to more terms than any machine can hold.
      """,
    mend: "Name values with `let`, keep intermediate results in fields, or leave out levels of calls.",
    wrong: .words("    Two hundred functions, each of which calls the next one."),
    mended: .words("    One function that says what they amount to."))
}
