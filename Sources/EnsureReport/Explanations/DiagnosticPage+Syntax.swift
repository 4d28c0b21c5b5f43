import EnsureSyntax

extension DiagnosticPage {
  static let unexpectedToken = DiagnosticPage(
    .unexpectedToken, "something else was expected here",
    happened: """
      At this place the grammar wants something else: a brace, a name, an operator, a declaration. Often
      the mistake is a little in front of the place: a brace that was not opened, a colon that is
      missing.
      """,
    why:
      "What does not follow the grammar has no meaning; guessing one would verify another system than yours.",
    mend: """
      Look at what the message expected, and at the line above. `Grammar/ensure.ebnf` defines the
      syntax.
      """,
    wrong: """
      system Shop

      entity Order
        total: Int = 0
      }

      invariant Small(o: Order): o.total <= 3
      """,
    changes: ("entity Order", "entity Order {"))

  static let nestedTooDeeply = DiagnosticPage(
    .nestedTooDeeply, "parentheses or blocks nested too deeply",
    happened:
      "More than 200 levels of parentheses, operators in front of an operand, or blocks stand in each other.",
    why: """
      Nobody can read such a formula, and the limit keeps a hostile file from exhausting the compiler.
      """,
    mend: "Name parts of it by `predicate`, `function` or `let`.",
    wrong: .words("    An invariant in 1000 pairs of parentheses."),
    mended: .words("    The invariant without them."))

  static let reservedWord = DiagnosticPage(
    .reservedWord, "a word of the language stands where a name belongs",
    happened:
      "Something has been given a name that is a word of the language, such as `action`, `step` or `since`.",
    why: "If words of the language could be names, the same line could be read in two ways.",
    mend: "Choose another name; the fix-it adds an underscore.",
    wrong: """
      system Shop

      entity Order {
        step: Int = 0
        total: Int = 0
      }

      invariant Small(o: Order): o.total <= 3
      """,
    changes: ("step: Int = 0", "stage: Int = 0"))

  static let chainedComparison = DiagnosticPage(
    .chainedComparison, "comparisons cannot be chained",
    happened: "Two comparisons share an operand, as in `0 <= a <= b`.",
    why: """
      Languages disagree on what a chain means: in some `0 <= a <= b` compares a truth value with `b`.
      Here it has to be said.
      """,
    mend: "Write two comparisons with `and`.",
    wrong: """
      system Shop

      entity Order { total: Int = 0 }

      invariant Small(o: Order): 0 <= o.total <= 3
      """,
    changes: (
      "invariant Small(o: Order): 0 <= o.total <= 3",
      "invariant Small(o: Order): 0 <= o.total and o.total <= 3"
    ))

  static let otherLanguage = DiagnosticPage(
    .otherLanguage, "a word or mark of another language",
    happened: """
      This is how other languages write it: `&&`, `||`, `!`, `=` for a comparison, `->`, `null`, `/* ...
      */`. It is understood, so that all else can be checked, but not accepted.
      """,
    why: "One way of writing each thing keeps specs readable for people who are no programmers.",
    mend: "Take the fix-it: `and`, `or`, `not`, `==`, `implies`, `none`, `//`.",
    wrong: """
      system Shop

      entity Order {
        total: Int = 0
        paid: Bool = false
      }

      invariant Fine(o: Order): o.total <= 3 && not o.paid
      """,
    changes: (
      "invariant Fine(o: Order): o.total <= 3 && not o.paid",
      "invariant Fine(o: Order): o.total <= 3 and not o.paid"
    ))
}
