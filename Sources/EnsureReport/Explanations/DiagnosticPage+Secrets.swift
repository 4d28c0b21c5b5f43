import EnsureSyntax

/// Pages on secrets.
extension DiagnosticPage {
  static let notASecret = DiagnosticPage(
    .notASecret, "something that is no secret",
    happened: "`leak` or `guess` names an entity that is not declared as `secret entity`.",
    why: "Everybody can name the instances of an ordinary entity, so there is nothing to leak.",
    mend: "Declare the entity as `secret entity`, or leave the power out.",
    wrong: """
      system Locker

      actor Customer

      entity Pin of Customer

      entity Box {
        owner: Customer
        isOpen: Bool = false
      }

      action open(b: Box, p: Pin) by c: Customer
        requires b.owner == p.parent
      {
        b.isOpen = true
      }

      invariant Shut(b: Box): not b.isOpen

      threat Leak {
        leak Pin
        attacker may open
      }
      """,
    changes: ("entity Pin of Customer", "secret entity Pin of Customer"))

  static let secretShape = DiagnosticPage(
    .secretShape, "a secret with keys",
    happened: "A secret entity is declared with keys.",
    why: """
      An instance of a keyed entity is named by its keys. Whoever knew the keys would know the secret.
      """,
    mend: "Let it be part of something with `of`, or give it a field.",
    wrong: """
      system Locker

      actor Customer

      secret entity Pin[c: Customer]

      entity Box {
        owner: Customer
        isOpen: Bool = false
      }

      action open(b: Box, p: Pin) by c: Customer
        requires b.owner == p.c
      {
        b.isOpen = true
      }

      invariant Shut(b: Box): not b.isOpen
      """,
    changes: ("secret entity Pin[c: Customer]", "secret entity Pin of Customer"),
    ("requires b.owner == p.c", "requires b.owner == p.parent"))

  static let nobodyHolds = DiagnosticPage(
    .nobodyHolds, "a secret that nobody holds",
    happened: "An action names a secret, and no field says which of its principals holds which secret.",
    why: """
      A genuine principal names only secrets that he holds. Without a field that says so nobody could ever take the step, and
      every claim about it would hold emptily.
      """,
    mend: """
      Let the secret be part of the principal (`secret entity Pin of Customer`), give it a field of his type, or give him
      a field of its type.
      """,
    wrong: """
      system Locker

      actor Customer

      secret entity Pin

      entity Box {
        owner: Customer
        isOpen: Bool = false
      }

      action open(b: Box, p: Pin) by c: Customer
        requires b.owner == c and p == p
      {
        b.isOpen = true
      }

      invariant Shut(b: Box): not b.isOpen
      """,
    changes: ("secret entity Pin", "secret entity Pin of Customer"),
    ("requires b.owner == c and p == p", "requires b.owner == p.parent"))

  static let secretByPath = DiagnosticPage(
    .secretByPath, "an attacker who reads a secret off a path",
    happened: "A step of a threat assigns or sends a secret that it reads from a field.",
    why: "The attacker would use the secret without knowing it, as if every secret had leaked.",
    mend: "Let the secret be a parameter of the step: then he has to know it.",
    wrong: """
      system Locker

      actor Customer { pin: Pin }

      secret entity Pin of Customer

      entity Box {
        owner: Customer
        tried: Pin
        isOpen: Bool = false
      }

      action open(b: Box, p: Pin) by c: Customer
        requires b.owner == p.parent
      {
        b.isOpen = true
      }

      invariant Shut(b: Box): not b.isOpen

      threat Thief {
        step try(b: Box, c: Customer) { b.tried = c.pin }
      }
      """,
    changes: ("step try(b: Box, c: Customer) { b.tried = c.pin }", "step try(b: Box, p: Pin) { b.tried = p }"))

  static let guessUncounted = DiagnosticPage(
    .guessUncounted, "a guess that is counted nowhere",
    happened: """
      `guess S at most n per E` stands in a threat with a step that names an S and not exactly one E.
      """,
    why: "Guesses are counted at the E that the step names, and it is open which one that is.",
    mend: "Name an entity of which the step has exactly one among its parameters.",
    wrong: """
      system Locker

      actor Customer

      secret entity Pin of Customer

      entity Box {
        owner: Customer
        isOpen: Bool = false
      }

      action open(b: Box, p: Pin) by c: Customer
        requires b.owner == p.parent
      {
        b.isOpen = true
      }

      invariant Shut(b: Box): not b.isOpen

      threat Guesser {
        guess Pin at most 3 per Customer
        attacker may open
      }
      """,
    changes: ("guess Pin at most 3 per Customer", "guess Pin at most 3 per Box"))
}
