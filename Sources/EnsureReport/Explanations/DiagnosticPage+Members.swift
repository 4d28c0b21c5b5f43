import EnsureSyntax

extension DiagnosticPage {
  static let unknownMember = DiagnosticPage(
    .unknownMember, "a member or rank that does not exist",
    happened: "The enumeration has no such member, or the role no such rank.",
    why: "A state that cannot be would make every rule about it hold emptily.",
    mend: "Correct the spelling, or add the member where the enumeration is declared.",
    wrong: """
      system Shop

      role Clerk

      entity Order { state: { open, paid } = open }

      action pay(o: Order) by Clerk
        requires o.state == open
      { o.state = paid }

      invariant Fine(o: Order): o.state != payed
      """,
    changes: ("invariant Fine(o: Order): o.state != payed", "invariant Fine(o: Order): o.state != paid"))

  static let unknownUnit = DiagnosticPage(
    .unknownUnit, "a unit that does not exist",
    happened: """
      Behind a number stands a word that is neither a unit of time (`ms`, `s`, `min`, `h`, `day`,
      `days`, `week`, `weeks`) nor a currency that the spec declares.
      """,
    why: """
      A number without a known unit cannot be compared with anything. A day is exactly 24 hours here;
      months and years have no fixed length and are no units.
      """,
    mend: "Write one of the units, or declare the currency: `currency EUR`.",
    wrong: """
      system Shop

      const Hold = 2 months

      entity Order { placed: Instant = now }

      invariant Recent(o: Order): now - o.placed <= Hold
      """,
    changes: ("const Hold = 2 months", "const Hold = 60 days"))

  static let unknownCurrency = DiagnosticPage(
    .unknownCurrency, "a currency that is not known",
    happened: """
      An amount or a type names a currency that the spec does not declare; or the declaration names one
      that ISO 4217 does not have, or with another number of decimals.
      """,
    why: """
      Amounts are exact numbers of minor units, so each currency needs its number of decimals: EUR 2,
      JPY 0, KWD 3.
      """,
    mend: """
      Declare it behind the `system` line. For points or tokens of your own: `currency PTS decimals 0`.
      """,
    wrong: """
      system Shop

      currency EUR

      entity Order { total: Money = 0 }

      invariant Small(o: Order): o.total <= 50 USD
      """,
    changes: ("invariant Small(o: Order): o.total <= 50 USD", "invariant Small(o: Order): o.total <= 50 EUR"))

  static let unknownRounding = DiagnosticPage(
    .unknownRounding, "a rule for rounding that does not exist",
    happened: "Behind `rounded` stands a word that names no rule.",
    why: """
      A cent that is rounded the wrong way, a million times, is real money. The rule has to be named.
      """,
    mend: """
      Write one of `down` (towards minus infinity), `up`, `towardsZero`, `halfUp`, `halfAwayFromZero`
      and `halfEven`.
      """,
    wrong: """
      system Shop

      currency EUR

      entity Order { total: Money = 0 }

      invariant Fee(o: Order): 2.9% of o.total rounded nicely <= 10 EUR
      """,
    changes: (
      "invariant Fee(o: Order): 2.9% of o.total rounded nicely <= 10 EUR",
      "invariant Fee(o: Order): 2.9% of o.total rounded halfEven <= 10 EUR"
    ))
}
