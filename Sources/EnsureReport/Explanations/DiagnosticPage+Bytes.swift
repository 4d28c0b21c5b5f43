import EnsureSyntax

extension DiagnosticPage {
  static let notUTF8 = DiagnosticPage(
    .notUTF8, "the file is not UTF-8 text",
    happened: """
      The file holds a byte that belongs to no character of UTF-8. Often it was written in an older
      encoding (Latin-1, Windows-1252), in UTF-16, or it is no text at all: a picture, an archive.
      """,
    why: """
      A reader and the compiler must see the same text. Guessing an encoding would let one file mean two
      things.
      """,
    mend: """
      Save the file as UTF-8. An editor can do it, and so can `iconv -f LATIN1 -t UTF-8 old.ens >
      new.ens`.
      """,
    wrong: .words("    A comment with an é that is the single byte E9."),
    mended: .words("    The same comment with an é that is the two bytes C3 A9."))

  static let nulByte = DiagnosticPage(
    .nulByte, "there is a zero byte in the file",
    happened: "The file holds a byte of value 0, which no text contains.",
    why: """
      Editors show a zero byte as nothing or stop at it, so that what follows could hide from whoever
      reviews the spec. Usually it shows that a file was damaged or is in UTF-16.
      """,
    mend: "Save the file as UTF-8 text; `tr -d '\\000' < old.ens > new.ens` takes zero bytes away.",
    wrong: .words("    The word `entity`, a zero byte, the word `Order`."),
    mended: .words("    The word `entity`, a space, the word `Order`."))

  static let unknownCharacter = DiagnosticPage(
    .unknownCharacter, "a character that means nothing",
    happened: """
      A character stands where no character of that kind can stand. Outside of comments and texts in
      quotes the language uses ASCII only. Letters of other alphabets that look like ASCII ones, curly
      quotes, typographic dashes and spaces that are none come along when text is copied from a web page
      or a document.
      """,
    why: """
      Two names that look alike must be alike; otherwise a spec could say other than what it shows.
      """,
    mend: "Write the ASCII character that is meant; the message shows it where it is known.",
    wrong: """
      system Shop

      entity Order { total: Int = 0 }

      invariant Small(o: Order): o.total ≤ 3
      """,
    changes: ("invariant Small(o: Order): o.total ≤ 3", "invariant Small(o: Order): o.total <= 3"))

  static let badString = DiagnosticPage(
    .badString, "a text in quotes that is not well formed",
    happened: "A text has no closing quote on its line, or has an escape that does not exist.",
    why: "A text that runs on would swallow the declarations behind it.",
    mend: """
      Close the text on its line. The escapes are `\\"`, `\\\\`, `\\n`, `\\t` and `\\u{1F4B6}`.
      """,
    wrong: """
      system Shop

      global open: Bool = false

      scenario "the shop is \\closed at first" {
        expect not open
      }
      """,
    mended: """
      system Shop

      global open: Bool = false

      scenario "the shop is closed at first" {
        expect not open
      }
      """)

  static let badNumber = DiagnosticPage(
    .badNumber, "a number that is not well formed",
    happened: """
      Digits are followed directly by letters, a point has no digits behind it, or `_` stands elsewhere
      than between two digits.
      """,
    why: "A number is read by people who decide about money: it has one spelling.",
    mend:
      "Put a space between a number and its unit (`5 EUR`), and digits on both sides of a point (`0.50 EUR`).",
    wrong: """
      system Shop

      currency EUR

      entity Order { total: Money = 0 }

      invariant Small(o: Order): o.total <= 50EUR
      """,
    changes: ("invariant Small(o: Order): o.total <= 50EUR", "invariant Small(o: Order): o.total <= 50 EUR"))

  static let tooLarge = DiagnosticPage(
    .tooLarge, "a file or a name that is too large",
    happened: "The file has more than 64 MiB, or a name has more than 255 bytes.",
    why: """
      No person writes such a file or name. The limits keep a damaged or hostile file from using up time
      and memory.
      """,
    mend: "Divide a generated spec into files that import each other's parts; give shorter names.",
    wrong: .words("    `entity` and a name of 256 letters."),
    mended: .words("    `entity` and a name of 255 letters."))
}
