import EnsureSyntax

extension DiagnosticPage {
  static let notAType = DiagnosticPage(
    .notAType, "something that is no type stands in the place of one",
    happened: """
      The name in the place of a type or entity means something else (a constant, an action, a threat);
      or a type that has no currency or cannot be `none` is written as if it did (`Int<EUR>`, `Bool?`).
      """,
    why: """
      Only entities, actors, roles, enumerations and the built-in types have values to range over.
      """,
    mend: """
      Name a type. Only references can be optional: give an enumeration a member such as `unset`, or put
      a `Bool` beside a number.
      """,
    wrong: """
      system Shop

      entity Order { total: Int? = 0 }

      invariant Small(o: Order): o.total <= 3
      """,
    mended: """
      system Shop

      entity Order {
        total: Int = 0
        priced: Bool = false
      }

      invariant Small(o: Order): o.priced implies o.total <= 3
      """)

  static let notAValue = DiagnosticPage(
    .notAValue, "something that has no value stands in an expression",
    happened: "The name means an entity, an action, a policy or the like, which has no value.",
    why: "An expression is made of values: of constants, fields, parameters, instances.",
    mend: """
      Name an instance instead of its entity (`o` of `o: Order`); to ask whether some instance has a
      property write `exists(o: Order where ...)`.
      """,
    wrong: """
      system Shop

      entity Order { total: Int = 0 }

      invariant Small(o: Order): o.total <= 3 and Order
      """,
    changes: ("invariant Small(o: Order): o.total <= 3 and Order", "invariant Small(o: Order): o.total <= 3"))

  static let notAnEffect = DiagnosticPage(
    .notAnEffect, "a body calls what is no effect",
    happened:
      "In a body stands a call of an action, a predicate or the like. Only an `effect` can be called there.",
    why: """
      An action is an atomic step of somebody, with its own guards. If bodies could call actions, it
      would be unclear whose step it is and which guards bind.
      """,
    mend: "Move what both do into an `effect`, and call that in both.",
    wrong: """
      system Shop

      role Clerk

      global open: Bool = false

      action start() by Clerk { open = true }

      action restart() by Clerk { start() }

      invariant Fine: open or not open
      """,
    changes: (
      """
      action start() by Clerk { open = true }

      action restart() by Clerk { start() }
      """,
      """
      effect unlock() { open = true }

      action start() by Clerk { unlock() }

      action restart() by Clerk { unlock() }
      """
    ))

  static let notAThreat = DiagnosticPage(
    .notAThreat, "something that cannot be combined or given to an attacker",
    happened: """
      A combination names another combination, or `attacker may` names a step that a threat brings of
      its own, which it takes anyway.
      """,
    why: """
      A combination is a set of threats; naming them all shows at a glance which powers are at work.
      """,
    mend: "Combine the threats themselves.",
    wrong: """
      system Shop

      role Clerk

      global open: Bool = false
      global sold: Bool = false

      action start() by Clerk requires sold { open = true }

      action sell() by Clerk requires open { sold = true }

      threat Thief { attacker may sell() without requires }
      threat Burglar { attacker may start() without requires }
      threat Both = Thief + Burglar
      threat All = Both + Thief

      invariant Closed: not open
      """,
    changes: (
      """
      threat Both = Thief + Burglar
      threat All = Both + Thief
      """, "threat All = Thief + Burglar"
    ))

  static let notAPrincipal = DiagnosticPage(
    .notAPrincipal, "a thing that acts",
    happened:
      "Behind `by`, in a policy or in a threat stands an `entity`. Entities are things; they don't act.",
    why: "Who acts decides which rules bind: policies, disciplines, and what a threat can corrupt.",
    mend: "Declare it as `actor` or, if several kinds of people share it, as `role` with ranks.",
    wrong: """
      system Shop

      entity Clerk

      global open: Bool = false

      action start() by Clerk { open = true }

      invariant Fine: open or not open
      """,
    changes: ("entity Clerk", "role Clerk"))

  static let recursion = DiagnosticPage(
    .recursion, "something that needs itself",
    happened:
      "A predicate, function, effect, constant or combination needs itself, directly or by way of others.",
    why: "They are put in place wherever they are used; a circle would never end.",
    mend: "Take the circle apart. What repeats in a system is told by actions: each step does a part.",
    wrong: """
      system Shop

      function even(n: Int): Bool = n == 0 or odd(n - 1)
      function odd(n: Int): Bool = n != 0 and even(n - 1)

      entity Order { items: Int = 0 }

      invariant Pairs(o: Order): even(o.items)
      """,
    changes: (
      """
      function even(n: Int): Bool = n == 0 or odd(n - 1)
      function odd(n: Int): Bool = n != 0 and even(n - 1)
      """, "function even(n: Int): Bool = n mod 2 == 0"
    ))
}
