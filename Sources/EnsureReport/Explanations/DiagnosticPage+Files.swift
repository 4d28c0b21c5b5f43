import EnsureSyntax

extension DiagnosticPage {
  private static let shop = """
    system Shop

    import "money.ens"

    entity Order { total: Money = 0 }

    invariant Small(o: Order): o.total <= Limit

    """

  /// The shop, which calls a name of the other file `Ceiling`.
  private static func shopWithRenaming(_ name: String) -> String {
    shop.replacing("\"money.ens\"", with: "\"money.ens\" with \(name) = Ceiling")
      .replacing("<= Limit", with: "<= Ceiling")
  }

  private static let money = """
    currency EUR

    const Limit = 50 EUR

    """

  static let fileNotFound = DiagnosticPage(
    .fileNotFound, "an imported file that does not exist",
    happened:
      "There is no file at the path of this `import`. The path counts from the file that holds the `import`.",
    why: "What the file declares is part of the system.",
    mend: "Correct the path; capital and small letters matter.",
    wrong: .files([("shop.ens", shop)]),
    mended: .files([("shop.ens", shop), ("money.ens", money)]))

  static let importCycle = DiagnosticPage(
    .importCycle, "files that import each other",
    happened: "A file imports one that, directly or by way of others, imports it again.",
    why: "Files are read in an order that everybody can follow; a circle has none.",
    mend: "Move what both need into a third file that imports neither.",
    wrong: .files([
      ("shop.ens", shop), ("money.ens", "import \"limits.ens\"\n\ncurrency EUR\n"),
      ("limits.ens", "import \"money.ens\"\n\nconst Limit = 50 EUR\n"),
    ]),
    mended: .files([
      ("shop.ens", shop), ("money.ens", "import \"limits.ens\"\n"),
      ("limits.ens", "currency EUR\n\nconst Limit = 50 EUR\n"),
    ]))

  static let importOutsideRoot = DiagnosticPage(
    .importOutsideRoot, "an import that leads out of the spec's root",
    happened: """
      The imported file, with all links followed, lies outside the root: the nearest folder above the
      spec that holds an `ensure.toml`, else the spec's own folder.
      """,
    why: """
      What was verified has to be all there: whoever checks a certificate gets the root, and nothing
      else. It also keeps a spec from reading files that are none of its business.
      """,
    mend: """
      Move the file under the root, or put an empty `ensure.toml` into the folder that holds both.
      """,
    wrong: .files([("shop.ens", shop.replacingPath("../money.ens")), ("../money.ens", money)]),
    mended: .files([("shop.ens", shop), ("money.ens", money)]))

  static let unreadableFile = DiagnosticPage(
    .unreadableFile, "an imported file that cannot be read",
    happened: """
      At the path there is a folder, a pipe or a device, or reading is not permitted, or it failed.
      """,
    why: "What the file declares is part of the system.",
    mend: "Name a regular file that you may read.",
    wrong: .files([("shop.ens", shop.replacingPath("money/"))]),
    mended: .files([("shop.ens", shop), ("money.ens", money)]))

  static let importedSystem = DiagnosticPage(
    .importedSystem, "an imported file that is a whole system",
    happened: "The imported file begins with `system`: it is a spec of its own and no part of another.",
    why: "Two systems in one would leave open which of them a verdict is about.",
    mend: "Move what both share into a file without a `system` line, and import that in both.",
    wrong: .files([("shop.ens", shop), ("money.ens", "system Coins\n\n" + money)]),
    mended: .files([("shop.ens", shop), ("money.ens", money)]))

  static let badRenaming = DiagnosticPage(
    .badRenaming, "a renaming that does not fit the imported file",
    happened: """
      An `import ... with` replaces a name that the imported file doesn't have, replaces one name twice, or
      by a name that the file already uses for something else.
      """,
    why: """
      The imported file is read as if it had been written with the other names. Two of its names that become
      one would change what it says.
      """,
    mend: "Name a name of that file on the left of `=`, each once, and one that it doesn't have on the right.",
    wrong: .files([("shop.ens", shopWithRenaming("Limits")), ("money.ens", money)]),
    mended: .files([("shop.ens", shopWithRenaming("Limit")), ("money.ens", money)]))

  static let emptySpec = DiagnosticPage(
    .emptySpec, "a spec with nothing in it",
    happened: "The file holds no declaration: it is empty, or has comments only.",
    why: "Of nothing everything holds, and a build that verified an empty file would pass for ever.",
    mend: "Begin with a small system, such as the one below.",
    wrong: .text("// To be written.\n"),
    mended: .text(
      """
      system Shop

      role Clerk

      entity Order { paid: Bool = false }

      action pay(o: Order) by Clerk
        requires not o.paid
      { o.paid = true }

      scenario "an order is paid" {
        pay(o)
        expect o.paid
      }

      """))

  static let nothingToVerify = DiagnosticPage(
    .nothingToVerify, "a system that states nothing to verify",
    happened: "The spec declares a system, but no invariant, no property and no scenario.",
    why: "A run without a question would end well whatever the system does.",
    mend: "Say what must hold (`invariant`, `property`) or what must be possible (`scenario`).",
    wrong: """
      system Shop

      role Clerk

      entity Order { paid: Bool = false }

      action pay(o: Order) by Clerk { o.paid = true }
      """,
    mended: """
      system Shop

      role Clerk

      entity Order { paid: Bool = false }

      action pay(o: Order) by Clerk { o.paid = true }

      scenario "an order is paid" {
        pay(o)
        expect o.paid
      }
      """)
}

extension String {
  /// The example with another path behind `import`.
  fileprivate func replacingPath(_ path: String) -> String { replacing("money.ens", with: path) }
}
