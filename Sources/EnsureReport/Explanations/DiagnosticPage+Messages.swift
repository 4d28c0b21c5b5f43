import EnsureSyntax

/// Pages on messages and channels.
extension DiagnosticPage {
  static let notAMessage = DiagnosticPage(
    .notAMessage, "something that is no message",
    happened: """
      A channel, `send` or a power over messages names an entity that is not declared as `message`.
      """,
    why: "Only messages travel: they are sent once, and what they say never changes.",
    mend: "Declare it with `message` instead of `entity`, or name the message that is meant.",
    wrong: """
      system Shop

      role Gateway

      actor Customer

      entity Order {
        total: Int = 0
        paid:  Int = 0
      }

      channel hooks: Order

      invariant Fine(o: Order): o.paid <= o.total
      """,
    mended: """
      system Shop

      role Gateway

      actor Customer

      entity Order {
        total: Int = 0
        paid:  Int = 0
      }

      message Hook {
        order:  Order
        amount: Int
      }

      channel hooks: Hook exactly once

      action pay(o: Order) by Gateway
      {
        send h: Hook on hooks {
          order = o
          amount = o.total
        }
      }

      action onHook(h: Hook) by Gateway
        receive h on hooks
      {
        h.order.paid += h.amount
      }

      invariant Fine(o: Order): o.paid <= o.total
      """)

  static let messageShape = DiagnosticPage(
    .messageShape, "a message that does not say everything",
    happened: """
      A message is sent without all its fields, or a field of it is declared in a way that messages do not allow: with an
      initial value, as a set, as a sensor, or with a `?`.
      """,
    why: """
      Whoever receives a message reads it as it was sent. A field that nobody has set would hold anything.
      """,
    mend: """
      Set every field in the braces behind `send`; declare another message for what may be missing.
      """,
    wrong: """
      system Shop

      role Gateway

      actor Customer

      entity Order {
        total: Int = 0
        paid:  Int = 0
      }

      message Hook {
        order:  Order
        amount: Int
      }

      channel hooks: Hook exactly once

      action pay(o: Order) by Gateway
      {
        send h: Hook on hooks {
          order = o
        }
      }

      action onHook(h: Hook) by Gateway
        receive h on hooks
      {
        h.order.paid += h.amount
      }

      invariant Fine(o: Order): o.paid <= o.total
      """,
    changes: (
      "    order = o",
      """
          order = o
          amount = o.total
      """
    ))

  static let messageKept = DiagnosticPage(
    .messageKept, "a message that is kept",
    happened: "A field, key, set or global holds a message.",
    why: """
      A message that an attacker tampers with is received as he wants it. Software that kept the message itself, and read it
      later, would read what was sent instead.
      """,
    mend: "Copy the fields that matter where the message is received.",
    wrong: """
      system Shop

      role Gateway

      actor Customer

      entity Order {
        total: Int = 0
        paid:  Int = 0
      }

      message Hook { amount: Int }

      channel hooks: Hook

      entity Proof { hook: Hook }

      invariant Fine(o: Order): o.paid <= o.total
      """,
    changes: ("entity Proof { hook: Hook }", "entity Proof { amount: Int = 0 }"))

  static let messageNotReceived = DiagnosticPage(
    .messageNotReceived, "a message that an action does not receive",
    happened: """
      An action has a message among its parameters and no `receive` clause for it, or it receives two messages, or it
      chooses one.
      """,
    why: """
      What has not arrived cannot be read; and fairness, replay and tampering are about one message at a time.
      """,
    mend: """
      Add `receive h on` and the channel. What needs two messages is done by two actions, the first of which notes
      what it has received.
      """,
    wrong: """
      system Shop

      role Gateway

      actor Customer

      entity Order {
        total: Int = 0
        paid:  Int = 0
      }

      message Hook {
        order:  Order
        amount: Int
      }

      channel hooks: Hook exactly once

      action pay(o: Order) by Gateway
      {
        send h: Hook on hooks {
          order = o
          amount = o.total
        }
      }

      action onHook(h: Hook) by Gateway
      {
        h.order.paid += h.amount
      }

      invariant Fine(o: Order): o.paid <= o.total
      """,
    changes: (
      "action onHook(h: Hook) by Gateway",
      """
      action onHook(h: Hook) by Gateway
        receive h on hooks
      """
    ))

  static let messageUnseen = DiagnosticPage(
    .messageUnseen, "software that looks at messages under way",
    happened: """
      A guard, a policy, a body or a function asks how far a message has come (`h.sent`, `h.inFlight`, `h.received`,
      `h.lost`), or ranges over messages.
      """,
    why: """
      Software knows of a message what it has received. A guard that looked at the network would keep attacks away
      that nothing in the real system keeps away.
      """,
    mend: """
      Note in a field of an entity what has been received. Properties, `honest`, `final`, scenarios and threats may ask.
      """,
    wrong: """
      system Shop

      role Gateway

      actor Customer

      entity Order {
        total: Int = 0
        paid:  Int = 0
      }

      message Hook {
        order:  Order
        amount: Int
      }

      channel hooks: Hook exactly once

      action pay(o: Order) by Gateway
      {
        send h: Hook on hooks {
          order = o
          amount = o.total
        }
      }

      action onHook(h: Hook) by Gateway
        receive h on hooks
        requires not h.received
      {
        h.order.paid += h.amount
      }

      invariant Fine(o: Order): o.paid <= o.total
      """,
    mended: """
      system Shop

      role Gateway

      actor Customer

      entity Order {
        total: Int = 0
        paid:  Int = 0
      }

      message Hook {
        order:  Order
        amount: Int
      }

      channel hooks: Hook exactly once

      action pay(o: Order) by Gateway
      {
        send h: Hook on hooks {
          order = o
          amount = o.total
        }
      }

      action onHook(h: Hook) by Gateway
        receive h on hooks
      {
        h.order.paid += h.amount
      }

      invariant Fine(o: Order): o.paid <= o.total
      """)

  static let receiptWithoutRequires = DiagnosticPage(
    .receiptWithoutRequires, "a receipt without `requires`",
    happened: "`attacker may ... without requires` names an action that receives a message.",
    why: """
      That its message is in flight is part of `requires`. Without it the step would read a message that nobody sent, and
      that says nothing: a much weaker attack than it looks like.
      """,
    mend: """
      Write `forge` to let any message appear, `tamper` to change what is received. `attacker may` without the addition
      lets the attacker take what is in flight.
      """,
    wrong: """
      system Shop

      role Gateway

      actor Customer

      entity Order {
        total: Int = 0
        paid:  Int = 0
      }

      message Hook {
        order:  Order
        amount: Int
      }

      channel hooks: Hook exactly once

      action pay(o: Order) by Gateway
      {
        send h: Hook on hooks {
          order = o
          amount = o.total
        }
      }

      action onHook(h: Hook) by Gateway
        receive h on hooks
      {
        h.order.paid += h.amount
      }

      invariant Fine(o: Order): o.paid <= o.total

      threat Forged { attacker may onHook without requires }
      """,
    changes: ("threat Forged { attacker may onHook without requires }", "threat Forged { forge Hook }"))
}
