import EnsureSyntax

extension DiagnosticPage {
  private static func settings(_ text: String) -> Example { .files([("ensure.toml", text)]) }

  private static let mendedSettings = settings(
    """
    [verify]
    depth = 12
    scope = "Order=2"
    timeout = "5min"

    """)

  static let badSettings = DiagnosticPage(
    .badSettings, "an `ensure.toml` that is no TOML",
    happened: "The file `ensure.toml` that marks the root of the specs is not written as TOML 1.0 demands.",
    why: "Settings that are read only in part would let a run look less far than somebody thinks.",
    mend: "Text stands in quotes, a name is said once, and each setting has a line of its own.",
    wrong: settings(
      """
      [verify]
      depth = 12
      scope = Order=2

      """),
    mended: mendedSettings)

  static let unknownSetting = DiagnosticPage(
    .unknownSetting, "a setting that does not exist",
    happened: "The file `ensure.toml` names a setting or a table that Ensure does not know.",
    why: "A name with a slip in it would be passed over, and the run would use the default instead.",
    mend: """
      The only table is `verify`, and in it stand `depth`, `jobs`, `memory`, `require`, `scope`, `states` and `timeout`,
      which mean what the options of `ensure verify` with these names mean.
      """,
    wrong: settings(
      """
      [verify]
      dept = 12
      scope = "Order=2"
      timeout = "5min"

      """),
    mended: mendedSettings)

  static let settingValue = DiagnosticPage(
    .settingValue, "a setting with a value that does not fit",
    happened: "A setting in `ensure.toml` has a value of another kind, or one that makes no sense for it.",
    why: "What was meant is not clear, and a guess could let a run look less far than somebody thinks.",
    mend:
      "Write what the option of `ensure verify` with the same name would take; numbers stand without quotes.",
    wrong: settings(
      """
      [verify]
      depth = "twelve"
      scope = "Order=2"
      timeout = "5min"

      """),
    mended: mendedSettings)
}
