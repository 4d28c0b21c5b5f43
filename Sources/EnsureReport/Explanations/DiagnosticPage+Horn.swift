import EnsureSyntax

extension DiagnosticPage {
  /// A counter that starts at 0, and what is said of it.
  private static func counter(
    logic: String = "HORN", start: String = "(= x 0)", step: String = "(and (Inv x) (= y (+ x 1)))",
    query: String? = "(and (Inv x) (< x 0))", end: String = "(check-sat)"
  ) -> Example {
    var text = """
      (set-logic \(logic))
      (declare-fun Inv (Int) Bool)
      (assert (forall ((x Int)) (=> \(start) (Inv x))))
      (assert (forall ((x Int) (y Int)) (=> \(step) (Inv y))))

      """
    if let query { text += "(assert (forall ((x Int)) (=> \(query) false)))\n" }
    return .files([("counter.smt2", text + end + "\n")])
  }

  static let hornSyntax = DiagnosticPage(
    .hornSyntax, "text that is no SMT-LIB",
    happened: "A file for `ensure prove` is not written as SMT-LIB 2.6 demands.",
    why: "What the rest of the file means hangs on it.",
    mend: "Close what is open, and write each command with its arguments in parentheses.",
    wrong: counter(end: "(check-sat"), mended: counter())

  static let hornSort = DiagnosticPage(
    .hornSort, "a term of the wrong sort",
    happened: """
      A function or predicate is given arguments of other sorts than it takes, or another number of them; or a name \
      is declared twice.
      """,
    why: "SMT-LIB converts nothing by itself, so the term means nothing.",
    mend: "Compare the arguments with the declaration; `ite` makes a number of a condition.",
    wrong: counter(start: "(= x true)"), mended: counter())

  static let hornUnknown = DiagnosticPage(
    .hornUnknown, "a name that means nothing in SMT-LIB",
    happened:
      "A term mentions a name that is neither bound, nor declared, nor a function of the theories Core and Ints.",
    why: "A guess could prove something about another problem.",
    mend: "Bind the name with `forall`, `exists` or `let`, or mend its spelling.",
    wrong: counter(step: "(and (Inv x) (= y (+ z 1)))"), mended: counter())

  static let hornClause = DiagnosticPage(
    .hornClause, "an assertion that is no linear Horn clause",
    happened: """
      An assertion is not of the form: if at most one predicate and some conditions hold, then a predicate holds, or \
      nothing may. A second predicate in a body, a predicate inside a condition and a quantifier inside a condition are \
      not supported.
      """,
    why: "Linear clauses are transition systems, which is what Ensure proves something about. Others are not.",
    mend: "Write one clause for each case; write alternatives of predicates as clauses of their own.",
    wrong: counter(step: "(and (Inv x) (Inv (- x)) (= y (+ x 1)))"), mended: counter())

  static let hornUnsupported = DiagnosticPage(
    .hornUnsupported, "a part of SMT-LIB that is not supported",
    happened: """
      The file uses another logic than `HORN`, a sort other than `Int` and `Bool`, arithmetic that is not linear, or a \
      command that asks for more than one answer.
      """,
    why: "Reading it as something near to it would answer another question.",
    mend: "Multiply and divide by numbers only; ask one question, with one `(check-sat)`.",
    wrong: counter(step: "(and (Inv x) (= y (* x x)))"),
    mended: counter(step: "(and (Inv x) (= y (* x 2)))"))

  static let hornIncomplete = DiagnosticPage(
    .hornIncomplete, "a Horn problem that asks nothing",
    happened: """
      The file has no `(check-sat)`, no clause that ends in `false`, or no clause without a predicate in its body.
      """,
    why: "A problem without a query, or in which nothing begins, holds and says nothing.",
    mend: "Add the clause that says what must never be reached, or the one that says what begins.",
    wrong: counter(query: nil), mended: counter())
}
