import EnsureSyntax

/// Events of the outside.
extension DiagnosticPage {
  static let unknownEventKind = DiagnosticPage(
    .unknownEventKind, "an unknown kind of event",
    happened: """
      `observe` names a kind of event that Ensure does not know.
      """,
    why: """
      How the values of an event are found depends on what kind it is. A CloudEvent has its `type` and its
      `data`; an event of EPCIS has a business step, and the things that it is about.
      """,
    mend: """
      Write `epcis`, or no word at all: then the event is a CloudEvent of that type.
      """,
    wrong: """
      system Shop

      role Courier

      entity Order { sent: Bool = false }

      action send(o: Order) by Courier { o.sent = true }

      invariant Fine(o: Order): o.sent or not o.sent

      observe xml "shipping" as send(o: epc) claimed
      """,
    changes: (
      """
      observe xml "shipping" as send(o: epc) claimed
      """,
      """
      observe epcis "shipping" as send(o: epc) claimed
      """
    ))

  static let badEvent = DiagnosticPage(
    .badEvent, "an event that cannot be",
    happened: """
      An EPCIS event is named by a word that is no business step, or a path begins with what is no attribute of
      such an event.
      """,
    why: """
      No event would ever match, so the monitor would believe that nothing happens.
      """,
    mend: """
      Use a word of the Core Business Vocabulary, or a URI of your own. What the sender of a CloudEvent has to
      say stands in `data`; a field of your own in an EPCIS event has a prefix, as in `"example:order"`.
      """,
    wrong: """
      system Shop

      role Courier

      entity Order { sent: Bool = false }

      action send(o: Order) by Courier { o.sent = true }

      invariant Fine(o: Order): o.sent or not o.sent

      observe epcis "shipping" as send(o: epc) claimed
      observe "com.shop.sent" as send(o: orderId) claimed
      """,
    changes: (
      """
      observe "com.shop.sent" as send(o: orderId) claimed
      """,
      """
      observe "com.shop.sent" as send(o: data.orderId) claimed
      """
    ))

  static let notCorroborated = DiagnosticPage(
    .notCorroborated, "nothing that corroborates",
    happened: """
      A claim is `corroborated by` an event that nothing observes, or by itself.
      """,
    why: """
      A claim counts as true when a second source says the same. An event that nobody looks at says nothing.
      """,
    mend: """
      Name an event that another `observe` is about, or leave the words out.
      """,
    wrong: """
      system Shop

      role Courier

      entity Order { sent: Bool = false }

      action send(o: Order) by Courier { o.sent = true }

      invariant Fine(o: Order): o.sent or not o.sent

      observe "com.carrier.sent" as send(o: data.order)
        claimed corroborated by "shipping" within 2 h
      """,
    changes: (
      """
        claimed corroborated by "shipping" within 2 h
      """,
      """
        claimed corroborated by "shipping" within 2 h
      observe epcis "shipping" as send(o: epc) claimed
      """
    ))

  static let unwatchable = DiagnosticPage(
    .unwatchable, "a property that no event shows",
    happened: """
      The spec maps events to actions, and none of the actions that can change what the property speaks of is
      among them.
      """,
    why: """
      A monitor knows of the system what the events say. A property whose parts change in silence would be
      watched for ever without a word, which must not be taken for good news.
      """,
    mend: """
      Map one of the actions with `observe`, if there is an event that shows it.
      """,
    wrong: """
      system Shop

      role Courier

      entity Order { sent: Bool = false }

      action send(o: Order) by Courier { o.sent = true }

      invariant Fine(o: Order): o.sent or not o.sent

      role Clerk

      entity Ledger { closed: Bool = false }

      action close(l: Ledger) by Clerk { l.closed = true }

      invariant Open(l: Ledger): not l.closed

      observe epcis "shipping" as send(o: epc) claimed
      """,
    changes: (
      """
      observe epcis "shipping" as send(o: epc) claimed
      """,
      """
      observe epcis "shipping" as send(o: epc) claimed
      observe "com.shop.ledger.closed" as close(l: subject) claimed
      """
    ))
}
