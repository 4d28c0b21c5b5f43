import EnsureSyntax

extension DiagnosticPage {
  static let emptyRange = DiagnosticPage(
    .emptyRange, "a range in which nothing lies",
    happened: "The end of a range or window lies before its start.",
    why: """
      A field of such a type could hold nothing, so that no state would exist and everything would hold.
      """,
    mend: "Swap the ends.",
    wrong: """
      system Shop

      entity Order { items: 3..1 = any }

      invariant Few(o: Order): o.items <= 3
      """,
    changes: ("entity Order { items: 3..1 = any }", "entity Order { items: 1..3 = any }"))

  static let optionalReference = DiagnosticPage(
    .optionalReference, "something that may be `none` stands where an instance is wanted",
    happened: """
      `none`, or a reference whose type says that it may be `none` (`Customer?`), is assigned or handed
      to a place of a plain type (`Customer`). A plain reference is `none` only until it is assigned for
      the first time.
      """,
    why: """
      Following `none` is a defect like dividing by zero; the type shows where a reader has to expect
      it.
      """,
    mend: "Declare the place as optional, and test it with `!= none` before following it.",
    wrong: """
      system Shop

      role Clerk
      actor Customer

      entity Order { owner: Customer }

      action take(o: Order, c: Customer) by Clerk { o.owner = c }

      action forget(o: Order) by Clerk { o.owner = none }

      invariant Fine(o: Order): o.owner == none or o.owner != none
      """,
    changes: ("entity Order { owner: Customer }", "entity Order { owner: Customer? }"))

  static let outOfRange = DiagnosticPage(
    .outOfRange, "a value outside the range of its type",
    happened: """
      A literal is assigned or given as a first value to something whose range does not contain it.
      """,
    why: "The step or the first state would not exist.",
    mend: "Widen the range, or correct the value.",
    wrong: """
      system Shop

      entity Order { items: 1..3 = 0 }

      invariant Few(o: Order): o.items <= 3
      """,
    changes: ("entity Order { items: 1..3 = 0 }", "entity Order { items: 0..3 = 0 }"))

  static let notConstant = DiagnosticPage(
    .notConstant, "something that changes stands where a constant is wanted",
    happened: """
      A `const`, an initial value or a restriction of one mentions a global, the present, or other
      instances, all of which change.
      """,
    why: """
      An initial value is chosen for each instance on its own, whenever the instance is first used; so
      it can only depend on what never changes. Constants are known before anything happens.
      """,
    mend:
      "Use literals, constants and `parameter`s; a field's restriction may also read the same instance's fields.",
    wrong: """
      system Shop

      global level: Int = 0

      entity Order { items: Int = any where items > level }

      invariant Some(o: Order): o.items > 0
      """,
    mended: """
      system Shop

      parameter Least: 1..5

      entity Order { items: Int = any where items > Least }

      invariant Some(o: Order): o.items > 0
      """)

  static let divisionByZero = DiagnosticPage(
    .divisionByZero, "a division by zero",
    happened: "The divisor is the literal 0.",
    why: "The result has no value, whatever is divided.",
    mend: "Divide by something else. A divisor that may be 0 is guarded: `n != 0 and a div n > 3`.",
    wrong: """
      system Shop

      entity Order { items: Int = 0 }

      invariant Pairs(o: Order): o.items mod 0 == 0
      """,
    changes: ("invariant Pairs(o: Order): o.items mod 0 == 0", "invariant Pairs(o: Order): o.items mod 2 == 0"))

  static let misplacedWildcard = DiagnosticPage(
    .misplacedWildcard, "`_` where a value is wanted",
    happened: "`_` stands in the arguments of a predicate, a function or a step.",
    why: """
      `_` says "whatever value the action was given", which makes sense only where an action is
      recognised: in properties and policies.
      """,
    mend: "Give a value.",
    wrong: """
      system Shop

      function double(n: Int): Int = n + n

      invariant Fine: double(_) >= 0
      """,
    changes: ("invariant Fine: double(_) >= 0", "invariant Fine: double(2) >= 0"))

  static let badKey = DiagnosticPage(
    .badKey, "a key that is none",
    happened: """
      An entity's key has a type with infinitely many values, or an entity without keys is asked by keys
      (`Limit[c]`).
      """,
    why: """
      A keyed entity has exactly one instance for each tuple of keys, so a search must be able to count
      the tuples. A key is a reference, an enumeration, a `Bool` or a range.
      """,
    mend: "Give the key a range such as `1..31`, or declare the key.",
    wrong: """
      system Shop

      entity Price[day: Int] { cents: Int = 0 }

      invariant Fine(p: Price): p.cents >= 0
      """,
    changes: ("entity Price[day: Int] { cents: Int = 0 }", "entity Price[day: 1..31] { cents: Int = 0 }"))

  static let cannotMake = DiagnosticPage(
    .cannotMake, "`new` of something that is not made",
    happened: "`new` names a role, an actor or an entity with keys.",
    why: """
      `new` picks some thing that nothing has happened to. People are there from the start, and the
      instances of a keyed entity are named by their keys.
      """,
    mend: "Name a person by a parameter, and a keyed instance by its keys: `Limit[c]`.",
    wrong: """
      system Shop

      role Clerk
      actor Customer

      entity Order { owner: Customer }

      action place(o: Order) by Clerk {
        new c: Customer
        o.owner = c
      }

      invariant Fine(o: Order): o.owner == none or o.owner != none
      """,
    changes: (
      """
      action place(o: Order) by Clerk {
        new c: Customer
      """, "action place(o: Order, c: Customer) by Clerk {"
    ))
}
