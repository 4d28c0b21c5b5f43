import EnsureSyntax

extension DiagnosticPage {
  static let formulaSyntax = DiagnosticPage(
    .formulaSyntax, "text that is no formula of linear time",
    happened: "What `ensure ltl` is given is not written as `Docs/ltl.md` says.",
    why: "A formula that is guessed at would have another automaton.",
    mend:
      "Look at what stands before the arrow: an operator has lost an operand, or a parenthesis its partner.",
    wrong: .files([("formula.ltl", "G(request -> F)\n")]),
    mended: .files([("formula.ltl", "G(request -> F grant)\n")]))
}
