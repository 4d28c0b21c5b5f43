import EnsureSemantics
import EnsureSyntax
import Testing

@Suite struct SettingsTests {
  private func read(_ text: String) -> Settings { Settings(Array(text.utf8), file: FileID(index: 0)) }

  private func messages(_ text: String) -> [String] {
    let bytes = Array(text.utf8)
    return read(text).diagnostics.map { diagnostic in
      let range = Int(diagnostic.primary.range.start)..<Int(diagnostic.primary.range.end)
      return
        "\(diagnostic.code.rawValue) \(String(decoding: bytes[range], as: UTF8.self)): \(diagnostic.message)"
    }
  }

  @Test func everythingThatCanBeSaidIsRead() {
    let settings = read(
      """
      [verify]
      depth = 12
      jobs = 2
      memory = "2G"
      require = "proved"
      scope = "Order=2,Money=0..3"
      states = 100
      timeout = 30
      """)
    #expect(settings.diagnostics.isEmpty)
    #expect(
      settings.entries.mapValues(\.text) == [
        .depth: "12", .jobs: "2", .memory: "2G", .require: "proved", .scope: "Order=2,Money=0..3",
        .states: "100",
        .timeout: "30",
      ])
  }

  @Test func nothingSaidIsNothingSet() {
    for text in ["", "# marks the root\n", "[verify]\n"] {
      #expect(read(text).entries.isEmpty && read(text).diagnostics.isEmpty)
    }
  }

  @Test func whatIsWrongIsSaidWhereItStands() {
    #expect(messages("[verify]\ndept = 3\n") == ["E0502 dept: there is no setting `verify.dept`"])
    #expect(read("[verify]\ndept = 3\n").diagnostics.first?.notes == ["did you mean `depth`?"])
    #expect(messages("depth = 3\n") == ["E0502 depth: there is no setting `depth`"])
    #expect(messages("[verfy]\n") == ["E0502 verfy: there is no setting `verfy`"])
    #expect(messages("verify = 3\n") == ["E0503 3: `verify` is a table, and this is a whole number"])
    #expect(
      messages("[verify]\ndepth = \"3\"\n") == ["E0503 \"3\": `depth` is a whole number, and this is a string"])
    #expect(messages("[verify]\nrequire = true\n").first?.hasPrefix("E0503 true: `require` is") == true)
    #expect(messages("[verify]\ndepth 3\n") == ["E0501 3: `=` is expected behind a key"])
    #expect(messages("[verify]\ndepth = 3\njobs = 1.5\nx = 1\n").count == 2)
  }
}
