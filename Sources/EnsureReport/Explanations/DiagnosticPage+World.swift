import EnsureSyntax

/// The physical world.
extension DiagnosticPage {
  static let byNobody = DiagnosticPage(
    .byNobody, "a world action has nobody who takes it",
    happened: """
      A policy rule, `by` in a scenario, or `as` or `without policy` in a threat speaks of who takes a
      world action.
      """,
    why: """
      A world action happens by itself: rain falls, a door slams. Nobody takes it, so there is nobody whom
      a policy could keep from it, or whom an attacker could be taken for.
      """,
    mend: """
      Leave the words out. If somebody does it, declare an ordinary action `by` that role; what the event
      needs stands in its `requires`.
      """,
    wrong: """
      system Cellar

      role Keeper

      global flooded: Bool = false

      world action rains() { flooded = true }

      policy Weather {
        forbid Keeper rains
      }

      invariant Dry: not flooded
      """,
    mended: """
      system Cellar

      role Keeper

      global flooded: Bool = false

      world action rains() { flooded = true }

      invariant Dry: not flooded
      """)
}
