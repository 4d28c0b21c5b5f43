import EnsureSyntax

extension DiagnosticPage {
  static let undefinedName = DiagnosticPage(
    .undefinedName, "a name that means nothing here",
    happened: """
      Nothing of that name is in reach: no parameter, `let`, constant, global, predicate or function. A
      name that an action's head introduces is known in that action only, and a property knows only the
      names of its own head.
      """,
    why: "Every name in a spec has to mean something that the reader can look up.",
    mend: """
      Correct the spelling, or introduce the name: as a parameter, by `let`, as a `const` or a `global`.
      A member of an enumeration can be written bare only where the other side shows which enumeration
      is meant.
      """,
    wrong: """
      system Shop

      entity Order { total: Int = 0 }

      invariant Small(o: Order): order.total <= 3
      """,
    changes: ("invariant Small(o: Order): order.total <= 3", "invariant Small(o: Order): o.total <= 3"))

  static let duplicateName = DiagnosticPage(
    .duplicateName, "one name for two things",
    happened: """
      A name is declared twice, also if one declaration stands in an imported file; or a local name
      hides another; or a name of the language's own (`min`, `Money`) is declared anew.
      """,
    why: "A reader who finds a name must not have to ask which of two things it is.",
    mend: "Rename one of the two.",
    wrong: """
      system Shop

      entity Order { total: Int = 0 }

      actor Order

      invariant Small(o: Order): o.total <= 3
      """,
    changes: ("actor Order", "actor Orderer"))

  static let unknownType = DiagnosticPage(
    .unknownType, "a type or entity that is not declared",
    happened: """
      The name in the place of a type is neither built in (`Bool`, `Int`, `Money`, `Duration`,
      `Instant`) nor an entity, actor, role or enumeration of the spec.
      """,
    why: "What a field can hold decides which states the system has.",
    mend: "Correct the spelling, declare the entity, or import the file that declares it.",
    wrong: """
      system Shop

      actor Customer

      entity Order { owner: Custmer }

      invariant Owned(o: Order): o == o
      """,
    changes: ("entity Order { owner: Custmer }", "entity Order { owner: Customer }"))

  static let unknownField = DiagnosticPage(
    .unknownField, "a field that the entity does not have",
    happened: "Behind the point stands a name that is neither a field nor a key of the entity.",
    why: "A field that does not exist has no value.",
    mend: "Correct the spelling, or declare the field.",
    wrong: """
      system Shop

      entity Order { captured: Int = 0 }

      invariant Small(o: Order): o.captred <= 3
      """,
    changes: ("invariant Small(o: Order): o.captred <= 3", "invariant Small(o: Order): o.captured <= 3"))

  static let unknownAction = DiagnosticPage(
    .unknownAction, "an action that is not declared",
    happened:
      "A policy, property, threat, scenario or observation names an action that the system does not have.",
    why: "A rule about nothing would always be kept.",
    mend: """
      Correct the spelling, or declare the action. A scenario can use the system's own actions only.
      """,
    wrong: """
      system Shop

      role Clerk

      global open: Bool = false

      action start() by Clerk { open = true }

      policy Desk { permit Clerk begin }

      invariant Fine: open or not open
      """,
    changes: ("policy Desk { permit Clerk begin }", "policy Desk { permit Clerk start }"))

  static let unknownProperty = DiagnosticPage(
    .unknownProperty, "a property that is not declared",
    happened: "An `expect` or `accept` names an invariant or property that the spec does not have.",
    why: """
      A decision about a property that does not exist would be printed nowhere and protect nobody.
      """,
    mend: "Correct the spelling, or take the decision out with the property that it was about.",
    wrong: """
      system Shop

      role Clerk

      global open: Bool = false

      action start() by Clerk requires open { open = true }

      invariant Closed: not open

      threat Intruder { attacker may start() without requires }

      expect Close violated under Intruder
      """,
    changes: ("expect Close violated under Intruder", "expect Closed violated under Intruder"))

  static let unknownThreat = DiagnosticPage(
    .unknownThreat, "a threat that is not declared",
    happened: "An `expect`, an `accept` or a combination names a threat that the spec does not have.",
    why:
      "A world without its threat is the honest one: the decision would be about something else than it says.",
    mend: "Correct the spelling, or declare the threat.",
    wrong: """
      system Shop

      role Clerk

      global open: Bool = false

      action start() by Clerk { open = true }

      invariant Closed: not open

      expect Closed violated under Intruder
      """,
    changes: (
      "expect Closed violated under Intruder",
      """
      threat Intruder { attacker may start() }

      expect Closed violated under Intruder
      """
    ))
}
